"""Findings of a moment ago, for the day on which everybody asks the same: understood once, answered many times.

No question is kept: a finding lies under a keyed hash of the words and of what was known of the conversation, under a
key that is made anew for each record and never leaves the process. Nothing here says who asked, or when.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from hashlib import blake2b
from typing import Final

from knowledge.finding import Context, Finding

__all__ = ["MOST_FINDINGS", "Recent"]

#: A finding takes 1 to 2 kB.
MOST_FINDINGS: Final = 2048
_KEY_BYTES: Final = 32


class Recent:
    """Calls `find` for what it has not been asked lately; gives the same findings as `find`, which must be pure."""

    def __init__(self, find: Callable[[str, Context], Finding], *, most: int = MOST_FINDINGS) -> None:
        self._find = find
        self._most = most
        self._key = secrets.token_bytes(_KEY_BYTES)
        self._findings: OrderedDict[bytes, Finding] = OrderedDict()

    def __len__(self) -> int:
        return len(self._findings)

    def __call__(self, question: str, context: Context) -> Finding:
        name = self._name(question, context)
        known = self._findings.get(name)
        if known is not None:
            self._findings.move_to_end(name)
            return replace(known, question=question)
        finding = self._find(question, context)
        self._findings[name] = replace(finding, question="")
        if len(self._findings) > self._most:
            self._findings.popitem(last=False)
        return finding

    def _name(self, question: str, context: Context) -> bytes:
        # The question comes last: neither a language nor the id of a fact has a line end, so that no two meet.
        asked = f"{context.language}\n{context.fact}\n{question}"
        return blake2b(asked.encode("utf-8", "surrogatepass"), key=self._key, digest_size=16).digest()
