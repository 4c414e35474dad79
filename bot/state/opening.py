"""The database that ``DATABASE_URL`` names: brought up to date, and open for as long as it is needed."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.state.carrying import carry_answered
from bot.state.database import Database, StateUnavailable

__all__ = ["opened"]


@asynccontextmanager
async def opened(url: str, bot: int | None) -> AsyncIterator[Database]:
    """Migrates and opens.

    Args:
        url: ``sqlite:///path`` or ``postgresql://…``, checked already.
        bot: the bot's id, to which the numbers that an earlier version kept are credited; None leaves them where they
            are, for a program beside the bot.

    Raises:
        StateUnavailable: it can't be reached, opened or written; on entering, or by any statement later.
    """
    database = await (
        _sqlite(Path(url.removeprefix("sqlite:///")), bot) if url.startswith("sqlite:") else _postgres(url)
    )
    try:
        yield database
    finally:
        await database.close()


# The imports are slow (Alembic and SQLAlchemy take 0.3 s), and neither the terminal nor `ask` needs them.


async def _sqlite(path: Path, bot: int | None) -> Database:
    from bot.state.migrations import migrate_sqlite
    from bot.state.sqlite import SqliteDatabase

    try:
        migrate_sqlite(path)
        database = SqliteDatabase(path)
        if bot is not None and path.name != "answered.db":
            await carry_answered(path.with_name("answered.db"), database, bot)
    except (OSError, sqlite3.Error) as error:
        raise StateUnavailable(
            f"the state in {path} can't be opened ({error}): set DATABASE_URL to a place that can be written"
        ) from None
    return database


async def _postgres(url: str) -> Database:
    from bot.state.migrations import migrate_postgres
    from bot.state.postgres import PostgresDatabase

    database = await PostgresDatabase.open(url)  # waits for a server that is just starting
    try:
        await database.patiently(lambda: migrate_postgres(url))
    except BaseException:
        await database.close()
        raise
    return database
