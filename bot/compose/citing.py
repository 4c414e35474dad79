"""A source in one line: who published it, when, in which language, and what it is."""

from __future__ import annotations

from collections.abc import Sequence

from bot.reply import CitationLine
from bot.speech import Speech
from knowledge.casebook import Casebook
from knowledge.model import Fact, Reliability, Source

__all__ = ["citation_line", "cited", "kind_name", "numbered"]


def citation_line(source: Source, n: int, say: Speech) -> CitationLine:
    """A source as the ``n``-th of a reply."""
    return CitationLine(
        n=n,
        source=source.id,
        publisher=source.publisher,
        title=source.title,
        date=source.date,
        language=source.language,
        url=source.address(),
        line=_source_line(source, say),
    )


def cited(casebook: Casebook, fact: Fact, say: Speech) -> tuple[CitationLine, ...]:
    """The sources of a fact, numbered as its texts mark them."""
    sources = [casebook.sources[citation.source] for citation in fact.citations]
    return tuple(citation_line(source, n, say) for n, source in enumerate(sources, start=1))


def numbered(
    casebook: Casebook, sources: Sequence[str], say: Speech
) -> tuple[dict[str, int], tuple[CitationLine, ...]]:
    """The number of each source of a page, each once in the order of the page, and their lines."""
    numbers = {source: n for n, source in enumerate(dict.fromkeys(sources), start=1)}
    return numbers, tuple(citation_line(casebook.sources[source], n, say) for source, n in numbers.items())


def kind_name(kind: Reliability, say: Speech) -> str:
    """What a kind of sources is called in a list of kinds."""
    return {
        "court-notice": say("Court notices"),
        "official": say("Official statements"),
        "first-hand": say("First-hand accounts"),
        "wire": say("News agencies"),
        "press": say("Press"),
        "state-media": say("State media"),
        "ngo": say("Human rights organisations"),
        "reference": say("Reference works"),
        "law-text": say("Texts of laws"),
        "paraphrase": say("Retellings"),
        "digest": say("Digests"),
        "machine-translation": say("Machine translations"),
    }[kind]


def _source_line(source: Source, say: Speech) -> str:
    parts = [source.publisher]
    if source.date:
        parts.append(say.date(source.date))
    parts.append(say.language_name(source.language))
    kinds = {
        "paraphrase": say("a retelling, not the original text"),
        "digest": say("a digest, not the original text"),
        "machine-translation": say("a machine translation"),
        "state-media": say("state media"),
        "court-notice": say("court notice"),
    }
    if source.reliability in kinds:
        parts.append(kinds[source.reliability])
    elif source.paraphrase:
        parts.append(kinds["paraphrase"])
    if source.address() is None:
        parts.append(say("no address known"))
    elif source.url is None:
        parts.append(say("read in a copy"))
    return " · ".join(parts)
