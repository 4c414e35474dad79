"""Whether to answer, to offer choices or to abstain: evidence turned into probabilities, and costs weighed.

The probability that a fact answers a question is a logistic function of the evidence for it, each kind through a curve
of its own: a line bent at a few knots (a generalised additive model, Hastie & Tibshirani 1990), so that what each kind
adds can be shown. The curves, and the two thresholds, are fitted to the development half of the question sets by
``python -m knowledge.training.decisions``, which stores them with the figures they gave.

There are curves for two densities: a record with few stored questions knows few words, draws whatever shares one of
them, and must be less sure of itself.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from knowledge.finding.finding import Outcome
from knowledge.finding.index import Floats

__all__ = [
    "DECISIONS",
    "DENSE_FROM",
    "EVIDENCE",
    "LEAST_COVERED",
    "OFFERED",
    "Clues",
    "Curve",
    "Decisions",
    "Density",
    "decide",
    "density_of",
    "evidence",
]

DECISIONS: Final = Path(__file__).with_name("decisions.json")

Density: TypeAlias = Literal["dense", "sparse"]
# Cut down to 20,000 stored and declined questions, the included record answered 8 % of what is out of scope with the
# curves of a dense one, and 4 % with those of a sparse one; whole, with 47,000, it answers 2 %.
DENSE_FROM: Final = 30_000

# What is known of each candidate, in this order; see ``Clues`` and ``evidence``.
EVIDENCE: Final = (
    "margin", "lead", "similarity_lead", "known", "brevity", "context", "coverage", "share", "foreign_numbers",
    "foreign_names", "wording", "scope", "unnamed_declined", "unnamed_similarity_declined",
)  # fmt: skip
_COVERAGE: Final = EVIDENCE.index("coverage")

# Choices that an offer has.
OFFERED: Final = 3

# How steeply margins compete in ``_share``; on development questions 3 to 6 were alike.
SHARPNESS: Final = 4.0


# A fact that has words for less of the question than this is not told, whatever else speaks for it: letters made at
# random have pieces in common with many facts. Of 3,000 development questions the least that any reply covered was .18.
LEAST_COVERED: Final = 0.1

# Logits beyond this are certain either way, and would overflow.
_FAR: Final = 30.0


def density_of(questions: int) -> Density:
    """What a record with so many stored and declined questions is."""
    return "dense" if questions >= DENSE_FROM else "sparse"


@dataclass(frozen=True)
class Curve:
    """What a kind of evidence adds to the logit: ``heights`` at ``knots``, straight between them, level beyond."""

    knots: tuple[float, ...]
    heights: tuple[float, ...]


@dataclass(frozen=True)
class Decisions:
    """The curves of the evidence, in the order of ``EVIDENCE``; the probabilities from which to answer and to offer."""

    bias: float
    curves: tuple[Curve, ...]
    answer_from: float
    offer_from: float

    @classmethod
    def load(cls, path: Path = DECISIONS, density: Density = "dense") -> Decisions:
        """Read the stored curves for a density.

        Raises:
            OSError, ValueError, KeyError: the file is missing or not of this form.
        """
        data = json.loads(path.read_text(encoding="utf-8"))
        fitted = data[density]
        curves = tuple(
            Curve(tuple(map(float, curve["knots"])), tuple(map(float, curve["heights"])))
            for curve in (fitted["curves"][name] for name in EVIDENCE)
        )
        return cls(float(fitted["bias"]), curves, float(data["answer_from"]), float(data["offer_from"]))

    @cached_property
    def _first(self) -> NDArray[np.float64]:
        """The first height of each curve."""
        return np.array([curve.heights[0] for curve in self.curves])

    @cached_property
    def _least(self) -> float:
        """The logit before any value has come into a stretch."""
        return self.bias + float(self._first.sum())

    @cached_property
    def _stretches(self) -> NDArray[np.float64]:
        """Where each stretch between two knots begins and ends, and its slope; shape (3, curves, stretches).

        Curves of fewer knots have empty stretches at the end.
        """
        table = np.zeros((3, len(self.curves), max(len(curve.knots) for curve in self.curves) - 1))
        for of_curve, curve in zip(table.swapaxes(0, 1), self.curves, strict=True):
            slopes = np.diff(curve.heights) / np.diff(curve.knots)
            of_curve[:, : len(slopes)] = curve.knots[:-1], curve.knots[1:], slopes
        return table

    def _come(self, found: Floats) -> NDArray[np.float64]:
        """How far each value has come into each stretch of its curve, shape (candidates, curves, stretches)."""
        begin, end, _ = self._stretches
        return np.asarray(np.minimum(np.maximum(found[:, :, None], begin), end) - begin)

    def added(self, found: Floats) -> NDArray[np.float64]:
        """What each piece of evidence adds to the logit of its candidate, shape (candidates, len(EVIDENCE)).

        Each stretch of its curve adds its slope times how far the value has come into it.
        """
        return np.asarray(self._first + (self._come(found) * self._stretches[2]).sum(2))

    def probabilities(self, found: Floats) -> Floats:
        """Each candidate's probability, shape (candidates,), from evidence of shape (candidates, len(EVIDENCE))."""
        slopes = self._stretches[2].ravel()
        by_evidence = self._come(found).reshape(len(found), slopes.size) @ slopes
        logits = (self._least + by_evidence).clip(-_FAR, _FAR)
        covered = found[:, _COVERAGE] >= LEAST_COVERED
        return np.asarray(covered / (1 + np.exp(-logits)), np.float32)


@dataclass(frozen=True)
class Clues:
    """What speaks for the candidates for one question; they come with the highest margin first.

    What ends in "declined" is that of the likeliest declined kind. "Unnamed" is what is left of a question
    without the names in it: "how tall is Dalgren" asks about Dalgren, and nothing that is told of anyone. Arrays have
    shape (candidates,).
    """

    margins: Floats
    similarities: Floats
    context: Floats
    covered: Floats
    foreign_numbers: Floats
    foreign_names: Floats
    wording: Floats
    declined: float
    similarity_declined: float
    unnamed_declined: float
    unnamed_similarity_declined: float
    scope: float
    known: float
    words: int


def evidence(clues: Clues) -> Floats:
    """The evidence for each candidate.

    Returns:
        Shape (candidates, len(EVIDENCE)): the classifiers' margin; its lead over the next candidate (or the lag behind
        the first); the lead of the nearest stored question's cosine over the nearest declined question's; the share of
        known words; how short the question is; how near the candidate lies to the fact told before; how much of the
        question its class has words for; the log of its share among all margins; how many numbers and how many names of
        the question the fact does not tell of; the margin by wording alone; how much the question is worded as those in
        scope; and of the unnamed question the margin of the declined, and the cosine of their nearest question.
    """
    margins = clues.margins
    second = margins[1] if len(margins) > 1 else margins[0] - 1
    lead = margins - margins[0]
    lead[0] = margins[0] - second
    columns: tuple[Floats | float, ...] = (
        margins,
        lead,
        clues.similarities - clues.similarity_declined,
        clues.known,
        1 / clues.words,
        clues.context,
        clues.covered,
        _share(margins, clues.declined),
        clues.foreign_numbers,
        clues.foreign_names,
        clues.wording,
        clues.scope,
        clues.unnamed_declined,
        clues.unnamed_similarity_declined,
    )
    found = np.empty((len(margins), len(EVIDENCE)), np.float32)
    for place, column in enumerate(columns):
        found[:, place] = column
    return found


def _share(margins: Floats, declined_margin: float) -> Floats:
    """The log of each candidate's share when margins compete exponentially, the declined kinds among them."""
    scaled = SHARPNESS * np.append(margins, declined_margin)
    return np.asarray(scaled[:-1] - np.logaddexp.reduce(scaled), np.float32)


def decide(probabilities: Floats, decisions: Decisions) -> Outcome:
    """The outcome for the probabilities of candidates, best first.

    An answer is right if the first candidate is, an offer if any of its choices is: at most one is, so their
    probabilities add up.
    """
    if probabilities[0] >= decisions.answer_from:
        return "answer"
    return "suggest" if probabilities[:OFFERED].sum() >= decisions.offer_from else "none"
