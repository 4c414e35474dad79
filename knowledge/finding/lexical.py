"""How near a question comes to each fact by its words: n-grams of questions and of centroids, misspelt words mended."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.process import extract

from knowledge.finding.index import Floats, Index, Numbers

__all__ = ["Scores", "mend", "score"]

# A word is mended only when it is long enough that one slip leaves it recognisable, and only to words as near as this
# (Damerau-Levenshtein similarity: one slip in five letters gives 0.8).
MEND_FROM = 4
MEND_CUTOFF = 0.78


@dataclass(frozen=True)
class Scores:
    """Per fact, shape (facts,): the best question's cosine, the mean of the best two, the centroid's cosine;
    ``best`` is the position of the best question. ``known`` is the share of the question's weight that the record's
    words cover (0 to 1)."""

    nearest: Floats
    two: Floats
    centroid: Floats
    best: Numbers
    known: float


def mend(words: list[str], index: Index) -> list[str]:
    """The words with those that the record lacks replaced by the nearest one it has, where one is near enough."""
    mended = []
    for word in words:
        if len(word) < MEND_FROM or f"={word}" in index.vocabulary or word.isdigit():
            mended.append(word)
            continue
        found = extract(
            word, index.words, scorer=DamerauLevenshtein.normalized_similarity, score_cutoff=MEND_CUTOFF, limit=1
        )
        mended.append(found[0][0] if found else word)
    return mended


def score(words: list[str], index: Index) -> Scores:
    """Score all facts for a question given as words of the index's alphabet."""
    mended = mend(words, index)
    columns, weights = index.vector(mended)
    by_question = index.by_question.scores(columns, weights)
    facts = len(index.facts)
    order = np.lexsort((by_question, index.owner))
    ends = np.searchsorted(index.owner[order], np.arange(facts), side="right")
    starts = np.searchsorted(index.owner[order], np.arange(facts), side="left")
    best = order[ends - 1]
    second = order[np.maximum(ends - 2, starts)]
    nearest = by_question[best]
    present = [word for word in mended if f"={word}" in index.vocabulary]
    return Scores(
        nearest=nearest,
        two=((nearest + by_question[second]) / 2).astype(np.float32),
        centroid=index.by_fact.scores(columns, weights),
        best=best.astype(np.int32),
        known=len(present) / len(words) if words else 0.0,
    )
