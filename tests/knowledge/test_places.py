"""A problem is told with the line in which it stands."""

from pathlib import Path

import pytest

from knowledge.checks.whole import all_problems
from knowledge.places import placed, placed_in
from knowledge.problems import Problem
from tests.conftest import Edit

DEATHS = "facts/deaths-count.yaml"


@pytest.mark.parametrize(
    ("file", "old", "new", "where"),
    [
        (DEATHS, "kind: reported", "kind: rumour", "kind:"),
        (DEATHS, "reviewed:", "reviewd:", "reviewd:"),
        (DEATHS, "source: court-2021-06", "source: court-2021", "court-2021"),
        (DEATHS, "cost 17 lives", "cost <b>17</b> lives", "<b>17</b>"),
        ("people.yaml", "en: Mira Dalgren", "en: ''", "en: ''"),
        ("case.yaml", "- id: trial", "- id: Trial", "Trial"),
        ("case.yaml", "status_fact: appeal-status", "status_fact: status", "status_fact"),
        ("questions/en/deaths-count.txt", "how many victims", "how many years did the captain get", "how many years"),
        ("sources/court-2021-06.yaml", "https://", "gopher://", "gopher"),
        ("timeline.yaml", "facts: [appeal-status]", "facts: [appeal]", "[appeal]"),
    ],
)
def test_the_line_is_that_of_the_slip(edited: Edit, file: str, old: str, new: str, where: str) -> None:
    folder = edited(file, old, new)
    lines = (folder / file).read_text(encoding="utf-8").split("\n")
    problems = [problem for problem in all_problems(folder) if problem.file == file]
    assert problems
    assert any(where in lines[problem.line - 1] for problem in problems), problems


def test_it_stands_behind_the_name_of_the_file() -> None:
    problem = Problem("a.yaml", "x", "kind", "wrong", 7)
    assert str(problem) == "a.yaml:7: x: kind: wrong"
    assert problem.as_data()["line"] == 7


def test_what_can_not_be_found_has_no_line(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("- [\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_bytes(b"\xff")
    problems = [Problem(name, "x", "kind", "wrong") for name in ("a.yaml", "b.yaml", "c.yaml", "")]
    assert [each.line for each in placed(tmp_path, problems)] == [0, 0, 0, 0]


def test_entries_that_lie_in_one_file_are_told_there(tmp_path: Path) -> None:
    path = tmp_path / "new.yaml"
    path.write_text("id: a\ntopic: b\nsources:\n  - id: c\n    url: d\n", encoding="utf-8")
    problems = [Problem("facts/a.yaml", "a", "topic", "wrong"), Problem("sources/c.yaml", "c", "url", "wrong")]
    entries = {"facts/a.yaml": "", "sources/c.yaml": "sources.c"}
    assert [str(each) for each in placed_in(path, "new.yaml", problems, entries)] == [
        "new.yaml:2: a: topic: wrong", "new.yaml:5: c: url: wrong",
    ]  # fmt: skip
