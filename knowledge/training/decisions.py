"""Fits the decision (`knowledge.finding.decide`) to the development half of the question sets.

    python -m knowledge.training.decisions [--record knowledge/record] [--out knowledge/finding/decisions.json]
    python -m knowledge.training.decisions --check       exit code 1 if the stored weights are not what comes out

The evidence for the likeliest fact of each question, asked alone and within a conversation, is weighed by logistic
regression against whether it is a right answer, each kind of evidence as hat functions around its knots, which give
the curves. The two thresholds follow from these probabilities and the costs below. Curves for sparse records come from
small records cut out of the same one (`knowledge.training.excerpts`). The held-out half is not read here.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from knowledge.casebook import Casebook
from knowledge.compiled import compile_record
from knowledge.evaluation.measure import measure, tally
from knowledge.evaluation.sets import Asked, read_set
from knowledge.finding.decide import DECISIONS, EVIDENCE, Curve, Decisions
from knowledge.finding.finder import Finder
from knowledge.finding.finding import Context
from knowledge.finding.meaning import Meaning
from knowledge.tongue import Tongue
from knowledge.training.excerpts import excerpts

__all__ = ["COSTS", "fit", "fit_curves", "main", "thresholds"]

_ROOT: Final = Path(__file__).resolve().parents[2]
_DEVELOPMENT: Final = _ROOT / "tests" / "questions" / "development.jsonl"

COSTS: Final = {
    "right": 0.0,
    "wrong": 1.0,  # answered with another fact, or where there is none: believed, perhaps printed
    "offered": 0.4,  # the right fact among the choices: one more press
    "tempted": 0.06,  # choices read in vain
    "silent": 0.9,  # no answer, and the record knew it
    "refused": 0.0,
}
"""What each outcome costs: a wrong answer more than an offer, an offer more than silence out of scope."""

# Ten-fold on development questions .01 to .1 were alike, as were 4 to 7 knots.
REGULARISATION: Final = 0.03
KNOTS: Final = 5
# Heights are stored and compared to this many digits: sums of floats differ in the last ones between machines.
DIGITS: Final = 3


# How often a follow-up counts: there are few of them in the set, and many in a chat.
_FOLLOW_UP_WEIGHT: Final = 5.0
# How many questions an excerpt is asked of each group at least, where there are so many.
LEAST_ASKED: Final = 250


@dataclass(frozen=True)
class _Case:
    """One question: the evidence for its likeliest fact, whether that is right or any is, and how much it counts."""

    found: NDArray[np.float32]
    fact: str
    right: bool
    told: bool
    weight: float = 1.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit and store, or check what is stored."""
    options = argparse.ArgumentParser(prog="python -m knowledge.training.decisions", description=__doc__)
    options.add_argument("--record", type=Path, default=_ROOT / "knowledge" / "record")
    options.add_argument("--out", type=Path, default=DECISIONS)
    options.add_argument("--check", action="store_true", help="compare with what is stored, write nothing")
    given = options.parse_args(arguments)
    data = fit(given.record)
    if given.check:
        stored = json.loads(given.out.read_text(encoding="utf-8"))
        same = np.allclose(_numbers(stored), _numbers(data), atol=0.02)
        print(
            "the stored decisions are what comes out" if same else "the stored decisions are stale: run without --check"
        )
        return 0 if same else 1
    given.out.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
    json.dump(data, sys.stdout, indent=2)
    return 0


def _numbers(data: dict[str, Any]) -> list[float]:
    numbers = [data["answer_from"], data["offer_from"]]
    for fitted in (data["dense"], data["sparse"]):
        numbers.append(fitted["bias"])
        for curve in fitted["curves"].values():
            numbers += [*curve["knots"], *curve["heights"]]
    return numbers


def fit(record: Path) -> dict[str, Any]:
    """The decision fitted to the development questions, with the figures it gives on them."""
    compiled = compile_record(record)
    blank = Decisions(0.0, (Curve((0.0,), (0.0,)),) * len(EVIDENCE), 1.0, 1.0)
    parts = (compiled.casebook, compiled.index, compiled.classifier, compiled.coverage, Meaning(), Tongue())
    asked = read_set(_DEVELOPMENT)
    alone = [each for each in asked if not each.after]
    dense = _fitted(list(_conversed(Finder(*parts, blank), compiled.casebook, asked)))
    small = [list(_asked_an_excerpt(finder, alone)) for finder in excerpts(compiled, blank)]
    sparse = _fitted([case for cases in small for case in cases])
    answer_from, offer_from = thresholds(COSTS)
    decisions = Decisions(*dense, answer_from, offer_from)
    return {
        "dense": _as_data(*dense),
        "sparse": _as_data(*sparse),
        "answer_from": answer_from,
        "offer_from": offer_from,
        "costs": COSTS,
        "development": tally(measure(Finder(*parts, decisions).find, asked)).as_data(),
        "excerpts": _figures(Decisions(*sparse, answer_from, offer_from), [case for cases in small for case in cases]),
    }


def _fitted(cases: Sequence[_Case]) -> tuple[float, tuple[Curve, ...]]:
    rows = np.stack([case.found for case in cases]).astype(np.float64)
    return fit_curves(rows, [case.right for case in cases], [case.weight for case in cases])


def _as_data(bias: float, curves: Sequence[Curve]) -> dict[str, Any]:
    by_name = zip(EVIDENCE, curves, strict=True)
    return {
        "bias": bias,
        "curves": {name: {"knots": list(curve.knots), "heights": list(curve.heights)} for name, curve in by_name},
    }


def _figures(decisions: Decisions, cases: Sequence[_Case]) -> dict[str, float]:
    """Of the questions that an excerpt tells of, how many are answered rightly; of all, how many wrongly; shares."""
    answered = decisions.probabilities(np.stack([case.found for case in cases])) >= decisions.answer_from
    right = np.array([case.right for case in cases])
    told = np.array([case.told for case in cases])
    return {
        "told": int(told.sum()),
        "not_told": int((~told).sum()),
        "right": round(float((answered & right)[told].mean()), 4),
        "wrong": round(float((answered & ~right)[told].mean()), 4),
        "false": round(float(answered[~told].mean()), 4),
    }


def fit_curves(
    rows: NDArray[np.float64], right: Sequence[bool], weights: Sequence[float] | None = None
) -> tuple[float, tuple[Curve, ...]]:
    """The bias and the curve of each column of evidence, shape (cases, columns), for the log odds of being right.

    ``weights`` say how much each case counts.
    """
    from sklearn.linear_model import LogisticRegression

    knots = [np.unique(np.round(np.quantile(column, np.linspace(0, 1, KNOTS)), DIGITS)) for column in rows.T]
    hats = np.hstack([_hats(column, at) for column, at in zip(rows.T, knots, strict=True)])
    spread = hats.std(0) + np.finfo(np.float32).eps
    model = LogisticRegression(C=REGULARISATION, max_iter=4_000)
    model.fit((hats - hats.mean(0)) / spread, right, sample_weight=weights)
    heights = np.round(model.coef_[0] / spread, DIGITS)
    ends = np.cumsum([len(at) for at in knots])
    curves = tuple(
        Curve(tuple(at.tolist()), tuple(part.tolist()))
        for at, part in zip(knots, np.split(heights, ends[:-1]), strict=True)
    )
    return round(float(model.intercept_[0] - hats.mean(0) @ heights), DIGITS), curves


def _hats(column: NDArray[np.float64], knots: NDArray[np.float64]) -> NDArray[np.float64]:
    """A column as hat functions: 1 at a knot of its own, falling to 0 at the next ones; shape (cases, knots)."""
    return np.stack([np.interp(column, knots, hat) for hat in np.eye(len(knots))], axis=1)


def _conversed(finder: Finder, casebook: Casebook, asked: Sequence[Asked]) -> Iterator[_Case]:
    """Each question by itself; and as one of a conversation, lest what was told before makes an answer too likely.

    A question in scope is also asked after another fact of its topic, one out of scope after a fact that leads to the
    one it comes nearest to: after "who is Dalgren" comes "how tall is he".
    """
    topics: defaultdict[str, list[str]] = defaultdict(list)
    for fact in casebook.published():
        topics[fact.topic].append(fact.id)
    for place, each in enumerate(asked):
        alone = _case(finder, each)
        if alone is None:
            continue
        if each.after:
            yield replace(alone, weight=_FOLLOW_UP_WEIGHT)
            continue
        yield alone
        if each.expect:
            others = [fact for fact in topics[casebook.facts[each.expect[0]].topic] if fact not in each.expect]
        else:
            others = list(casebook.facts[alone.fact].related)
        after = others[place % len(others)] if others else None
        conversed = _case(finder, each.model_copy(update={"after": after})) if after else None
        if conversed is not None:
            yield conversed


def _asked_an_excerpt(finder: Finder, asked: Sequence[Asked]) -> Iterator[_Case]:
    """The questions that a small record answers, and as many as there are of them of each other kind, half as weighty:
    those about facts that it lacks, and those out of scope of the whole record.
    """
    facts = frozenset(finder.facts)
    told = [each for each in asked if facts.intersection(each.expect)]
    lacking = [each for each in asked if each.expect and not facts.intersection(each.expect)]
    beyond = [each for each in asked if not each.expect]
    for group, weight in ((told, 1.0), (lacking, 0.5), (beyond, 0.5)):
        for each in _spread(group, max(len(told), LEAST_ASKED)):
            case = _case(finder, each)
            if case is not None:
                yield replace(case, told=group is told, weight=weight)


def _spread(group: Sequence[Asked], most: int) -> Sequence[Asked]:
    """At most so many of a group, from all parts of it."""
    return group[:: -(-len(group) // most)] if len(group) > most else group


def _case(finder: Finder, asked: Asked) -> _Case | None:
    context = Context(fact=asked.after)
    found = finder.weigh(finder.identify(asked.q, context).text, context)
    if found is None:
        return None
    fact = finder.facts[found.facts[0]]
    return _Case(found.found[0], fact, fact in asked.expect, bool(asked.expect))


def thresholds(costs: Mapping[str, float]) -> tuple[float, float]:
    """The probabilities from which an answer, and from which an offer, is expected to cost least.

    With ``p`` for the probability that the first candidate is right, or that any choice is, an answer costs
    ``(1 - p) wrong``, an offer ``p offered + (1 - p) tempted``, silence ``p silent``; each threshold is where two meet.
    """
    over_offer = costs["wrong"] - costs["tempted"]
    answer_from = over_offer / (over_offer + costs["offered"] - costs["right"])
    offer_from = costs["tempted"] / (costs["tempted"] + costs["silent"] - costs["offered"])
    return round(answer_from, DIGITS), round(offer_from, DIGITS)


if __name__ == "__main__":
    sys.exit(main())
