"""Small records cut out of a large one: what a beginner's record is like, with questions to ask it.

A record of a dozen facts with a few stored questions each knows few words, and draws whatever shares one of them. How
sure it may be can only be learnt where there are questions that it can't answer: those about all the facts left out.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from knowledge.compiled import Compiled
from knowledge.finding.classifier import train
from knowledge.finding.coverage import build_coverage
from knowledge.finding.decide import Decisions
from knowledge.finding.finder import Finder
from knowledge.finding.index import Index, index_of
from knowledge.finding.meaning import Meaning
from knowledge.model import LANGUAGES
from knowledge.tongue import Tongue

__all__ = ["Cut", "excerpts"]


@dataclass(frozen=True)
class Cut:
    """How much is kept: facts, stored questions of each in a language, and declined ones of each kind."""

    facts: int
    questions: int
    declined: int


# From a first evening's work to some months'.
_CUTS: Final = (
    Cut(8, 4, 3), Cut(15, 8, 6), Cut(25, 12, 3), Cut(12, 6, 10), Cut(40, 12, 20), Cut(20, 5, 5), Cut(60, 20, 60),
    Cut(10, 10, 3),
)  # fmt: skip


def excerpts(compiled: Compiled, decisions: Decisions) -> Iterator[Finder]:
    """Finders over small records of the same case, the same each time."""
    meaning, tongue = Meaning(), Tongue()
    for seed, cut in enumerate(_CUTS):
        index = _cut(compiled.index, cut, random.Random(seed))  # noqa: S311  not a secret: the same each time
        casebook = compiled.casebook
        coverage = build_coverage(casebook, index)
        yield Finder(casebook, index, train(index, meaning), coverage, meaning, tongue, decisions)


def _cut(index: Index, cut: Cut, chance: random.Random) -> Index:
    told = len(index.facts)
    kept = sorted(chance.sample(range(told), min(cut.facts, told)))
    rows = []
    for position, owner in enumerate([*kept, *range(told, index.classes)]):
        most = cut.questions if owner < told else cut.declined
        for number, language in enumerate(LANGUAGES):
            own = np.flatnonzero((index.owner == owner) & (index.language == number)).tolist()
            chosen = chance.sample(own, min(most, len(own)))
            rows += [(index.questions[place], position, language) for place in chosen]
    return index_of(rows, tuple(index.facts[owner] for owner in kept), index.declined)
