"""What version 0.1 kept in a second file, ``answered.db``, carried over into the one database."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from bot.state.database import Database
from bot.state.sqlite import open_private

__all__ = ["carry_answered"]


async def carry_answered(path: Path, database: Database, bot: int) -> int:
    """Copies the numbers of answered updates from the old file, then deletes it; without the file does nothing.

    Interrupted, it starts again the next time. Returns how many there were.

    Raises:
        OSError, sqlite3.Error: the old file can't be read or deleted.
    """
    numbers = _numbers(path)
    if numbers is None:
        return 0
    async with database.transaction() as transaction:
        for number in numbers:
            await transaction.execute(
                "INSERT INTO answered (bot, update_id, answered_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                bot,
                number,
                database.now(),
            )
    _delete(path)
    return len(numbers)


def _numbers(path: Path) -> list[int] | None:
    """What stands in the old file; None if there is none."""
    if not path.exists():
        return None
    with closing(open_private(path)) as old:
        found = old.execute("SELECT 1 FROM sqlite_master WHERE name = 'answered'").fetchone()
        return [number for (number,) in old.execute("SELECT update_id FROM answered")] if found else []


def _delete(path: Path) -> None:
    for ending in ("-wal", "-shm", ""):  # the file itself last: a log left alone would be taken for another file's
        path.with_name(path.name + ending).unlink(missing_ok=True)
