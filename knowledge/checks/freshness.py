"""Whether a fact's texts keep up: one is stale if its original was changed after it was last written or read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.model import LANGUAGES, Fact, Language
from knowledge.problems import Problem
from knowledge.storage import file_of

if TYPE_CHECKING:
    from knowledge.casebook import Casebook

__all__ = ["Lag", "freshness_notes", "lag_of", "stale_texts"]


@dataclass(frozen=True)
class Lag:
    """What a stale text lags behind: the language of the original, and the day on which that was changed."""

    language: Language
    date: str


def lag_of(fact: Fact, language: Language, original: Language | None) -> Lag | None:
    """What a fact's text in a language lags behind; None if it does not.

    ``original`` is the language in which the record is written (``Case.original``); None means that a fact's original
    is the text written last. Days are compared, so a change on the very day of the reading is not noticed.
    """
    newest: Language = max(LANGUAGES, key=lambda each: fact.texts[each].written or "")
    first: Language = original or newest
    written = fact.texts[first].written
    if language == first or written is None or written <= fact.texts[language].seen():
        return None
    return Lag(first, written)


def stale_texts(casebook: Casebook) -> Iterator[tuple[Fact, Language, Lag]]:
    """Every text that lags behind its original, fact by fact; withdrawn facts are told no more, and are left out."""
    for fact in casebook.facts.values():
        for language in LANGUAGES:
            lag = lag_of(fact, language, casebook.case.original)
            if lag is not None and fact.state != "withdrawn":
                yield fact, language, lag


def freshness_notes(casebook: Casebook) -> Iterator[Problem]:
    """What a curator should have looked at, though nothing is wrong with the record: texts that lag behind."""
    for fact, language, lag in stale_texts(casebook):
        yield Problem(
            file_of("facts", fact.id),
            fact.id,
            f"texts.{language}",
            f"may lag behind the text in {lag.language}, changed on {lag.date}: read it again, then set reread",
        )
