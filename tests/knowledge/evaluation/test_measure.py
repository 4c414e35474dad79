"""Each decision is judged once, and shares are taken of the questions that can get them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.evaluation.measure import Tally, Verdict, cost_of, judge, measure, tally, wilson
from knowledge.evaluation.sets import Asked
from knowledge.finding import Candidate, Context, Finding, Outcome

FACTS = ("a", "b", "c", "d")


def asked(*expect: str, lang: str = "ru", after: str | None = None) -> Asked:
    return Asked.model_validate({"q": "?", "lang": lang, "kind": "plain", "expect": expect, "after": after})


def found(outcome: Outcome, *facts: str) -> Finding:
    return Finding("?", "ru", outcome, None, tuple(Candidate(fact, 0.5) for fact in facts))


@pytest.mark.parametrize(
    ("expect", "outcome", "facts", "verdict"),
    [
        ("a", "answer", "ab", "right"),
        ("ab", "answer", "ba", "right"),
        ("a", "answer", "ba", "wrong"),
        ("a", "suggest", "bca", "offered"),
        ("a", "suggest", "bcda", "misled"),
        ("a", "none", "ab", "silent"),
        ("a", "none", "", "silent"),
        ("", "answer", "a", "false"),
        ("", "suggest", "ab", "tempted"),
        ("", "none", "ab", "refused"),
    ],
)
def test_a_decision_is_judged(expect: str, outcome: Outcome, facts: str, verdict: Verdict) -> None:
    assert judge(asked(*expect), found(outcome, *facts)) == verdict


def test_only_the_question_and_what_it_follows_are_told() -> None:
    told: list[tuple[str, Context]] = []

    def find(question: str, context: Context) -> Finding:
        told.append((question, context))
        return found("answer", "a")

    (result,) = measure(find, [asked("a", lang="kk", after="b")])
    assert told == [("?", Context(language=None, fact="b"))]
    assert (result.verdict, result.first_is_right, result.language_is_right) == ("right", True, False)


def test_any_language_is_right_for_a_question_in_none_of_the_four() -> None:
    (result,) = measure(lambda *_: found("none"), [asked(lang="other")])
    assert result.language_is_right
    assert not result.first_is_right


def test_shares_are_of_their_own_kind() -> None:
    answers = iter([found("answer", "a"), found("answer", "b"), found("suggest", "b", "a"), found("none", "a")])
    questions = [asked("a"), asked("a"), asked("a"), asked()]
    data = tally(measure(lambda *_: next(answers), questions)).as_data()
    assert (data["in_scope"], data["out_of_scope"]) == (3, 1)
    assert (data["right"], data["wrong"], data["offered"]) == (0.3333, 0.3333, 0.3333)
    assert (data["refused"], data["first"], data["language"]) == (1.0, 0.3333, 1.0)


def test_an_empty_set_has_zero_shares() -> None:
    assert set(Tally().as_data().values()) == {0}


@given(
    st.lists(
        st.tuples(
            st.sets(st.sampled_from(FACTS), max_size=2),
            st.sampled_from(["answer", "suggest", "none"]),
            st.lists(st.sampled_from(FACTS), unique=True, min_size=1),
        )
    )
)
def test_shares_add_up(rows: list[tuple[set[str], Outcome, list[str]]]) -> None:
    findings = iter([found(outcome, *facts) for _, outcome, facts in rows])
    total = tally(measure(lambda *_: next(findings), [asked(*expect) for expect, _, _ in rows]))
    inside = total.share("right", "offered", "wrong", "misled", "silent")
    outside = total.share("false", "tempted", "refused")
    assert inside == pytest.approx(1 if total.in_scope else 0)
    assert outside == pytest.approx(1 if total.out_of_scope else 0)
    assert total.first >= total.verdicts["right"]


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (98, 100, 0.9300, 0.9945), (0, 0, 0, 1)],
)
def test_intervals_are_those_of_wilson(right: int, of: int, low: float, high: float) -> None:
    """Values of scipy.stats.binomtest(…).proportion_ci(method="wilson")."""
    assert wilson(right / of if of else 0, of) == pytest.approx((low, high), abs=1e-4)


def test_an_interval_is_of_the_questions_that_can_get_the_verdict() -> None:
    found_right = [found("answer", "a")] * 3 + [found("none")]
    answers = iter(found_right)
    total = tally(measure(lambda *_: next(answers), [asked("a"), asked("a"), asked("a"), asked()]))
    assert total.interval("right") == wilson(1.0, 3)
    assert total.interval("false") == wilson(0.0, 1)


def test_a_wrong_answer_costs_most_and_each_verdict_its_own() -> None:
    costs = {"right": 0.0, "wrong": 1.2, "offered": 0.4, "tempted": 0.1, "silent": 0.9, "refused": 0.0}
    verdicts: tuple[Verdict, ...] = ("right", "offered", "silent", "misled", "wrong", "false")
    assert [cost_of(verdict, costs) for verdict in verdicts] == pytest.approx([0, 0.4, 0.9, 1.0, 1.2, 1.2])
    answers = iter([found("answer", "a"), found("answer", "b"), found("answer", "a")])
    total = tally(measure(lambda *_: next(answers), [asked("a"), asked("a"), asked()]))
    assert total.cost(costs) == pytest.approx(2.4 / 3)
    assert Tally().cost(costs) == 0
