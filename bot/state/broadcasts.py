"""Announcements to those who follow: what goes out, to whom it still has to go, and what was announced last.

One is open at a time: ``waiting`` (it can be undone), ``sending``, ``stopped`` (it can go on), then ``done`` or
``undone``. A chat's row is claimed before the call to Telegram and deleted after it, whatever came of it. A claim that
nobody settled is of a process that died in between: whether that chat got the message can't be known, and it is counted
so, for twice would be worse than once in a thousand not at all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, get_args

from bot.state.database import Database

__all__ = ["Broadcast", "Broadcasts", "Delivery", "Draft", "Outcome", "Stage"]

Stage: TypeAlias = Literal["waiting", "sending", "stopped", "done", "undone"]
#: ``gone``: the chat is out of reach for good. ``unclear``: perhaps sent.
Outcome: TypeAlias = Literal["sent", "failed", "gone", "unclear"]

_STAGES: Final[tuple[Stage, ...]] = get_args(Stage)
_COLUMNS: Final = (
    "id, state, texts, place, language, due_at, total, sent, failed, gone, unclear,"
    " (SELECT count(*) FROM deliveries WHERE deliveries.broadcast = broadcasts.id)"
)


@dataclass(frozen=True)
class Draft:
    """What is to be announced.

    ``texts`` are the finished messages, ``standing`` the state of the ``record`` that they bring readers to, both as
    JSON; ``place`` is, sealed, where the curators watch it, in their ``language``.
    """

    texts: str
    record: str
    standing: str
    place: bytes
    language: str


@dataclass(frozen=True)
class Broadcast:
    """An announcement and how far it is; ``left`` are the chats that it still has to go to, or is going to."""

    id: int
    stage: Stage
    texts: str
    place: bytes
    language: str
    due_at: float
    total: int
    sent: int
    failed: int
    gone: int
    unclear: int
    left: int


@dataclass(frozen=True)
class Delivery:
    """One chat, by its key, to which this process has to send now; ``tries`` counts this one."""

    broadcast: int
    chat: str
    language: str
    tries: int


class Broadcasts:
    """The announcements of all times, as long as they are kept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- what was announced last ---------------------------------------------------------------------

    async def announced(self, record: str) -> Mapping[str, list[object]] | None:
        """The state of a record that followers know, as JSON has it; None before the first start."""
        row = await self._database.fetch_one("SELECT standing FROM announced WHERE record = $1", record)
        return dict(json.loads(row[0])) if row else None

    async def assume_announced(self, record: str, standing: str) -> None:
        """What a record says when there is nobody yet to tell it to: changes count from there."""
        await self._database.execute(
            "INSERT INTO announced (record, standing, at) VALUES ($1, $2, $3) ON CONFLICT (record) DO NOTHING",
            record,
            standing,
            self._database.now(),
        )

    # -- the way of an announcement --------------------------------------------------------------------

    async def prepare(self, draft: Draft, delay: float) -> Broadcast | None:
        """Has it go out in so many seconds; None if another one is open."""
        row = await self._database.fetch_one(
            "INSERT INTO broadcasts (slot, state, texts, record, standing, place, language, due_at)"
            " VALUES (1, 'waiting', $1, $2, $3, $4, $5, $6) ON CONFLICT (slot) DO NOTHING RETURNING id",
            draft.texts,
            draft.record,
            draft.standing,
            draft.place,
            draft.language,
            self._database.now() + delay,
        )
        return await self.get(int(row[0])) if row else None

    async def get(self, number: int) -> Broadcast | None:
        return await self._one("id = $1", number)

    async def open(self) -> Broadcast | None:
        """The one that is not over, if there is one."""
        return await self._one("slot = $1", 1)

    async def due(self) -> Broadcast | None:
        """The one that has to be sent now, or to be sent on."""
        return await self._one("slot = 1 AND (state = 'sending' OR state = 'waiting' AND due_at <= $1)", self.now())

    def now(self) -> float:
        return self._database.now()

    async def begin(self, number: int) -> bool:
        """From waiting to sending: to all who follow at this moment, who then know the record as it says."""
        async with self._database.transaction() as transaction:
            row = await transaction.fetch_one(
                "UPDATE broadcasts SET state = 'sending', total = (SELECT count(*) FROM subscriptions)"
                " WHERE id = $1 AND state = 'waiting' RETURNING record, standing",
                number,
            )
            if row is None:
                return False
            await transaction.execute(
                "INSERT INTO deliveries (broadcast, chat, language, tries, held)"
                " SELECT CAST($1 AS BIGINT), subscriptions.chat, COALESCE(chats.language, subscriptions.language), 0, 0"
                " FROM subscriptions LEFT JOIN chats ON chats.key = subscriptions.chat",
                number,
            )
            await transaction.execute(
                "INSERT INTO announced (record, standing, at) VALUES ($1, $2, $3)"
                " ON CONFLICT (record) DO UPDATE SET standing = excluded.standing, at = excluded.at",
                *row,
                self._database.now(),
            )
        return True

    async def undo(self, number: int) -> bool:
        """From waiting to undone; whether it was not too late."""
        return await self._end(number, "waiting", "undone")

    async def stop(self, number: int) -> bool:
        """From sending to stopped: no other chat is written to until it goes on."""
        return await self._move(number, "sending", "stopped")

    async def go_on(self, number: int) -> bool:
        """From stopped to sending."""
        return await self._move(number, "stopped", "sending")

    async def end(self, number: int) -> bool:
        """From stopped to done: who has not got it will not."""
        ended = await self._end(number, "stopped", "done")
        if ended:
            await self._database.execute("DELETE FROM deliveries WHERE broadcast = $1", number)
        return ended

    async def finish(self, number: int) -> bool:
        """From sending to done, if nobody is left."""
        return await self._end(
            number, "sending", "done", " AND NOT EXISTS (SELECT 1 FROM deliveries WHERE broadcast = broadcasts.id)"
        )

    async def put(self, number: int, place: bytes) -> None:
        """The curators watch it in another place now."""
        await self._database.execute("UPDATE broadcasts SET place = $1 WHERE id = $2", place, number)

    # -- chat by chat ------------------------------------------------------------------------------------

    async def claim(self, number: int) -> Delivery | None:
        """The next chat to send to, for this process alone; None if there is none, or if it was stopped."""
        row = await self._database.fetch_one(
            "UPDATE deliveries SET held = 1, tries = tries + 1"
            " WHERE broadcast = $1 AND held = 0 AND chat = (SELECT chat FROM deliveries AS next"
            "  WHERE next.broadcast = $1 AND next.held = 0 ORDER BY next.tries, next.chat LIMIT 1)"
            " AND EXISTS (SELECT 1 FROM broadcasts WHERE id = $1 AND state = 'sending')"
            " RETURNING broadcast, chat, language, tries",
            number,
        )
        return Delivery(*row) if row else None

    async def release(self, delivery: Delivery, *, counted: bool) -> None:
        """Gives a claim back: nothing was sent. A try that is not ``counted`` was never made."""
        await self._database.execute(
            "UPDATE deliveries SET held = 0, tries = $1 WHERE broadcast = $2 AND chat = $3",
            delivery.tries - (not counted),
            delivery.broadcast,
            delivery.chat,
        )

    async def settle(self, delivery: Delivery, outcome: Outcome) -> None:
        """Counts what came of it, and deletes the row."""
        async with self._database.transaction() as transaction:
            if await transaction.execute(
                "DELETE FROM deliveries WHERE broadcast = $1 AND chat = $2", delivery.broadcast, delivery.chat
            ):
                await transaction.execute(_counting(outcome), 1, delivery.broadcast)

    async def abandon(self, number: int) -> int:
        """Settles as unclear what was claimed by a process that is no more; how many chats that is."""
        async with self._database.transaction() as transaction:
            abandoned = await transaction.execute("DELETE FROM deliveries WHERE broadcast = $1 AND held = 1", number)
            if abandoned:
                await transaction.execute(_counting("unclear"), abandoned, number)
        return abandoned

    async def _one(self, which: str, value: float) -> Broadcast | None:
        row = await self._database.fetch_one(f"SELECT {_COLUMNS} FROM broadcasts WHERE {which}", value)  # noqa: S608  # ours
        if row is None:
            return None
        number, state, *rest = row
        return Broadcast(number, next(stage for stage in _STAGES if stage == state), *rest)

    async def _move(self, number: int, old: Stage, new: Stage) -> bool:
        return bool(
            await self._database.execute(
                "UPDATE broadcasts SET state = $1 WHERE id = $2 AND state = $3", new, number, old
            )
        )

    async def _end(self, number: int, old: Stage, new: Stage, only_if: str = "") -> bool:
        ending = "UPDATE broadcasts SET state = $1, slot = NULL, ended_at = $2 WHERE id = $3 AND state = $4"
        return bool(await self._database.execute(ending + only_if, new, self._database.now(), number, old))


def _counting(outcome: Outcome) -> str:
    return f"UPDATE broadcasts SET {outcome} = {outcome} + $1 WHERE id = $2"  # noqa: S608  # a word of ours
