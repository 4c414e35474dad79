"""How every SQLite file of the bot is opened: for its owner's eyes only, and so that a crash loses nothing."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

__all__ = ["open_private"]

_PRIVATE_FILE = 0o600
_PRIVATE_FOLDER = 0o700


def open_private(path: Path) -> sqlite3.Connection:
    """Open a database file, and make it and its folder if need be; only its owner can read it, whoever made it.

    Write-ahead log with synchronous=NORMAL: kill -9 loses nothing, a power cut perhaps the last writes, which is not
    worth an fsync each. Statements commit by themselves.

    Raises:
        OSError: it can't be made or its mode can't be set.
        sqlite3.Error: it is no database, or locked.
    """
    path.parent.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, _PRIVATE_FILE))
    path.chmod(_PRIVATE_FILE)  # the log and its index take the mode of the file
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
    except BaseException:
        connection.close()
        raise
    return connection
