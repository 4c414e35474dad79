"""State in PostgreSQL, for several replicas: a pool of connections that outlives restarts of the server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import asyncpg

from bot.state.database import Row, Statements, StateUnavailable

__all__ = ["PostgresDatabase", "place"]

T = TypeVar("T")

#: Two replicas or twenty stay far below PostgreSQL's default of 100 connections.
CONNECTIONS: Final = 5
#: No statement of ours takes a hundredth of it; a server that answers nothing is as good as gone.
STATEMENT_SECONDS: Final = 5.0
CONNECT_SECONDS: Final = 5.0
#: How long a statement waits for a server that is away: a restart or a failover takes seconds.
PATIENCE_SECONDS: Final = 20.0
FIRST_PAUSE: Final = 0.1
LONGEST_PAUSE: Final = 2.0

#: What says that the server, or the way to it, is away; a fault in a statement is none of these.
_AWAY: Final = (
    OSError,  # TimeoutError, too
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.ReadOnlySQLTransactionError,  # for a moment after a failover
)
#: What waiting will not mend, and the operator can.
_REFUSED: Final = (
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidPasswordError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.InsufficientPrivilegeError,
    asyncpg.DiskFullError,
)


class _Inside:
    """Statements inside a transaction of one connection."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def execute(self, sql: str, *values: Any) -> int:
        return _touched(await self._connection.execute(sql, *values))

    async def fetch(self, sql: str, *values: Any) -> list[Row]:
        return [tuple(record) for record in await self._connection.fetch(sql, *values)]

    async def fetch_one(self, sql: str, *values: Any) -> Row | None:
        return next(iter(await self.fetch(sql, *values)), None)


class PostgresDatabase:
    """A `bot.state.database.Database` on a server; made by `open`."""

    def __init__(self, url: str, *, clock: Callable[[], float] | None, patience: float) -> None:
        self._url = url
        self._clock = clock
        self._patience = patience
        self._pool: Any = None
        #: What the server's clock shows when ours shows 0; ours never jumps, the server's is everybody's.
        self._offset = time.time() - time.monotonic()

    @classmethod
    async def open(
        cls, url: str, *, clock: Callable[[], float] | None = None, patience: float = PATIENCE_SECONDS
    ) -> PostgresDatabase:
        """Connects.

        Args:
            url: ``postgresql://user:password@host:port/name``, with the parameters of libpq.
            clock: instead of the server's.
            patience: seconds that a statement waits for a server that is away.

        Raises:
            StateUnavailable: the server is away or refuses.
        """
        database = cls(url, clock=clock, patience=patience)

        async def connect() -> Any:
            return await asyncpg.create_pool(
                url,
                min_size=1,
                max_size=CONNECTIONS,
                timeout=CONNECT_SECONDS,
                command_timeout=STATEMENT_SECONDS,
                init=database._set_clock,
            )

        database._pool = await database.patiently(connect)
        return database

    def now(self) -> float:
        return self._clock() if self._clock else self._offset + time.monotonic()

    async def execute(self, sql: str, *values: Any) -> int:
        async def run() -> int:
            return _touched(await self._pool.execute(sql, *values))

        return await self.patiently(run)

    async def fetch(self, sql: str, *values: Any) -> list[Row]:
        async def run() -> list[Row]:
            return [tuple(record) for record in await self._pool.fetch(sql, *values)]

        return await self.patiently(run)

    async def fetch_one(self, sql: str, *values: Any) -> Row | None:
        return next(iter(await self.fetch(sql, *values)), None)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Statements]:
        connection = await self.patiently(self._pool.acquire)
        try:
            async with connection.transaction():
                yield _Inside(connection)
        except (*_AWAY, *_REFUSED) as error:
            raise StateUnavailable(_advice(self._url, error)) from None
        finally:
            await self._pool.release(connection)

    async def scrub(self) -> None:
        """Nothing: the server clears deleted rows away by itself (autovacuum); its log is the operator's."""

    async def close(self) -> None:
        try:
            await asyncio.wait_for(self._pool.close(), CONNECT_SECONDS)
        except TimeoutError:
            self._pool.terminate()

    async def _set_clock(self, connection: Any) -> None:
        """Reads the server's clock, whenever a connection is made: some every few minutes."""
        before = time.monotonic()
        seconds = await connection.fetchval("SELECT extract(epoch FROM clock_timestamp())::float8")
        self._offset = seconds - (before + time.monotonic()) / 2

    async def patiently(self, work: Callable[[], Awaitable[T]]) -> T:
        """The result of `work`, tried again while the server is away.

        Raises:
            StateUnavailable: it stays away, or refuses.
        """
        deadline = time.monotonic() + self._patience
        pause = FIRST_PAUSE
        while True:
            try:
                return await work()
            except _REFUSED as error:
                raise StateUnavailable(_advice(self._url, error)) from None
            except _AWAY as error:
                if isinstance(error, ValueError):  # an address that can't be read, or a value of the wrong type
                    raise
                if time.monotonic() + pause > deadline:
                    raise StateUnavailable(_advice(self._url, error)) from None
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)


def _touched(status: str) -> int:
    """The number at the end of ``INSERT 0 1``; 0 where there is none."""
    last = status.rpartition(" ")[2]
    return int(last) if last.isdecimal() else 0


def place(url: str) -> str:
    """Where a database is, without who opens it with which password."""
    parts = urlsplit(url)
    return parts.netloc.rpartition("@")[2] + parts.path


def _advice(url: str, error: BaseException) -> str:
    reason = type(error).__name__ if isinstance(error, OSError) else str(error).splitlines()[0]
    return (
        f"the state in PostgreSQL at {place(url)} can't be used ({reason}): check that the server runs and that"
        " DATABASE_URL names it, its user and its password"
    )
