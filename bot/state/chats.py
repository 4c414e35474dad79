"""What is kept about a chat: the language chosen in it, under a key that does not show whose it is."""

from __future__ import annotations

from typing import Protocol

from bot.state.database import Database, Statements
from knowledge.model import LANGUAGES, Language

__all__ = ["Chats", "MemoryChats", "StoredChats", "carry_language"]


class Chats(Protocol):
    """The languages chosen in chats, by the chat's key."""

    async def language(self, key: str) -> Language | None: ...

    async def set_language(self, key: str, language: Language) -> None: ...

    async def move(self, old: str, new: str) -> None:
        """A group became a supergroup: its language goes from one key to another, where none was chosen since.

        So do the replies that wait for it; who sends them is told by Telegram where to.
        """

    async def forget(self, key: str) -> None:
        """Deletes all that is kept under a chat's key, in whichever table."""


class MemoryChats:
    """Kept in memory and gone with the process: for the terminal and for tests."""

    def __init__(self) -> None:
        self._languages: dict[str, Language] = {}

    async def language(self, key: str) -> Language | None:
        return self._languages.get(key)

    async def set_language(self, key: str, language: Language) -> None:
        self._languages[key] = language

    async def move(self, old: str, new: str) -> None:
        if old in self._languages:
            self._languages.setdefault(new, self._languages.pop(old))

    async def forget(self, key: str) -> None:
        self._languages.pop(key, None)


class StoredChats:
    """Kept in a database, until a chat asks to be forgotten."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def language(self, key: str) -> Language | None:
        row = await self._database.fetch_one("SELECT language FROM chats WHERE key = $1", key)
        return next((language for language in LANGUAGES if row and language == row[0]), None)

    async def set_language(self, key: str, language: Language) -> None:
        await self._database.execute(
            "INSERT INTO chats (key, language) VALUES ($1, $2)"
            " ON CONFLICT (key) DO UPDATE SET language = excluded.language",
            key,
            language,
        )

    async def move(self, old: str, new: str) -> None:
        async with self._database.transaction() as transaction:
            await carry_language(transaction, old, new)
            await transaction.execute("UPDATE parked SET chat = $1 WHERE chat = $2", new, old)

    async def forget(self, key: str) -> None:
        await self._database.execute("DELETE FROM chats WHERE key = $1", key)
        for table in ("parked", "deliveries", "subscriptions"):
            await self._database.execute(f"DELETE FROM {table} WHERE chat = $1", key)  # noqa: S608  # names of ours
        await self._database.scrub()


async def carry_language(transaction: Statements, old: str, new: str) -> None:
    """Carries the chosen language from one key to another, where none was chosen since."""
    await transaction.execute(
        "INSERT INTO chats (key, language) SELECT CAST($1 AS TEXT), language FROM chats WHERE key = $2"
        " ON CONFLICT (key) DO NOTHING",
        new,
        old,
    )
    await transaction.execute("DELETE FROM chats WHERE key = $1", old)
