"""Whether to answer, to offer choices or to abstain: scores turned into probabilities, and costs weighed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from knowledge.finding.finding import Outcome, Reason
from knowledge.finding.index import Floats

__all__ = ["Calibration", "decide"]


@dataclass(frozen=True)
class Calibration:
    """The weights of the probability that the best fact is the right one, and the two thresholds on it."""

    bias: float = -7.0
    best: float = 10.0
    margin: float = 14.0
    known: float = 2.0
    answer_from: float = 0.5
    offer_from: float = 0.2


def decide(
    fused: Floats, known: float, words: int, language: str, calibration: Calibration
) -> tuple[Outcome, Reason | None, Floats]:
    """The outcome for scores in descending order, its reason, and each candidate's probability."""
    margins = np.concatenate([[fused[0] - fused[1]], fused[1:] - fused[0]]) if len(fused) > 1 else fused[:1]
    logits = calibration.bias + calibration.best * fused + calibration.margin * margins + calibration.known * known
    probabilities = (1 / (1 + np.exp(-logits))).astype(np.float32)
    if probabilities[0] >= calibration.answer_from:
        return "answer", None, probabilities
    if language == "other":
        return "none", "other-language", probabilities
    if probabilities[0] >= calibration.offer_from:
        return "suggest", None, probabilities
    return "none", "other-case" if known < 0.5 else "not-in-record", probabilities
