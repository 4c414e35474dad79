"""The simple bots are played fairly: same questions, the cheapest cut-offs they can have."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.casebook import Casebook
from knowledge.evaluation.baselines import BASELINES, DEFAULT, Baseline, Cutoffs, Ranked, fit, maker, missing
from knowledge.evaluation.measure import cost_of
from knowledge.evaluation.sets import Asked

COSTS = {"right": 0.0, "wrong": 1.2, "offered": 0.4, "tempted": 0.1, "silent": 0.9, "refused": 0.0}
QUICK = [name for name in BASELINES if name != "encoder"]
NEVER, ALWAYS = Cutoffs(np.inf, np.inf), Cutoffs(-np.inf, -np.inf)

Row = tuple[float, str]
ROWS = st.lists(st.tuples(st.sampled_from([0.0, 10.0, 40.0, 55.0, 90.0]), st.sampled_from(["first", "third", "oos"])))


def asked(where: str) -> Asked:
    expect = {"first": ("f",), "third": ("h",), "elsewhere": ("z",), "oos": ()}[where]
    return Asked(q="?", lang="en", kind="plain", expect=expect)


def ranked(similarity: float) -> Ranked:
    return Ranked(("f", "g", "h"), (similarity, 0.0, 0.0), "en")


def played(rows: Sequence[Row]) -> tuple[list[Asked], list[Ranked]]:
    return [asked(where) for _, where in rows], [ranked(similarity) for similarity, _ in rows]


def total(rows: Sequence[Row], cutoffs: Cutoffs) -> float:
    results = Baseline.measure(*played(rows), cutoffs)
    return sum(cost_of(result.verdict, COSTS) for result in results)


@pytest.fixture(scope="module", params=QUICK)
def bot(request: pytest.FixtureRequest, ferry_casebook: Casebook, tmp_path_factory: pytest.TempPathFactory) -> Baseline:
    if missing(request.param):
        pytest.skip(f"{request.param} needs {missing(request.param)}")
    return Baseline(ferry_casebook, maker(request.param, tmp_path_factory.mktemp("kept")))


def test_a_stored_question_finds_its_fact(bot: Baseline) -> None:
    (found,) = bot.rank(["Капитан не үшін түрмеге қамалды?"])
    assert (found.facts[0], found.language) == ("captain-sentence", "kk")
    assert len(set(found.facts)) == len(found.scores) == 3


@pytest.mark.parametrize("question", ["", "?!", "🚢", "x" * 3000, "\0", "а\u0301" * 50])
def test_any_text_gets_a_decision(bot: Baseline, question: str) -> None:
    (found,) = bot.rank([question])
    assert np.isfinite(found.scores).all()
    assert Baseline.decide(question, found, NEVER).outcome == "none"


def test_the_nearest_come_first_and_batches_change_nothing(bot: Baseline) -> None:
    questions = ["how many died", "капитан", "сот қашан болды"] * 30
    alone = [next(bot.rank([question])) for question in questions[:3]]
    together = list(bot.rank(questions))
    assert [each.facts for each in together] == [each.facts for each in alone] * 30
    assert all(one >= other for each in together for one, other in pairwise(each.scores))


def test_the_cutoffs_decide() -> None:
    near = ranked(70)
    assert Baseline.decide("q", near, Cutoffs(70, 40)).outcome == "answer"
    assert Baseline.decide("q", near, Cutoffs(71, 70)).outcome == "suggest"
    declined = Baseline.decide("q", near, Cutoffs(90, 71))
    assert (declined.outcome, declined.reason) == ("none", "not-in-record")
    assert [each.fact for each in declined.candidates] == ["f", "g", "h"]


def test_a_bot_that_is_never_right_says_nothing() -> None:
    rows = [(90.0, "oos"), (50.0, "oos")]
    assert fit(*played(rows), COSTS) == NEVER == fit([], [], COSTS)


def test_equal_similarities_stand_or_fall_together() -> None:
    rows = [(80.0, "first"), (80.0, "oos"), (80.0, "oos"), (95.0, "first")]
    assert fit(*played(rows), COSTS, offering=False) == Cutoffs(95, 95)


@given(ROWS, st.booleans())
def test_no_other_cutoffs_cost_less(rows: list[Row], offering: bool) -> None:
    edges = [-np.inf, 0, 10, 40, 55, 90, np.inf]
    best = fit(*played(rows), COSTS, offering=offering)
    others = [Cutoffs(high, low) for high in edges for low in edges if low == high or (offering and low < high)]
    assert total(rows, best) == pytest.approx(min(total(rows, other) for other in others))
    assert offering or best.answer_from == best.offer_from


def test_the_quick_ones_are_known_and_a_package_is_named() -> None:
    assert set(DEFAULT) < set(BASELINES)
    assert missing("tfidf") is None
