"""Linear classifiers over words, pieces of words, meaning and wording: which class a question belongs to.

Support vector machines (`knowledge.finding.linear`), trained on the stored questions whenever a record is compiled.
Trained on one writer's questions and asked another's (3,000 of them), those over pieces put the right fact first in
73 %, nearest neighbours and centroids together in 66 %; with vectors of meaning beside the pieces in 77 %.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, BinaryIO, Final
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from knowledge.finding.coverage import STEM
from knowledge.finding.features import keys
from knowledge.finding.index import Floats, Index, Numbers
from knowledge.finding.linear import PENALTY, TOLERANCE, fit, in_bytes
from knowledge.finding.meaning import Meaning
from knowledge.finding.pairs import LEAST_QUESTIONS, LEFT_OUT, Wording, train_wording

__all__ = ["TRAINED", "Classifier", "ready_made", "save", "signature", "train"]

TRAINED: Final = Path(__file__).with_name("trained.npz")

# How much the vector of meaning weighs beside the pieces, both of unit length.
MEANING_WEIGHT = 0.8
_CONSTANTS: Final = (PENALTY, TOLERANCE, MEANING_WEIGHT, LEAST_QUESTIONS, LEFT_OUT, STEM)

# The arrays among the fields of ``Classifier``, in their order.
_HELD: Final = ("pieces", "scale", "meaning", "bias")
# What NumPy and zipfile raise for a file that is absent, cut off or garbled.
_UNUSABLE = (OSError, ValueError, KeyError, EOFError, RuntimeError, BadZipFile, zlib.error)


@dataclass(frozen=True)
class Classifier:
    """Weights in a byte each, shape (pieces, classes), with one scale a class; those of meaning, and the biases.

    ``wording`` is the second classifier, over pairs of words.
    """

    pieces: NDArray[np.int8]
    scale: Floats
    meaning: Floats
    bias: Floats
    wording: Wording

    def margins(self, columns: Numbers, weights: Floats, meaning: Floats, since: int = 0) -> Floats:
        """The signed distance of a question from the boundary of each class from ``since`` on; above 0 is inside.

        Shape (classes - since,).
        """
        by_pieces = (weights @ self.pieces.take(columns, axis=0)[:, since:].astype(np.float32)) * self.scale[since:]
        by_meaning = MEANING_WEIGHT * meaning @ self.meaning[:, since:]
        return np.asarray(by_pieces + by_meaning + self.bias[since:], np.float32)

    def by_piece(self, columns: Numbers, weights: Floats, position: int) -> Floats:
        """What each piece of a question adds to the margin of one class, shape (columns,)."""
        return np.asarray(weights * self.pieces[columns, position] * self.scale[position], np.float32)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The classifiers as arrays, to be stored; ``from_arrays`` undoes it."""
        return {f"classifier_{name}": getattr(self, name) for name in _HELD} | self.wording.arrays()

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Classifier:
        pieces, scale, meaning, bias = (arrays[f"classifier_{name}"] for name in _HELD)
        return cls(pieces, scale, meaning, bias, Wording.from_arrays(arrays))


def signature(index: Index, meaning: Meaning) -> str:
    """What a classifier depends on, in 32 hexadecimal digits: texts, classes, vectors and constants."""
    total = blake2b(digest_size=16)
    total.update(repr((*_CONSTANTS, index.facts, index.declined)).encode())
    total.update("\n".join((*index.questions, *index.vocabulary)).encode())
    total.update(index.owner.tobytes())
    total.update(meaning.digest().encode())
    return total.hexdigest()


def ready_made(index: Index, meaning: Meaning, path: Path = TRAINED) -> Classifier | None:
    """The classifier that comes with the program, if it was trained on just this index; else None.

    It saves the first start with the included record the half minute that training takes. Any change of a stored
    question changes the signature, and the classifier is trained anew.
    """
    try:
        # NumPy leaves a file open that it opened itself and could not read.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            if str(arrays["signature"]) != signature(index, meaning):
                return None
            return Classifier.from_arrays({name: arrays[name] for name in arrays.files})
    except _UNUSABLE:
        return None


def save(classifier: Classifier, index: Index, meaning: Meaning, path: Path | BinaryIO = TRAINED) -> None:
    """Store a classifier with the signature of what it was trained on."""
    np.savez_compressed(path, signature=np.array(signature(index, meaning)), **classifier.arrays())  # type: ignore[arg-type]


def train(index: Index, meaning: Meaning) -> Classifier:
    """Train on the questions of an index; a minute or two for 47,000 of them."""
    from scipy.sparse import csc_matrix, csr_matrix, hstack  # slow to import, and only needed to train

    postings = index.postings
    shape = (postings.size, len(index.vocabulary))
    pieces = csc_matrix((postings.weights, postings.rows, postings.start), shape).tocsr()
    vectors = np.stack([meaning.embed(keys(text), index.frequency) for text in index.questions])
    features = hstack([pieces, csr_matrix(MEANING_WEIGHT * vectors)]).tocsr()
    weights, bias = fit(features, index.owner, index.classes)
    by_pieces, by_meaning = weights[: len(index.vocabulary)], weights[len(index.vocabulary) :]
    cells, scale = in_bytes(by_pieces)
    return Classifier(cells, scale, by_meaning, bias, train_wording(index))
