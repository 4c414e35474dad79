"""How much of a question a class has words for: "does he own a house" names one it knows and asks what it does not.

Words are compared by their beginnings, so that endings do not count; a word that no stored question or text has counts
as much as the rarest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.casebook import Casebook
from knowledge.finding.features import keys
from knowledge.finding.index import Floats, Index, Numbers
from knowledge.model import LANGUAGES

__all__ = ["Coverage", "build_coverage"]

# Letters of a skeleton that are kept: endings of the four languages begin later, and shorter beginnings meet too often.
STEM = 5


def stem(word: str) -> str:
    """The part of a word that its inflected forms share, roughly."""
    return word[:STEM]


@dataclass(frozen=True)
class Coverage:
    """For each stem, ``classes[start[s]:start[s + 1]]`` are the classes that use it, and ``weight[s]`` its rarity."""

    stems: Mapping[str, int]
    start: Numbers
    classes: Numbers
    weight: Floats
    size: int

    @cached_property
    def _rarest(self) -> float:
        return float(self.weight.max(initial=1.0))

    def of(self, words: Sequence[str]) -> Floats:
        """The weighted share of a question's words that each class has, shape (classes,), 0 to 1."""
        stems = dict.fromkeys(map(stem, words))
        places = [self.stems[each] for each in stems if each in self.stems]
        weights = self.weight[places]
        total = float(weights.sum()) + self._rarest * (len(stems) - len(places))
        if not places or not total:
            return np.zeros(self.size, np.float32)
        having = [self.classes[self.start[place] : self.start[place + 1]] for place in places]
        covered = np.bincount(np.concatenate(having), weights.repeat([each.size for each in having]), self.size)
        return (covered / total).astype(np.float32)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The coverage as arrays, to be stored; ``from_arrays`` undoes it."""
        return {
            "coverage_stems": np.frombuffer("\n".join(self.stems).encode(), np.uint8),
            "coverage_start": self.start,
            "coverage_classes": self.classes,
            "coverage_weight": self.weight,
            "coverage_size": np.array(self.size),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Coverage:
        stems = arrays["coverage_stems"].tobytes().decode().split("\n")
        return cls(
            dict(zip(stems, range(len(stems)), strict=True)),
            arrays["coverage_start"],
            arrays["coverage_classes"],
            arrays["coverage_weight"],
            int(arrays["coverage_size"]),
        )


def build_coverage(casebook: Casebook, index: Index) -> Coverage:
    """Which class uses which stem, in its stored questions and, for facts, in its texts."""
    users: defaultdict[str, set[int]] = defaultdict(set)
    for text, owner in zip(index.questions, index.owner.tolist(), strict=True):
        for word in keys(text):
            users[stem(word)].add(owner)
    for position, fact in enumerate(index.facts):
        for language in LANGUAGES:
            for word in keys(casebook.facts[fact].texts[language].whole()):
                users[stem(word)].add(position)
    sizes = np.array([len(each) for each in users.values()])
    start = np.zeros(len(users) + 1, np.int32)
    np.cumsum(sizes, out=start[1:])
    classes = np.array([owner for each in users.values() for owner in sorted(each)], np.int32)
    weight = np.log(1 + index.classes / sizes).astype(np.float32)
    return Coverage({key: place for place, key in enumerate(users)}, start, classes, weight, index.classes)
