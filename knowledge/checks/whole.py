"""All checks of a record in one call."""

from __future__ import annotations

from pathlib import Path

from knowledge.casebook import Casebook, read_casebook
from knowledge.checks.parity import parity_problems
from knowledge.checks.wording import wording_problems
from knowledge.problems import Problem

__all__ = ["all_problems", "text_problems"]


def all_problems(folder: Path) -> list[Problem]:
    """Everything that is wrong with the record of a folder, sorted by place.

    A record whose entries don't fit together is not checked further: what its texts say is looked at when it can be
    read as a whole.
    """
    casebook, problems = read_casebook(folder)
    if casebook is not None:
        problems += text_problems(casebook)
    return sorted(set(problems))


def text_problems(casebook: Casebook) -> list[Problem]:
    """Everything that is wrong with what the texts of a record say."""
    return [*parity_problems(casebook), *wording_problems(casebook)]
