"""What every part of the state asks of a database: SQLite or PostgreSQL, behind one small door.

SQL is written once, with ``$1`` placeholders, in what both speak: ``INSERT … ON CONFLICT``, ``RETURNING``, TEXT, BIGINT
and DOUBLE PRECISION. Moments are seconds since 1970, from `Database.now`.
"""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol, TypeAlias

from bot.errors import Advice

__all__ = ["Database", "Row", "StateUnavailable", "Statements"]

Row: TypeAlias = tuple[Any, ...]


class StateUnavailable(Advice):
    """The database can't be used now; the text says what the operator can do."""


class Statements(Protocol):
    """What can be asked of a database, and inside a transaction."""

    async def execute(self, sql: str, *values: Any) -> int:
        """Runs a statement; the number of rows that it touched."""

    async def fetch(self, sql: str, *values: Any) -> list[Row]:
        """All rows of a query, or of a statement with ``RETURNING``."""

    async def fetch_one(self, sql: str, *values: Any) -> Row | None:
        """The first row, or None."""


class Database(Statements, Protocol):
    """A database that is open.

    A statement outside a transaction commits by itself, and is tried again when the connection breaks under it: write
    such statements so that running twice does what running once does. All raise `StateUnavailable` when the database
    stays away, is full or can't be written; a transaction does so at once, and leaves nothing behind.
    """

    def now(self) -> float:
        """The time, in seconds since 1970, that all who share the database agree on."""

    def transaction(self) -> AbstractAsyncContextManager[Statements]:
        """All of the statements inside, or none; two of them never interleave where they write the same rows."""

    async def scrub(self) -> None:
        """Lets nothing that was deleted linger in files that the bot writes itself."""

    async def close(self) -> None: ...
