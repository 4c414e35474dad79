"""Many short texts held as the one text they were stored as: a string object for each takes three times the memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, overload

import numpy as np
from numpy.typing import NDArray

__all__ = ["Lines", "packed"]

_END: Final = ord("\n")


def packed(texts: Sequence[str]) -> NDArray[np.uint8]:
    """Texts without line breaks as UTF-8, a line each."""
    return np.frombuffer("\n".join(texts).encode(), np.uint8)


class Lines(Sequence[str]):
    """The texts of which ``packed`` made an array; no text at all and one empty text are told apart by nobody."""

    def __init__(self, array: NDArray[np.uint8]) -> None:
        # NumPy takes longer than a memoryview to give one number, and to make bytes of a part.
        self._bytes = array.data
        ends = np.flatnonzero(array == _END)
        self._starts = np.concatenate([[0], ends + 1, [array.size + 1]]).astype(np.int32).data
        self._size = ends.size + 1 if array.size else 0

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[str, ...]: ...
    def __getitem__(self, place: int | slice) -> str | tuple[str, ...]:
        if isinstance(place, slice):
            return tuple(self[each] for each in range(*place.indices(len(self))))
        at = range(self._size)[place]
        return str(self._bytes[self._starts[at] : self._starts[at + 1] - 1], "utf-8")

    def __iter__(self) -> Iterator[str]:
        return iter(self._bytes.tobytes().decode().split("\n") if self._size else ())
