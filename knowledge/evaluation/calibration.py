"""Whether the stated probabilities are true: of the answers called 80 % likely, are 80 % right?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np

from knowledge.evaluation.measure import Result, wilson

__all__ = ["BINS", "Bin", "Calibration", "calibrate", "stated"]

BINS: Final = 10


@dataclass(frozen=True)
class Bin:
    """The questions whose stated probability lies from ``low`` to ``high``: its mean, and the share that was right.

    ``least`` and ``most`` bound that share (95 %).
    """

    low: float
    high: float
    count: int
    predicted: float
    observed: float
    least: float
    most: float


@dataclass(frozen=True)
class Calibration:
    """The reliability curve (bins without questions left out), and two numbers for it; both are 0 at best.

    ``ece``: the mean distance of stated from seen, bins weighted by their questions (Naeini et al. 2015).
    ``brier``: the mean square of stated less came true (Brier 1950); ``brier_constant``: that of always stating the
    share that came true, for comparison.
    """

    count: int
    ece: float
    brier: float
    brier_constant: float
    bins: tuple[Bin, ...]

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


def stated(results: Sequence[Result]) -> list[tuple[float, bool]]:
    """For each question with a candidate: the probability of the best one, and whether it is a right answer."""
    return [
        (result.finding.candidates[0].score, result.first_is_right) for result in results if result.finding.candidates
    ]


def calibrate(pairs: Sequence[tuple[float, bool]]) -> Calibration:
    """Bins of equal width over stated probabilities (0 to 1) and what came true."""
    predicted = np.array([probability for probability, _ in pairs], np.float64)
    true = np.array([came for _, came in pairs], np.float64)
    places = np.minimum((predicted * BINS).astype(int), BINS - 1)
    bins = []
    for place in range(BINS):
        inside = places == place
        count = int(inside.sum())
        if count:
            observed = float(true[inside].mean())
            bins.append(
                Bin(
                    place / BINS,
                    (place + 1) / BINS,
                    count,
                    float(predicted[inside].mean()),
                    observed,
                    *wilson(observed, count),
                )
            )
    if not pairs:
        return Calibration(0, 0.0, 0.0, 0.0, ())
    ece = sum(each.count * abs(each.predicted - each.observed) for each in bins) / len(pairs)
    rate = float(true.mean())
    return Calibration(len(pairs), ece, float(((predicted - true) ** 2).mean()), rate * (1 - rate), tuple(bins))
