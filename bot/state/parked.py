"""Replies that have to wait: what to say and where, sealed, until it is said. Never a question."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final

from bot.state.database import Database

__all__ = ["HOLD_AGAIN_SECONDS", "HOLD_SECONDS", "PARKED_SECONDS", "Parked", "ParkedReply"]

#: After a day nobody waits for an answer any more.
PARKED_SECONDS: Final = 24 * 60 * 60.0
#: Who takes a reply to send it has it for so long, and longer if it says so in time; if the process dies meanwhile,
#: another may take it then.
HOLD_SECONDS: Final = 10.0
HOLD_AGAIN_SECONDS: Final = 3.0
_DEAD: Final = "parked replies given up"


@dataclass(frozen=True)
class ParkedReply:
    """A reply taken to be sent now. ``attempts`` counts this one."""

    id: int
    chat: str
    sealed: bytes
    attempts: int


class Parked:
    """The parked replies of all chats. Within a chat only the oldest can be taken, so that order is kept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, chat: str, sealed: bytes, seconds: float) -> None:
        """Parks a reply behind the others of its chat, for at least so long.

        Args:
            chat: the chat's key.
            sealed: what to say and where, readable with the operator's secret only.
        """
        now = self._database.now()
        await self._database.execute(
            "INSERT INTO parked (mark, chat, sealed, parked_at, due_at, held_until, attempts)"
            " VALUES ($1, $2, $3, $4, $5, 0, 0) ON CONFLICT (mark) DO NOTHING",
            secrets.token_hex(8),  # a statement that is run again adds nothing
            chat,
            sealed,
            now,
            now + seconds,
        )

    async def waiting(self, chat: str) -> bool:
        """Whether a chat has replies to wait for, so that a new one must not overtake them."""
        return await self._database.fetch_one("SELECT 1 FROM parked WHERE chat = $1", chat) is not None

    async def take(self, most: int) -> list[ParkedReply]:
        """The replies that are due, the oldest of each chat, for this process to send; of several processes one."""
        now = self._database.now()
        rows = await self._database.fetch(
            "UPDATE parked SET held_until = $1, attempts = attempts + 1"
            " WHERE held_until <= $2 AND id IN (SELECT id FROM parked AS due WHERE due.due_at <= $2"
            "  AND due.held_until <= $2"
            "  AND NOT EXISTS (SELECT 1 FROM parked AS older WHERE older.chat = due.chat AND older.id < due.id)"
            "  ORDER BY due.due_at LIMIT $3)"
            " RETURNING id, chat, sealed, attempts",
            now + HOLD_SECONDS,
            now,
            most,
        )
        return [ParkedReply(*row) for row in rows]

    async def hold(self, reply: ParkedReply) -> None:
        """Has a taken reply for some time more, if nobody else has taken it since."""
        await self._database.execute(
            "UPDATE parked SET held_until = $1 WHERE id = $2 AND attempts = $3 AND held_until > 0",
            self._database.now() + HOLD_SECONDS,
            reply.id,
            reply.attempts,
        )

    async def put_back(self, reply: ParkedReply, seconds: float) -> None:
        """Parks a reply again, at its place, for at least so long."""
        await self._database.execute(
            "UPDATE parked SET held_until = 0, due_at = $1 WHERE id = $2", self._database.now() + seconds, reply.id
        )

    async def done(self, reply: ParkedReply) -> None:
        """Deletes a reply that was sent."""
        await self._database.execute("DELETE FROM parked WHERE id = $1", reply.id)

    async def give_up(self, reply: ParkedReply) -> None:
        """Deletes a reply that can't be sent, and counts it."""
        await self._give_up("id = $1", reply.id)

    async def give_up_old(self) -> int:
        """Deletes and counts what waited for too long; how many that were."""
        return await self._give_up("parked_at <= $1", self._database.now() - PARKED_SECONDS)

    async def count(self) -> int:
        """How many are waiting."""
        row = await self._database.fetch_one("SELECT count(*) FROM parked")
        return int(row[0]) if row else 0

    async def dead(self) -> int:
        """How many were given up since the database was made."""
        row = await self._database.fetch_one("SELECT n FROM counts WHERE name = $1", _DEAD)
        return int(row[0]) if row else 0

    async def _give_up(self, which: str, value: float) -> int:
        async with self._database.transaction() as transaction:
            deleted = await transaction.execute(f"DELETE FROM parked WHERE {which}", value)  # noqa: S608  # ours
            if deleted:
                await transaction.execute(
                    "INSERT INTO counts (name, n) VALUES ($1, $2)"
                    " ON CONFLICT (name) DO UPDATE SET n = counts.n + excluded.n",
                    _DEAD,
                    deleted,
                )
        return deleted
