"""The numbers of updates that were answered, or are being answered: no text, no chat, no person.

Polling notes what it answered and a restart must skip. Behind a webhook, several replicas may be handed the same
update: each claims it first, and only one of them gets it. A claim is renewed while the work goes on, so that it need
not outlast the longest work: if its holder is killed, Telegram's next try finds it ended.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Collection
from typing import Final, Protocol

from bot.state.database import Database, StateUnavailable

__all__ = ["CLAIM_SECONDS", "RENEW_SECONDS", "Answered", "AnsweredInDatabase", "AnsweredInMemory"]

logger = logging.getLogger(__name__)

#: How long what a killed process was answering waits for another one. Longer than any pause of the loop or of the disk.
CLAIM_SECONDS: Final = 10.0
#: Three times within a claim, so that one renewal may fail.
RENEW_SECONDS: Final = 3.0
#: A claim that lasts longer than any can was made before the clock was set back.
_NO_CLAIM_SECONDS: Final = 2 * CLAIM_SECONDS


class Answered(Protocol):
    """The updates of one bot, by their numbers."""

    async def note(self, update_id: int) -> None:
        """Remembers an update as answered; never fails, so that a full disk stops no answers."""

    async def seen(self, update_id: int) -> bool:
        """Whether an update was answered.

        Raises:
            StateUnavailable: that can't be told now.
        """

    async def among(self, update_ids: Collection[int]) -> set[int]:
        """Those of some updates that were answered.

        Raises:
            StateUnavailable: that can't be told now.
        """

    async def claim(self, update_id: int) -> bool:
        """Whether this process may answer an update: False if it was answered, or if somebody is at it.

        Of any number that ask together, one is told True. A claim ends with `note`, `release`, or `CLAIM_SECONDS`
        after it was made or renewed.

        Raises:
            StateUnavailable: that can't be told now.
        """

    async def renew(self) -> set[int]:
        """Lets all own claims last from now; returns those that somebody else has taken over meanwhile.

        Raises:
            StateUnavailable: nothing is renewed now.
        """

    async def release(self, update_id: int) -> None:
        """Gives an own claim back, unanswered, so that the next one to ask gets it; never fails."""

    async def forget_below(self, update_id: int) -> None:
        """Drops what Telegram will not deliver again: everything below a number; never fails."""


class AnsweredInMemory:
    """For one run: tests, and the terminal."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._numbers: set[int] = set()
        self._claims: dict[int, float] = {}

    async def note(self, update_id: int) -> None:
        self._numbers.add(update_id)
        self._claims.pop(update_id, None)

    async def seen(self, update_id: int) -> bool:
        return update_id in self._numbers

    async def among(self, update_ids: Collection[int]) -> set[int]:
        return self._numbers.intersection(update_ids)

    async def claim(self, update_id: int) -> bool:
        now = self._clock()
        if update_id in self._numbers or self._claims.get(update_id, now) > now:
            return False
        self._claims[update_id] = now + CLAIM_SECONDS
        return True

    async def renew(self) -> set[int]:
        self._claims = dict.fromkeys(self._claims, self._clock() + CLAIM_SECONDS)
        return set()

    async def release(self, update_id: int) -> None:
        self._claims.pop(update_id, None)

    async def forget_below(self, update_id: int) -> None:
        self._numbers = {number for number in self._numbers if number >= update_id}
        self._claims = {number: until for number, until in self._claims.items() if number >= update_id}


class AnsweredInDatabase:
    """Outlives a crash of the process, and is shared by all that answer for the same bot.

    Args:
        database: where the numbers are kept.
        bot: the bot's id, which its token begins with: every bot's updates are numbered by themselves.
    """

    def __init__(self, database: Database, bot: int) -> None:
        self._database = database
        self._bot = bot
        #: Answered, and not written yet because the database was away.
        self._unwritten: set[int] = set()
        #: What tells own claims from others'.
        self._holder = secrets.token_hex(8)
        #: The updates that are claimed here, and those that are being claimed.
        self._claims: set[int] = set()
        self._claiming: set[int] = set()

    async def note(self, update_id: int) -> None:
        self._claims.discard(update_id)
        self._unwritten.add(update_id)
        try:
            for number in sorted(self._unwritten):
                await self._database.execute(
                    "INSERT INTO answered (bot, update_id, answered_at) VALUES ($1, $2, $3)"
                    " ON CONFLICT (bot, update_id) DO UPDATE"
                    " SET answered_at = excluded.answered_at, claim = NULL, claimed_until = NULL",
                    self._bot,
                    number,
                    self._database.now(),
                )
                self._unwritten.discard(number)
        except StateUnavailable as error:
            logger.warning("An answered update could not be noted: %s.", error)

    async def seen(self, update_id: int) -> bool:
        return bool(await self.among([update_id]))

    async def among(self, update_ids: Collection[int]) -> set[int]:
        if not update_ids:
            return set()
        rows = await self._database.fetch(
            "SELECT update_id FROM answered WHERE bot = $1 AND update_id BETWEEN $2 AND $3 AND answered_at IS NOT NULL",
            self._bot,
            min(update_ids),
            max(update_ids),
        )
        return (self._unwritten | {number for (number,) in rows}).intersection(update_ids)

    async def claim(self, update_id: int) -> bool:
        if update_id in self._unwritten or update_id in self._claims or update_id in self._claiming:
            return False
        self._claiming.add(update_id)
        try:
            now = self._database.now()
            # An own claim that stands there was made by a statement that ran twice, or could not be given back.
            row = await self._database.fetch_one(
                "INSERT INTO answered (bot, update_id, claim, claimed_until) VALUES ($1, $2, $3, $4)"
                " ON CONFLICT (bot, update_id) DO UPDATE"
                " SET claim = excluded.claim, claimed_until = excluded.claimed_until"
                " WHERE answered.answered_at IS NULL"
                " AND (answered.claimed_until <= $5 OR answered.claimed_until > $6 OR answered.claim = excluded.claim)"
                " RETURNING update_id",
                self._bot,
                update_id,
                self._holder,
                now + CLAIM_SECONDS,
                now,
                now + _NO_CLAIM_SECONDS,
            )
        finally:
            self._claiming.discard(update_id)
        if row is not None:
            self._claims.add(update_id)
        return row is not None

    async def renew(self) -> set[int]:
        if not self._claims:
            return set()
        claimed = set(self._claims)
        # What one process has claimed lies close together: the range is found by the primary key.
        rows = await self._database.fetch(
            "UPDATE answered SET claimed_until = $1"
            " WHERE bot = $2 AND update_id BETWEEN $3 AND $4 AND claim = $5 AND answered_at IS NULL"
            " RETURNING update_id",
            self._database.now() + CLAIM_SECONDS,
            self._bot,
            min(claimed),
            max(claimed),
            self._holder,
        )
        # What was given back or answered while the statement ran is not lost.
        lost = (claimed & self._claims) - {int(number) for (number,) in rows}
        self._claims -= lost
        return lost

    async def release(self, update_id: int) -> None:
        if update_id not in self._claims:
            return
        self._claims.discard(update_id)
        try:
            await self._database.execute(
                "DELETE FROM answered WHERE bot = $1 AND update_id = $2 AND answered_at IS NULL AND claim = $3",
                self._bot,
                update_id,
                self._holder,
            )
        except StateUnavailable as error:
            logger.warning("A claim could not be given back; it ends by itself in %.0f s: %s.", CLAIM_SECONDS, error)

    async def forget_below(self, update_id: int) -> None:
        self._unwritten = {number for number in self._unwritten if number >= update_id}
        try:
            await self._database.execute("DELETE FROM answered WHERE bot = $1 AND update_id < $2", self._bot, update_id)
        except StateUnavailable as error:
            logger.warning("Answered updates could not be forgotten: %s.", error)
