"""Test all: every stored question must find its own fact, and facts that draw each other's questions are named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from knowledge.casebook import Casebook
from knowledge.finding import Candidate, Context, Finding, Outcome
from knowledge.finding.features import keys
from knowledge.model import LANGUAGES, Language
from knowledge.text import words

__all__ = ["Pair", "Row", "Stored", "ask_stored", "pairs", "shared_words", "stored"]

# A second fact that answers a question more probably than not has it only by a hair less than the first.
CONTESTED: Final = 0.5


@dataclass(frozen=True)
class Stored:
    text: str
    fact: str
    language: Language


@dataclass(frozen=True)
class Row:
    """A stored question, and the two likeliest facts that it finds."""

    question: Stored
    outcome: Outcome
    best: Candidate | None = None
    second: Candidate | None = None

    @property
    def missed(self) -> bool:
        """Whether the question finds another fact than its own, or none."""
        return self.best is None or self.best.fact != self.question.fact

    @property
    def rival(self) -> Candidate | None:
        """The other fact that has the question, or makes the bot ask which of the two was meant; None if none does."""
        if self.missed:
            return self.best
        if self.second is None:
            return None
        return self.second if self.outcome == "suggest" or self.second.score >= CONTESTED else None

    def as_data(self) -> dict[str, Any]:
        """The row as plain data, for JSON."""
        return {
            "question": self.question.text,
            "language": self.question.language,
            "expected": self.question.fact,
            "returned": self.best.fact if self.best else None,
            "score": round(self.best.score, 4) if self.best else 0.0,
            "second": {"id": self.second.fact, "score": round(self.second.score, 4)} if self.second else None,
            "outcome": self.outcome,
        }


@dataclass(frozen=True)
class Pair:
    """Two facts, and the stored questions of either that the other has, or nearly has: what is to be put otherwise."""

    facts: tuple[str, str]
    rows: tuple[Row, ...]

    @property
    def stolen(self) -> int:
        """How many of the questions find the wrong one of the two."""
        return sum(row.missed for row in self.rows)

    def as_data(self) -> dict[str, Any]:
        """The pair as plain data, for JSON."""
        return {
            "facts": list(self.facts),
            "stolen": self.stolen,
            "questions": [
                {
                    "question": row.question.text,
                    "of": row.question.fact,
                    "stolen": row.missed,
                    "nearest": row.rival.question if row.rival else "",
                    "shared": list(shared_words(row)),
                }
                for row in self.rows
            ],
        }


def stored(
    casebook: Casebook, fact: str | None = None, languages: Collection[Language] = LANGUAGES
) -> Iterator[Stored]:
    """The stored questions of all published facts, or of one, in some languages."""
    for each in casebook.published():
        if fact is not None and each.id != fact:
            continue
        for language in LANGUAGES:
            if language in languages:
                yield from (Stored(text, each.id, language) for text in casebook.asked(each.id, language))


def ask_stored(find: Callable[[str, Context], Finding], question: Stored) -> Row:
    """Ask one stored question as a reader of its language would."""
    finding = find(question.text, Context(language=question.language))
    best, second, *_ = (*finding.candidates, None, None)
    return Row(question, finding.outcome, best, second)


def pairs(rows: Iterable[Row]) -> list[Pair]:
    """Facts that draw each other's questions, those that steal most first."""
    found: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row.rival is not None:
            one, other = sorted((row.question.fact, row.rival.fact))
            found[one, other].append(row)
    both = [Pair(facts, tuple(sorted(group, key=lambda row: not row.missed))) for facts, group in found.items()]
    return sorted(both, key=lambda pair: (-pair.stolen, -len(pair.rows), pair.facts))


def shared_words(row: Row) -> tuple[str, ...]:
    """The words of the question that the rival's nearest stored question has too: what draws the one to the other."""
    theirs = set(keys(row.rival.question)) if row.rival else set()
    return tuple(dict.fromkeys(word for word in words(row.question.text) if theirs.intersection(keys(word))))
