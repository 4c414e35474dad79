"""What became of each question of a set, counted by language and kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Final, Literal

from knowledge.evaluation.sets import Asked
from knowledge.finding import Context, Finding

__all__ = ["VERDICTS", "Result", "Tally", "Verdict", "cost_of", "judge", "measure", "tally", "wilson"]

# The standard score of a 95 % interval.
_Z: Final = 1.959964

# In scope: right (answered with a right fact), offered (a right one among the choices), wrong (answered with
# another), misled (choices without a right one), silent (no answer). Out of scope: false (answered),
# tempted (choices offered), refused.
Verdict = Literal["right", "offered", "wrong", "misled", "silent", "false", "tempted", "refused"]


VERDICTS: Final[tuple[Verdict, ...]] = (
    "right", "offered", "wrong", "misled", "silent", "false", "tempted", "refused"
)  # fmt: skip


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


def cost_of(verdict: Verdict, costs: Mapping[str, float]) -> float:
    """What a verdict costs, by the costs that the decision was made with (``knowledge.training.decisions.COSTS``).

    Choices without the right one cost as much as choices read in vain and no answer together.
    """
    if verdict == "misled":
        return costs["silent"] + costs["tempted"]
    return costs["wrong" if verdict == "false" else verdict]


def wilson(share: float, of: int) -> tuple[float, float]:
    """The 95 % interval of a share that was seen in so many questions (Wilson 1927); (0, 1) if in none."""
    if not of:
        return 0.0, 1.0
    spread = _Z * sqrt(share * (1 - share) / of + (_Z / (2 * of)) ** 2)
    middle, scale = share + _Z**2 / (2 * of), 1 + _Z**2 / of
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


@dataclass
class Tally:
    """Counts over some results. Shares are of the in-scope, or of the out-of-scope, questions (0 to 1)."""

    verdicts: Counter[Verdict] = field(default_factory=Counter)
    first: int = 0
    languages: int = 0
    in_scope: int = 0
    out_of_scope: int = 0

    def share(self, *verdicts: Verdict) -> float:
        """The share of verdicts among the questions that can get them; nan-free: 0 where there are none."""
        of = self._asked(verdicts[0])
        return sum(self.verdicts[verdict] for verdict in verdicts) / of if of else 0.0

    def interval(self, *verdicts: Verdict) -> tuple[float, float]:
        """The 95 % interval of that share."""
        return wilson(self.share(*verdicts), self._asked(verdicts[0]))

    def cost(self, costs: Mapping[str, float]) -> float:
        """The mean cost of a question."""
        asked = self.in_scope + self.out_of_scope
        total = sum(cost_of(verdict, costs) * n for verdict, n in self.verdicts.items())
        return total / asked if asked else 0.0

    def _asked(self, verdict: Verdict) -> int:
        return self.out_of_scope if verdict in ("false", "tempted", "refused") else self.in_scope

    def as_data(self) -> dict[str, float | int]:
        asked = self.in_scope + self.out_of_scope
        return {
            "in_scope": self.in_scope,
            "out_of_scope": self.out_of_scope,
            "first": round(self.first / self.in_scope, 4) if self.in_scope else 0.0,
            **{name: round(self.share(name), 4) for name in VERDICTS},
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
