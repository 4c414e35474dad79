"""The record that comes with the program is in order."""

from pathlib import Path

from knowledge.checks.whole import all_problems


def test_the_included_record_passes_all_checks(included: Path) -> None:
    assert [str(problem) for problem in all_problems(included)] == []
