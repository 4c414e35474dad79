"""A right that one process has at a time, such as to receive for a bot; it ends by itself if the process dies."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from types import TracebackType
from typing import Final

from bot.state.database import Database, StateUnavailable

__all__ = ["LEASE_SECONDS", "RENEW_SECONDS", "Lease", "LeaseTaken"]

logger = logging.getLogger(__name__)

#: After a crash somebody else can take over that late. Longer than any pause of the loop or of the disk.
LEASE_SECONDS: Final = 10.0
#: Three times within a lease, so that one renewal may fail.
RENEW_SECONDS: Final = 3.0
#: A lease that lasts longer than any can was taken before the clock was set back.
_NO_LEASE_SECONDS: Final = 2 * LEASE_SECONDS
_ASK_AGAIN_SECONDS: Final = 1.0


class LeaseTaken(Exception):
    """Another process has the lease and renews it."""


class Lease:
    """Had from entering to leaving ``async with``.

    Args:
        database: where the lease is written down; whoever shares it shares the lease.
        name: what the right is to.
        sleep: lets seconds pass.
    """

    def __init__(
        self, database: Database, name: str, *, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    ) -> None:
        #: Set when somebody else took the lease, because it was not renewed in time.
        self.lost = asyncio.Event()
        self._database = database
        self._name = name
        self._sleep = sleep
        self._holder = secrets.token_hex(8)
        self._renewing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Lease:
        """Takes the lease; waits for that of a process that may have died to end.

        Raises:
            LeaseTaken: another process renews it.
            StateUnavailable: the database is away.
        """
        deadline = self._database.now() + LEASE_SECONDS + _ASK_AGAIN_SECONDS
        waiting = False
        while not await self._take():
            if self._database.now() > deadline:
                raise LeaseTaken
            if not waiting:
                logger.warning("Another process receives, or did a moment ago; waiting %.0f s for it.", LEASE_SECONDS)
                waiting = True
            await self._sleep(_ASK_AGAIN_SECONDS)
        self._renewing = asyncio.create_task(self._renew())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._renewing is not None:
            self._renewing.cancel()
            await asyncio.wait([self._renewing])
        with suppress(StateUnavailable):  # then it ends by itself
            await self._database.execute("DELETE FROM leases WHERE name = $1 AND holder = $2", self._name, self._holder)

    @asynccontextmanager
    async def if_free(self) -> AsyncIterator[bool]:
        """Has the lease inside the block if nobody has it now; whether that is so.

        Raises:
            StateUnavailable: the database is away.
        """
        if not await self._take():
            yield False
            return
        self.lost.clear()
        self._renewing = asyncio.create_task(self._renew())
        try:
            yield True
        finally:
            await self.__aexit__(None, None, None)

    async def _take(self) -> bool:
        """Takes or renews; whether it is ours now."""
        now = self._database.now()
        row = await self._database.fetch_one(
            "INSERT INTO leases (name, holder, expires_at) VALUES ($1, $2, $3)"
            " ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at"
            " WHERE leases.holder = excluded.holder OR leases.expires_at <= $4 OR leases.expires_at > $5"
            " RETURNING holder",
            self._name,
            self._holder,
            now + LEASE_SECONDS,
            now,
            now + _NO_LEASE_SECONDS,
        )
        return row is not None

    async def _renew(self) -> None:
        while True:
            await self._sleep(RENEW_SECONDS)
            try:
                if not await self._take():
                    self.lost.set()
                    return
            except StateUnavailable as error:  # nobody else can take it from a database that is away
                logger.warning("The right to %s could not be renewed: %s.", self._name, error)
