"""The record that the bot answers from now: swapped whole when a new one is ready, and seen by all handlers at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from bot.recent import Recent, Replies
from knowledge.casebook import Casebook
from knowledge.finding import Context, Finding

__all__ = ["Edition", "Elsewhere", "Find", "Library"]

Find = Callable[[str, Context], Finding]


class Elsewhere(Protocol):
    """Finds what `find` would, in another process: this one does other things meanwhile."""

    @property
    def ready(self) -> int:
        """How many processes find now."""

    async def find(self, question: str, context: Context) -> Finding: ...

    async def close(self) -> None: ...


@dataclass(frozen=True)
class Edition:
    """A record and what finds its facts: the two belong together.

    ``find`` must be pure. ``recent`` remembers what it found, for a bot that many ask the same.
    """

    casebook: Casebook
    find: Find
    recent: Recent | None = None
    elsewhere: Elsewhere | None = None

    @cached_property
    def reply_to(self) -> Replies:
        """Composes the replies to what is found."""
        return Replies(self.casebook)

    def count(self) -> int:
        """How many facts are published."""
        return sum(1 for _ in self.casebook.published())

    async def finding(self, question: str, context: Context) -> Finding:
        """What `find` gives: from memory, or from where it takes nobody's time."""
        if self.recent is not None and (known := self.recent.get(question, context)) is not None:
            return known
        if self.elsewhere is None:
            finding = self.find(question, context)
        else:
            finding = await self.elsewhere.find(question, context)
        if self.recent is not None:
            self.recent.put(question, context, finding)
        return finding


class Library:
    """Holds one edition at a time.

    What it finds is of the edition that it holds when it returns: whoever composes the answer without waiting after
    that never mixes two.

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

    async def turn_to(self, edition: Edition) -> None:
        """Holds another edition from now on, and closes the one before."""
        before, self.edition = self.edition, edition
        if before.elsewhere is not None:
            await before.elsewhere.close()

    async def close(self) -> None:
        """Ends what finds for the edition in use; this process goes on finding."""
        if self.edition.elsewhere is not None:
            await self.edition.elsewhere.close()

    def processes(self) -> int:
        """How many other processes find for the edition in use."""
        return self.edition.elsewhere.ready if self.edition.elsewhere is not None else 0

    async def find(self, question: str, context: Context) -> Finding:
        """The facts that answer a question."""
        return (await self.find_each((question,), context))[0]

    async def find_each(
        self, questions: Sequence[str], context: Context, *, until: Callable[[Finding], bool] = lambda finding: False
    ) -> list[Finding]:
        """The same for several, all from one edition; ``until`` says after which one the rest need not be asked."""
        edition = None
        while edition is not self.edition:  # it was swapped meanwhile: the facts of another may be others
            edition, found = self.edition, []
            for question in questions:
                found.append(await self._timed(edition, question, context))
                if until(found[-1][0]):
                    break
        for finding, seconds in found:
            self._asked(finding, seconds)
        return [finding for finding, _ in found]

    @staticmethod
    async def _timed(edition: Edition, question: str, context: Context) -> tuple[Finding, float]:
        start = time.perf_counter()
        finding = await edition.finding(question, context)
        return finding, time.perf_counter() - start
