"""Finding an entry of a record by some words of it, for a curator who does not know its id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process

from knowledge.casebook import Casebook
from knowledge.model import LANGUAGES

__all__ = ["entity_lines", "fact_lines", "looked_up", "source_lines"]

# A line that has half of the words is worth being shown; of more than these nobody reads the rest.
_LEAST: Final = 60
_MOST: Final = 5


def source_lines(casebook: Casebook) -> dict[str, str]:
    """A line for each source by its id: publisher, title, date."""
    return {
        source.id: f"{source.publisher}: {source.title}{f', {source.date}' if source.date else ''}"
        for source in casebook.sources.values()
    }


def entity_lines(casebook: Casebook) -> dict[str, str]:
    """A line for each person, place and body by its id: the names that it has in the four languages."""
    return {
        entity.id: " · ".join(dict.fromkeys(entity.names[language] for language in LANGUAGES))
        for entity in casebook.entities()
    }


def fact_lines(casebook: Casebook) -> dict[str, str]:
    """A line for each fact by its id: its headline in English."""
    return {fact.id: fact.texts["en"].headline for fact in casebook.facts.values()}


def looked_up(words: str, lines: Mapping[str, str]) -> list[str]:
    """The ids whose lines, or the ids themselves, have the words; the nearest first."""
    whole = {key: f"{key} {line}" for key, line in lines.items()}
    found = process.extract(
        words, whole, scorer=fuzz.token_set_ratio, processor=default_process, score_cutoff=_LEAST, limit=_MOST
    )
    return [key for _, _, key in found]
