"""A record that is begun is in order from the first day, and nothing is written over."""

import datetime as dt
from pathlib import Path

import pytest

from knowledge.casebook import load_casebook
from knowledge.checks.whole import checked
from knowledge.desk.beginning import SKELETON, begin_record
from knowledge.desk.format import format_changes

TODAY = dt.date(2022, 3, 1)


def test_a_new_record_is_in_order_and_laid_out_well(tmp_path: Path) -> None:
    names = begin_record(tmp_path / "new", TODAY)
    assert checked(tmp_path / "new") == ([], [])
    assert format_changes(tmp_path / "new") == {}
    assert load_casebook(tmp_path / "new").case.as_of == "2022-03-01"
    assert {"case.yaml", "facts/case-status.yaml", "declined/ky/advice.txt"} <= set(names)
    assert "@" not in (tmp_path / "new" / "case.yaml").read_text(encoding="utf-8")


def test_it_declines_the_same_kinds_in_all_languages() -> None:
    files = {path.relative_to(SKELETON / "declined").as_posix() for path in (SKELETON / "declined").rglob("*.txt")}
    assert files == {
        f"{language}/{kind}.txt"
        for language in ("ru", "kk", "ky", "en")
        for kind in ("advice", "small-talk", "other-case")
    }


def test_an_empty_folder_will_do_and_a_full_one_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert begin_record(tmp_path / "empty", TODAY)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError):
        begin_record(tmp_path / "full", TODAY)
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["notes.txt"]
