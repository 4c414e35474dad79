"""Finding an entry of a record by some words of it, for a curator who does not know its id."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from textwrap import shorten
from typing import Final

from rapidfuzz import fuzz, process

from knowledge.casebook import Casebook
from knowledge.finding.coverage import stem
from knowledge.finding.features import keys
from knowledge.model import LANGUAGES

__all__ = ["Line", "Lines", "entity_lines", "fact_lines", "source_lines"]

# A line that has half of the words is worth being shown; of more than these nobody reads the rest.
_LEAST: Final = 60
_MOST: Final = 5
# Of a question so many characters are shown, beside the headline.
_LONGEST: Final = 80


@dataclass(frozen=True)
class Line:
    """Words by which an entry is found, and what a curator then sees of it."""

    words: str
    shown: str


@dataclass(frozen=True)
class Lines:
    """The lines of each entry by its id."""

    of: Mapping[str, tuple[Line, ...]]

    def __contains__(self, key: object) -> bool:
        return key in self.of

    def __iter__(self) -> Iterator[str]:
        return iter(self.of)

    def with_entry(self, key: str, line: str) -> Lines:
        """These, and one more."""
        return Lines({**self.of, **_one_each({key: line}).of})

    @cached_property
    def _searched(self) -> tuple[list[str], list[tuple[str, Line]]]:
        lines = [(key, line) for key, lines in self.of.items() for line in lines]
        return [_compared(line.words) for _, line in lines], lines

    def looked_up(self, words: str) -> dict[str, str]:
        """What is shown of the entries that have the words, by their ids: the nearest first, at most five.

        Words are compared in any script and without their endings: of facts there are lines in four languages.
        """
        typed = _compared(words)
        compared, lines = self._searched
        found = process.extract(typed, compared, scorer=fuzz.token_set_ratio, score_cutoff=_LEAST, limit=None)
        # Of lines that have all the words, one that has little else is nearer.
        found.sort(key=lambda each: (each[1], fuzz.token_sort_ratio(typed, each[0])), reverse=True)
        nearest: dict[str, str] = {}
        for _, _, place in found:
            key, line = lines[place]
            nearest.setdefault(key, line.shown)
        return dict(islice(nearest.items(), _MOST))


def _one_each(shown: Mapping[str, str]) -> Lines:
    """One line for each entry, found by its id as well."""
    return Lines({key: (Line(f"{key} {line}", line),) for key, line in shown.items()})


def source_lines(casebook: Casebook) -> Lines:
    """A line for each source: publisher, title, date."""
    shown = {
        source.id: f"{source.publisher}: {source.title}{f', {source.date}' if source.date else ''}"
        for source in casebook.sources.values()
    }
    return _one_each(shown)


def entity_lines(casebook: Casebook, among: Container[str] | None = None) -> Lines:
    """A line for each person, place and body, or for those among them: the names that it has in the four languages."""
    shown = {
        entity.id: " · ".join(dict.fromkeys(entity.names[language] for language in LANGUAGES))
        for entity in casebook.entities()
        if among is None or entity.id in among
    }
    return _one_each(shown)


def fact_lines(casebook: Casebook) -> Lines:
    """The headlines and the stored questions of each fact in the four languages, each shown in its own."""
    return Lines({fact: tuple(_lines_of(casebook, fact)) for fact in casebook.facts})


def _lines_of(casebook: Casebook, fact: str) -> Iterator[Line]:
    for language in LANGUAGES:
        headline = casebook.facts[fact].texts[language].headline
        yield Line(f"{fact} {headline}" if language == "en" else headline, headline)
        for question in casebook.asked(fact, language):
            yield Line(question, f"{headline} “{shorten(question, _LONGEST, placeholder=' …')}”")


def _compared(text: str) -> str:
    return " ".join(map(stem, keys(text)))
