"""The state is brought up to date at start: from nothing, from version 0.1, by several at once."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.state.answered import AnsweredInDatabase
from bot.state.chats import StoredChats
from bot.state.database import StateUnavailable
from bot.state.migrations import migrate_postgres, migrate_sqlite
from bot.state.opening import opened
from tests.bot.databases import BOT

ROOT = Path(__file__).resolve().parents[3]


async def test_an_empty_database_gets_its_tables_and_keeps_what_is_written(database_url):
    for _ in range(2):
        async with opened(database_url, BOT) as database:
            assert await database.fetch("SELECT * FROM answered") == []
            await StoredChats(database).set_language("a", "ky")
    async with opened(database_url, BOT) as database:
        assert await StoredChats(database).language("a") == "ky"


async def test_several_that_start_together_do_not_trip_over_each_other(database_url):
    async def start() -> None:
        if database_url.startswith("sqlite"):
            await asyncio.to_thread(migrate_sqlite, Path(database_url.removeprefix("sqlite:///")))
        else:
            await migrate_postgres(database_url)

    await asyncio.gather(*(start() for _ in range(5)))
    async with opened(database_url, BOT) as database:
        assert await database.fetch("SELECT count(*) FROM alembic_version") == [(1,)]


async def test_a_state_of_a_later_version_is_left_alone(database_url):
    async with opened(database_url, BOT) as database:
        await database.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StateUnavailable, match="later version"):
        async with opened(database_url, BOT):
            pass


@pytest.fixture
def version_0_1(tmp_path):
    """The files as version 0.1 left them, with its own statements; the log not written back, as after a crash."""
    with closing(sqlite3.connect(tmp_path / "state.db", isolation_level=None)) as state:
        state.execute("PRAGMA journal_mode=WAL")
        state.execute("CREATE TABLE chats (key TEXT PRIMARY KEY, language TEXT NOT NULL) WITHOUT ROWID")
        state.execute("PRAGMA user_version=1")
        state.executemany("INSERT INTO chats VALUES (?, ?)", [("a" * 32, "kk"), ("b" * 32, "ru")])
    script = """if True:
        import os, sqlite3, sys
        answered = sqlite3.connect(sys.argv[1], isolation_level=None)
        answered.execute("PRAGMA journal_mode=WAL")
        answered.execute("CREATE TABLE IF NOT EXISTS answered (update_id INTEGER PRIMARY KEY)")
        answered.executemany("INSERT INTO answered VALUES (?)", [(7,), (9,), (2**40,)])
        os._exit(0)
    """
    subprocess.run([sys.executable, "-c", script, tmp_path / "answered.db"], check=True)
    assert (tmp_path / "answered.db-wal").stat().st_size
    return tmp_path


async def test_what_version_0_1_kept_is_kept(version_0_1):
    async with opened(f"sqlite:///{version_0_1}/state.db", BOT) as database:
        chats, answered = StoredChats(database), AnsweredInDatabase(database, BOT)
        assert [await chats.language(key * 32) for key in "abc"] == ["kk", "ru", None]
        assert [await answered.seen(number) for number in (7, 8, 9, 2**40)] == [True, False, True, True]
    assert {path.name for path in version_0_1.iterdir()} == {"state.db"}
    async with opened(f"sqlite:///{version_0_1}/state.db", BOT) as database:
        assert await AnsweredInDatabase(database, BOT).seen(9)


async def test_carrying_over_that_was_interrupted_goes_on(version_0_1, monkeypatch):
    def interrupted(path: Path) -> None:
        raise OSError("no more electricity")

    with monkeypatch.context() as patched:
        patched.setattr("bot.state.carrying._delete", interrupted)
        with pytest.raises(StateUnavailable, match="no more electricity"):
            async with opened(f"sqlite:///{version_0_1}/state.db", BOT):
                pass
    async with opened(f"sqlite:///{version_0_1}/state.db", BOT) as database:
        assert await database.fetch("SELECT update_id FROM answered ORDER BY update_id") == [(7,), (9,), (2**40,)]


async def test_an_old_file_without_its_table_is_carried_over_as_nothing(tmp_path):
    (tmp_path / "answered.db").touch()
    async with opened(f"sqlite:///{tmp_path}/state.db", BOT) as database:
        assert await database.fetch("SELECT * FROM answered") == []
    assert not (tmp_path / "answered.db").exists()


def test_a_step_that_fails_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    with closing(sqlite3.connect(tmp_path / "state.db")) as state:
        state.execute("CREATE TABLE answered (something_else)")  # in the way of the first step's second table
    with pytest.raises(Exception, match="already exists"):
        migrate_sqlite(tmp_path / "state.db")
    with closing(sqlite3.connect(tmp_path / "state.db")) as state:
        tables = state.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    assert tables == [("answered",)]


def test_neither_the_terminal_nor_a_question_loads_what_migrates():
    slow = "{'alembic', 'sqlalchemy', 'asyncpg'}"
    script = f"import bot.terminal, bot.commands.ask, sys; print(sorted({slow} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"
