"""What readers handed to the curators, as data: scrubbed words, what they are about, and the day. Nobody's."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from knowledge.model import Language

__all__ = ["REPORT_KINDS", "Asked", "AskedState", "Daily", "Feedback", "Report", "ReportKind", "ReportState"]

# new        nobody has looked at it
# suggested  a curator says which fact answers it: `record suggest` offers to store it
# declined   a curator says that the record does not answer it: the same, among the declined questions
# done       stored, or dropped
AskedState: TypeAlias = Literal["new", "suggested", "declined", "done"]
# phrasing: a curator says that a question has to be stored, or a text worded otherwise, because of it
ReportState: TypeAlias = Literal["new", "phrasing", "done", "dismissed"]
# What a reader can say is wrong with an answer.
ReportKind: TypeAlias = Literal["figure", "date", "name", "translation", "source", "other"]
REPORT_KINDS: tuple[ReportKind, ...] = get_args(ReportKind)


@dataclass(frozen=True)
class Asked:
    """A question without an answer: ``day`` is the last one on which, ``asked`` how often; ``fact`` a curator chose."""

    id: str
    language: Language
    words: str
    day: dt.date
    asked: int = 1
    state: AskedState = "new"
    fact: str | None = None


@dataclass(frozen=True)
class Report:
    """A mistake that a reader sees in a version of a fact, perhaps with some words."""

    id: str
    fact: str
    version: int
    language: Language
    kind: str
    words: str
    day: dt.date
    state: ReportState = "new"


@dataclass(frozen=True)
class Feedback:
    """How often readers said that a version of a fact helped them, in a language, and how often that it did not."""

    fact: str
    version: int
    language: str
    helped: int
    not_helped: int


@dataclass(frozen=True)
class Daily:
    """How many questions in a language had an outcome on a day."""

    day: dt.date
    language: str
    outcome: str
    n: int
