"""What curators did with the bot: who, as a key that shows no name, what, about what, and when."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from bot.state.database import Database

__all__ = ["ActionDone", "Actions", "CuratorActions", "MemoryActions"]


@dataclass(frozen=True)
class ActionDone:
    """An action as it is kept. ``at``: seconds since 1970; the others are those of `Actions.record`."""

    who: str
    what: str
    about: str
    at: float


class Actions(Protocol):
    """All raise `bot.state.database.StateUnavailable` when the database is away."""

    async def record(self, who: str, what: str, about: str = "") -> None:
        """Writes down an action.

        Args:
            who: the keyed id of a curator.
            what: a word, such as ``announce.send``.
            about: the number of an announcement or the id of a fact; never a text of anybody.
        """

    async def count(self) -> int:
        """How many are kept."""

    async def latest(self, most: int, skip: int = 0) -> list[ActionDone]:
        """At most so many, the latest first, after as many as are skipped."""


class MemoryActions:
    """For one run: the terminal, and tests."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._done: list[ActionDone] = []

    async def record(self, who: str, what: str, about: str = "") -> None:
        self._done.append(ActionDone(who, what, about, self._now()))

    async def count(self) -> int:
        return len(self._done)

    async def latest(self, most: int, skip: int = 0) -> list[ActionDone]:
        return self._done[::-1][skip : skip + most]


class CuratorActions:
    """Written down for as long as `bot.state.retention` says."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def record(self, who: str, what: str, about: str = "") -> None:
        await self._database.execute(
            "INSERT INTO curator_actions (mark, who, what, about, at) VALUES ($1, $2, $3, $4, $5)"
            " ON CONFLICT (mark) DO NOTHING",
            secrets.token_hex(8),  # a statement that is run again adds nothing
            who,
            what,
            about,
            self._database.now(),
        )

    async def count(self) -> int:
        ((count,),) = await self._database.fetch("SELECT count(*) FROM curator_actions")
        return int(count)

    async def latest(self, most: int, skip: int = 0) -> list[ActionDone]:
        rows = await self._database.fetch(
            "SELECT who, what, about, at FROM curator_actions ORDER BY id DESC LIMIT $1 OFFSET $2", most, skip
        )
        return [ActionDone(*row) for row in rows]
