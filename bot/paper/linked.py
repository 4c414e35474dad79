"""The record as linked data: JSON-LD in the vocabulary of schema.org, one file a language.

Every fact is a ``Claim`` with its citations: the record says who says it, and rates nobody. A ``ClaimReview`` stands
only for what the record has weighed against sources: a number that is taken for the count of something else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bot.paper.identity import address, urn
from bot.paper.words import amount
from bot.speech import Speech, speech
from knowledge import edtf
from knowledge.casebook import Casebook
from knowledge.checks.structure import MARK
from knowledge.model import Fact, Figure, Language, Source

__all__ = ["as_json_ld"]

_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
# What a source is in schema.org, where it is more than some text.
_TYPES = {"press": "NewsArticle", "state-media": "NewsArticle", "wire": "NewsArticle", "law-text": "Legislation"}

Node = dict[str, Any]


def as_json_ld(casebook: Casebook, language: Language, bot: str = "") -> bytes:
    """The graph as JSON-LD. ``bot`` is a username for links to facts."""
    say = speech(language)
    facts = list(casebook.published())
    cited = dict.fromkeys(
        source for entry in (*(_sources(fact) for fact in facts), *(f.sources for f in casebook.figures.values()))
        for source in entry
    )  # fmt: skip
    mentioned = {each for fact in facts for each in fact.mentions}
    graph = [
        _dataset(casebook, language, bot),
        *(_claim(casebook, fact, language, bot) for fact in facts),
        *_reviews(casebook, say),
        *(_work(casebook, casebook.sources[source]) for source in cited),
        *(
            {"@type": "Person", "@id": urn(casebook.case.id, "person", key), "name": person.names[language]}
            for key, person in casebook.people.items()
            if key in mentioned
        ),
    ]
    whole = {"@context": "https://schema.org", "@graph": graph}
    return f"{json.dumps(whole, ensure_ascii=False, indent=1)}\n".encode()


def _sources(fact: Fact) -> list[str]:
    return list(dict.fromkeys(citation.source for citation in fact.citations))


def _dataset(casebook: Casebook, language: Language, bot: str) -> Node:
    return {
        "@type": "Dataset",
        "@id": urn(casebook.case.id, "record", language),
        "name": casebook.case.title[language],
        "description": casebook.case.about[language],
        "inLanguage": language,
        "dateModified": casebook.case.as_of,
        "license": _LICENCE,
        **({"url": f"https://t.me/{bot}"} if bot else {}),
    }


def _claim(casebook: Casebook, fact: Fact, language: Language, bot: str) -> Node:
    text = fact.texts[language]
    people = [urn(casebook.case.id, "person", key) for key in fact.mentions if key in casebook.people]
    node: Node = {
        "@type": "Claim",
        "@id": urn(casebook.case.id, "fact", fact.id, str(fact.version), language),
        "identifier": fact.id,
        "name": text.headline,
        "text": _without_marks(text.whole()),
        "inLanguage": language,
        "version": str(fact.version),
        "datePublished": _published(fact),
        "isPartOf": {"@id": urn(casebook.case.id, "record", language)},
        "citation": [{"@id": urn(casebook.case.id, "source", source)} for source in _sources(fact)],
    }
    if fact.event:
        node["temporalCoverage"] = _plain_date(fact.event)
    if people:
        node["mentions"] = [{"@id": each} for each in people]
    if bot:
        node["url"] = address(bot, fact.id)
    return node


def _published(fact: Fact) -> str:
    """The day from which this version of the fact holds."""
    return fact.changes[-1].date if fact.changes else fact.reviewed


def _reviews(casebook: Casebook, say: Speech) -> Iterator[Node]:
    """For each number that is taken for another count: what is said, and which number that count has."""
    for figure in casebook.figures.values():
        for key in figure.mistaken_for:
            other = casebook.figures[key]
            if other.unit == figure.unit and other.value != figure.value:
                yield _review(casebook, figure, other, say)


def _review(casebook: Casebook, figure: Figure, other: Figure, say: Speech) -> Node:
    said, right = _amount(figure, say), _amount(other, say)
    claimed = f"{said} — {other.counts[say.language]}"
    sources = dict.fromkeys((*figure.sources, *other.sources))
    return {
        "@type": "ClaimReview",
        "@id": urn(casebook.case.id, "review", figure.id, other.id, say.language),
        "claimReviewed": claimed,
        "inLanguage": say.language,
        "datePublished": casebook.case.as_of,
        "author": {"@id": urn(casebook.case.id, "record", say.language)},
        "reviewBody": "\n".join(
            f"{number} — {each.counts[say.language]} ({each.said_by[say.language]})."
            for number, each in ((said, figure), (right, other))
        ),
        "reviewRating": {"@type": "Rating", "alternateName": say("Two counts are confused")},
        "itemReviewed": {"@type": "Claim", "name": claimed, "inLanguage": say.language},
        "citation": [{"@id": urn(casebook.case.id, "source", source)} for source in sources],
    }


def _amount(figure: Figure, say: Speech) -> str:
    return " ".join(filter(None, amount(figure, say)))


def _work(casebook: Casebook, source: Source) -> Node:
    node: Mapping[str, Any] = {
        "@type": _TYPES.get(source.reliability, "CreativeWork"),
        "@id": urn(casebook.case.id, "source", source.id),
        "name": source.title,
        "inLanguage": source.language,
        "publisher": {"@type": "Organization", "name": source.publisher},
        "url": source.address(),
        "archivedAt": source.archive_url,
        "datePublished": _plain_date(source.date) if source.date else None,
        "author": {"@type": "Person", "name": source.author} if source.author else None,
    }
    return {key: value for key, value in node.items() if value is not None}


def _plain_date(text: str) -> str:
    """An EDTF date as ISO 8601, which knows no marks."""
    return str(edtf.parse(text)).rstrip("?~%")


def _without_marks(text: str) -> str:
    return MARK.sub("", text).replace(" .", ".").replace(" ,", ",")
