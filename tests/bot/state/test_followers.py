"""Chats that follow: found again, counted, sealed, and gone without a trace."""

from __future__ import annotations

import pytest

from bot.privacy import Seal
from bot.state.broadcasts import Broadcasts, Draft
from bot.state.chats import StoredChats
from bot.state.followers import MemoryFollowers, Place, StoredFollowers
from bot.state.opening import opened
from tests.bot.databases import BOT

KEYS = [f"{n:032x}" for n in range(0xFEDCBA, 0xFEDCBA + 10)]
SEAL = Seal("a secret of the tests")


@pytest.fixture(params=["memory", "stored"])
def followers(request, database):
    return MemoryFollowers() if request.param == "memory" else StoredFollowers(database, SEAL)


async def test_a_chat_follows_until_it_does_not(followers):
    assert not await followers.follows(KEYS[0])
    assert not await followers.unfollow(KEYS[0])
    for _ in range(2):
        await followers.follow(KEYS[0], Place(7), "ky")
    assert await followers.follows(KEYS[0])
    assert await followers.counts() == {"ru": 0, "kk": 0, "ky": 1, "en": 0}
    assert await followers.unfollow(KEYS[0])
    assert not await followers.follows(KEYS[0])


async def test_an_address_is_found_by_who_has_the_secret(database):
    await StoredFollowers(database, SEAL).follow(KEYS[0], Place(-100200300, 12), "ky")
    assert await StoredFollowers(database, SEAL).place(KEYS[0]) == Place(-100200300, 12)
    assert await StoredFollowers(database, Seal("another secret")).place(KEYS[0]) is None
    assert await StoredFollowers(database, SEAL).place(KEYS[1]) is None


async def test_the_language_is_the_one_chosen_since(database):
    followers, chats = StoredFollowers(database, SEAL), StoredChats(database)
    for key in KEYS[:3]:
        await followers.follow(key, Place(7), "ky")
    await chats.set_language(KEYS[1], "kk")
    await chats.set_language(KEYS[9], "en")
    assert await followers.counts() == {"ru": 0, "kk": 1, "ky": 2, "en": 0}


async def test_only_the_day_is_kept_since_which_it_follows(database):
    await StoredFollowers(database, SEAL).follow(KEYS[0], Place(7), "ky")
    ((since,),) = await database.fetch("SELECT since FROM subscriptions")
    assert since % 86400 == 0
    assert 0 <= database.now() - since < 86400


async def test_a_group_with_a_new_number_follows_under_that(database):
    followers = StoredFollowers(database, SEAL)
    await followers.follow(KEYS[0], Place(-5), "kk")
    await followers.move(KEYS[0], KEYS[1], Place(-100500))
    await followers.move(KEYS[0], KEYS[1], Place(-100500))
    assert (await followers.place(KEYS[0]), await followers.place(KEYS[1])) == (None, Place(-100500))
    assert await followers.counts() == {"ru": 0, "kk": 1, "ky": 0, "en": 0}


async def test_it_keeps_the_language_chosen_since_and_its_place_in_an_announcement(database):
    followers, chats, broadcasts = StoredFollowers(database, SEAL), StoredChats(database), Broadcasts(database)
    for key in KEYS[:4]:
        await followers.follow(key, Place(-5), "ky")
    await chats.set_language(KEYS[0], "kk")
    broadcast = await broadcasts.prepare(Draft("{}", "ferry", "{}", b"", "en"), 0)
    await broadcasts.begin(broadcast.id)
    under_way = await broadcasts.claim(broadcast.id)
    assert under_way.chat == KEYS[0]
    await followers.move(KEYS[0], KEYS[7], Place(-100500))  # while it is sent to
    await followers.move(KEYS[1], KEYS[8], Place(-100600))
    await followers.move(KEYS[2], KEYS[3], Place(-100700))  # which follows already
    assert await followers.counts() == {"ru": 0, "kk": 1, "ky": 2, "en": 0}
    await broadcasts.settle(under_way, "sent")
    left = [await broadcasts.claim(broadcast.id) for _ in range(3)]
    assert [delivery and delivery.chat for delivery in left] == [KEYS[3], KEYS[8], None]
    for delivery in left[:2]:
        await broadcasts.settle(delivery, "sent")
    assert await broadcasts.finish(broadcast.id)


async def test_in_memory_too():
    followers = MemoryFollowers()
    await followers.follow(KEYS[0], Place(-5), "kk")
    for _ in range(2):
        await followers.move(KEYS[0], KEYS[1], Place(-100500))
    assert followers.places == {KEYS[1]: (Place(-100500), "kk")}


@pytest.mark.parametrize("how", ["forget", "unfollow"])
async def test_leaving_leaves_nothing_in_any_table(database, how):
    followers, broadcasts = StoredFollowers(database, SEAL), Broadcasts(database)
    for key in KEYS[:2]:
        await followers.follow(key, Place(7), "ky")
    broadcast = await broadcasts.prepare(Draft("{}", "ferry", "{}", b"", "en"), 0)
    await broadcasts.begin(broadcast.id)
    if how == "forget":
        await StoredChats(database).forget(KEYS[0])
    else:
        await followers.unfollow(KEYS[0])
    for table in ("subscriptions", "deliveries"):
        assert await database.fetch(f"SELECT chat FROM {table}") == [(KEYS[1],)]


async def test_neither_address_nor_what_was_deleted_stands_in_the_file(tmp_path):
    async with opened(f"sqlite:///{tmp_path}/state.db", BOT) as database:
        followers = StoredFollowers(database, SEAL)
        for number, key in enumerate(KEYS):
            await followers.follow(key, Place(8801234500 + number), "ky")
        await followers.unfollow(KEYS[3])
        kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"88012345" not in kept
    assert KEYS[3].encode() not in kept
    assert KEYS[4].encode() in kept
