"""Nothing stays for longer than it is said to."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest

from bot.hearing import stored_hearing
from bot.state.answered import AnsweredInDatabase
from bot.state.chats import StoredChats
from bot.state.database import StateUnavailable
from bot.state.inbox import moment_of
from bot.state.lease import Lease
from bot.state.parked import PARKED_SECONDS, Parked
from bot.state.retention import (
    ACTION_SECONDS,
    ANSWERED_SECONDS,
    CLAIM_LEFT_SECONDS,
    DAILY_SECONDS,
    INBOX_SECONDS,
    KEPT,
    LEASE_LEFT_SECONDS,
    REPORT_SECONDS,
    ROUND_SECONDS,
    RULES,
    keep_tidy,
    tidy,
)
from tests.bot.databases import BOT, Clock


@pytest.fixture
def clock(database, monkeypatch):
    clock = Clock()
    monkeypatch.setattr(database, "now", clock)
    return clock


async def tables(database) -> set[str]:
    if type(database).__name__ == "SqliteDatabase":
        rows = await database.fetch("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    else:
        rows = await database.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return {name for (name,) in rows}


async def test_every_table_says_how_long_its_rows_stay(database):
    ruled = {rule.table for rule in RULES}
    assert await tables(database) == ruled | KEPT.keys()
    assert not ruled & KEPT.keys()


async def test_each_thing_goes_when_its_time_is_over_and_not_before(database, clock):
    answered, parked = AnsweredInDatabase(database, BOT), Parked(database)
    await answered.note(7)
    await answered.claim(8)
    await Lease(database, "polling 7")._take()
    await parked.add("a", b"", 0)
    await StoredChats(database).set_language("a", "ky")
    start = clock.seconds

    async def left() -> dict[str, int]:
        return {
            table: (await database.fetch(f"SELECT count(*) FROM {table}"))[0][0]
            for table in ("answered", "leases", "parked", "chats")
        }

    await tidy(database)
    assert await left() == {"answered": 2, "leases": 1, "parked": 1, "chats": 1}
    clock.seconds = start + 71 + max(CLAIM_LEFT_SECONDS, LEASE_LEFT_SECONDS)
    assert await tidy(database) == 2
    assert await left() == {"answered": 1, "leases": 0, "parked": 1, "chats": 1}
    assert await answered.seen(7)
    clock.seconds = start + PARKED_SECONDS
    assert await tidy(database) == 1
    assert await parked.dead() == 1
    clock.seconds = start + ANSWERED_SECONDS - 1
    assert await tidy(database) == 0
    clock.seconds += 1
    assert await tidy(database) == 1
    assert await left() == {"answered": 0, "leases": 0, "parked": 0, "chats": 1}


async def test_it_is_done_every_hour_also_after_one_that_failed(database, clock, monkeypatch, caplog):
    rounds: list[float] = []

    async def sleep(seconds: float) -> None:
        rounds.append(seconds)
        clock.seconds += seconds
        await asyncio.sleep(0)
        if len(rounds) == 30:
            raise asyncio.CancelledError

    await AnsweredInDatabase(database, BOT).note(7)
    real, failures = database.execute, [StateUnavailable("away: wait")]

    async def execute(*statement):
        if failures:
            raise failures.pop()
        return await real(*statement)

    monkeypatch.setattr(database, "execute", execute)
    with pytest.raises(asyncio.CancelledError):
        await keep_tidy(database, sleep=sleep)
    assert rounds == [ROUND_SECONDS] * 30
    assert "will be in an hour: away: wait" in caplog.text
    assert not await AnsweredInDatabase(database, BOT).seen(7)


@pytest.mark.parametrize(
    ("table", "seconds"),
    [
        ("inbox", INBOX_SECONDS),
        ("reports", REPORT_SECONDS),
        ("daily", DAILY_SECONDS),
        ("curator_actions", ACTION_SECONDS),
    ],
)
async def test_what_readers_handed_in_goes_by_its_day(database, clock, table, seconds):
    day = dt.datetime.fromtimestamp(clock.seconds, dt.UTC).date()
    hearing, tallies = stored_hearing(database)
    await hearing.inbox.hand_in("ky", "эмне", day)
    await hearing.inbox.report("a", 1, "ky", "figure", "эмне", day)
    tallies.asked(day, "ky", "none")
    await tallies.flush()
    await hearing.tallies.judged("a", 1, "ky", helped=True)
    await hearing.actions.record("somebody", "inbox.add", "a")

    async def rows(name: str) -> int:
        return (await database.fetch(f"SELECT count(*) FROM {name}"))[0][0]

    start = clock.seconds if table == "curator_actions" else moment_of(day)
    clock.seconds = start + seconds - 1
    await tidy(database)
    assert await rows(table) == 1
    clock.seconds += 1
    await tidy(database)
    assert await rows(table) == 0
    assert await rows("feedback") == 1
