"""Character n-grams and whole words of a text, as 32-bit hashes."""

from __future__ import annotations

import re
import zlib
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["LONGEST", "ORDERS", "grams"]

LONGEST: Final = 5
"""Characters of the longest n-gram."""
ORDERS: Final = LONGEST + 1
"""Kinds of gram: 1 to 5 characters, and whole words, which know «сколько» and "қандай" better than their pieces do."""

_MULTIPLIER: Final = np.uint32(2_654_435_761)  # Knuth's multiplicative hash: odd, so no step loses anything
_DIGITS: Final = re.compile(r"\d+")


def grams(words: str) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    """Return the hashes of the grams of normalised text and the kind of each (0–4: length less one, 5: a word).

    Both have shape (grams,), with repetitions, kinds in order. Digits are left out; a space stands before the first
    word and after the last, so that beginnings and ends of words are grams of their own.
    """
    parts = _DIGITS.sub(" ", words).split()
    if not parts:
        return np.zeros(0, np.uint32), np.zeros(0, np.uint8)
    codes = np.frombuffer(f" {' '.join(parts)} ".encode("utf-32-le", "replace"), np.uint32)
    found = []
    state = np.zeros(len(codes), np.uint32)
    for order in range(1, LONGEST + 1):
        count = len(codes) - order + 1
        if count <= 0:
            break
        state = state[:count] * _MULTIPLIER + codes[order - 1 :] + np.uint32(order)
        state ^= state >> np.uint32(15)
        found.append(state)
    found.append(np.array([zlib.crc32(part.encode("utf-8", "replace")) for part in parts], np.uint32))
    lengths = [len(hashes) for hashes in found]
    kinds = [*range(len(found) - 1), LONGEST]
    return np.concatenate(found), np.repeat(np.array(kinds, np.uint8), lengths)
