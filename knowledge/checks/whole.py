"""All checks of a record in one call."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from knowledge.casebook import Casebook, read_casebook
from knowledge.checks.freshness import freshness_notes
from knowledge.checks.parity import parity_problems
from knowledge.checks.regressions import regression_problems
from knowledge.checks.wording import wording_problems
from knowledge.problems import Problem

__all__ = ["all_problems", "checked", "only", "text_problems"]


def all_problems(folder: Path) -> list[Problem]:
    """Everything that is wrong with the record of a folder, sorted by place."""
    return checked(folder)[0]


def checked(folder: Path) -> tuple[list[Problem], list[Problem]]:
    """Everything that is wrong with the record of a folder, and what only wants looking at, sorted by place.

    A record whose entries don't fit together is not checked further: what its texts say is looked at when it can be
    read as a whole.
    """
    casebook, problems = read_casebook(folder)
    if casebook is None:
        return sorted(set(problems)), []
    problems += [*text_problems(casebook), *regression_problems(folder, casebook)]
    return sorted(set(problems)), sorted(set(freshness_notes(casebook)))


def text_problems(casebook: Casebook) -> list[Problem]:
    """Everything that is wrong with what the texts of a record say."""
    return [*parity_problems(casebook), *wording_problems(casebook)]


def only(casebook: Casebook, facts: Collection[str]) -> Casebook:
    """The record with some of its facts: texts are checked fact by fact, and all of them take seconds."""
    kept = {key: casebook.facts[key] for key in facts}
    return casebook.model_copy(update={"facts": kept, "timeline": (), "figures": {}})
