"""What the bot and its workers tell each other through pipes: one pickled value after another, each with its length.

Both ends are the same program on the same machine, and nobody else can write to the pipe: pickle is safe here, and a
text of halves of characters, which JSON cannot say, goes through.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

__all__ = ["LENGTH_BYTES", "frame", "frames", "length", "value"]

#: Bytes that say how long what follows is.
LENGTH_BYTES: Final = 4


def frame(value: Any) -> bytes:
    """A value as it goes through a pipe."""
    body = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    return len(body).to_bytes(LENGTH_BYTES) + body


def length(head: bytes) -> int:
    """How many bytes follow the first `LENGTH_BYTES` of a frame."""
    return int.from_bytes(head)


def value(body: bytes) -> Any:
    """The value of a frame, without its length."""
    return pickle.loads(body)  # noqa: S301  # written by this program, see above


def frames(pipe: BinaryIO) -> Iterator[Any]:
    """The values that come through a pipe, until it ends; what is cut off at its end is nobody's any more."""
    while len(head := pipe.read(LENGTH_BYTES)) == LENGTH_BYTES:
        body = pipe.read(length(head))
        if len(body) < length(head):
            return
        yield value(body)
