"""Sentence vectors of an encoder, each text read once: what was read is kept in a file and found there later."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from knowledge.finding.index import Floats

__all__ = ["Encode", "KeptVectors"]

# Vectors of some texts, shape (texts, dimensions).
Encode: TypeAlias = Callable[[list[str]], NDArray[Any]]

# Texts encoded, and written, at a time: half a minute's work at most is lost when the process is stopped.
_BATCH: Final = 64
_DIGEST_BYTES: Final = 16


class KeptVectors:
    """An encoder whose vectors are kept: a file of digests of texts, each with its vector in half precision.

    A record cut off at the end, as by a process that was killed, is dropped. One process writes at a time.
    """

    def __init__(self, encode: Encode, dimensions: int, file: Path) -> None:
        self._encode = encode
        self._file = file
        self._record = np.dtype([("text", f"V{_DIGEST_BYTES}"), ("vector", "<f2", (dimensions,))])

    def of(self, texts: Sequence[str]) -> Floats:
        """The vectors of texts, of length 1, shape (texts, dimensions); a new text is encoded and kept."""
        keys = [blake2b(text.encode(), digest_size=_DIGEST_BYTES).digest() for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._kept}
        for encoded in self._encoded(new):
            self._kept |= encoded
        return np.stack([self._kept[key] for key in keys]).astype(np.float32)

    @cached_property
    def _kept(self) -> dict[bytes, NDArray[np.float16]]:
        if not self._file.exists():
            return {}
        count = self._file.stat().st_size // self._record.itemsize
        return self._by_text(np.fromfile(self._file, self._record, count))

    def _encoded(self, texts: Mapping[bytes, str]) -> Iterator[dict[bytes, NDArray[np.float16]]]:
        """The vectors of some texts by digest, each batch once it is in the file."""
        # Texts of one length together: a batch takes as long as its longest.
        order = sorted(texts, key=lambda key: len(texts[key]))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            records = np.empty(len(batch), self._record)
            records["text"] = np.array(batch, self._record["text"])
            vectors = self._encode([texts[key] for key in batch])
            records["vector"] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
            self._append(records)
            yield self._by_text(records)

    def _append(self, records: NDArray[Any]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("ab") as file:
            file.truncate(file.tell() // records.itemsize * records.itemsize)
            file.write(records.tobytes())

    @staticmethod
    def _by_text(records: NDArray[Any]) -> dict[bytes, NDArray[np.float16]]:
        return dict(zip(map(bytes, records["text"]), records["vector"], strict=True))
