"""One process has a right at a time; a crash frees it after a named number of seconds, a stop at once."""

from __future__ import annotations

import asyncio

import pytest

from bot.state.database import StateUnavailable
from bot.state.lease import LEASE_SECONDS, RENEW_SECONDS, Lease, LeaseTaken
from tests.bot.databases import Clock


class Passing(Clock):
    """A clock that passes as soon as all who sleep on it were heard."""

    async def sleep(self, seconds: float) -> None:
        self.seconds += seconds
        await asyncio.sleep(0.001)


@pytest.fixture
def clock(database, monkeypatch):
    clock = Passing()
    monkeypatch.setattr(database, "now", clock)
    return clock


async def never(seconds: float) -> None:
    """The sleep of a process that hangs or is dead: it renews nothing."""
    await asyncio.Event().wait()


async def test_two_do_not_have_it_together(database, clock):
    async def meanwhile(seconds: float) -> None:
        clock.seconds += seconds
        await one._take()  # it goes on renewing

    async with Lease(database, "polling 7", sleep=never) as one:
        with pytest.raises(LeaseTaken):
            await Lease(database, "polling 7", sleep=meanwhile).__aenter__()
        assert not one.lost.is_set()


async def test_another_name_is_another_right(database, clock):
    async with Lease(database, "polling 7", sleep=never), Lease(database, "polling 8", sleep=never):
        assert len(await database.fetch("SELECT name FROM leases")) == 2


async def test_a_stop_frees_it_at_once(database, clock):
    before = clock.seconds
    for _ in range(3):
        async with Lease(database, "polling 7", sleep=never):
            pass
    assert clock.seconds == before
    assert await database.fetch("SELECT * FROM leases") == []


async def test_a_crash_frees_it_after_the_named_seconds(database, clock, caplog):
    crashed = Lease(database, "polling 7", sleep=never)
    await crashed._take()
    before = clock.seconds
    async with Lease(database, "polling 7", sleep=clock.sleep):
        assert LEASE_SECONDS <= clock.seconds - before <= LEASE_SECONDS + 2
    assert "waiting 10 s" in caplog.text


async def test_a_crash_before_the_clock_was_set_back_stops_no_start(database, clock):
    crashed = Lease(database, "polling 7", sleep=never)
    await crashed._take()
    clock.seconds -= 24 * 60 * 60
    async with Lease(database, "polling 7", sleep=never) as lease:
        assert not lease.lost.is_set()


async def test_it_is_renewed_in_time(database, clock):
    async with Lease(database, "polling 7", sleep=clock.sleep) as lease:
        for _ in range(200):
            await asyncio.sleep(0.001)
            asked = clock.seconds  # it goes on while the database answers
            expires = (await database.fetch("SELECT expires_at FROM leases"))[0][0]
            assert expires > asked
            if clock.seconds > expires - LEASE_SECONDS + 5 * RENEW_SECONDS:
                break
        assert not lease.lost.is_set()


async def test_who_hung_too_long_learns_that_it_was_taken(database, clock):
    awake = asyncio.Event()

    async def hang(seconds: float) -> None:
        await awake.wait()

    async with Lease(database, "polling 7", sleep=hang) as hung:
        clock.seconds += LEASE_SECONDS
        async with Lease(database, "polling 7", sleep=never):
            awake.set()
            await asyncio.wait_for(hung.lost.wait(), 5)
    assert await database.fetch("SELECT * FROM leases") == []


async def test_a_database_that_was_away_for_a_moment_costs_nothing(database, clock, monkeypatch):
    fails = [True, True]

    async with Lease(database, "polling 7", sleep=clock.sleep) as lease:
        real = database.fetch_one

        async def fetch_one(*statement):
            if fails:
                fails.pop()
                raise StateUnavailable("away: wait")
            return await real(*statement)

        monkeypatch.setattr(database, "fetch_one", fetch_one)
        await asyncio.sleep(0.1)
        assert not fails
        assert not lease.lost.is_set()


async def test_who_only_wants_it_if_it_is_free_does_not_wait(database, clock):
    one, other = Lease(database, "announcing 7", sleep=never), Lease(database, "announcing 7", sleep=never)
    async with one.if_free() as ours:
        assert ours
        async with other.if_free() as theirs:
            assert not theirs
        async with Lease(database, "polling 7", sleep=never).if_free() as another:
            assert another
    for each in (other, one, other):
        async with each.if_free() as ours:
            assert ours


async def test_who_took_it_because_it_was_free_keeps_it_meanwhile(database, clock):
    later, start = asyncio.Event(), clock.seconds

    async def sleep(seconds: float) -> None:
        await clock.sleep(seconds)
        if clock.seconds > start + 3 * LEASE_SECONDS:
            later.set()
            await never(seconds)

    async with Lease(database, "announcing 7", sleep=sleep).if_free():
        await later.wait()
        async with Lease(database, "announcing 7", sleep=never).if_free() as theirs:
            assert not theirs
