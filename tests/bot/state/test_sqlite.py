"""Database files are for their owner only, and keep what was written when the process dies."""

import sqlite3

import pytest

from bot.state.sqlite import open_private


def test_a_new_file_and_its_folder_are_the_owners(tmp_path):
    path = tmp_path / "folder" / "state.db"
    open_private(path).close()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_file_that_others_could_read_is_closed_to_them(tmp_path):
    path = tmp_path / "state.db"
    path.touch(mode=0o644)
    path.chmod(0o644)
    open_private(path).close()
    assert path.stat().st_mode & 0o777 == 0o600


def test_another_connection_sees_a_write_at_once(tmp_path):
    path = tmp_path / "state.db"
    writer, reader = open_private(path), open_private(path)
    writer.execute("CREATE TABLE t (n INTEGER)")
    writer.execute("INSERT INTO t VALUES (7)")
    assert reader.execute("SELECT n FROM t").fetchall() == [(7,)]
    assert writer.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    writer.close()
    reader.close()


def test_what_is_no_database_is_told(tmp_path):
    path = tmp_path / "state.db"
    path.write_bytes(b"certainly not a database " * 100)
    with pytest.raises(sqlite3.DatabaseError):
        open_private(path)
