"""An announcement on its way: one at a time, each chat once, whatever happens in between."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.privacy import Seal
from bot.state.actions import CuratorActions
from bot.state.broadcasts import Broadcasts, Draft
from bot.state.chats import StoredChats
from bot.state.followers import Place, StoredFollowers
from bot.state.retention import ACTION_SECONDS, tidy
from tests.bot.databases import Clock

DRAFT = Draft('{"en": {}}', "ferry", '{"a": [1, "published"]}', b"place", "ky")


@pytest.fixture
def clock(database, monkeypatch):
    clock = Clock()
    monkeypatch.setattr(database, "now", clock)
    return clock


@pytest.fixture
async def broadcasts(database, clock):
    followers = StoredFollowers(database, Seal("a secret of the tests"))
    for key in "abcd":
        await followers.follow(key, Place(ord(key)), "ru")
    await StoredChats(database).set_language("d", "kk")
    return Broadcasts(database)


async def begun(broadcasts) -> int:
    broadcast = await broadcasts.prepare(DRAFT, 0)
    assert await broadcasts.begin(broadcast.id)
    return broadcast.id


async def test_it_waits_for_its_time_and_then_knows_its_chats_and_their_languages(broadcasts, clock):
    waiting = await broadcasts.prepare(DRAFT, 900)
    assert (waiting.stage, waiting.texts, waiting.place, waiting.language) == ("waiting", DRAFT.texts, b"place", "ky")
    assert await broadcasts.due() is None
    clock.seconds += 900
    assert await broadcasts.due() == waiting
    assert await broadcasts.begin(waiting.id)
    assert not await broadcasts.begin(waiting.id)
    sending = await broadcasts.due()
    assert sending == replace(waiting, stage="sending", total=4, left=4)
    languages = {}
    while delivery := await broadcasts.claim(sending.id):
        languages[delivery.chat] = delivery.language
    assert languages == {"a": "ru", "b": "ru", "c": "ru", "d": "kk"}


async def test_what_was_announced_is_known_once_it_begins_and_not_before(broadcasts):
    assert await broadcasts.announced("ferry") is None
    await broadcasts.assume_announced("ferry", '{"a": [1, "draft"]}')
    await broadcasts.assume_announced("ferry", '{"b": [1, "draft"]}')
    broadcast = await broadcasts.prepare(DRAFT, 0)
    assert await broadcasts.announced("ferry") == {"a": [1, "draft"]}
    await broadcasts.begin(broadcast.id)
    assert await broadcasts.announced("ferry") == {"a": [1, "published"]}
    assert await broadcasts.announced("another") is None


async def test_one_is_open_at_a_time(broadcasts):
    prepared = await asyncio.gather(*(broadcasts.prepare(DRAFT, 0) for _ in range(5)))
    (first,) = [each for each in prepared if each is not None]
    assert await broadcasts.open() == first
    assert await broadcasts.undo(first.id)
    assert not await broadcasts.undo(first.id)
    assert await broadcasts.open() is None
    second = await broadcasts.prepare(DRAFT, 0)
    assert second.id != first.id
    assert (await broadcasts.get(first.id)).stage == "undone"


async def test_what_was_undone_never_begins_and_what_began_is_not_undone(broadcasts):
    undone = await broadcasts.prepare(DRAFT, 0)
    await broadcasts.undo(undone.id)
    assert not await broadcasts.begin(undone.id)
    assert await broadcasts.claim(undone.id) is None
    number = await begun(broadcasts)
    assert not await broadcasts.undo(number)


async def test_each_chat_is_claimed_once(broadcasts):
    number = await begun(broadcasts)
    claimed = [await broadcasts.claim(number) for _ in range(6)]
    assert sorted(each.chat for each in claimed if each) == list("abcd")
    assert claimed[4:] == [None, None]


async def test_what_became_of_a_chat_is_counted_once_and_its_row_goes(broadcasts, database):
    number = await begun(broadcasts)
    for outcome in ("sent", "failed", "gone", "unclear"):
        delivery = await broadcasts.claim(number)
        for _ in range(2):
            await broadcasts.settle(delivery, outcome)
    broadcast = await broadcasts.get(number)
    assert (broadcast.sent, broadcast.failed, broadcast.gone, broadcast.unclear, broadcast.left) == (1, 1, 1, 1, 0)
    assert await database.fetch("SELECT * FROM deliveries") == []
    assert await broadcasts.finish(number)
    assert (await broadcasts.get(number)).stage == "done"
    assert await broadcasts.open() is None


async def test_what_was_not_sent_is_claimed_again_after_the_others(broadcasts):
    number = await begun(broadcasts)
    first = await broadcasts.claim(number)
    await broadcasts.release(first, counted=True)
    order = [await broadcasts.claim(number) for _ in range(4)]
    assert order[-1].chat == first.chat
    assert order[-1].tries == 2
    await broadcasts.release(order[-1], counted=False)
    assert (await broadcasts.claim(number)).tries == 2
    assert not await broadcasts.finish(number)


async def test_claims_of_a_process_that_died_are_never_sent_again(broadcasts):
    number = await begun(broadcasts)
    died_with = {(await broadcasts.claim(number)).chat for _ in range(2)}
    assert await broadcasts.abandon(number) == 2
    assert await broadcasts.abandon(number) == 0
    left = set()
    while delivery := await broadcasts.claim(number):
        left.add(delivery.chat)
    assert left == set("abcd") - died_with
    assert (await broadcasts.get(number)).unclear == 2


async def test_stopped_nobody_else_is_claimed_until_it_goes_on_or_ends(broadcasts, database):
    number = await begun(broadcasts)
    await broadcasts.settle(await broadcasts.claim(number), "sent")
    assert await broadcasts.stop(number)
    assert not await broadcasts.stop(number)
    assert await broadcasts.claim(number) is None
    assert await broadcasts.due() is None
    assert await broadcasts.go_on(number)
    assert await broadcasts.claim(number) is not None
    await broadcasts.stop(number)
    assert await broadcasts.end(number)
    assert await database.fetch("SELECT * FROM deliveries") == []
    assert (await broadcasts.get(number)).stage == "done"
    assert not await broadcasts.go_on(number)


async def test_whoever_leaves_meanwhile_is_not_written_to(broadcasts, database):
    number = await begun(broadcasts)
    await StoredFollowers(database, Seal("a secret of the tests")).unfollow("b")
    claimed = set()
    while delivery := await broadcasts.claim(number):
        claimed.add(delivery.chat)
    assert claimed == set("acd")


async def test_what_curators_did_is_known_for_a_while(broadcasts, database, clock):
    await CuratorActions(database).record("key", "announce.send", "1")
    await broadcasts.undo((await broadcasts.prepare(DRAFT, 0)).id)
    opened = await broadcasts.prepare(DRAFT, 0)
    clock.seconds += ACTION_SECONDS - 1
    assert await tidy(database) == 0
    assert await database.fetch("SELECT who, what, about FROM curator_actions") == [("key", "announce.send", "1")]
    clock.seconds += 1
    assert await tidy(database) == 2
    assert await database.fetch("SELECT id FROM broadcasts") == [(opened.id,)], "what is open stays"
