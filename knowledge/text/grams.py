"""Character n-grams and whole words of a text, as 32-bit hashes."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["LONGEST", "ORDERS", "grams", "grams_of"]

LONGEST: Final = 5
"""Characters of the longest n-gram."""
ORDERS: Final = LONGEST + 1
"""Kinds of gram: 1 to 5 characters, and whole words, which know «сколько» and "қандай" better than their pieces do."""

# NumPy computes with arrays of no dimension twice as fast as with its own numbers.
_MULTIPLIER: Final = np.array(2_654_435_761, np.uint32)  # Knuth's multiplicative hash: odd, so no step loses anything
_HALF: Final = np.array(15, np.uint32)
_ORDER: Final = tuple(np.array(order, np.uint32) for order in range(1, LONGEST + 1))
_KINDS: Final = np.arange(ORDERS, dtype=np.uint8)
_DIGITS: Final = re.compile(r"\d+")


def grams(words: str) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    """Return the hashes of the grams of normalised text and the kind of each (0–4: length less one, 5: a word).

    Both have shape (grams,), with repetitions, kinds in order. Digits are left out; a space stands before the first
    word and after the last, so that beginnings and ends of words are grams of their own.
    """
    ((hashes, sizes),) = grams_of([words])
    return hashes, _KINDS.repeat(sizes)


def grams_of(texts: Sequence[str]) -> list[tuple[NDArray[np.uint32], list[int]]]:
    """Return the hashes of `grams` of each of several texts, worked out together, and how many are of each kind."""
    parts = [_DIGITS.sub(" ", text).split() for text in texts]
    edged = [f" {' '.join(each)} " if each else "" for each in parts]
    joined = "".join(edged)
    codes = np.frombuffer(joined.encode("utf-32-le", "replace"), np.uint32)
    whole = np.array(list(map(zlib.crc32, joined.encode("utf-8", "replace").split())), np.uint32)
    state = np.zeros(len(codes) + 1, np.uint32)
    by_order = []
    for order, added in enumerate(_ORDER):
        state = state[:-1] * _MULTIPLIER
        state += codes[order:]
        state += added
        state ^= state >> _HALF
        by_order.append(state)
    found, start, word = [], 0, 0
    for text, own in zip(edged, parts, strict=True):
        end = start + len(text)
        # A gram that begins in one text and ends in the next one is none.
        each = [hashes[start : max(start, end - order)] for order, hashes in enumerate(by_order)]
        each.append(whole[word : (word := word + len(own))])
        found.append((np.concatenate(each), list(map(len, each))))
        start = end
    return found
