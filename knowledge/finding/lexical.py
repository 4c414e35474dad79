"""A question's words and those of the record: misspelt ones mended, unknown ones counted."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.finding.index import Index

__all__ = ["known_share", "mend"]

# A word is mended only when it is long enough that one slip leaves it recognisable, and only to words as near as this
# (Damerau-Levenshtein similarity: one slip in five letters gives 0.8).
MEND_FROM = 4
MEND_CUTOFF = 0.78
# Each mended word is a look through the vocabulary: their number is bounded, so that no message takes long.
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
        mended.append(index.spelling.nearest(word, MEND_CUTOFF) or word)
    return mended


def known_share(words: Sequence[str], index: Index) -> float:
    """The share of the words that stored questions have too (0 to 1)."""
    return sum(word in index.frequency for word in words) / len(words) if words else 0.0
