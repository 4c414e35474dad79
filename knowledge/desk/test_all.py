"""Test all: every stored question must find its own fact."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from knowledge.casebook import Casebook
from knowledge.finding import Context, Finding, Outcome
from knowledge.model import LANGUAGES, Language

__all__ = ["Row", "Stored", "ask_stored", "stored"]


@dataclass(frozen=True)
class Stored:
    text: str
    fact: str
    language: Language


@dataclass(frozen=True)
class Row:
    """A stored question and the best fact it finds, with its probability."""

    question: Stored
    returned: str | None
    score: float
    outcome: Outcome


def stored(casebook: Casebook) -> Iterator[Stored]:
    """The stored questions of all published facts."""
    for fact in casebook.published():
        for language in LANGUAGES:
            for text in casebook.asked(fact.id, language):
                yield Stored(text, fact.id, language)


def ask_stored(find: Callable[[str, Context], Finding], question: Stored) -> Row:
    """Ask one stored question as a reader of its language would."""
    finding = find(question.text, Context(language=question.language))
    best = finding.candidates[0] if finding.candidates else None
    return Row(question, best.fact if best else None, best.score if best else 0.0, finding.outcome)
