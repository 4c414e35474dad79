"""Whether the regression questions of a record can be asked: their facts are told, and none is a stored question."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from knowledge.evaluation.sets import Asked, SetError, read_set
from knowledge.problems import Problem
from knowledge.text import normalise

if TYPE_CHECKING:
    from knowledge.casebook import Casebook

__all__ = ["REGRESSIONS", "owner_of", "read_regressions", "regression_problems"]

# In the record's folder: questions once answered wrongly, in curators' words, each a line of JSON like `Asked`.
REGRESSIONS: Final = "regressions.jsonl"


def read_regressions(folder: Path) -> list[Asked]:
    """The regression questions of a record; none where it has no such file.

    Raises:
        SetError: the file is not UTF-8, or a line is not a question of the form of ``Asked``.
        OSError: the file can't be read.
    """
    path = folder / REGRESSIONS
    return read_set(path) if path.exists() else []


def owner_of(question: str, casebook: Casebook) -> str | None:
    """The fact, or the kind of declined questions, under which the same question is stored; None if it is nowhere.

    A stored question always finds itself, so that asking it proves nothing about those that people put otherwise.
    """
    return _owners(casebook).get(normalise(question))


def regression_problems(folder: Path, casebook: Casebook) -> Iterator[Problem]:
    """What keeps the regression questions of a record's folder from proving anything."""
    try:
        questions = read_regressions(folder)
    except SetError as fault:
        yield Problem(REGRESSIONS, "", "", fault.message, fault.line)
        return
    except OSError as fault:
        yield Problem(REGRESSIONS, "", "", f"can't be read: {fault.strerror}")
        return
    told = {fact.id for fact in casebook.published()}
    owners = _owners(casebook) if questions else {}
    for number, question in enumerate(questions, start=1):
        entry = f"question {number}"
        for fact in (*question.expect, *([question.after] if question.after else [])):
            if fact not in told:
                yield Problem(REGRESSIONS, entry, "", f"no fact {fact!r} is told: correct the id, or remove the line")
        if owner := owners.get(normalise(question.q)):
            message = f"{question.q!r} is stored under {owner}, and so proves nothing: put it in other words"
            yield Problem(REGRESSIONS, entry, "q", message)


def _owners(casebook: Casebook) -> dict[str, str]:
    return {
        normalise(text): owner
        for stored in (casebook.questions, casebook.declined)
        for owner, by_language in stored.items()
        for texts in by_language.values()
        for text in texts
    }
