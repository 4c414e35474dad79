"""Findings and replies of a moment ago, for the day on which everybody asks the same: understood and composed once.

No question is kept: a finding lies under a keyed hash of the words and of what was known of the conversation, under a
key that is made anew for each record and never leaves the process; a reply under what was found. Nothing here says who
asked, or when.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections import OrderedDict
from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b
from typing import Final

from bot.compose import CHOICES, reply_to
from bot.reply import Reply
from knowledge.casebook import Casebook
from knowledge.finding import Candidate, Context, Finding

__all__ = ["MOST_FINDINGS", "MOST_REPLIES", "Recent", "Replies"]

#: A finding takes 1 to 2 kB.
MOST_FINDINGS: Final = 2048
#: A reply takes some 5 kB: enough for 250 facts in four languages.
MOST_REPLIES: Final = 1024
#: How many of a finding's candidates its reply names.
_NAMED: Final = {"answer": 1, "suggest": CHOICES, "none": 0}
_KEY_BYTES: Final = 32


class Recent:
    """What was found for whom it was asked lately, at most ``most`` findings; the one asked longest ago goes first."""

    def __init__(self, *, most: int = MOST_FINDINGS) -> None:
        self._most = most
        self._key = secrets.token_bytes(_KEY_BYTES)
        self._findings: OrderedDict[bytes, Finding] = OrderedDict()

    def __len__(self) -> int:
        return len(self._findings)

    def get(self, question: str, context: Context) -> Finding | None:
        """What was found for just this question in just this context, if that is remembered."""
        name = self._name(question, context)
        known = self._findings.get(name)
        if known is None:
            return None
        self._findings.move_to_end(name)
        return replace(known, question=question)

    def put(self, question: str, context: Context, finding: Finding) -> None:
        """Remembers a finding without the question's words."""
        name = self._name(question, context)
        self._findings[name] = replace(finding, question="")
        self._findings.move_to_end(name)  # two may have asked it at once
        if len(self._findings) > self._most:
            self._findings.popitem(last=False)

    def _name(self, question: str, context: Context) -> bytes:
        # The question comes last: neither a language nor the id of a fact has a line end, so that no two meet.
        asked = f"{context.language}\n{context.fact}\n{question}"
        return blake2b(asked.encode("utf-8", "surrogatepass"), key=self._key, digest_size=16).digest()


class Replies:
    """Composes the replies from one record, each once: `reply_to` is pure."""

    def __init__(self, casebook: Casebook, *, most: int = MOST_REPLIES) -> None:
        self._casebook = casebook
        self._composed = lru_cache(maxsize=most)(self._compose)

    def __call__(self, finding: Finding, today: dt.date) -> Reply:
        if finding.reason == "other-language":  # what is said depends on the words
            return self._compose(finding, today)
        named = finding.candidates[: _NAMED[finding.outcome]]
        bare = tuple(Candidate(candidate.fact, 1.0) for candidate in named)
        return self._composed(replace(finding, question="", candidates=bare), today)

    def _compose(self, finding: Finding, today: dt.date) -> Reply:
        return reply_to(finding, self._casebook, today)
