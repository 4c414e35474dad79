"""One call finds everything."""

import json
from pathlib import Path

import pytest

from knowledge.checks.whole import all_problems, checked
from tests.conftest import Edit

DEATHS = "facts/deaths-count.yaml"


def test_the_invented_record_is_in_order(ferry: Path) -> None:
    assert all_problems(ferry) == []


def test_numbers_and_words_are_looked_at_together_and_told_from_the_top(edited: Edit) -> None:
    edited(DEATHS, "апатында 17 адам", "апатында 71 адам")
    folder = edited(DEATHS, "headline: The loss of the ferry", "headline: The loss of the boat")
    problems = all_problems(folder)
    assert [(problem.field, problem.message.split()[0]) for problem in problems] == [
        ("texts.kk", "numbers"),
        ("texts.en", "avoid"),
    ]
    lines = (folder / DEATHS).read_text(encoding="utf-8").split("\n")
    assert "kk:" in lines[problems[0].line - 1]
    assert "The loss of the boat" in lines[problems[1].line - 1]


def test_what_the_texts_say_is_told_together_with_what_does_not_fit(edited: Edit) -> None:
    edited(DEATHS, "апатында 17 адам", "апатында 71 адам")
    edited("facts/people-aboard.yaml", "kind: differs", "kind: rumour")
    folder = edited(DEATHS, "topic: victims", "topic: heroes")
    assert [problem.field for problem in all_problems(folder)] == ["topic", "texts.kk", "kind"]


def test_regression_questions_wait_until_it_is_known_which_facts_are_told(edited: Edit, ferry_copy: Path) -> None:
    question = {"q": "was it arson", "lang": "en", "kind": "plain", "expect": ["deaths-count"]}
    (ferry_copy / "regressions.jsonl").write_text(json.dumps(question) + "\n{\n", encoding="utf-8")
    edited(DEATHS, "kind: reported", "kind: rumour")
    assert [problem.file for problem in all_problems(ferry_copy)] == [DEATHS]
    edited(DEATHS, "kind: rumour", "kind: reported")
    assert [(problem.file, problem.line) for problem in all_problems(ferry_copy)] == [("regressions.jsonl", 2)]


def test_no_folder_is_a_problem(tmp_path: Path) -> None:
    assert len(all_problems(tmp_path / "nowhere")) == 1


def test_a_key_fact_that_is_not_told_wants_looking_at(edited: Edit) -> None:
    problems, notes = checked(edited(DEATHS, "version: 1\n", "version: 1\nstate: draft\n"))
    assert (problems, [(note.file, note.field) for note in notes]) == ([], [("case.yaml", "key_facts")])
    assert "deaths-count" in notes[0].message


@pytest.mark.parametrize("sign", ["<b>17</b>", "17 &amp; more", "**17**", "[17](https://example.org)", "`17`"])
def test_signs_for_other_programs_are_told(edited: Edit, sign: str) -> None:
    problems = all_problems(edited(DEATHS, "cost 17 lives", f"cost {sign} lives"))
    assert any("letter for letter" in problem.message for problem in problems), problems


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("facts/other.yml", "name it facts/<id>.yaml"),
        ("facts/deaths-count.txt", "name it facts/<id>.yaml"),
        ("facts/trial/other.yaml", "name it facts/<id>.yaml"),
        ("source/other.yaml", "the folders here are facts, sources, questions, declined"),
        ("questions/kz/other.txt", "questions/kk/"),
        ("questions/other.txt", "questions/kk/"),
        ("questions/kk/other.yaml", "name it questions/kk/<id>.txt"),
        ("peoples.yaml", "people.yaml"),
    ],
)
def test_a_file_that_nobody_reads_is_told(ferry_copy: Path, name: str, advice: str) -> None:
    path = ferry_copy / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("id: other\n", encoding="utf-8")
    (problem,) = all_problems(ferry_copy)
    assert (problem.file, advice in problem.message, problem.message.startswith("is not read")) == (name, True, True)


def test_notes_and_hidden_files_may_lie_in_a_record(ferry_copy: Path) -> None:
    for name in ("README.md", "facts/picture.png", ".deaths.yaml", "facts/.deaths-count.yaml.swp"):
        (ferry_copy / name).write_text("x", encoding="utf-8")
    assert all_problems(ferry_copy) == []
