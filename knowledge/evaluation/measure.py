"""What became of each question of a set, counted by language and kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from knowledge.evaluation.sets import Asked
from knowledge.finding import Context, Finding

__all__ = ["Result", "Tally", "judge", "measure", "tally"]

# In scope: right (answered with a right fact), offered (a right one among the choices), wrong (answered with
# another), misled (choices without a right one), silent (no answer). Out of scope: false (answered),
# tempted (choices offered), refused.
Verdict = Literal["right", "offered", "wrong", "misled", "silent", "false", "tempted", "refused"]


@dataclass(frozen=True)
class Result:
    """A question, what was decided, and how good that was."""

    asked: Asked
    finding: Finding
    verdict: Verdict

    @property
    def first_is_right(self) -> bool:
        """Whether the best candidate is a right fact, whatever the outcome."""
        return bool(self.finding.candidates) and self.finding.candidates[0].fact in self.asked.expect

    @property
    def language_is_right(self) -> bool:
        return self.asked.lang in (self.finding.language, "other")


def judge(asked: Asked, finding: Finding) -> Verdict:
    """How good a decision is for a question."""
    facts = [candidate.fact for candidate in finding.candidates]
    if not asked.expect:
        return {"answer": "false", "suggest": "tempted", "none": "refused"}[finding.outcome]  # type: ignore[return-value]
    if finding.outcome == "answer":
        return "right" if facts[0] in asked.expect else "wrong"
    if finding.outcome == "suggest":
        return "offered" if set(facts[:3]) & set(asked.expect) else "misled"
    return "silent"


def measure(find: Callable[[str, Context], Finding], questions: Iterable[Asked]) -> list[Result]:
    """Put every question of a set and judge what comes back; nothing is told but the question and what it follows."""
    results = []
    for asked in questions:
        finding = find(asked.q, Context(fact=asked.after))
        results.append(Result(asked, finding, judge(asked, finding)))
    return results


@dataclass
class Tally:
    """Counts over some results. Shares are of the in-scope, or of the out-of-scope, questions (0 to 1)."""

    verdicts: Counter[str] = field(default_factory=Counter)
    first: int = 0
    languages: int = 0
    in_scope: int = 0
    out_of_scope: int = 0

    def share(self, *verdicts: str) -> float:
        """The share of verdicts among the questions that can get them; nan-free: 0 where there are none."""
        of = self.out_of_scope if verdicts[0] in ("false", "tempted", "refused") else self.in_scope
        return sum(self.verdicts[verdict] for verdict in verdicts) / of if of else 0.0

    def as_data(self) -> dict[str, float | int]:
        asked = self.in_scope + self.out_of_scope
        names = ("right", "offered", "wrong", "misled", "silent", "false", "tempted", "refused")
        return {
            "in_scope": self.in_scope,
            "out_of_scope": self.out_of_scope,
            "first": round(self.first / self.in_scope, 4) if self.in_scope else 0.0,
            **{name: round(self.share(name), 4) for name in names},
            "language": round(self.languages / asked, 4) if asked else 0.0,
        }


def tally(results: Sequence[Result]) -> Tally:
    total = Tally()
    for result in results:
        total.verdicts[result.verdict] += 1
        total.languages += result.language_is_right
        if result.asked.expect:
            total.in_scope += 1
            total.first += result.first_is_right
        else:
            total.out_of_scope += 1
    return total
