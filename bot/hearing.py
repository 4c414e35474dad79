"""Where what readers tell the curators goes, and what the curators do with it: gathered for the handlers."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.state.actions import Actions, CuratorActions, MemoryActions
from bot.state.database import Database
from bot.state.inbox import Inbox, MemoryInbox, StoredInbox
from bot.state.tallies import MemoryTallies, StoredTallies, Tallies

__all__ = ["Hearing", "stored_hearing"]


@dataclass(frozen=True)
class Hearing:
    """By default in memory, and gone with the process: for the terminal and for tests."""

    inbox: Inbox = field(default_factory=MemoryInbox)
    tallies: Tallies = field(default_factory=MemoryTallies)
    #: What curators did, of announcements too.
    actions: Actions = field(default_factory=MemoryActions)


def stored_hearing(database: Database) -> tuple[Hearing, StoredTallies]:
    """Kept in a database; and the counts by themselves, whose `keep` has to run beside the bot."""
    tallies = StoredTallies(database)
    return Hearing(StoredInbox(database), tallies, CuratorActions(database)), tallies
