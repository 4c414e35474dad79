"""Whether to answer, to offer choices or to abstain: evidence turned into probabilities, and costs weighed.

The probability that a fact answers a question is a logistic function of the evidence for it. Its weights, and the two
thresholds, are fitted to the development half of the question sets by ``python -m knowledge.training.decisions``, which
stores them with the figures they gave.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from knowledge.finding.finding import Outcome
from knowledge.finding.index import Floats

__all__ = ["DECISIONS", "EVIDENCE", "OFFERED", "Decisions", "decide", "evidence"]

DECISIONS: Final = Path(__file__).with_name("decisions.json")

# What is known of each candidate, in this order; see ``evidence``.
EVIDENCE: Final = (
    "margin", "lead", "over_declined", "similarity", "similarity_lead", "known", "brevity", "context", "coverage",
    "coverage_lack", "share", "foreign_numbers", "foreign_names",
)  # fmt: skip


# Choices that an offer has.
OFFERED: Final = 3

# How steeply margins compete in ``_share``; on development questions 3 to 6 were alike.
SHARPNESS: Final = 4.0


# Logits beyond this are certain either way, and would overflow.
_FAR: Final = 30.0


@dataclass(frozen=True)
class Decisions:
    """The weights of the evidence, and the probabilities from which to answer and to offer."""

    bias: float
    weights: tuple[float, ...]
    answer_from: float
    offer_from: float

    @classmethod
    def load(cls, path: Path = DECISIONS) -> Decisions:
        """Read the stored weights.

        Raises:
            OSError, ValueError, KeyError: the file is missing or not of this form.
        """
        data = json.loads(path.read_text(encoding="utf-8"))
        weights = tuple(float(data["weights"][name]) for name in EVIDENCE)
        return cls(float(data["bias"]), weights, float(data["answer_from"]), float(data["offer_from"]))

    def probabilities(self, found: Floats) -> Floats:
        """Each candidate's probability, shape (candidates,), from evidence of shape (candidates, len(EVIDENCE))."""
        logits = np.clip(self.bias + found @ np.array(self.weights, np.float32), -_FAR, _FAR)
        return np.asarray(1 / (1 + np.exp(-logits)), np.float32)


def evidence(
    margins: Floats,
    similarities: Floats,
    declined_margin: float,
    declined_similarity: float,
    known: float,
    words: int,
    context: Floats,
    covered: Floats,
    foreign_numbers: Floats,
    foreign_names: Floats,
) -> Floats:
    """The evidence for each candidate; candidates come with the highest margin first, shape (candidates,).

    Returns:
        Shape (candidates, len(EVIDENCE)): the classifier's margin; its lead over the next candidate (or the lag behind
        the first); its lead over the best declined kind; the nearest stored question's cosine; that cosine's lead over
        the nearest declined question's; the share of known words; how short the question is; how near the candidate
        lies to the fact told before; how much of the question its class has words for, and how many words it lacks;
        the log of its share among all margins; how many numbers and how many names of the question the fact does not
        tell of.
    """
    second = margins[1] if len(margins) > 1 else margins[0] - 1
    lead = np.concatenate([[margins[0] - second], margins[1:] - margins[0]])
    one = np.ones_like(margins)
    return np.stack(
        [
            margins,
            lead,
            margins - declined_margin,
            similarities,
            similarities - declined_similarity,
            known * one,
            one / words,
            context,
            covered,
            (1 - covered) * words,
            _share(margins, declined_margin),
            foreign_numbers,
            foreign_names,
        ],
        axis=1,
    ).astype(np.float32)


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
