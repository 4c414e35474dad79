"""What both databases promise: statements, transactions, and what happens when one goes away."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from contextlib import closing, suppress

import pytest

from bot.state.database import StateUnavailable
from bot.state.postgres import PostgresDatabase
from bot.state.sqlite import SqliteDatabase
from tests.bot.databases import Proxy

ADD = "INSERT INTO chats (key, language) VALUES ($1, $2)"
ALL = "SELECT key, language FROM chats ORDER BY key"


async def test_statements_give_rows_and_counts(database):
    assert await database.execute(ADD, "b", "ru") == 1
    assert await database.execute(ADD, "a", "kk") == 1
    assert await database.fetch(ALL) == [("a", "kk"), ("b", "ru")]
    assert await database.fetch_one("SELECT language FROM chats WHERE key = $1", "b") == ("ru",)
    assert await database.fetch_one("SELECT language FROM chats WHERE key = $1", "c") is None
    assert await database.execute("UPDATE chats SET language = $1", "ky") == 2
    assert await database.execute("DELETE FROM chats WHERE language = $1", "en") == 0


async def test_a_value_may_be_used_twice_and_in_any_order(database):
    assert await database.fetch_one("SELECT $2 || $1 || $2", "a", "b") == ("bab",)


async def test_a_transaction_is_all_or_nothing(database):
    with suppress(ZeroDivisionError):
        async with database.transaction() as transaction:
            await transaction.execute(ADD, "a", "kk")
            assert await transaction.fetch(ALL) == [("a", "kk")]
            raise ZeroDivisionError
    assert await database.fetch(ALL) == []
    async with database.transaction() as transaction:
        await transaction.execute(ADD, "a", "kk")
    assert await database.fetch(ALL) == [("a", "kk")]


async def test_other_tasks_do_not_slip_into_a_transaction(database):
    inside = asyncio.Event()

    async def other() -> None:
        await inside.wait()
        await database.execute(ADD, "other", "ru")

    outside = asyncio.create_task(other())
    with suppress(ZeroDivisionError):
        async with database.transaction() as transaction:
            await transaction.execute(ADD, "own", "kk")
            inside.set()
            await asyncio.sleep(0.05)
            raise ZeroDivisionError
    await outside
    assert await database.fetch(ALL) == [("other", "ru")]


async def test_a_cancelled_transaction_leaves_nothing_and_blocks_nobody(database):
    started = asyncio.Event()

    async def work() -> None:
        async with database.transaction() as transaction:
            await transaction.execute(ADD, "a", "kk")
            started.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(work())
    await started.wait()
    task.cancel()
    await asyncio.wait([task])
    assert await database.fetch(ALL) == []
    assert await database.execute(ADD, "a", "ru") == 1


async def test_many_at_once(database):
    await asyncio.gather(*(database.execute(ADD, f"{number:03}", "ru") for number in range(100)))
    assert len(await database.fetch(ALL)) == 100


async def test_a_fault_in_a_statement_is_not_taken_for_a_database_that_is_away(databases, tmp_path):
    async with databases.ready("postgres", tmp_path) as database:
        started = time.monotonic()
        with pytest.raises(Exception, match="expected str"):
            await database.execute(ADD, 7, "ru")
        assert time.monotonic() - started < 1


async def test_the_time_is_about_now_and_grows(database):
    first = database.now()
    assert abs(first - time.time()) < 5
    await asyncio.sleep(0.01)
    assert database.now() > first


# -- SQLite --------------------------------------------------------------------------------------------------------


@pytest.fixture
async def file(databases, tmp_path):
    async with databases.ready("sqlite", tmp_path) as database:
        yield database


@pytest.fixture
def other_process(file, tmp_path):
    """Another connection to the file, as another process would have it."""
    with closing(sqlite3.connect(tmp_path / "state.db", isolation_level=None)) as connection:
        yield connection


async def test_a_locked_file_stops_no_other_task(file, other_process):
    other_process.execute("BEGIN IMMEDIATE")
    writing = asyncio.create_task(file.execute(ADD, "a", "kk"))
    ticks = 0
    for _ in range(20):
        await asyncio.sleep(0.005)
        ticks += 1
    assert not writing.done()
    other_process.execute("COMMIT")
    assert await writing == 1
    assert ticks == 20


async def test_a_file_that_stays_locked_is_advice(file, other_process, monkeypatch):
    monkeypatch.setattr("bot.state.sqlite.BUSY_SECONDS", 0.05)
    other_process.execute("BEGIN IMMEDIATE")
    with pytest.raises(StateUnavailable, match="another process"):
        await file.execute(ADD, "a", "kk")
    with pytest.raises(StateUnavailable, match="another process"):
        async with file.transaction():
            pass
    other_process.execute("COMMIT")
    assert await file.execute(ADD, "a", "kk") == 1


async def test_a_file_that_cannot_be_written_is_advice(file):
    file._connection.execute("PRAGMA query_only = ON")
    with pytest.raises(StateUnavailable, match="can be written"):
        await file.execute(ADD, "a", "kk")


async def test_the_log_is_written_back_beside_the_loop(file, tmp_path, monkeypatch):
    monkeypatch.setattr("bot.state.sqlite.CHECKPOINT_EVERY", 50)
    kinds = []
    real = SqliteDatabase._checkpoint
    monkeypatch.setattr(SqliteDatabase, "_checkpoint", lambda self, kind: kinds.append(kind) or real(self, kind))
    for number in range(60):
        await file.execute(ADD, f"{number:032x}", "kk")
    await file._writing_back
    assert kinds == ["PASSIVE"]
    assert f"{7:032x}".encode() in (tmp_path / "state.db").read_bytes()


# -- PostgreSQL ----------------------------------------------------------------------------------------------------


@pytest.fixture
async def proxy(databases, tmp_path):
    async with databases.empty("postgres", tmp_path) as url:
        proxy = Proxy(url)
        await proxy.mend()
        yield proxy
        await proxy.cut()


async def test_a_server_that_comes_back_loses_no_statement(proxy):
    database = await PostgresDatabase.open(proxy.url)
    await database.execute("CREATE TABLE chats (key TEXT PRIMARY KEY, language TEXT)")
    await proxy.cut()
    writing = [asyncio.create_task(database.execute(ADD, f"{number}", "kk")) for number in range(20)]
    await asyncio.sleep(0.3)
    assert not any(task.done() for task in writing)
    await proxy.mend()
    assert await asyncio.gather(*writing) == [1] * 20
    assert len(await database.fetch(ALL)) == 20
    await database.close()


async def test_a_server_that_stays_away_is_advice_without_the_password(proxy):
    database = await PostgresDatabase.open(proxy.url.replace("postgres:@", "postgres:hunter2@"), patience=0.3)
    await proxy.cut()
    with pytest.raises(StateUnavailable, match="check that the server runs") as failure:
        await database.fetch("SELECT 1")
    with pytest.raises(StateUnavailable):
        async with database.transaction():
            pass
    assert "hunter2" not in str(failure.value)
    assert failure.value.__cause__ is None
    await proxy.mend()
    assert await database.fetch("SELECT 1") == [(1,)]
    await database.close()


async def test_a_connection_that_breaks_in_a_transaction_leaves_nothing(proxy):
    database = await PostgresDatabase.open(proxy.url)
    await database.execute("CREATE TABLE chats (key TEXT PRIMARY KEY, language TEXT)")

    async def broken() -> None:
        async with database.transaction() as transaction:
            await transaction.execute(ADD, "a", "kk")
            await proxy.cut()
            await transaction.execute(ADD, "b", "kk")

    with pytest.raises(StateUnavailable):
        await broken()
    await proxy.mend()
    assert await database.fetch(ALL) == []
    await database.close()


async def test_a_database_that_is_not_there_is_advice_at_once(databases, tmp_path):
    async with databases.empty("postgres", tmp_path) as url:
        started = time.monotonic()
        with pytest.raises(StateUnavailable, match="no_such_database"):
            await PostgresDatabase.open(url.replace("/test_", "/no_such_database_"))
        assert time.monotonic() - started < 5
