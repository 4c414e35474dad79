"""Regression questions: once answered wrongly, put in a curator's words, and from then on asked at every test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.casebook import Casebook
from knowledge.checks.regressions import REGRESSIONS, owner_of, read_regressions
from knowledge.evaluation.sets import Asked
from knowledge.files import read_text, write_atomically
from knowledge.finding import Context, Finding
from knowledge.model import is_language
from knowledge.text import normalise

__all__ = ["Tried", "add_regression", "regression", "try_regression"]


@dataclass(frozen=True)
class Tried:
    """A regression question, and what it finds now."""

    asked: Asked
    finding: Finding

    @property
    def passed(self) -> bool:
        """Whether it is answered with a right fact at once; if there is none, whether it is declined."""
        if not self.asked.expect:
            return self.finding.outcome == "none"
        return self.finding.outcome == "answer" and self.finding.candidates[0].fact in self.asked.expect

    def as_data(self) -> dict[str, Any]:
        """The question and what it finds as plain data, for JSON."""
        best = self.finding.candidates[0] if self.finding.candidates else None
        return {
            "question": self.asked.q,
            "language": self.asked.lang,
            "after": self.asked.after,
            "expected": list(self.asked.expect),
            "outcome": self.finding.outcome,
            "returned": best.fact if best else None,
            "score": round(best.score, 4) if best else 0.0,
            "passed": self.passed,
        }


def regression(question: str, expect: tuple[str, ...], language: str, after: str | None) -> Asked:
    """A question with the facts that are right answers to it; none of them means that it must be declined."""
    kind = "followup" if after else "plain" if expect else "oos"
    return Asked.model_validate({"q": question, "lang": language, "kind": kind, "expect": expect, "after": after})


def try_regression(find: Callable[[str, Context], Finding], asked: Asked) -> Tried:
    """Ask a regression question as a reader of its language would, after the fact that it follows."""
    language = asked.lang if is_language(asked.lang) else None
    return Tried(asked, find(asked.q, Context(language, asked.after)))  # type: ignore[arg-type]


def add_regression(folder: Path, casebook: Casebook, asked: Asked) -> Path:
    """Write a regression question behind the others of a record; returns their file.

    Raises:
        ValueError: it proves nothing, as the same question is stored or asked already; or the file is broken.
    """
    if owner := owner_of(asked.q, casebook):
        raise ValueError(f"the question is stored under {owner}: put it in other words, as another person would")
    wanted = (normalise(asked.q), asked.after)
    if any((normalise(each.q), each.after) == wanted for each in read_regressions(folder)):
        raise ValueError(f"the question stands in {REGRESSIONS} already: correct it there")
    path = folder / REGRESSIONS
    before = read_text(path) if path.exists() else ""
    if before and not before.endswith("\n"):
        before += "\n"
    write_atomically(path, f"{before}{asked.model_dump_json(exclude_none=True)}\n")
    return path
