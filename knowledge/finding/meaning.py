"""What words mean, as vectors: words of the four languages that mean the like lie near each other.

The vectors are a small file made once by `knowledge.training.vectors` from a multilingual sentence encoder; using them
takes no encoder, only NumPy. A text's vector is the sum of its words' vectors, each weighted by how rare the word is
(Arora et al. 2017, "SIF"), scaled to unit length.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from math import sqrt
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["VECTORS", "Meaning", "save_vectors"]

VECTORS: Final = Path(__file__).with_name("meaning.npz")

_BYTE: Final = 127
_RARE: Final = 1e-3
"""The constant of SIF: a word as frequent as this counts half. 1e-3 is the authors' value."""


class Meaning:
    """Vectors by word skeleton, shape (words, dimensions), one byte a cell with one scale a dimension."""

    def __init__(self, path: Path = VECTORS) -> None:
        """Read the file.

        Raises:
            OSError, ValueError, KeyError: it is missing or not such a file.
        """
        with np.load(path, allow_pickle=False) as arrays:
            words = arrays["words"].tobytes().decode().split("\n")
            self._cells: NDArray[np.int8] = arrays["cells"]
            self._scale: NDArray[np.float32] = arrays["scale"]
        self._path = path
        self._places = dict(zip(words, range(len(words)), strict=True))

    def digest(self) -> str:
        """What tells these vectors from others."""
        return blake2b(self._path.read_bytes(), digest_size=16).hexdigest()

    @property
    def dimensions(self) -> int:
        return int(self._scale.size)

    def embed(self, words: Sequence[str], frequency: Mapping[str, float]) -> NDArray[np.float32]:
        """The vector of a text given as skeletons, of unit length; all zero if no word of it is known.

        ``frequency`` gives the share of each word among all words of the record's questions (0 to 1); words that are
        not in it count as the rarest.
        """
        known = [word for word in words if word in self._places]
        if not known:
            return np.zeros(self.dimensions, np.float32)
        weights = np.array([_RARE / (_RARE + frequency.get(word, 0.0)) for word in known], np.float32)
        cells = self._cells.take([self._places[word] for word in known], axis=0)
        total: NDArray[np.float32] = (weights @ cells.astype(np.float32)) * self._scale
        length = sqrt(total @ total)
        return total / np.float32(length) if length else total


def save_vectors(path: Path, words: Sequence[str], vectors: NDArray[np.float32]) -> None:
    """Store vectors, shape (words, dimensions), rounded to a byte a cell."""
    scale = np.abs(vectors).max(0) / _BYTE
    cells = np.round(vectors / scale).astype(np.int8)
    text = np.frombuffer("\n".join(words).encode(), np.uint8)
    np.savez_compressed(path, words=text, cells=cells, scale=scale.astype(np.float32))
