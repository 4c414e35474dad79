"""A linear classifier over words, pieces of words and meaning: which class a question belongs to.

One-vs-rest support vector machines with squared hinge loss (Fan et al. 2008, LIBLINEAR; scikit-learn's ``LinearSVC``),
trained on the stored questions whenever a record is compiled. Trained on one writer's questions and asked another's
(3,000 of them), they put the right fact first in 73 %, nearest neighbours and centroids together in 66 %; with vectors
of meaning beside the pieces in 77 %.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from knowledge.finding.features import keys
from knowledge.finding.index import Floats, Index, Numbers
from knowledge.finding.meaning import Meaning

__all__ = ["TRAINED", "Classifier", "ready_made", "save", "signature", "train"]

TRAINED: Final = Path(__file__).with_name("trained.npz")

# Chosen on development questions; 0.25 to 1 differ by less than a point. A looser tolerance than the library's 1e-4
# trains in a third of the time with the same accuracy.
PENALTY = 1.0
TOLERANCE = 0.1
# How much the vector of meaning weighs beside the pieces, both of unit length.
MEANING_WEIGHT = 0.8
_BYTE = 127

# What NumPy and zipfile raise for a file that is absent, cut off or garbled.
_UNUSABLE = (OSError, ValueError, KeyError, EOFError, RuntimeError, BadZipFile, zlib.error)


@dataclass(frozen=True)
class Classifier:
    """Weights in a byte each, shape (pieces, classes), with one scale a class; and those of meaning, and the biases."""

    pieces: NDArray[np.int8]
    scale: Floats
    meaning: Floats
    bias: Floats

    def margins(self, columns: Numbers, weights: Floats, meaning: Floats) -> Floats:
        """The signed distance of a question from each class's boundary, shape (classes,); above 0 is inside."""
        by_pieces = (weights @ self.pieces[columns].astype(np.float32)) * self.scale
        return np.asarray(by_pieces + MEANING_WEIGHT * meaning @ self.meaning + self.bias, np.float32)

    def by_piece(self, columns: Numbers, weights: Floats, position: int) -> Floats:
        """What each piece of a question adds to the margin of one class, shape (columns,)."""
        return np.asarray(weights * self.pieces[columns, position] * self.scale[position], np.float32)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The classifier as arrays, to be stored; ``from_arrays`` undoes it."""
        return {f"classifier_{name}": getattr(self, name) for name in ("pieces", "scale", "meaning", "bias")}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Classifier:
        return cls(*(arrays[f"classifier_{name}"] for name in ("pieces", "scale", "meaning", "bias")))


def signature(index: Index, meaning: Meaning) -> str:
    """What a classifier depends on, in 32 hexadecimal digits: texts, classes, vectors and constants."""
    total = blake2b(digest_size=16)
    total.update(repr((PENALTY, TOLERANCE, MEANING_WEIGHT, index.facts, index.declined)).encode())
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


def save(classifier: Classifier, index: Index, meaning: Meaning, path: Path = TRAINED) -> None:
    """Store a classifier with the signature of what it was trained on."""
    np.savez_compressed(path, signature=np.array(signature(index, meaning)), **classifier.arrays())  # type: ignore[arg-type]


def train(index: Index, meaning: Meaning) -> Classifier:
    """Train on the questions of an index; about half a minute for 25,000 of them."""
    from scipy.sparse import csc_matrix, csr_matrix, hstack, vstack  # slow to import, and only needed to train
    from sklearn.svm import LinearSVC

    postings = index.postings
    shape = (postings.size, len(index.vocabulary))
    pieces = csc_matrix((postings.weights, postings.rows, postings.start), shape).tocsr()
    vectors = np.stack([meaning.embed(keys(text), index.frequency) for text in index.questions])
    features = hstack([pieces, csr_matrix(MEANING_WEIGHT * vectors)]).tocsr()
    owner, balance = index.owner, None
    if index.classes == 1:  # told from a question that has nothing in common with the record, however many ask for it
        features = vstack([features, csr_matrix((1, features.shape[1]))]).tocsr()
        owner, balance = np.append(owner, 1), "balanced"
    machine = LinearSVC(C=PENALTY, tol=TOLERANCE, random_state=0, class_weight=balance).fit(features, owner)
    weights = machine.coef_.T.astype(np.float32)
    bias = machine.intercept_.astype(np.float32)
    if index.classes <= 2:  # the library gives one boundary for two classes: one's inside is the other's outside
        weights, bias = np.hstack([-weights, weights]), np.hstack([-bias, bias])
        weights, bias = weights[:, : index.classes], bias[: index.classes]
    by_pieces, by_meaning = weights[: len(index.vocabulary)], weights[len(index.vocabulary) :]
    scale = np.maximum(np.abs(by_pieces).max(0, initial=0), np.finfo(np.float32).tiny) / _BYTE
    return Classifier(np.round(by_pieces / scale).astype(np.int8), scale, by_meaning, bias)
