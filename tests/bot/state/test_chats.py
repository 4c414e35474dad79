"""The language of a chat: kept, found again, and gone when it is to be forgotten."""

from __future__ import annotations

import stat
from contextlib import AsyncExitStack

import pytest

from bot.state.chats import MemoryChats, StoredChats
from bot.state.database import StateUnavailable
from bot.state.opening import opened
from bot.state.parked import Parked
from knowledge.model import LANGUAGES
from tests.bot.databases import BOT, each_kind

KEYS = [f"{n:032x}" for n in range(0xABCDEF, 0xABCDEF + 40)]


@pytest.fixture(params=["memory", *each_kind()])
async def chats(request, databases, tmp_path):
    async with AsyncExitStack() as stack:
        if request.param == "memory":
            yield MemoryChats()
        else:
            yield StoredChats(await stack.enter_async_context(databases.ready(request.param, tmp_path)))


async def test_a_chosen_language_is_found_again_and_another_choice_replaces_it(chats):
    assert await chats.language(KEYS[0]) is None
    for language in LANGUAGES:
        await chats.set_language(KEYS[0], language)
        assert await chats.language(KEYS[0]) == language
    assert await chats.language(KEYS[1]) is None


async def test_forgetting_one_chat_leaves_the_others(chats):
    for key in KEYS:
        await chats.set_language(key, "ky")
    await chats.forget(KEYS[3])
    await chats.forget(KEYS[3])
    assert [key for key in KEYS if await chats.language(key) is None] == [KEYS[3]]


async def test_a_group_that_gets_another_number_keeps_its_language(chats):
    await chats.set_language(KEYS[0], "ky")
    await chats.set_language(KEYS[1], "en")
    for _ in range(2):  # both chats are told of it
        await chats.move(KEYS[0], KEYS[2])
    assert [await chats.language(key) for key in KEYS[:3]] == [None, "en", "ky"]
    await chats.move(KEYS[2], KEYS[1])  # a choice made since stands
    assert [await chats.language(key) for key in KEYS[:3]] == [None, "en", None]


async def test_what_waits_for_a_group_is_forgotten_under_its_new_number_too(database):
    chats, parked = StoredChats(database), Parked(database)
    await parked.add(KEYS[0], b"", 0)
    await chats.move(KEYS[0], KEYS[1])
    assert await parked.waiting(KEYS[1])
    await chats.forget(KEYS[1])
    assert await parked.count() == 0


async def test_a_restart_remembers(database_url):
    async with opened(database_url, BOT) as first:
        await StoredChats(first).set_language(KEYS[0], "kk")
    async with opened(database_url, BOT) as second:
        assert await StoredChats(second).language(KEYS[0]) == "kk"


async def test_two_processes_see_each_others_choices(database_url):
    async with opened(database_url, BOT) as first, opened(database_url, BOT) as second:
        one, other = StoredChats(first), StoredChats(second)
        await one.set_language(KEYS[0], "kk")
        await other.set_language(KEYS[1], "ru")
        assert (await one.language(KEYS[1]), await other.language(KEYS[0])) == ("ru", "kk")


async def test_a_language_that_is_spoken_no_more_counts_as_none(database):
    await database.execute("INSERT INTO chats VALUES ($1, 'uz')", KEYS[0])
    assert await StoredChats(database).language(KEYS[0]) is None


# -- the file of SQLite --------------------------------------------------------------------------------------------


async def test_nobody_else_can_read_what_is_kept(tmp_path):
    async with opened(f"sqlite:///{tmp_path}/kept/state.db", BOT) as database:
        await StoredChats(database).set_language(KEYS[0], "kk")
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "kept").iterdir()}
    assert set(modes.values()) == {0o600}
    assert {"state.db", "state.db-wal"} <= modes.keys()
    assert stat.S_IMODE((tmp_path / "kept").stat().st_mode) == 0o700


async def test_what_is_forgotten_is_in_no_file_any_more(tmp_path):
    async with opened(f"sqlite:///{tmp_path}/state.db", BOT) as database:
        chats = StoredChats(database)
        for key in KEYS:
            await chats.set_language(key, "ky")
        await chats.forget(KEYS[3])
        kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert KEYS[3].encode() not in kept
    assert KEYS[4].encode() in kept


@pytest.mark.parametrize("place", ["file/state.db", "folder", "text"])
async def test_a_place_that_cannot_hold_the_state_is_advice(tmp_path, place):
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()
    (tmp_path / "text").write_text("not a database, " * 100)
    with pytest.raises(StateUnavailable, match="set DATABASE_URL to a place that can be written"):
        async with opened(f"sqlite:///{tmp_path}/{place}", BOT):
            pass
