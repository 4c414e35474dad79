"""The numbers a restart must skip, and the claims by which one of several replicas gets an update."""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack

import pytest

from bot.state.answered import CLAIM_SECONDS, AnsweredInDatabase, AnsweredInMemory
from bot.state.database import StateUnavailable
from bot.state.opening import opened
from tests.bot.databases import BOT, Clock, each_kind


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(params=["memory", *each_kind()])
async def answered(request, databases, tmp_path, clock, monkeypatch):
    async with AsyncExitStack() as stack:
        if request.param == "memory":
            yield AnsweredInMemory(clock)
        else:
            database = await stack.enter_async_context(databases.ready(request.param, tmp_path))
            monkeypatch.setattr(database, "now", clock)
            yield AnsweredInDatabase(database, BOT)


@pytest.fixture
def answered_over(database, monkeypatch, clock):
    """Two processes that share a database."""
    monkeypatch.setattr(database, "now", clock)
    return AnsweredInDatabase(database, BOT), AnsweredInDatabase(database, BOT)


async def test_noted_is_seen_and_forgotten_is_not(answered):
    for number in (7, 9, 9, 2**40):
        await answered.note(number)
    assert [await answered.seen(number) for number in (7, 8, 9, 2**40)] == [True, False, True, True]
    await answered.forget_below(9)
    assert [await answered.seen(number) for number in (7, 9, 2**40)] == [False, True, True]


async def test_those_of_many_that_were_answered_are_told_together(answered):
    for number in (7, 9, 2**40):
        await answered.note(number)
    assert await answered.claim(8)
    assert await answered.among([10, 9, 8, 7, 6]) == {7, 9}
    assert await answered.among([]) == set()


async def test_a_claim_is_had_once_until_it_is_given_back(answered):
    assert await answered.claim(7)
    assert not await answered.claim(7)
    assert not await answered.seen(7)
    assert await answered.claim(8)
    await answered.release(7)
    assert await answered.claim(7)
    assert not await answered.claim(8)


async def test_what_was_answered_cannot_be_claimed_even_later(answered, clock):
    assert await answered.claim(7)
    await answered.note(7)
    await answered.release(7)  # too late: it stays answered
    clock.seconds += 10 * CLAIM_SECONDS
    assert await answered.seen(7)
    assert not await answered.claim(7)


async def test_the_claim_of_one_who_died_ends_by_itself(answered_over, clock):
    killed, other = answered_over
    assert await killed.claim(7)
    clock.seconds += CLAIM_SECONDS - 1
    assert not await other.claim(7)
    clock.seconds += 1
    assert await other.claim(7)
    assert not await other.claim(7)


async def test_claims_last_as_long_as_they_are_renewed(answered_over, clock):
    working, other = answered_over
    assert all([await working.claim(number) for number in (7, 8, 2**40)])
    await working.release(8)
    for _ in range(5):
        clock.seconds += CLAIM_SECONDS - 1
        assert await working.renew() == set()
        assert [await other.claim(number) for number in (7, 2**40)] == [False, False]
    assert await other.claim(8)  # given back, and not renewed
    clock.seconds += CLAIM_SECONDS
    assert await other.claim(7)


async def test_in_memory_too(clock):
    answered = AnsweredInMemory(clock)
    assert await answered.claim(7)
    clock.seconds += CLAIM_SECONDS - 1
    assert await answered.renew() == set()
    clock.seconds += CLAIM_SECONDS - 1
    assert not await answered.claim(7)
    clock.seconds += 1
    assert await answered.claim(7)


async def test_who_renews_learns_what_another_took_over(answered_over, clock):
    frozen, other = answered_over
    assert all([await frozen.claim(number) for number in (7, 8, 9)])
    clock.seconds += CLAIM_SECONDS
    assert await other.claim(8)
    await other.claim(9)
    await other.note(9)
    assert await frozen.renew() == {8, 9}
    assert await frozen.renew() == set()
    assert not await other.claim(7)  # late, but nobody had taken it
    assert await other.renew() == set()


async def test_a_claim_is_not_lost_that_is_made_or_ends_while_others_are_renewed(database):
    answered = AnsweredInDatabase(database, BOT)
    for start in range(0, 60, 3):
        assert all([await answered.claim(start), await answered.claim(start + 1)])
        lost, _, claimed, _ = await asyncio.gather(
            answered.renew(), answered.note(start), answered.claim(start + 2), answered.release(start + 1)
        )
        assert (lost, claimed) == (set(), True)


async def test_after_the_clock_was_set_back_a_claim_ends_as_well(answered_over, clock):
    killed, next_one = answered_over
    assert await killed.claim(7)
    clock.seconds -= 24 * 60 * 60
    assert await next_one.claim(7)
    clock.seconds += 24 * 60 * 60
    assert await next_one.renew() == set()


async def test_a_claim_that_another_took_over_is_not_ours_to_give_back(answered_over, clock):
    slow, other = answered_over
    assert await slow.claim(7)
    clock.seconds += CLAIM_SECONDS
    assert await other.claim(7)
    await slow.release(7)
    assert not await slow.claim(7)


async def test_of_many_replicas_that_claim_together_one_gets_it(database_url):
    async with AsyncExitStack() as stack:
        replicas = [
            AnsweredInDatabase(await stack.enter_async_context(opened(database_url, BOT)), BOT) for _ in range(4)
        ]
        for number in range(30):
            got = await asyncio.gather(*(replica.claim(number) for replica in replicas * 3))
            assert sum(got) == 1


async def test_every_bot_has_its_own_numbers(database):
    one, other = AnsweredInDatabase(database, BOT), AnsweredInDatabase(database, 8)
    await one.note(7)
    assert await other.claim(7)
    assert not await other.seen(7)
    await other.forget_below(100)
    assert await one.seen(7)


async def test_a_restart_remembers(database_url):
    async with opened(database_url, BOT) as first:
        await AnsweredInDatabase(first, BOT).note(7)
    async with opened(database_url, BOT) as second:
        assert await AnsweredInDatabase(second, BOT).seen(7)


async def test_a_database_that_is_away_stops_no_answers(database, monkeypatch, caplog):
    answered = AnsweredInDatabase(database, BOT)
    assert await answered.claim(8)

    async def away(*statement: object) -> None:
        raise StateUnavailable("the disk is full: free some space")

    with monkeypatch.context() as patched, caplog.at_level(logging.WARNING):
        patched.setattr(database, "execute", away)
        await answered.note(7)
        await answered.release(8)
        await answered.forget_below(3)
        assert await answered.seen(7)
        assert not await answered.claim(7)
    assert caplog.text.count("free some space") == 3
    await answered.note(9)  # and what could not be written before is written now
    assert await AnsweredInDatabase(database, BOT).seen(7)
