"""Where what readers tell the curators goes, and what the curators do with it: gathered for the handlers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.state.actions import CuratorActions
from bot.state.database import Database
from bot.state.inbox import Inbox, MemoryInbox, StoredInbox
from bot.state.tallies import MemoryTallies, StoredTallies, Tallies

__all__ = ["Hearing", "stored_hearing"]


async def _unrecorded(who: str, what: str, about: str = "") -> None:
    """What curators do where nothing outlives the process anyway."""


@dataclass(frozen=True)
class Hearing:
    """By default in memory, and gone with the process: for the terminal and for tests.

    ``record`` notes an action of a curator: the key of who, a word for what, and an id (see `CuratorActions.record`).
    """

    inbox: Inbox = field(default_factory=MemoryInbox)
    tallies: Tallies = field(default_factory=MemoryTallies)
    record: Callable[[str, str, str], Awaitable[None]] = _unrecorded


def stored_hearing(database: Database) -> tuple[Hearing, StoredTallies]:
    """Kept in a database; and the counts by themselves, whose `keep` has to run beside the bot."""
    tallies = StoredTallies(database)
    return Hearing(StoredInbox(database), tallies, CuratorActions(database).record), tallies
