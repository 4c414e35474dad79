"""What finding a fact gives: the outcome, its reason, and what else was in sight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from knowledge.model import Language

__all__ = ["Candidate", "Context", "Contrast", "Finding", "Outcome", "Reason"]

Outcome = Literal["answer", "suggest", "none"]

# not-in-record   about this case, or close to it, but nothing stored answers it
# other-case      about another case or another subject
# unclear         too short, or too garbled, to tell what is asked
# other-language  in a language that the record is not written in
Reason = Literal["not-in-record", "other-case", "unclear", "other-language"]


@dataclass(frozen=True)
class Context:
    """What is known of a conversation before the question; all of it only leans the decision, never makes it."""

    language: Language | None = None
    fact: str | None = None


@dataclass(frozen=True)
class Candidate:
    """A fact in sight: how probable it is (0 to 1), and the stored question that came nearest."""

    fact: str
    score: float
    question: str = ""
    language: Language | None = None


@dataclass(frozen=True)
class Contrast:
    """A figure or date that the asker takes for granted and the record gives otherwise."""

    fact: str
    unit: str
    asserted: str
    recorded: str


@dataclass(frozen=True)
class Finding:
    """The decision on one question. ``candidates`` come best first: the answer, the choices, or near misses."""

    question: str
    language: Language
    outcome: Outcome
    reason: Reason | None = None
    candidates: tuple[Candidate, ...] = ()
    contrasts: tuple[Contrast, ...] = ()
    # Facts that the message asked for besides the first one, when both were clear.
    also: tuple[str, ...] = ()
