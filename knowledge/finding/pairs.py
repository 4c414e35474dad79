"""How a question is put: a linear classifier over its words and the pairs of neighbouring ones.

Beside the classifier over pieces of words, which takes in every spelling but no order, it is a second opinion from
another side: summed, the two put the right fact first in 95.8 % of 3,000 questions, the pieces alone in 94.7 %; and
where they disagree, neither is to be trusted. Weights too small to matter are left out, so that a question costs a few
dozen sums. One more output, the *scope*, tells the questions of all facts from all those knowingly declined.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from knowledge.finding.coverage import stem
from knowledge.finding.features import keys
from knowledge.finding.index import Floats, Index, Numbers, cells, unit_vector
from knowledge.finding.linear import fit, in_bytes

__all__ = ["Wording", "pairs", "train_wording"]

# What fewer stored questions have is theirs alone; on development questions 3 was as good as 2, with 32,000 pairs
# instead of 53,000.
LEAST_QUESTIONS: Final = 3
# Weights of a class are rounded to 127 steps up to its largest, and those of so few steps left out; up to 5 the order
# of facts stayed as good.
LEFT_OUT: Final = 2
# The edges of a question, as words that nobody writes.
_START, _END = "^", "$"
# The arrays among the fields of ``Wording``, in their order.
_HELD: Final = ("idf", "start", "outputs", "steps", "scale", "bias")


def pairs(words: Sequence[str]) -> Counter[str]:
    """The beginnings of words, given as skeletons, and each with the one after it, counted."""
    stems = [stem(word) for word in words]
    edged = [_START, *stems, _END]
    return Counter([*stems, *(f"{one} {other}" for one, other in pairwise(edged))])


@dataclass(frozen=True)
class Wording:
    """Weights of each pair: ``outputs[start[p]:start[p + 1]]`` are the outputs it speaks on, ``steps`` what it says.

    The outputs are the classes, and behind them the scope. ``scale`` is the step of each output, ``bias`` its bias.
    """

    places: Mapping[str, int]
    idf: Floats
    start: Numbers
    outputs: Numbers
    steps: NDArray[np.int8]
    scale: Floats
    bias: Floats

    def margins(self, words: Sequence[str]) -> tuple[Floats, float]:
        """Of a question's words, as skeletons: the margin of each class, shape (classes,), and of the scope.

        Above 0 is inside, as a rule; a question without a known pair has the biases.
        """
        counts = {self.places[pair]: n for pair, n in pairs(words).items() if pair in self.places}
        if not counts:
            return self.bias[:-1], float(self.bias[-1])
        rows, weights = unit_vector(counts, self.idf)
        places, sizes = cells(self.start, rows)
        steps = self.steps.take(places) * weights.repeat(sizes)
        summed = np.bincount(self.outputs.take(places), steps, self.bias.size).astype(np.float32)
        margins = summed * self.scale + self.bias
        return margins[:-1], float(margins[-1])

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The weights as arrays, to be stored; ``from_arrays`` undoes it."""
        places = np.frombuffer("\n".join(self.places).encode(), np.uint8)
        return {"wording_places": places} | {f"wording_{name}": getattr(self, name) for name in _HELD}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Wording:
        text = arrays["wording_places"].tobytes().decode()
        known = text.split("\n") if text else []
        return cls(dict(zip(known, range(len(known)), strict=True)), *(arrays[f"wording_{name}"] for name in _HELD))


def train_wording(index: Index) -> Wording:
    """Train on the questions of an index; some seven seconds for 47,000 of them."""
    from scipy.sparse import csr_matrix  # slow to import, and only needed to train

    counted = [pairs(keys(text)) for text in index.questions]
    questions = Counter(pair for each in counted for pair in each)
    known = [pair for pair, n in questions.items() if n >= LEAST_QUESTIONS]
    places = dict(zip(known, range(len(known)), strict=True))
    idf = np.array([np.log((1 + len(counted)) / (1 + questions[pair])) + 1 for pair in known], np.float32)
    cells = [(row, places[pair], n) for row, each in enumerate(counted) for pair, n in each.items() if pair in places]
    rows, columns, numbers = np.array(cells, np.int64).reshape(-1, 3).T
    weights = (1 + np.log(numbers)) * idf[columns]
    length = np.sqrt(np.bincount(rows, weights**2, len(counted)))
    features = csr_matrix((weights / length[rows], (rows, columns)), (len(counted), len(known)))
    by_class, class_bias = fit(features, index.owner, index.classes)
    within, within_bias = fit(features, (index.owner < len(index.facts)).astype(np.int32), 2, balanced=True)
    return _sparse(
        places, idf, np.hstack([by_class, within[:, 1:]]), np.append(class_bias, within_bias[1]).astype(np.float32)
    )


def _sparse(places: Mapping[str, int], idf: Floats, weights: Floats, bias: Floats) -> Wording:
    """Weights of shape (pairs, outputs) without those that round to little."""
    steps, scale = in_bytes(weights)
    steps[np.abs(steps) <= LEFT_OUT] = 0
    pair, output = np.nonzero(steps)
    start = np.zeros(len(places) + 1, np.int32)
    np.cumsum(np.bincount(pair, minlength=len(places)), out=start[1:])
    return Wording(places, idf, start, output.astype(np.int32), steps[pair, output], scale, bias)
