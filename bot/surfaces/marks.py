"""Citation marks like ``[2]`` inside paragraphs, found once for every surface."""

from __future__ import annotations

import re
from collections.abc import Callable

__all__ = ["replace_marks"]

_MARK = re.compile(r"\[(\d+)\]")


def replace_marks(text: str, shown: Callable[[int], str], between: Callable[[str], str]) -> str:
    """``text`` with every mark passed through ``shown`` and everything between marks through ``between``."""
    pieces = []
    position = 0
    for match in _MARK.finditer(text):
        pieces += [between(text[position : match.start()]), shown(int(match[1]))]
        position = match.end()
    pieces.append(between(text[position:]))
    return "".join(pieces)
