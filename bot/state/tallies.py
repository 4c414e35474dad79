"""Counts of what readers think and ask: numbers by fact, by day, language and outcome, of nobody in particular."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Final, Protocol

from bot.state.database import Database, StateUnavailable
from bot.state.inbox import moment_of
from knowledge.desk.handed import Daily, Feedback
from knowledge.model import Language

__all__ = ["MemoryTallies", "StoredTallies", "Tallies"]

logger = logging.getLogger(__name__)

#: What a crash may cost of the counts of questions; each of them is no reason to write.
FLUSH_SECONDS: Final = 60.0


class Tallies(Protocol):
    def asked(self, day: dt.date, language: Language, outcome: str) -> None:
        """Counts a question; it neither waits nor fails."""

    async def daily(self, since: dt.date) -> list[Daily]:
        """The questions of each day from that one on, by language and outcome."""

    async def judged(self, fact: str, version: int, language: Language, *, helped: bool) -> None:
        """Counts a reader's judgement.

        Raises:
            StateUnavailable: not now.
        """

    async def feedback(self, most: int) -> list[Feedback]:
        """The judgements on facts, those that helped least often first, at most so many."""


class MemoryTallies:
    """For one run: the terminal, and tests."""

    def __init__(self) -> None:
        self._daily: Counter[tuple[dt.date, str, str]] = Counter()
        self._feedback: Counter[tuple[str, int, str, bool]] = Counter()

    def asked(self, day: dt.date, language: Language, outcome: str) -> None:
        self._daily[day, language, outcome] += 1

    async def daily(self, since: dt.date) -> list[Daily]:
        return sorted(
            (Daily(*key, n) for key, n in self._daily.items() if key[0] >= since),
            key=lambda each: (each.day, each.language, each.outcome),
        )

    async def judged(self, fact: str, version: int, language: Language, *, helped: bool) -> None:
        self._feedback[fact, version, language, helped] += 1

    async def feedback(self, most: int) -> list[Feedback]:
        keys = dict.fromkeys(key[:3] for key in self._feedback)
        found = [Feedback(*key, self._feedback[*key, True], self._feedback[*key, False]) for key in keys]
        return sorted(found, key=lambda each: (-each.not_helped, each.helped, each.fact, each.language))[:most]


class StoredTallies:
    """In a database that several processes may share: each adds what it counted. Run `keep` beside the bot."""

    def __init__(self, database: Database) -> None:
        self._database = database
        #: Counted, and not written yet.
        self._new: Counter[tuple[dt.date, str, str]] = Counter()

    def asked(self, day: dt.date, language: Language, outcome: str) -> None:
        self._new[day, language, outcome] += 1

    async def daily(self, since: dt.date) -> list[Daily]:
        await self.flush()
        rows = await self._database.fetch(
            "SELECT day, language, outcome, n FROM daily WHERE day >= $1 ORDER BY day, language, outcome",
            moment_of(since),
        )
        return [Daily(dt.datetime.fromtimestamp(row[0], dt.UTC).date(), *row[1:]) for row in rows]

    async def judged(self, fact: str, version: int, language: Language, *, helped: bool) -> None:
        # In a transaction, which is not tried again by itself: a judgement must not be counted twice.
        async with self._database.transaction() as transaction:
            await transaction.execute(
                "INSERT INTO feedback (fact, version, language, helped, not_helped) VALUES ($1, $2, $3, $4, $5)"
                " ON CONFLICT (fact, version, language) DO UPDATE SET helped = feedback.helped + excluded.helped,"
                " not_helped = feedback.not_helped + excluded.not_helped",
                *(fact, version, language, int(helped), int(not helped)),
            )

    async def feedback(self, most: int) -> list[Feedback]:
        rows = await self._database.fetch(
            "SELECT fact, version, language, helped, not_helped FROM feedback"
            " ORDER BY not_helped DESC, helped, fact, language LIMIT $1",
            most,
        )
        return [Feedback(*row) for row in rows]

    async def flush(self) -> None:
        """Writes what was counted.

        Raises:
            StateUnavailable: the database is away; what was counted is kept for the next time.
        """
        new, self._new = self._new, Counter()
        try:
            async with self._database.transaction() as transaction:
                for (day, language, outcome), n in sorted(new.items()):
                    await transaction.execute(
                        "INSERT INTO daily (day, language, outcome, n) VALUES ($1, $2, $3, $4)"
                        " ON CONFLICT (day, language, outcome) DO UPDATE SET n = daily.n + excluded.n",
                        *(moment_of(day), language, outcome, n),
                    )
        except BaseException:
            self._new.update(new)
            raise

    async def keep(self, *, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep) -> None:
        """Writes every minute, and once more when cancelled."""
        try:
            while True:
                await sleep(FLUSH_SECONDS)
                await self._flushed()
        finally:
            await self._flushed()

    async def _flushed(self) -> None:
        try:
            if self._new:
                await self.flush()
        except StateUnavailable as error:
            logger.warning("Counts of questions could not be written yet: %s.", error)
