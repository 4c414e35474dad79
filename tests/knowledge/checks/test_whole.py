"""One call finds everything."""

from pathlib import Path

from knowledge.checks.whole import all_problems
from tests.conftest import Edit

DEATHS = "facts/deaths-count.yaml"


def test_the_invented_record_is_in_order(ferry: Path) -> None:
    assert all_problems(ferry) == []


def test_numbers_and_words_are_looked_at_together(edited: Edit) -> None:
    edited(DEATHS, "апатында 17 адам", "апатында 71 адам")
    folder = edited(DEATHS, "headline: The loss of the ferry", "headline: The loss of the boat")
    assert [(problem.field, problem.message.split()[0]) for problem in all_problems(folder)] == [
        ("texts.en", "avoid"),
        ("texts.kk", "numbers"),
    ]


def test_a_record_that_does_not_fit_together_is_checked_no_further(edited: Edit) -> None:
    edited(DEATHS, "апатында 17 адам", "апатында 71 адам")
    folder = edited(DEATHS, "topic: victims", "topic: heroes")
    assert [problem.field for problem in all_problems(folder)] == ["topic"]


def test_no_folder_is_a_problem(tmp_path: Path) -> None:
    assert len(all_problems(tmp_path / "nowhere")) == 1
