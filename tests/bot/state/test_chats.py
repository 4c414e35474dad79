"""The language of a chat: kept, found again, and gone when it is to be forgotten."""

from __future__ import annotations

import sqlite3
import stat

import pytest

from bot.state.chats import MemoryChats, SqliteChats
from knowledge.model import LANGUAGES

KEYS = [f"{n:032x}" for n in range(0xABCDEF, 0xABCDEF + 40)]


@pytest.fixture(params=["memory", "sqlite"])
def chats(request, tmp_path):
    kept = MemoryChats() if request.param == "memory" else SqliteChats(tmp_path / "state.db")
    yield kept
    kept.close()


def test_a_chosen_language_is_found_again_and_another_choice_replaces_it(chats):
    assert chats.language(KEYS[0]) is None
    for language in LANGUAGES:
        chats.set_language(KEYS[0], language)
        assert chats.language(KEYS[0]) == language
    assert chats.language(KEYS[1]) is None


def test_forgetting_one_chat_leaves_the_others(chats):
    for key in KEYS:
        chats.set_language(key, "ky")
    chats.forget(KEYS[3])
    chats.forget(KEYS[3])
    assert [key for key in KEYS if chats.language(key) is None] == [KEYS[3]]


def test_a_restart_remembers(tmp_path):
    first = SqliteChats(tmp_path / "new" / "state.db")
    first.set_language(KEYS[0], "kk")
    first.close()
    second = SqliteChats(tmp_path / "new" / "state.db")
    assert second.language(KEYS[0]) == "kk"
    second.close()


def test_two_processes_see_each_others_choices(tmp_path):
    one, other = SqliteChats(tmp_path / "state.db"), SqliteChats(tmp_path / "state.db")
    one.set_language(KEYS[0], "kk")
    other.set_language(KEYS[1], "ru")
    assert (one.language(KEYS[1]), other.language(KEYS[0])) == ("ru", "kk")
    one.close()
    other.close()


def test_nobody_else_can_read_what_is_kept(tmp_path):
    chats = SqliteChats(tmp_path / "kept" / "state.db")
    chats.set_language(KEYS[0], "kk")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "kept").iterdir()}
    assert set(modes.values()) == {0o600}
    assert {"state.db", "state.db-wal"} <= modes.keys()
    assert stat.S_IMODE((tmp_path / "kept").stat().st_mode) == 0o700
    chats.close()


def test_what_is_forgotten_is_in_no_file_any_more(tmp_path):
    chats = SqliteChats(tmp_path / "state.db")
    for key in KEYS:
        chats.set_language(key, "ky")
    chats.forget(KEYS[3])
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    chats.close()
    assert KEYS[3].encode() not in kept
    assert KEYS[4].encode() in kept


def test_a_language_that_is_spoken_no_more_counts_as_none(tmp_path):
    chats = SqliteChats(tmp_path / "state.db")
    with sqlite3.connect(tmp_path / "state.db") as connection:
        connection.execute("INSERT INTO chats VALUES (?, 'uz')", (KEYS[0],))
    connection.close()
    assert chats.language(KEYS[0]) is None
    chats.close()


@pytest.mark.parametrize("place", ["file/state.db", "folder"])
def test_a_place_that_cannot_hold_the_state_is_an_error(tmp_path, place):
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()
    with pytest.raises((OSError, sqlite3.Error)):
        SqliteChats(tmp_path / place)


def test_a_file_that_is_no_database_is_an_error(tmp_path):
    (tmp_path / "state.db").write_text("not a database, " * 100)
    with pytest.raises(sqlite3.DatabaseError):
        SqliteChats(tmp_path / "state.db")
