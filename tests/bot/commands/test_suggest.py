"""``record suggest``: from what readers handed in to phrasings in the record, with a curator's yes and not without."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import re
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

import main
from bot.state.inbox import StoredInbox
from bot.state.opening import opened
from knowledge.desk.phrasings import Phrasing, store

Run: TypeAlias = Callable[..., tuple[int, str, str]]
DAY = dt.date(2026, 3, 2)
QUESTIONS = {"deaths": "how many souls were lost at sea", "paint": "what colour was the paint"}


@pytest.fixture(scope="module")
def cache(tmp_path_factory) -> Path:
    """Where the invented record is compiled once for all of these."""
    return Path(tmp_path_factory.mktemp("cache"))


@pytest.fixture
def state(clean_environment, monkeypatch, tmp_path) -> str:
    url = f"sqlite:///{tmp_path}/state.db"
    monkeypatch.setenv("DATABASE_URL", url)
    return url


@pytest.fixture
def run(state, monkeypatch, capsys, ferry_copy, cache) -> Run:
    """Runs the tool on a copy of the invented record, with answers typed in a terminal, or without a terminal."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))

    def run(*arguments: str, typed: list[str] | None = None) -> tuple[int, str, str]:
        answers = iter(typed or [])

        def answer(question: str) -> str:
            sys.stdout.write(f"{question}\n")
            try:
                return next(answers)
            except StopIteration:
                raise EOFError from None

        monkeypatch.setattr(sys.stdin, "isatty", lambda: typed is not None, raising=False)
        monkeypatch.setattr("builtins.input", answer)
        try:
            code = main.main(["--record", str(ferry_copy), "record", "suggest", *arguments])
        except SystemExit as exit:
            code = int(exit.code or 0)
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return code, out, err

    return run


def in_inbox(url: str, work: Callable[[StoredInbox], Awaitable[Any]]) -> Any:
    async def do() -> Any:
        async with opened(url, None) as database:
            return await work(StoredInbox(database))

    return asyncio.run(do())


def handed(url: str, *words: str, language="en", state="new", fact=None) -> None:
    async def work(inbox: StoredInbox) -> None:
        for each in words:
            await inbox.hand_in(language, each, DAY)
        if state != "new":
            asked = [each.id for each in await inbox.questions("new") if each.words in words]
            await inbox.sort(asked, state, fact)

    in_inbox(url, work)


def left(url: str) -> set[tuple[str, str]]:
    async def work(inbox: StoredInbox) -> set[tuple[str, str]]:
        found = await inbox.questions("new", "suggested", "declined", "done")
        return {(each.words, each.state) for each in found}

    return in_inbox(url, work)


def files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*.*")
        if path.is_file()
    }


def test_without_a_state_there_is_nothing_to_read(run: Run) -> None:
    code, _, err = run()
    assert code == 1
    assert "set DATABASE_URL" in err


@pytest.mark.parametrize("how", [["--dry-run"], ["--json"], [], ["--yes"]])
def test_nothing_changes_without_a_yes(run: Run, state, ferry_copy, how) -> None:
    handed(state, "how many people died then", QUESTIONS["paint"])
    before = files(ferry_copy)
    code, out, _ = run(*how)
    assert code == 0
    assert ("how many people died then" in out) == (how != ["--yes"])
    assert files(ferry_copy) == before
    assert {each for _, each in left(state)} == {"new"}


def test_the_data_for_programs_says_what_the_groups_are_near_to(run: Run, state) -> None:
    handed(state, "how many people died then", QUESTIONS["paint"])
    in_inbox(state, lambda inbox: inbox.report("deaths-count", 1, "kk", "figure", "он", DAY))
    code, out, _ = run("--json")
    data = json.loads(out)
    assert code == 0
    groups = {group["questions"][0]["words"]: group for group in data["groups"]}
    assert groups["how many people died then"]["facts"][0] == "deaths-count"
    assert [report["fact"] for report in data["reports"]] == ["deaths-count"]


def test_a_yes_stores_the_words_that_the_curator_takes_over(run: Run, state, ferry_copy) -> None:
    handed(state, "how many people died then")
    code, out, _ = run(typed=["y", ""])
    assert code == 0
    assert "1 question looks like deaths-count" in out
    lines = (ferry_copy / "questions/en/deaths-count.txt").read_text().splitlines()
    assert lines[-1] == "how many people died then"
    assert left(state) == {("how many people died then", "done")}
    assert run("--dry-run")[1] == ""


def test_the_curator_types_better_words_or_another_fact(run: Run, state, ferry_copy) -> None:
    handed(state, QUESTIONS["paint"])
    code, _, err = run(typed=["f", "xyzzy", "people-aboard", "  what   colour were they "])
    assert code == 0
    assert "no fact has these words" in err
    assert "record test" in err, "what comes next is said"
    assert (ferry_copy / "questions/en/people-aboard.txt").read_text().splitlines()[-1] == "what colour were they"


def test_a_fact_is_found_by_its_words(run: Run, state, ferry_copy) -> None:
    handed(state, QUESTIONS["paint"])
    _, out, _ = run(typed=["f", "captain sentence", "1", "what colour were they"])
    assert "1  captain-sentence: " in out
    assert (ferry_copy / "questions/en/captain-sentence.txt").read_text().splitlines()[-1] == "what colour were they"


def test_a_fact_is_found_by_russian_words_and_shown_in_russian(run: Run, state, ferry_copy) -> None:
    handed(state, QUESTIONS["paint"])
    _, out, _ = run(typed=["f", "приговор капитану", "1", "what colour were they"])
    assert re.search(r"1  captain-sentence: .*капитан", out, re.IGNORECASE)
    assert (ferry_copy / "questions/en/captain-sentence.txt").read_text().splitlines()[-1] == "what colour were they"


def test_a_question_is_declined_for_good(run: Run, state, ferry_copy) -> None:
    handed(state, QUESTIONS["paint"])
    run(typed=["d", "", ""])
    assert (ferry_copy / "declined/en/not-in-record.txt").read_text().splitlines()[-1] == QUESTIONS["paint"]
    handed(state, "who sells tickets")
    run(typed=["d", "advice", "who sells tickets now"])
    assert (ferry_copy / "declined/en/advice.txt").read_text().splitlines()[-1] == "who sells tickets now"


@pytest.mark.parametrize("typed", [["n"], ["q"], [], ["y", "-"], ["what?"], ["f", ""]])
def test_a_no_leaves_everything_as_it_is(run: Run, state, ferry_copy, typed) -> None:
    handed(state, "how many people died then")
    before = files(ferry_copy)
    assert run(typed=typed)[0] == 0
    assert files(ferry_copy) == before
    assert left(state) == {("how many people died then", "new")}


def test_words_with_a_gap_are_never_taken_over(run: Run, state, ferry_copy) -> None:
    handed(state, "how many people died, #")
    before = files(ferry_copy)
    run(typed=["y", ""])
    assert files(ferry_copy) == before
    handed(state, "# people died, yes", state="suggested", fact="deaths-count")
    code, _, err = run("--yes")
    assert code == 0
    assert "has gaps" in err
    assert files(ferry_copy) == before


def test_what_was_marked_in_the_chat_is_stored_at_once(run: Run, state, ferry_copy) -> None:
    handed(state, QUESTIONS["deaths"], state="suggested", fact="deaths-count")
    handed(state, "адам өлдү беле канча", language="ky", state="suggested", fact="deaths-count")
    handed(state, QUESTIONS["paint"], state="declined")
    handed(state, "how many people died then")
    code, out, _ = run("--yes")
    assert code == 0
    assert f"+ questions/en/deaths-count.txt: {QUESTIONS['deaths']}" in out
    assert (ferry_copy / "questions/ky/deaths-count.txt").read_text().splitlines()[-1] == "адам өлдү беле канча"
    assert (ferry_copy / "declined/en/not-in-record.txt").read_text().splitlines()[-1] == QUESTIONS["paint"]
    assert [each for each in left(state) if each[1] != "done"] == [("how many people died then", "new")]


def test_a_question_of_another_fact_is_refused_and_stays(run: Run, state, ferry_copy) -> None:
    handed(state, "how many years did the captain get", state="suggested", fact="deaths-count")
    before = files(ferry_copy)
    code, _, err = run("--yes")
    assert code == 1
    assert "captain-sentence" in err
    assert files(ferry_copy) == before
    assert [each for _, each in left(state)] == ["suggested"]


def test_a_report_is_done_with_when_the_curator_says_so(run: Run, state) -> None:
    in_inbox(state, lambda inbox: inbox.report("deaths-count", 1, "kk", "figure", "он жеті емес", DAY))
    code, out, _ = run(typed=["n"])
    assert code == 0
    assert "он жеті емес" in out
    run(typed=["y"])
    assert in_inbox(state, lambda inbox: inbox.reports("new", "phrasing")) == []


# -- storing -------------------------------------------------------------------------------------------------------


def test_a_phrasing_that_stands_there_is_not_stored_twice(ferry_copy) -> None:
    before = files(ferry_copy)
    assert store(ferry_copy, [Phrasing("en", "HOW many people died", "deaths-count")]) == []
    assert files(ferry_copy) == before


@pytest.mark.parametrize("words", ["", " x", "two\nlines", "?!", "# a comment"])
def test_what_is_no_line_of_words_is_refused_and_all_with_it(ferry_copy, words) -> None:
    before = files(ferry_copy)
    with pytest.raises(ValueError, match="line"):
        store(ferry_copy, [Phrasing("en", "souls lost at sea", "deaths-count"), Phrasing("en", words, "deaths-count")])
    assert files(ferry_copy) == before
