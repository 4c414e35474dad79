"""What a record holds, in tables that a curator understands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TypeAlias

from knowledge.casebook import Casebook
from knowledge.checks.freshness import stale_texts
from knowledge.model import LANGUAGES, Fact, Source

__all__ = ["Table", "count"]

Table: TypeAlias = list[dict[str, str | int]]

# Texts that retell another text: a fact should not rest on these alone.
_SECOND_HAND = {"paraphrase", "digest", "machine-translation"}


def count(casebook: Casebook) -> dict[str, Table]:
    """Titled tables of counts."""
    return {
        "facts by topic": _facts(casebook),
        "texts by language": _languages(casebook),
        "sources by language": _counted(source.language for source in casebook.sources.values()),
        "sources by reliability": _counted(source.reliability for source in casebook.sources.values()),
        "support": _support(casebook),
    }


def _counted(values: Iterable[str]) -> Table:
    return [{"": key, "sources": number} for key, number in Counter(values).most_common()]


def _facts(casebook: Casebook) -> Table:
    rows: Table = []
    for topic in casebook.case.topics:
        facts = [fact for fact in casebook.published() if fact.topic == topic.id]
        rows.append(_kinds(topic.title["en"], facts))
    rows.append(_kinds("all", list(casebook.published())))
    return rows


def _kinds(topic: str, facts: list[Fact]) -> dict[str, str | int]:
    kinds = Counter(str(fact.kind) for fact in facts)
    return {"topic": topic, "facts": len(facts), **{kind: kinds[kind] for kind in ("reported", "differs", "unknown")}}


def _languages(casebook: Casebook) -> Table:
    facts = list(casebook.published())
    rows: Table = []
    told = {fact.id for fact in facts}
    stale = Counter(language for fact, language, _ in stale_texts(casebook) if fact.id in told)
    for language in LANGUAGES:
        asked = [len(casebook.asked(fact.id, language)) for fact in facts]
        reread = sum(fact.texts[language].reread is not None for fact in facts)
        rows.append(
            {
                "language": language,
                "questions": sum(asked),
                "fewest a fact": min(asked, default=0),
                "most a fact": max(asked, default=0),
                "re-read texts, %": round(100 * reread / len(facts)) if facts else 0,
                "stale texts": stale[language],
            }
        )
    return rows


def _support(casebook: Casebook) -> Table:
    facts = list(casebook.published())

    def second_hand(source: Source) -> bool:
        return source.paraphrase or source.reliability in _SECOND_HAND

    cited = [[casebook.sources[citation.source] for citation in fact.citations] for fact in facts]
    return [
        {"": "facts with one source", "facts": sum(len(sources) == 1 for sources in cited)},
        {"": "facts on retellings and digests only", "facts": sum(all(map(second_hand, sources)) for sources in cited)},
        {"": "sources cited", "facts": len({source.id for sources in cited for source in sources})},
    ]
