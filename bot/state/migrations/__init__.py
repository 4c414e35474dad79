"""The shape of the state, step by step, for both databases: Alembic's scripts, and how they are run at start.

A new step: ``alembic revision -m "what it does"`` in the project's folder, then fill in ``upgrade``. There is no way
back down: a bot of an earlier version does not start on a later state, and says so.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.state.database import StateUnavailable
from bot.state.sqlite import open_private

__all__ = ["migrate_postgres", "migrate_sqlite"]

#: PostgreSQL's advisory lock, so that replicas that start together migrate one after another: "case" in ASCII.
_LOCK: Final = 0x63617365


def migrate_sqlite(path: Path) -> None:
    """Brings a file up to date, or makes it; two processes that start together wait for each other.

    Raises:
        OSError, sqlite3.Error: it can't be opened or written, or is no database.
        StateUnavailable: a later version of the bot has written it.
    """

    def connect() -> sqlite3.Connection:
        connection = open_private(path)
        connection.execute("PRAGMA busy_timeout=5000")
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)
    # Python's sqlite3 would begin a transaction only before the first INSERT, and so leave half of a step behind.
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    with _unwrapped(), engine.begin() as connection:
        _upgrade(connection)


async def migrate_postgres(url: str) -> None:
    """Brings a database up to date; replicas that start together wait for each other.

    Raises:
        OSError, asyncpg.PostgresError: it can't be reached or written.
        StateUnavailable: a later version of the bot has written it.
    """

    async def connect() -> asyncpg.Connection:
        return await asyncpg.connect(url)

    engine = create_async_engine("postgresql+asyncpg://", async_creator=connect, poolclass=NullPool)
    with _unwrapped():
        async with engine.begin() as connection:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            await connection.run_sync(_upgrade)


@contextmanager
def _unwrapped() -> Iterator[None]:
    """The driver's own errors in place of SQLAlchemy's, which repeat the statement and point to a page on the web."""
    try:
        yield
    except DBAPIError as error:
        raise (error.orig.__cause__ or error.orig if error.orig else error) from None


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        logging.getLogger(__name__).debug("Alembic: %s", error)
        raise StateUnavailable(
            "the state was written by a later version of the bot: update this one, or set DATABASE_URL to another place"
        ) from None
