"""All checks of a record in one call."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from knowledge.casebook import Casebook, read_what_fits
from knowledge.checks.freshness import freshness_notes
from knowledge.checks.parity import parity_problems
from knowledge.checks.regressions import regression_problems
from knowledge.checks.strays import stray_problems
from knowledge.checks.structure import structure_notes
from knowledge.checks.wording import wording_problems
from knowledge.places import placed
from knowledge.problems import Problem

__all__ = ["all_problems", "checked", "only", "text_problems"]


def all_problems(folder: Path) -> list[Problem]:
    """Everything that is wrong with the record of a folder, sorted by place."""
    return checked(folder)[0]


def checked(folder: Path) -> tuple[list[Problem], list[Problem]]:
    """Everything that is wrong with the record of a folder, and what only wants looking at, sorted by place.

    What the texts of an entry say is looked at when the entry itself can be read. Regression questions wait until the
    record can be read as a whole: which facts are told is not known before.
    """
    casebook, problems = read_what_fits(folder)
    notes: list[Problem] = []
    problems += stray_problems(folder)
    if casebook is not None:
        if not problems:
            problems += regression_problems(folder, casebook)
        problems += text_problems(casebook)
        notes += [*structure_notes(casebook), *freshness_notes(casebook)]
    return sorted(placed(folder, set(problems)), key=_place), sorted(placed(folder, set(notes)), key=_place)


def _place(problem: Problem) -> tuple[str, int, Problem]:
    """Problems are told file by file from the top."""
    return problem.file, problem.line, problem


def text_problems(casebook: Casebook) -> list[Problem]:
    """Everything that is wrong with what the texts of a record say."""
    return [*parity_problems(casebook), *wording_problems(casebook)]


def only(casebook: Casebook, facts: Collection[str]) -> Casebook:
    """The record with some of its facts: texts are checked fact by fact, and all of them take seconds."""
    kept = {key: casebook.facts[key] for key in facts}
    return casebook.model_copy(update={"facts": kept, "timeline": (), "figures": {}})
