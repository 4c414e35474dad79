"""What changed for readers is told, in words; what only curators see is not."""

import datetime as dt
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.desk.diff import Difference, Note, differences, forgotten
from knowledge.desk.revisions import RevisionFault, tables_at
from knowledge.storage import Tables, read_tables
from tests.conftest import Edit

DEATHS = "facts/deaths-count.yaml"
TITLE = "The loss of the ferry cost 17 lives"


def tables(folder: Path) -> Tables:
    return read_tables(folder)[0]


@pytest.fixture
def told(ferry: Path, edited: Edit) -> Callable[..., list[Difference]]:
    """The differences that edits of files make."""

    def told(*edits: tuple[str, str, str]) -> list[Difference]:
        for edit in edits:
            folder = edited(*edit)
        return differences(tables(ferry), tables(folder))

    return told


def test_the_same_record_does_not_differ(included: Path) -> None:
    assert differences(tables(included), tables(included)) == []


def test_a_withdrawal_is_told_with_its_reason_and_what_stands_instead(told: Callable[..., list[Difference]]) -> None:
    withdrawal = """version: 1
state: withdrawn
withdrawal:
  date: "2022-03-01"
  reason: {ru: Ошибка., kk: Қате., ky: Ката., en: A mistake.}
  instead: ferry-sinking
"""
    (difference,) = told((DEATHS, "version: 1\n", withdrawal))
    assert (difference.how, difference.version) == ("removed", "now withdrawn, A mistake., instead: ferry-sinking")


@pytest.mark.parametrize("state", ["draft", "withdrawn", None])
def test_facts_that_come_and_go(ferry: Path, ferry_copy: Path, state: str | None) -> None:
    path = ferry_copy / DEATHS
    if state:
        path.write_text(path.read_text("utf-8").replace("version: 1\n", f"version: 1\nstate: {state}\n"), "utf-8")
    else:
        path.unlink()
    gone = Difference("fact", "deaths-count", "removed", TITLE, f"now {state}" if state else "")
    assert differences(tables(ferry), tables(ferry_copy)) == [gone]
    came = Difference("fact", "deaths-count", "added", TITLE, f"was {state}" if state else "")
    assert differences(tables(ferry_copy), tables(ferry)) == [came]


def test_a_text_is_told_by_language_and_part(told: Callable[..., list[Difference]]) -> None:
    (difference,) = told(
        (DEATHS, "Паром апатында 17", "Апатта 17"),
        ("facts/deaths-count.yaml", "topic: victims", "topic: victims"),
    )
    assert difference == Difference(
        "fact",
        "deaths-count",
        "changed",
        TITLE,
        "",
        (Note("kk headline", "Паром апатында 17 адам қаза тапты", "Апатта 17 адам қаза тапты"),),
    )


def test_accounts_that_come_and_change(told: Callable[..., list[Difference]]) -> None:
    last = '      - "Survivors quoted by the Brenholm Herald: about 100 people [3]."'
    (difference,) = told(
        ("facts/people-aboard.yaml", last, f'{last}\n      - "A diver: 90 [3]."'),
        ("facts/people-aboard.yaml", "86 people, by the list", "86 souls, by the list"),
    )
    assert [(note.field, note.old is None) for note in difference.notes] == [
        ("en account 1", False),
        ("en account 4", True),
    ]


def test_a_new_version_comes_with_its_reason(told: Callable[..., list[Difference]]) -> None:
    reason = "changes:\n  - version: 2\n    date: '2022-03-01'\n    reason: {en: The court corrected it.}\n"
    (difference,) = told((DEATHS, "version: 1\n", f"version: 2\n{reason}"), (DEATHS, "cost 17", "took 17"))
    assert difference.version == "version 1 → 2: The court corrected it."


def test_a_new_version_without_a_reason_is_told(told: Callable[..., list[Difference]]) -> None:
    (difference,) = told((DEATHS, "version: 1\n", "version: 2\n"), (DEATHS, "cost 17", "took 17"))
    assert difference.version == "version 1 → 2: no reason is given"


def test_a_version_alone_is_told(told: Callable[..., list[Difference]]) -> None:
    (difference,) = told((DEATHS, "version: 1\n", "version: 2\n"))
    assert (difference.version, difference.notes) == ("version 1 → 2: no reason is given", ())


def test_citations_that_come_go_and_move(told: Callable[..., list[Difference]]) -> None:
    (difference,) = told((DEATHS, "source: herald-2019-03", "source: herald-2021-09"))
    assert difference.notes == (Note("citation", "herald-2019-03"), Note("citation", None, "herald-2021-09"))


def test_citations_in_another_order(told: Callable[..., list[Difference]]) -> None:
    (difference,) = told(
        (DEATHS, "source: herald-2019-03", "source: aside"),
        (DEATHS, "source: court-2021-06", "source: herald-2019-03"),
        (DEATHS, "source: aside", "source: court-2021-06"),
    )
    order = Note("order of the citations", "court-2021-06, herald-2019-03", "herald-2019-03, court-2021-06")
    assert difference.notes == (order,)


def test_sources_and_lists_are_told(told: Callable[..., list[Difference]]) -> None:
    found = told(
        ("sources/court-2021-06.yaml", "language: ", "author: A Clerk\nlanguage: "),
        ("figures.yaml", "value: 17", "value: 18"),
        ("case.yaml", 'as_of: "2022-03-01"', 'as_of: "2022-04-01"'),
    )
    assert [(each.what, each.notes) for each in found] == [
        ("source", (Note("author", None, "A Clerk"),)),
        ("figure", (Note("value", "17", "18"),)),
        ("case", (Note("as_of", "2022-03-01", "2022-04-01"),)),
    ]


def test_questions_are_counted(told: Callable[..., list[Difference]]) -> None:
    (difference,) = told(("questions/en/deaths-count.txt", "How many people died?", "So how many died?\nHow many?"))
    assert (difference.what, difference.notes) == ("questions", (Note("en", "1 removed", "2 added"),))


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (DEATHS, "supports: Gives the number of the dead.", "supports: Gives it."),
        (DEATHS, 'review_by: "2023-02-20"', 'review_by: "2024-02-20"'),
        (DEATHS, "value: 17", "value: 18"),
        (DEATHS, "  kk:\n", '  kk:\n    reread: "2022-02-25"\n'),
        (DEATHS, "id: deaths-count\n", "# A comment.\nid: deaths-count\n"),
    ],
)
def test_what_readers_do_not_see_is_not_told(
    told: Callable[..., list[Difference]], file: str, old: str, new: str
) -> None:
    assert told((file, old, new)) == []


def test_a_state_that_checks_refuse_can_be_compared(told: Callable[..., list[Difference]]) -> None:
    (difference,) = told((DEATHS, "texts:\n", "texts: nothing yet\nodd:\n"))
    assert {note.field for note in difference.notes} > {"kk headline", "en answer", "odd kk headline"}


# -- git -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def repository(ferry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A record two folders below the top of a repository, with one commit that holds it."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    top = tmp_path / "repository"
    folder = Path(shutil.copytree(ferry, top / "data" / "record"))
    (top / "case.yaml").write_text("id: not-this-one\n", encoding="utf-8")
    for command in (
        ["init", "-q"],
        ["add", "case.yaml"],
        ["commit", "-qm", "before"],
        ["tag", "before"],
        ["add", "."],
        ["commit", "-qm", "record"],
    ):
        person = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *person, *command], cwd=top, check=True)
    return folder


def test_a_record_is_read_as_it_was(repository: Path, ferry: Path) -> None:
    (repository / DEATHS).unlink()
    (repository / "sources" / "new.yaml").write_text("id: new\n", encoding="utf-8")
    then, problems = tables_at(repository, "HEAD")
    assert (then, problems) == (tables(ferry), [])


@pytest.mark.parametrize(
    ("revision", "advice"),
    [
        ("nowhere", "there is no revision 'nowhere'"),
        ("--output=x", "there is no revision '--output=x'"),
        ("HEAD~9", "there is no revision 'HEAD~9'"),
        ("", "there is no revision ''"),
        ("before", "record"),
    ],
)
def test_a_revision_without_a_record_says_what_to_do(repository: Path, revision: str, advice: str) -> None:
    with pytest.raises(RevisionFault, match=advice):
        tables_at(repository, revision)
    assert not (repository / "x").exists()


def test_a_folder_that_is_in_no_repository_is_told(ferry_copy: Path) -> None:
    with pytest.raises(RevisionFault, match="not a git repository"):
        tables_at(ferry_copy, "HEAD")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(RevisionFault, match="there is no folder"):
        tables_at(tmp_path / "nowhere", "HEAD")


def test_git_that_is_not_installed_is_told(ferry: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RevisionFault, match="git is not installed"):
        tables_at(ferry, "HEAD")


# -- what an edit by hand may lack -----------------------------------------------------------------------------------

LOST = ("cost 17 lives", "took 17 lives")
TODAY = dt.date(2022, 3, 2)


def test_changed_words_remind_of_the_version_and_of_the_day(ferry: Path, edited: Edit) -> None:
    folder = edited(DEATHS, *LOST)
    version, day = forgotten(tables(ferry), tables(folder), TODAY)
    assert version.startswith("deaths-count: its words changed (en) and its version did not")
    assert "`written` of en" in day


def test_who_dated_the_text_and_gave_a_reason_is_reminded_of_nothing(ferry: Path, edited: Edit) -> None:
    edited(DEATHS, *LOST)
    edited(DEATHS, "  en:\n", '  en:\n    written: "2022-03-02"\n')
    folder = edited(DEATHS, "version: 1\n", "version: 2\n")
    assert list(forgotten(tables(ferry), tables(folder), TODAY)) == []


def test_a_second_change_on_one_day_and_other_fields_remind_of_nothing(edited: Edit) -> None:
    dated = tables(edited(DEATHS, "  en:\n", '  en:\n    written: "2022-03-02"\n'))
    again = tables(edited(DEATHS, *LOST))
    assert [each for each in forgotten(dated, again, TODAY) if "`written`" in each] == []
    assert list(forgotten(again, tables(edited(DEATHS, "reviewed: ", "reviewed:  ")), TODAY)) == []
