"""How near a question's words come to stored questions: misspelt words mended, nearest neighbours by class."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.process import extract

from knowledge.finding.index import Floats, Index, Numbers

__all__ = ["known_share", "mend", "nearest"]

# A word is mended only when it is long enough that one slip leaves it recognisable, and only to words as near as this
# (Damerau-Levenshtein similarity: one slip in five letters gives 0.8).
MEND_FROM = 4
MEND_CUTOFF = 0.78
# Mending compares with the whole vocabulary: the number of words is bounded, so that no message takes long.
MEND_MOST = 12


def mend(words: Sequence[str], index: Index) -> list[str]:
    """The words with those that the record lacks replaced by the nearest one it has, where one is near enough."""
    mended = []
    left = MEND_MOST
    for word in words:
        if len(word) < MEND_FROM or word in index.frequency or word.isdigit() or not left:
            mended.append(word)
            continue
        left -= 1
        found = extract(
            word, index.words, scorer=DamerauLevenshtein.normalized_similarity, score_cutoff=MEND_CUTOFF, limit=1
        )
        mended.append(found[0][0] if found else word)
    return mended


def known_share(words: Sequence[str], index: Index) -> float:
    """The share of the words that stored questions have too (0 to 1)."""
    return sum(word in index.frequency for word in words) / len(words) if words else 0.0


def nearest(columns: Numbers, weights: Floats, index: Index) -> tuple[Floats, Numbers]:
    """Per class, the cosine of its nearest stored question (0 to 1), and which question that is."""
    scores = index.postings.scores(columns, weights)
    order = np.lexsort((scores, index.owner))
    ends = np.searchsorted(index.owner[order], np.arange(index.classes), side="right") - 1
    best = order[ends].astype(np.int32)
    return scores[best], best
