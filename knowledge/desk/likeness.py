"""Questions that ask the same in other words, found together: by the fact they come near to, and by their words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from knowledge.desk.handed import Asked
from knowledge.finding import Context, Finding
from knowledge.finding.features import grams, keys

__all__ = ["ALIKE", "Cluster", "clusters", "likeness"]

#: The cosine from which two questions are shown together: among 600 stored questions a language, 44 (Russian) to 71
#: (Kazakh) of 100 pairs above it belonged to one fact; above 0.4, 26 (English) to 49. Words alone tell little.
ALIKE: Final = 0.5
#: The probability from which a fact is named as the one that questions come near to. It was not enough to answer with;
#: here a curator decides.
NEAR: Final = 0.1
#: Facts that a curator can choose from.
_FACTS: Final = 2


@dataclass(frozen=True)
class Cluster:
    """Questions that are alike, the most asked first; the facts that they come near to, the likeliest first."""

    questions: tuple[Asked, ...]
    facts: tuple[str, ...]

    @property
    def asked(self) -> int:
        """How often all of them were asked."""
        return sum(each.asked for each in self.questions)


def clusters(questions: Sequence[Asked], find: Callable[[str, Context], Finding]) -> list[Cluster]:
    """Questions put together, in the order of each cluster's first.

    A question joins the cluster whose first question comes near to the same fact, in whatever language, or has like
    words. Those for which curators have chosen different facts stay apart. With 1,000 questions it takes seconds.
    """
    vectors = _vectors([each.words for each in questions])
    made: list[tuple[list[Asked], tuple[str, ...], Mapping[str, float]]] = []
    for question, vector in zip(questions, vectors, strict=True):
        facts = _near(question, find)
        for members, wanted, first in made:
            if members[0].fact != question.fact or members[0].state != question.state:
                continue
            if (facts and facts[:1] == wanted[:1]) or _cosine(vector, first) >= ALIKE:
                members.append(question)
                break
        else:
            made.append(([question], facts, vector))
    return [Cluster(tuple(sorted(members, key=_by_number)), facts) for members, facts, _ in made]


def likeness(one: str, other: str) -> float:
    """The cosine of two texts by the pieces of their words, from 0 to 1."""
    first, second = _vectors([one, other])
    return _cosine(first, second)


def _by_number(question: Asked) -> tuple[int, str]:
    return -question.asked, question.words


def _near(question: Asked, find: Callable[[str, Context], Finding]) -> tuple[str, ...]:
    if question.fact is not None:
        return (question.fact,)
    found = find(question.words, Context(language=question.language)).candidates
    return tuple(each.fact for each in found if each.score >= NEAR)[:_FACTS]


def _vectors(texts: Sequence[str]) -> list[dict[str, float]]:
    """TF-IDF of the finder's own pieces of words, of unit length; how rare a piece is, the texts themselves tell."""
    counted = [grams(keys(text)) for text in texts]
    among: Counter[str] = Counter(piece for each in counted for piece in each)
    made = []
    for each in counted:
        weights = {
            piece: (1 + math.log(n)) * (1 + math.log((1 + len(texts)) / (1 + among[piece])))
            for piece, n in each.items()
        }
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        made.append({piece: weight / length for piece, weight in weights.items()})
    return made


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    small, large = sorted((one, other), key=len)
    return sum(weight * large.get(piece, 0.0) for piece, weight in small.items())
