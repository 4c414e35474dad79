"""What is kept about a chat: the language chosen in it, under a key that does not show whose it is."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from bot.state.sqlite import open_private
from knowledge.model import LANGUAGES, Language

__all__ = ["Chats", "MemoryChats", "SqliteChats"]


class Chats(Protocol):
    """The languages chosen in chats, by the chat's key."""

    def language(self, key: str) -> Language | None: ...

    def set_language(self, key: str, language: Language) -> None: ...

    def forget(self, key: str) -> None: ...

    def close(self) -> None: ...


class MemoryChats:
    """Kept in memory and gone with the process: for the terminal and for tests."""

    def __init__(self) -> None:
        self._languages: dict[str, Language] = {}

    def language(self, key: str) -> Language | None:
        return self._languages.get(key)

    def set_language(self, key: str, language: Language) -> None:
        self._languages[key] = language

    def forget(self, key: str) -> None:
        self._languages.pop(key, None)

    def close(self) -> None:
        self._languages.clear()


# One statement a step; PRAGMA user_version counts the steps done, so that an old file is brought up to date.
_STEPS = ("CREATE TABLE chats (key TEXT PRIMARY KEY, language TEXT NOT NULL) WITHOUT ROWID",)


class SqliteChats:
    """Kept in a SQLite file that only its owner can read.

    Calls take microseconds (measured: 20,000 an update and a read a second in WAL mode), so they run in the event
    loop's own thread.
    """

    def __init__(self, path: Path) -> None:
        """Open the file, and make it if need be.

        Raises:
            sqlite3.Error, OSError: it can't be opened or written.
        """
        self._connection = open_private(path)
        # What is deleted is overwritten: a file that was copied or seized shows no chat that asked to be forgotten.
        self._connection.execute("PRAGMA secure_delete=ON")
        (done,) = self._connection.execute("PRAGMA user_version").fetchone()
        for number, step in enumerate(_STEPS[done:], start=done + 1):
            self._connection.execute("BEGIN")
            self._connection.execute(step)
            self._connection.execute(f"PRAGMA user_version={number:d}")
            self._connection.execute("COMMIT")

    def language(self, key: str) -> Language | None:
        row = self._connection.execute("SELECT language FROM chats WHERE key = ?", (key,)).fetchone()
        return next((language for language in LANGUAGES if row and language == row[0]), None)

    def set_language(self, key: str, language: Language) -> None:
        self._connection.execute(
            "INSERT INTO chats (key, language) VALUES (?, ?)"
            " ON CONFLICT (key) DO UPDATE SET language = excluded.language",
            (key, language),
        )

    def forget(self, key: str) -> None:
        self._connection.execute("DELETE FROM chats WHERE key = ?", (key,))
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # the log would keep the key a while longer

    def close(self) -> None:
        self._connection.close()
