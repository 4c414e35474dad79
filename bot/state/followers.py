"""Chats that follow the record: where to write to them, sealed, and in which language; nothing else of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final, Protocol

from bot.privacy import Seal, Unreadable
from bot.state.chats import carry_language
from bot.state.database import Database
from knowledge.model import LANGUAGES, Language

__all__ = ["Followers", "MemoryFollowers", "Place", "StoredFollowers"]

#: Since which day, not since which second: nobody needs to know more.
_DAY: Final = 24 * 60 * 60.0


@dataclass(frozen=True)
class Place:
    """Where to write: a chat, and in a forum the topic in which somebody asked to follow."""

    chat: int
    thread: int | None = None


class Followers(Protocol):
    """The chats that follow, by their keys."""

    async def follow(self, key: str, place: Place, language: Language) -> None: ...

    async def follows(self, key: str) -> bool: ...

    async def unfollow(self, key: str) -> bool:
        """Deletes what is kept for following; whether there was anything."""

    async def move(self, old: str, new: str, place: Place) -> None:
        """A group became a supergroup: it has another number from now on, and follows under that, in its language."""

    async def counts(self) -> dict[Language, int]:
        """How many chats follow in each language: the one chosen in the chat since then, else the one of that day."""


class MemoryFollowers:
    """Kept in memory and gone with the process: for tests."""

    def __init__(self) -> None:
        self.places: dict[str, tuple[Place, Language]] = {}

    async def follow(self, key: str, place: Place, language: Language) -> None:
        self.places[key] = place, language

    async def follows(self, key: str) -> bool:
        return key in self.places

    async def unfollow(self, key: str) -> bool:
        return self.places.pop(key, None) is not None

    async def move(self, old: str, new: str, place: Place) -> None:
        if old in self.places:
            self.places.setdefault(new, (place, self.places.pop(old)[1]))

    async def counts(self) -> dict[Language, int]:
        languages = [language for _, language in self.places.values()]
        return {language: languages.count(language) for language in LANGUAGES}


class StoredFollowers:
    """Kept in a database, until a chat leaves, asks to be forgotten, or is out of reach for good.

    Args:
        database: where they are kept.
        seal: makes their addresses unreadable there.
    """

    def __init__(self, database: Database, seal: Seal) -> None:
        self._database = database
        self._seal = seal

    async def follow(self, key: str, place: Place, language: Language) -> None:
        now = self._database.now()
        await self._database.execute(
            "INSERT INTO subscriptions (chat, sealed, language, since) VALUES ($1, $2, $3, $4)"
            " ON CONFLICT (chat) DO UPDATE SET sealed = excluded.sealed, language = excluded.language",
            key,
            self._seal.close(json.dumps([place.chat, place.thread]).encode()),
            language,
            now - now % _DAY,
        )

    async def follows(self, key: str) -> bool:
        return await self._database.fetch_one("SELECT 1 FROM subscriptions WHERE chat = $1", key) is not None

    async def unfollow(self, key: str) -> bool:
        await self._database.execute("DELETE FROM deliveries WHERE chat = $1", key)
        deleted = await self._database.execute("DELETE FROM subscriptions WHERE chat = $1", key)
        await self._database.scrub()
        return bool(deleted)

    async def counts(self) -> dict[Language, int]:
        rows = await self._database.fetch(
            "SELECT COALESCE(chats.language, subscriptions.language), count(*) FROM subscriptions"
            " LEFT JOIN chats ON chats.key = subscriptions.chat GROUP BY 1"
        )
        found = {str(language): int(count) for language, count in rows}
        return {language: found.get(language, 0) for language in LANGUAGES}

    async def place(self, key: str) -> Place | None:
        """Where to write to a chat; None if it does not follow, or if the secret that sealed its address is lost."""
        row = await self._database.fetch_one("SELECT sealed FROM subscriptions WHERE chat = $1", key)
        if row is None:
            return None
        try:
            return Place(*json.loads(self._seal.open(row[0])))
        except Unreadable:
            return None

    async def move(self, old: str, new: str, place: Place) -> None:
        async with self._database.transaction() as transaction:
            await carry_language(transaction, old, new)
            # What is just being sent to it is settled, by whoever sends, under the old key.
            await transaction.execute(
                "UPDATE deliveries SET chat = $1 WHERE chat = $2 AND held = 0 AND NOT EXISTS (SELECT 1"
                " FROM deliveries AS known WHERE known.broadcast = deliveries.broadcast AND known.chat = $1)",
                new,
                old,
            )
            await transaction.execute("DELETE FROM deliveries WHERE chat = $1 AND held = 0", old)
            row = await transaction.fetch_one("SELECT language, since FROM subscriptions WHERE chat = $1", old)
            if row is None:
                return
            await transaction.execute("DELETE FROM subscriptions WHERE chat = $1", old)
            await transaction.execute(
                "INSERT INTO subscriptions (chat, sealed, language, since) VALUES ($1, $2, $3, $4)"
                " ON CONFLICT (chat) DO NOTHING",
                new,
                self._seal.close(json.dumps([place.chat, place.thread]).encode()),
                *row,
            )
