"""The numbers of updates that were answered but not yet confirmed: no text, no chat, no person."""

import logging
import sqlite3
from pathlib import Path
from typing import Protocol

from bot.state.sqlite import open_private

__all__ = ("Answered", "AnsweredInMemory", "AnsweredInSqlite", "AnsweredUnavailable")

logger = logging.getLogger(__name__)


class AnsweredUnavailable(Exception):
    """The file cannot be used; the text says what to do."""


class Answered(Protocol):
    """What a restart must not answer again."""

    def note(self, update_id: int) -> None:
        """Remembers an update as answered."""

    def seen(self, update_id: int) -> bool:
        """Whether an update was answered."""

    def forget_below(self, update_id: int) -> None:
        """Drops what Telegram will not deliver again."""


class AnsweredInMemory:
    """For one run: tests, and the terminal."""

    def __init__(self) -> None:
        self._numbers: set[int] = set()

    def note(self, update_id: int) -> None:
        self._numbers.add(update_id)

    def seen(self, update_id: int) -> bool:
        return update_id in self._numbers

    def forget_below(self, update_id: int) -> None:
        self._numbers = {number for number in self._numbers if number >= update_id}


class AnsweredInSqlite:
    """Outlives a crash of the process.

    Write-ahead log, synchronous=NORMAL: 20,000 operations a second on the loop's own thread, nothing lost by
    kill -9; a power cut may lose the last few, which are then answered twice.
    """

    def __init__(self, path: Path) -> None:
        self._unnoted = AnsweredInMemory()
        try:
            self._database = open_private(path)
            self._database.execute("CREATE TABLE IF NOT EXISTS answered (update_id INTEGER PRIMARY KEY)")
        except OSError as error:
            raise AnsweredUnavailable(
                f"Cannot write {path} ({error.strerror}): give the bot a folder of its own that it may write to."
            ) from error
        except sqlite3.Error as error:
            raise AnsweredUnavailable(
                f"Cannot use {path} ({error}): stop any other process that uses it; if it is damaged, delete it"
                " (it holds only the numbers of messages answered in the last moments)."
            ) from error

    def note(self, update_id: int) -> None:
        try:
            self._database.execute("INSERT OR IGNORE INTO answered VALUES (?)", (update_id,))
        except sqlite3.Error as error:  # a full disk must not stop the answers
            self._unnoted.note(update_id)
            logger.warning("An answered update could not be noted (%s): free some disk space.", error)

    def seen(self, update_id: int) -> bool:
        if self._unnoted.seen(update_id):
            return True
        found = self._database.execute("SELECT 1 FROM answered WHERE update_id = ?", (update_id,)).fetchone()
        return found is not None

    def forget_below(self, update_id: int) -> None:
        self._unnoted.forget_below(update_id)
        try:
            self._database.execute("DELETE FROM answered WHERE update_id < ?", (update_id,))
        except sqlite3.Error as error:
            logger.warning("Answered updates could not be forgotten (%s): free some disk space.", error)

    def close(self) -> None:
        self._database.close()
