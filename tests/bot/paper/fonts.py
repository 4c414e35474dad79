"""Which letters a TrueType font has, read from its table of characters (OpenType specification, ``cmap``, format 4)."""

from __future__ import annotations

import struct
from pathlib import Path

__all__ = ["letters"]


def letters(path: Path) -> set[str]:
    """The characters of the basic plane that the font can draw."""
    body = path.read_bytes()
    (tables,) = struct.unpack_from(">H", body, 4)
    found = {}
    for number in range(tables):
        tag, _, offset, _ = struct.unpack_from(">4sIII", body, 12 + 16 * number)
        found[tag] = offset
    start = found[b"cmap"]
    (subtables,) = struct.unpack_from(">H", body, start + 2)
    for number in range(subtables):
        _, _, offset = struct.unpack_from(">HHI", body, start + 4 + 8 * number)
        if struct.unpack_from(">H", body, start + offset) == (4,):
            return _of_format_4(body, start + offset)
    raise AssertionError(f"{path} has no table of characters in format 4")


def _of_format_4(body: bytes, start: int) -> set[str]:
    (doubled,) = struct.unpack_from(">H", body, start + 6)
    count = doubled // 2
    ends = struct.unpack_from(f">{count}H", body, start + 14)
    begins = struct.unpack_from(f">{count}H", body, start + 16 + doubled)
    return {chr(code) for first, last in zip(begins, ends, strict=True) for code in range(first, last + 1)}
