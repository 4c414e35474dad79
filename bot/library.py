"""The record that the bot answers from now: swapped whole when a new one is ready, and seen by all handlers at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from bot.recent import Recent, Replies
from knowledge.casebook import Casebook
from knowledge.finding import Context, Finding

__all__ = ["Edition", "Find", "Library"]

Find = Callable[[str, Context], Finding]


@dataclass(frozen=True)
class Edition:
    """A record and what finds its facts: the two belong together."""

    casebook: Casebook
    find: Find

    @classmethod
    def for_many(cls, casebook: Casebook, find: Find) -> Edition:
        """For a bot that many ask: what is asked again is not searched for again."""
        return cls(casebook, Recent(find))

    @cached_property
    def reply_to(self) -> Replies:
        """Composes the replies to what is found."""
        return Replies(self.casebook)

    def count(self) -> int:
        """How many facts are published."""
        return sum(1 for _ in self.casebook.published())


class Library:
    """Holds one edition at a time.

    An answer is found and composed without waiting in between, so that it never mixes two editions; a handler that
    waits between the two takes `edition` first and uses that.

    Args:
        edition: the one to begin with.
        asked: told of each finding and of the seconds it took.
    """

    def __init__(
        self, edition: Edition, asked: Callable[[Finding, float], None] = lambda finding, seconds: None
    ) -> None:
        self.edition = edition
        self._asked = asked

    @property
    def casebook(self) -> Casebook:
        return self.edition.casebook

    def find(self, question: str, context: Context) -> Finding:
        """The facts that answer a question."""
        start = time.perf_counter()
        finding = self.edition.find(question, context)
        self._asked(finding, time.perf_counter() - start)
        return finding
