"""State in a SQLite file: for its owner's eyes only, safe from crashes, and never in the event loop's way.

Statements take some 50 µs and run in the loop's own thread (a write and a read, 16 tasks at once: 20,232 a second bare,
8,596 through a worker thread, 2,602 with aiosqlite; this layer keeps 0.6 of the first, see ``python -m
tests.bench.state``). What can take longer does not: a file that another process has locked is
asked again later instead of waited for, and the log is written back to the file, with its fsync, in a thread.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path
from typing import Any, Final

from bot.state.database import Row, Statements, StateUnavailable

__all__ = ["SqliteDatabase", "open_private"]

_PRIVATE_FILE = 0o600
_PRIVATE_FOLDER = 0o700
# Two to four seconds in all; another process needs milliseconds.
_LOG_TRIES = 40
_LOG_PAUSE = 0.05
#: How long another process may hold the file before a statement is given up, and how often it is asked for meanwhile.
BUSY_SECONDS: Final = 5.0
BUSY_PAUSE: Final = 0.01
#: The log is written back after so many changes; SQLite itself does it after 1,000 pages, in the middle of a statement.
CHECKPOINT_EVERY: Final = 1000


def _turn_log_on(connection: sqlite3.Connection) -> None:
    """Only here is a lock waited for: of two processes that make a file together SQLite refuses one at once."""
    connection.execute("PRAGMA busy_timeout=50")
    for _ in range(_LOG_TRIES):
        with suppress(sqlite3.OperationalError):
            connection.execute("PRAGMA journal_mode=WAL")
            return
        time.sleep(_LOG_PAUSE)
    connection.execute("PRAGMA journal_mode=WAL")


def open_private(path: Path) -> sqlite3.Connection:
    """Open a database file, and make it and its folder if need be; only its owner can read it, whoever made it.

    Write-ahead log with synchronous=NORMAL: kill -9 loses nothing, a power cut perhaps the last writes, which is not
    worth an fsync each. Statements commit by themselves, and fail at once where the file is locked. What is deleted is
    overwritten: a file that was copied or seized shows no chat that asked to be forgotten.

    Raises:
        OSError: it can't be made or its mode can't be set.
        sqlite3.Error: it is no database, or locked.
    """
    path.parent.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, _PRIVATE_FILE))
    path.chmod(_PRIVATE_FILE)  # the log and its index take the mode of the file
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        _turn_log_on(connection)
        connection.execute("PRAGMA busy_timeout=0")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("PRAGMA wal_autocheckpoint=0")
    except BaseException:
        connection.close()
        raise
    return connection


class _Inside:
    """Statements inside a transaction: no lock is asked for any more."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    async def execute(self, sql: str, *values: Any) -> int:
        return _run(self._connection, sql, values)[0]

    async def fetch(self, sql: str, *values: Any) -> list[Row]:
        return _run(self._connection, sql, values)[1]

    async def fetch_one(self, sql: str, *values: Any) -> Row | None:
        return next(iter(await self.fetch(sql, *values)), None)


class SqliteDatabase:
    """A `bot.state.database.Database` in a file of this machine; several processes may share it."""

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.time) -> None:
        """Opens the file, and makes it if need be.

        Raises:
            OSError, sqlite3.Error: it can't be opened or written, or is no database.
        """
        self.now = clock
        self._path = path
        self._connection = open_private(path)
        #: Held by a transaction: other tasks must not slip into it, for they share the connection.
        self._turn = asyncio.Lock()
        self._changes = 0
        self._writing_back: asyncio.Task[None] | None = None

    async def execute(self, sql: str, *values: Any) -> int:
        async with self._turn:
            return (await self._patiently(sql, values))[0]

    async def fetch(self, sql: str, *values: Any) -> list[Row]:
        async with self._turn:
            return (await self._patiently(sql, values))[1]

    async def fetch_one(self, sql: str, *values: Any) -> Row | None:
        return next(iter(await self.fetch(sql, *values)), None)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Statements]:
        async with self._turn:
            await self._patiently("BEGIN IMMEDIATE", ())
            try:
                yield _Inside(self._connection)
                await self._patiently("COMMIT", ())
            except BaseException as error:
                if self._connection.in_transaction:
                    with suppress(sqlite3.Error):
                        self._connection.execute("ROLLBACK")
                if isinstance(error, sqlite3.OperationalError):
                    raise StateUnavailable(_advice(self._path, error)) from error
                raise

    async def scrub(self) -> None:
        """Empties the log, in which deleted rows would stand a while longer."""
        if self._writing_back is not None:
            await asyncio.wait([self._writing_back])
        deadline = time.monotonic() + BUSY_SECONDS
        while not await asyncio.to_thread(self._checkpoint, "TRUNCATE"):
            if time.monotonic() > deadline:
                raise StateUnavailable(f"the state in {self._path} is held by another process: stop it")
            await asyncio.sleep(BUSY_PAUSE)

    async def close(self) -> None:
        if self._writing_back is not None:
            await asyncio.wait([self._writing_back])
        self._connection.close()

    async def _patiently(self, sql: str, values: Sequence[Any]) -> tuple[int, list[Row]]:
        """Runs a statement, again and again while another process holds the file; other tasks go on meanwhile."""
        deadline = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                touched, rows = _run(self._connection, sql, values)
            except sqlite3.OperationalError as error:
                if not _busy(error) or time.monotonic() > deadline:
                    raise StateUnavailable(_advice(self._path, error)) from error
            else:
                self._count(touched)
                return touched, rows
            await asyncio.sleep(BUSY_PAUSE)

    def _count(self, touched: int) -> None:
        self._changes += max(touched, 0)
        if self._changes >= CHECKPOINT_EVERY and (self._writing_back is None or self._writing_back.done()):
            self._changes = 0
            self._writing_back = asyncio.create_task(self._write_back())

    async def _write_back(self) -> None:
        await asyncio.to_thread(self._checkpoint, "PASSIVE")

    def _checkpoint(self, kind: str) -> bool:
        """Brings the log into the file, on a connection of its own; whether nobody was in the way. Takes an fsync."""
        try:
            with closing(sqlite3.connect(self._path, isolation_level=None, timeout=0)) as connection:
                (busy, _, _) = connection.execute(f"PRAGMA wal_checkpoint({kind})").fetchone()
        except sqlite3.OperationalError:  # locked, or no space left: the log keeps everything meanwhile
            return False
        return not busy


def _run(connection: sqlite3.Connection, sql: str, values: Sequence[Any]) -> tuple[int, list[Row]]:
    """Rows touched, and rows found."""
    cursor = connection.execute(sql, {str(number): value for number, value in enumerate(values, start=1)})
    rows = cursor.fetchall()
    return cursor.rowcount, rows


def _busy(error: sqlite3.Error) -> bool:
    # The lower byte is the error's family: SQLITE_BUSY_SNAPSHOT and the like pass, too.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _advice(path: Path, error: sqlite3.Error) -> str:
    if _busy(error):
        return f"the state in {path} is held by another process: stop it"
    return f"the state in {path} can't be used ({error}): check that there is space left and that it can be written"
