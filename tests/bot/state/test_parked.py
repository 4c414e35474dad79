"""Replies that wait: taken by one, in the order of their chat, back after a crash, gone when sent or too old."""

from __future__ import annotations

import asyncio

import pytest

from bot.state.chats import StoredChats
from bot.state.opening import opened
from bot.state.parked import HOLD_SECONDS, PARKED_SECONDS, Parked
from tests.bot.databases import BOT, Clock


@pytest.fixture
def clock(database, monkeypatch):
    clock = Clock()
    monkeypatch.setattr(database, "now", clock)
    return clock


@pytest.fixture
def parked(database, clock):
    return Parked(database)


async def test_a_reply_is_taken_when_due_and_not_before(parked, clock):
    await parked.add("a", b"\x00sealed", 30)
    assert await parked.take(10) == []
    clock.seconds += 30
    (reply,) = await parked.take(10)
    assert (reply.chat, reply.sealed, reply.attempts) == ("a", b"\x00sealed", 1)
    assert await parked.take(10) == []


async def test_a_chats_replies_come_one_after_the_other(parked):
    for text in (b"a1", b"a2", b"a3"):
        await parked.add("a", text, 0)
    await parked.add("b", b"b1", 0)
    seen = []
    while due := await parked.take(10):
        seen.append({reply.sealed for reply in due})
        for reply in due:
            await parked.done(reply)
    assert seen == [{b"a1", b"b1"}, {b"a2"}, {b"a3"}]


async def test_one_that_has_to_wait_holds_up_its_own_chat_only(parked, clock):
    await parked.add("a", b"a1", 60)
    await parked.add("a", b"a2", 0)
    await parked.add("b", b"b1", 0)
    (other,) = await parked.take(10)
    assert other.sealed == b"b1"
    await parked.done(other)
    clock.seconds += 60
    assert [reply.sealed for reply in await parked.take(10)] == [b"a1"]


async def test_put_back_is_at_its_old_place(parked, clock):
    await parked.add("a", b"a1", 0)
    await parked.add("a", b"a2", 0)
    (first,) = await parked.take(10)
    await parked.put_back(first, 5)
    assert await parked.take(10) == []
    clock.seconds += 5
    (again,) = await parked.take(10)
    assert (again.sealed, again.attempts) == (b"a1", 2)


async def test_what_a_dead_process_took_comes_back(parked, clock):
    await parked.add("a", b"a1", 0)
    await parked.take(10)
    clock.seconds += HOLD_SECONDS - 1
    assert await parked.take(10) == []
    clock.seconds += 1
    assert [reply.attempts for reply in await parked.take(10)] == [2]


async def test_who_is_at_it_for_long_keeps_it(parked, clock):
    await parked.add("a", b"a1", 0)
    (taken,) = await parked.take(10)
    for _ in range(3):
        clock.seconds += HOLD_SECONDS - 1
        await parked.hold(taken)
        assert await parked.take(10) == []
    await parked.put_back(taken, 5)
    await parked.hold(taken)  # too late
    clock.seconds += 5
    (again,) = await parked.take(10)
    clock.seconds += HOLD_SECONDS - 1
    await parked.hold(taken)  # no longer ours
    clock.seconds += 1
    assert [reply.attempts for reply in await parked.take(10)] == [again.attempts + 1]


async def test_no_more_are_taken_than_asked_for_the_longest_due_first(parked, clock):
    for number in range(5):
        await parked.add(f"chat {number}", b"", 10 - number)
    clock.seconds += 10
    assert sorted(reply.chat for reply in await parked.take(2)) == ["chat 3", "chat 4"]
    assert len(await parked.take(10)) == 3


async def test_waiting_and_counts(parked):
    assert not await parked.waiting("a")
    await parked.add("a", b"", 60)
    assert await parked.waiting("a")
    assert not await parked.waiting("b")
    assert (await parked.count(), await parked.dead()) == (1, 0)


async def test_given_up_is_deleted_and_counted(parked, database):
    for number in range(3):
        await parked.add(f"chat {number}", b"", 0)
    for reply in await parked.take(2):
        await parked.give_up(reply)
        await parked.give_up(reply)
    assert (await parked.count(), await parked.dead()) == (1, 2)
    assert await database.fetch("SELECT name, n FROM counts") == [("parked replies given up", 2)]


async def test_what_is_a_day_old_is_given_up(parked, clock):
    await parked.add("old", b"", 0)
    clock.seconds += PARKED_SECONDS - 1
    await parked.add("new", b"", 0)
    assert await parked.give_up_old() == 0
    clock.seconds += 1
    assert await parked.give_up_old() == 1
    assert await parked.waiting("new")
    assert not await parked.waiting("old")


async def test_forgetting_a_chat_deletes_its_replies(parked, database):
    await parked.add("a", b"", 0)
    await parked.add("b", b"", 0)
    await StoredChats(database).forget("a")
    assert [reply.chat for reply in await parked.take(10)] == ["b"]


async def test_several_processes_take_each_reply_once_and_keep_order(database_url):
    async with (
        opened(database_url, BOT) as first,
        opened(database_url, BOT) as second,
        opened(database_url, BOT) as third,
    ):
        stores = [Parked(database) for database in (first, second, third)]
        for number in range(60):
            await stores[0].add(f"chat {number % 12}", str(number).encode(), 0)
        sent: dict[str, list[int]] = {}

        async def work(store: Parked) -> None:
            while await store.count():
                for reply in await store.take(5):
                    sent.setdefault(reply.chat, []).append(int(reply.sealed))
                    await asyncio.sleep(0)
                    await store.done(reply)
                await asyncio.sleep(0.001)

        await asyncio.gather(*(work(store) for store in stores))
    assert sorted(number for numbers in sent.values() for number in numbers) == list(range(60))
    assert all(numbers == sorted(numbers) for numbers in sent.values())
