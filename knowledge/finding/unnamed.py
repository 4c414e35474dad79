"""A question without the names in it: what is asked, whoever it is asked about."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Final

from knowledge.casebook import Casebook
from knowledge.finding.claims import names_of
from knowledge.finding.features import keys

__all__ = ["name_beginnings", "without_names"]

# Letters of a skeleton by which a name is recognised whatever its ending; shorter names are other words too.
_BEGINNING: Final = 6
_SHORTEST: Final = 4


def name_beginnings(casebook: Casebook) -> frozenset[str]:
    """How the names of a record's people and places begin, in each language and spelling, as skeletons."""
    entities = (*casebook.people.values(), *casebook.places.values())
    spellings = (name for entity in entities for name in names_of(entity))
    return frozenset(word[:_BEGINNING] for name in spellings for word in keys(name) if len(word) >= _SHORTEST)


def without_names(words: Sequence[str], beginnings: Container[str]) -> list[str]:
    """The words of a question, as skeletons, that are no names."""
    return [word for word in words if word[:_BEGINNING] not in beginnings]
