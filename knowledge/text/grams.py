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

_MULTIPLIER: Final = np.uint32(2_654_435_761)  # Knuth's multiplicative hash: odd, so no step loses anything
_HALF: Final = np.uint32(15)
_ORDER: Final = tuple(map(np.uint32, range(1, LONGEST + 1)))
_KINDS: Final = np.arange(ORDERS, dtype=np.uint8)
_DIGITS: Final = re.compile(r"\d+")


def grams(words: str) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    """Return the hashes of the grams of normalised text and the kind of each (0–4: length less one, 5: a word).

    Both have shape (grams,), with repetitions, kinds in order. Digits are left out; a space stands before the first
    word and after the last, so that beginnings and ends of words are grams of their own.
    """
    hashes, kinds, _ = grams_of([words])
    return hashes, kinds


def grams_of(texts: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.uint8], list[int]]:
    """As `grams`, for several texts at once: the grams of one text after those of another, and how many each has."""
    parts = [_DIGITS.sub(" ", text).split() for text in texts]
    edged = [f" {' '.join(each)} " if each else "" for each in parts]
    codes = np.frombuffer("".join(edged).encode("utf-32-le", "replace"), np.uint32)
    state = np.zeros(len(codes), np.uint32)
    by_order = []
    for order, added in enumerate(_ORDER):
        state = state[: max(0, len(codes) - order)] * _MULTIPLIER
        state += codes[order:]
        state += added
        state ^= state >> _HALF
        by_order.append(state)
    found, lengths, start = [], [], 0
    for text, own in zip(edged, parts, strict=True):
        end = start + len(text)
        # A gram that begins in one text and ends in the next one is none.
        found += [hashes[start : max(start, end - order)] for order, hashes in enumerate(by_order)]
        found.append(np.array([zlib.crc32(part.encode("utf-8", "replace")) for part in own], np.uint32))
        lengths.append([len(hashes) for hashes in found[-ORDERS:]])
        start = end
    kinds = np.tile(_KINDS, len(texts)).repeat([length for each in lengths for length in each])
    return np.concatenate(found), kinds, [sum(each) for each in lengths]
