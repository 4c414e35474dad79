"""What is printed is made once for a state of the record and the program, and found again after a restart."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.paper.shelf import Shelf
from bot.paper.typeset import TypesetFault
from knowledge.casebook import Casebook


class Press:
    """Counts what it is asked for; a job is done when its gate is open."""

    def __init__(self) -> None:
        self.jobs: list[tuple[str, str]] = []
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self, template: str, data: dict[str, Any], form: str) -> tuple[bytes, ...]:
        self.jobs.append((template, data["lang"]))
        assert self.gate.wait(10)
        return tuple(f"{template} {data['lang']} {page}".encode() for page in (1, 2)) if form == "png" else (b"%PDF",)


def bodies(printed: Sequence[Any]) -> list[bytes]:
    return [each.body for each in printed]


@pytest.mark.parametrize("kept", [True, False], ids=["on disk", "in memory"])
def test_pictures_are_drawn_once(casebook: Casebook, tmp_path: Path, kept):
    press = Press()
    shelf = Shelf(casebook, tmp_path if kept else None, press)
    first, again = (shelf.pictures("timeline", "ky", "dark", "ferry_bot") for _ in range(2))
    assert first == again
    assert bodies(first) == [b"timeline ky 1", b"timeline ky 2"]
    assert press.jobs == [("timeline", "ky")]


def test_after_a_restart_they_are_still_there_under_the_same_keys(casebook: Casebook, tmp_path: Path):
    first = Shelf(casebook, tmp_path, Press()).pictures("numbers", "ru", "light")
    press = Press()
    assert Shelf(casebook, tmp_path, press).pictures("numbers", "ru", "light") == first
    assert press.jobs == []


def test_another_language_theme_or_bot_is_another_picture(casebook: Casebook, tmp_path: Path):
    shelf = Shelf(casebook, tmp_path, Press())
    made = [
        shelf.pictures("timeline", "ru", "light"),
        shelf.pictures("timeline", "kk", "light"),
        shelf.pictures("timeline", "ru", "dark"),
        shelf.pictures("timeline", "ru", "light", "ferry_bot"),
    ]
    keys = [each.key for pictures in made for each in pictures]
    assert len(set(keys)) == len(keys)


def test_a_changed_record_is_drawn_anew_and_the_old_pictures_go(casebook: Casebook, tmp_path: Path):
    old = Shelf(casebook, tmp_path, Press()).pictures("timeline", "en", "light")
    case = casebook.case.model_copy(update={"as_of": "2099-01-01"})
    new = Shelf(casebook.model_copy(update={"case": case}), tmp_path, Press())
    assert new.pictures("timeline", "en", "light")[0].key != old[0].key
    assert [path.name for path in tmp_path.iterdir()] == [f"paper-{new.digest}"]


def test_it_turns_to_another_state_of_the_record(casebook: Casebook, tmp_path: Path):
    case = casebook.case.model_copy(update={"as_of": "2099-01-01"})
    changed = casebook.model_copy(update={"case": case})
    shelf = Shelf(casebook, tmp_path, Press())
    old = shelf.pictures("timeline", "en", "light")
    shelf.turn_to(changed)
    assert shelf.pictures("timeline", "en", "light")[0].key != old[0].key
    assert shelf.digest == Shelf(changed, tmp_path, Press()).digest


def test_a_cache_that_can_not_be_written_costs_only_time(casebook: Casebook, tmp_path: Path):
    blocked = tmp_path / "a file"
    blocked.write_text("in the way")
    shelf = Shelf(casebook, blocked, Press())
    assert bodies(shelf.pictures("timeline", "en", "light")) == [b"timeline en 1", b"timeline en 2"]


def test_what_failed_is_tried_again(casebook: Casebook, tmp_path: Path):
    press = Press()

    def broken(*job: object) -> tuple[bytes, ...]:
        raise TypesetFault("no paper")

    shelf = Shelf(casebook, tmp_path, broken)
    with pytest.raises(TypesetFault):
        shelf.pictures("timeline", "en", "light")
    assert list(tmp_path.iterdir()) == []
    assert Shelf(casebook, tmp_path, press).pictures("timeline", "en", "light")


def test_a_rush_of_readers_makes_one_job(casebook: Casebook, tmp_path: Path):
    press = Press()
    press.gate.clear()
    shelf = Shelf(casebook, tmp_path, press)
    readers = [threading.Thread(target=shelf.pictures, args=("timeline", "en", "light")) for _ in range(8)]
    for reader in readers:
        reader.start()
    press.gate.set()
    for reader in readers:
        reader.join(10)
    assert press.jobs == [("timeline", "en")]


def test_without_a_bot_none_is_named(casebook: Casebook):
    seen: list[str] = []

    def press(template: str, data: dict[str, Any], form: str) -> tuple[bytes, ...]:
        seen.append(data["bot"])
        return (b"",)

    Shelf(casebook, None, press, nameless=True).pictures("timeline", "en", "light", "terminal_bot")
    Shelf(casebook, None, press).pictures("timeline", "en", "light", "ferry_bot")
    assert seen == ["", "t.me/ferry_bot"]


def test_files_are_named_after_the_case_the_day_and_the_language(casebook: Casebook, tmp_path: Path):
    shelf = Shelf(casebook, tmp_path, Press())
    day = f"{casebook.case.id}-{casebook.case.as_of}"
    assert [shelf.export(form, "kk").name for form in ("pdf", "csv", "json")] == [
        f"{day}-kk.pdf",
        f"{day}-kk.csv",
        f"{day}.json",
    ]
    assert shelf.export("json", "kk").key == shelf.export("json", "ru").key, "one file for all languages"
