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
from knowledge.finding.index import Floats, Index
from knowledge.model import LANGUAGES

__all__ = ["Coverage", "build_coverage"]

# Letters of a skeleton that are kept: endings of the four languages begin later, and shorter beginnings meet too often.
STEM = 5


def stem(word: str) -> str:
    """The part of a word that its inflected forms share, roughly."""
    return word[:STEM]


@dataclass(frozen=True)
class Coverage:
    """For each stem the classes that use it, a bit each, shape (stems, size / 8 rounded up), and its rarity."""

    stems: Mapping[str, int]
    users: NDArray[np.uint8]
    weight: Floats
    size: int

    @cached_property
    def _rarest(self) -> float:
        return float(self.weight.max(initial=1.0))

    def of(self, words: Sequence[str]) -> Floats:
        """The weighted share of a question's words that each class has, shape (classes,), 0 to 1."""
        stems = dict.fromkeys(map(stem, words))
        known = [self.stems[each] for each in stems if each in self.stems]
        weights = self.weight.take(known)
        total = float(weights.sum()) + self._rarest * (len(stems) - len(known))
        if not total:
            return np.zeros(self.size, np.float32)
        using = np.unpackbits(self.users.take(known, axis=0), axis=1, count=self.size)
        return np.asarray(weights @ using / total, np.float32)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The coverage as arrays, to be stored; ``from_arrays`` undoes it."""
        return {
            "coverage_stems": np.frombuffer("\n".join(self.stems).encode(), np.uint8),
            "coverage_users": self.users,
            "coverage_weight": self.weight,
            "coverage_size": np.array(self.size),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Coverage:
        stems = arrays["coverage_stems"].tobytes().decode().split("\n")
        return cls(
            dict(zip(stems, range(len(stems)), strict=True)),
            arrays["coverage_users"],
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
    using = np.zeros((len(users), index.classes), bool)
    for place, each in enumerate(users.values()):
        using[place, list(each)] = True
    weight = np.log(1 + index.classes / sizes).astype(np.float32)
    stems = {key: place for place, key in enumerate(users)}
    return Coverage(stems, np.packbits(using, axis=1), weight, index.classes)
