"""One number for each source on everything that is printed: pictures, fact sheet and table agree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from bot.paper.words import dated, source_kind
from bot.speech import Speech
from knowledge.casebook import Casebook
from knowledge.checks.structure import MARK
from knowledge.model import Source

__all__ = ["numbered", "source_line", "with_numbers"]


def numbered(casebook: Casebook) -> dict[str, int]:
    """The numbers of the sources, from 1, in the order in which facts, timeline and numbers first cite them."""
    return {source: number for number, source in enumerate(dict.fromkeys(_cited(casebook)), start=1)}


def _cited(casebook: Casebook) -> Iterator[str]:
    for fact in casebook.published():
        yield from (citation.source for citation in fact.citations)
    for event in casebook.timeline:
        yield from event.sources
    for figure in casebook.figures.values():
        yield from figure.sources


def with_numbers(text: str, sources: tuple[str, ...], numbers: Mapping[str, int], shown: Callable[[int], str]) -> str:
    """A fact's text whose marks count its own sources, with marks that count those of the whole record.

    Marks of one place that lead to the same number become one: ``[1][2]``.
    """

    def mark(match: re.Match[str]) -> str:
        return shown(numbers[sources[int(match[1]) - 1]])

    return MARK.sub(mark, text)


def source_line(source: Source, say: Speech) -> str:
    """Publisher, date, language and kind of a source, as a list of sources names them."""
    date = dated(source.date, say) if source.date else say("no date")
    parts = [source.publisher, date, say.language_name(source.language), source_kind(source, say)]
    return " · ".join(filter(None, parts))
