"""The numbers a restart must skip."""

import logging
import stat

import pytest

from bot.state.answered import AnsweredInMemory, AnsweredInSqlite, AnsweredUnavailable


@pytest.fixture(params=["memory", "sqlite"])
def answered(request, tmp_path):
    if request.param == "memory":
        yield AnsweredInMemory()
    else:
        store = AnsweredInSqlite(tmp_path / "answered.db")
        yield store
        store.close()


def test_noted_is_seen_and_forgotten_is_not(answered):
    for number in (7, 9, 9, 2**40):
        answered.note(number)
    assert [answered.seen(number) for number in (7, 8, 9, 2**40)] == [True, False, True, True]
    answered.forget_below(9)
    assert [answered.seen(number) for number in (7, 9, 2**40)] == [False, True, True]


def test_a_restart_remembers(tmp_path):
    first = AnsweredInSqlite(tmp_path / "state" / "answered.db")
    first.note(7)
    second = AnsweredInSqlite(tmp_path / "state" / "answered.db")
    assert second.seen(7)
    first.close()
    second.close()


def test_nobody_else_can_read_the_files(tmp_path):
    store = AnsweredInSqlite(tmp_path / "answered.db")
    store.note(7)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    store.close()
    assert modes == dict.fromkeys(("answered.db", "answered.db-wal", "answered.db-shm"), 0o600)


def test_a_folder_that_cannot_be_written_is_advice(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(AnsweredUnavailable, match="folder"):
        AnsweredInSqlite(tmp_path / "file" / "answered.db")


def test_a_damaged_file_is_advice(tmp_path):
    (tmp_path / "answered.db").write_bytes(b"not a database, certainly not" * 100)
    with pytest.raises(AnsweredUnavailable, match="delete it"):
        AnsweredInSqlite(tmp_path / "answered.db")


def test_a_full_disk_stops_no_answers(tmp_path, caplog):
    store = AnsweredInSqlite(tmp_path / "answered.db")
    store._database.execute("PRAGMA query_only = ON")  # every write fails from here on
    with caplog.at_level(logging.WARNING):
        store.note(7)
        store.forget_below(3)
    assert store.seen(7)
    assert "disk space" in caplog.text
    store.close()
