"""Linear support vector machines, one for each class against the rest (Fan et al. 2008, LIBLINEAR)."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from knowledge.finding.index import Floats, Numbers

__all__ = ["PENALTY", "TOLERANCE", "fit", "in_bytes"]

# Chosen on development questions; 0.25 to 1 differ by less than a point. A looser tolerance than the library's 1e-4
# trains in a third of the time with the same accuracy.
PENALTY = 1.0
TOLERANCE = 0.1
_STEPS: Final = np.iinfo(np.int8).max


def in_bytes(weights: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Weights of shape (rows, columns) in steps of one scale a column, 127 up to its largest; and the scales."""
    scale = np.maximum(np.abs(weights).max(0, initial=0), np.finfo(np.float32).tiny) / _STEPS
    return np.round(weights / scale).astype(np.int8), scale.astype(np.float32)


def fit(features: Any, owner: Numbers, classes: int, *, balanced: bool = False) -> tuple[Floats, Floats]:
    """Train machines with squared hinge loss (scikit-learn's ``LinearSVC``).

    Args:
        features: a sparse matrix of SciPy, shape (questions, features).
        owner: the class of each question, shape (questions,).
        classes: how many there are. Where all questions have one class of several, or there is no feature, nothing
            speaks for any.
        balanced: whether each class weighs the same, however many questions it has.

    Returns:
        The weights, shape (features, classes), and the biases, shape (classes,).
    """
    from scipy.sparse import csr_matrix, vstack  # slow to import, and only needed to train
    from sklearn.svm import LinearSVC

    if not features.shape[1] or (classes > 1 and len(np.unique(owner)) == 1):
        return np.zeros((features.shape[1], classes), np.float32), np.zeros(classes, np.float32)
    if classes == 1:  # told from a question that has nothing in common with the record, however many ask for it
        features = vstack([features, csr_matrix((1, features.shape[1]))]).tocsr()
        owner, balanced = np.append(owner, 1), True
    weighting = "balanced" if balanced else None
    machine = LinearSVC(C=PENALTY, tol=TOLERANCE, random_state=0, class_weight=weighting).fit(features, owner)
    weights = machine.coef_.T.astype(np.float32)
    bias = machine.intercept_.astype(np.float32)
    if classes <= 2:  # the library gives one boundary for two classes: one's inside is the other's outside
        weights, bias = np.hstack([-weights, weights]), np.hstack([-bias, bias])
        weights, bias = weights[:, :classes], bias[:classes]
    return weights, bias
