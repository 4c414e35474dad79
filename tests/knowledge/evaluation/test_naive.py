"""The simple bots are played fairly: same questions, the best cut-off they can have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from knowledge.casebook import Casebook
from knowledge.evaluation.measure import measure
from knowledge.evaluation.naive import NAIVE, NaiveFinder, best_cutoff
from knowledge.evaluation.sets import Asked
from knowledge.finding import Candidate, Context, Finding


class Scripted(NaiveFinder):
    """Finds the fact ``f`` for everything, as similar as the question says."""

    def __init__(self, cutoff: float = 0.0) -> None:
        self._cutoff = cutoff

    def find(self, question: str, context: Context) -> Finding:
        similarity = float(question)
        outcome = "answer" if similarity >= self._cutoff else "none"
        return Finding(question, "en", outcome, None, (Candidate("f", similarity / 100),))


def asked(similarity: float, right: bool) -> Asked:
    return Asked(q=str(similarity), lang="en", kind="plain", expect=("f",) if right else ())


def gain(cutoff: float, questions: list[Asked]) -> int:
    verdicts = [result.verdict for result in measure(Scripted(cutoff).find, questions)]
    return verdicts.count("right") - verdicts.count("wrong") - verdicts.count("false")


@pytest.mark.parametrize("name", NAIVE)
def test_a_stored_question_finds_its_fact(ferry_casebook: Casebook, name: str) -> None:
    finding = NaiveFinder(ferry_casebook, NAIVE[name]).find("Капитан не үшін түрмеге қамалды?", Context())
    assert (finding.outcome, finding.language, finding.candidates[0].fact) == ("answer", "kk", "captain-sentence")
    assert finding.candidates[0].score == 1


def test_below_the_cutoff_nothing_is_answered(ferry_casebook: Casebook) -> None:
    finder = NaiveFinder(ferry_casebook, fuzz.ratio)
    strict = finder.with_cutoff(99)
    assert finder.find("how many ferries", Context()).outcome == "answer"
    assert strict.find("how many ferries", Context()).outcome == "none"
    assert strict.find("how many ferries", Context()).reason == "not-in-record"
    assert strict.find("How many people died?", Context()).outcome == "answer"


@pytest.mark.parametrize("name", NAIVE)
@pytest.mark.parametrize("question", ["", "?!", "🚢", "x" * 3000])
def test_any_text_gets_a_decision(ferry_casebook: Casebook, name: str, question: str) -> None:
    finding = NaiveFinder(ferry_casebook, NAIVE[name], 100.1).find(question, Context())
    assert finding.outcome == "none"


def test_a_bot_that_is_never_right_answers_nothing() -> None:
    questions = [asked(90, right=False), asked(50, right=False)]
    assert gain(best_cutoff(Scripted(), questions), questions) == 0


def test_equal_similarities_stand_or_fall_together() -> None:
    questions = [asked(80, right=True), asked(80, right=False), asked(80, right=False), asked(95, right=True)]
    assert best_cutoff(Scripted(), questions) == pytest.approx(95)


@given(st.lists(st.tuples(st.sampled_from([10.0, 40.0, 55.0, 70.0, 90.0]), st.booleans())))
def test_no_other_cutoff_serves_better(rows: list[tuple[float, bool]]) -> None:
    questions = [asked(similarity, right) for similarity, right in rows]
    best = gain(best_cutoff(Scripted(), questions) - 1e-6, questions)
    assert best == max(gain(cutoff, questions) for cutoff in (0, 10, 40, 55, 70, 90, 101))
