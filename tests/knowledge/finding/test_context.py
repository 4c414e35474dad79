"""What was told before leans the next question towards the facts that lie near it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.casebook import Casebook
from knowledge.compiled import Compiled
from knowledge.finding import Context
from knowledge.finding.context import FADES_OVER, FULL_UP_TO, RELATED, RELATES, SHARES, TOPIC, Neighbours
from knowledge.finding.finder import Finder
from knowledge.model import LANGUAGES
from tests.knowledge.finding.conftest import Changed

FACTS = (
    *("ferry-sinking", "inspection-warning", "deaths-count", "people-aboard"),
    *("captain-sentence", "operator-fine", "trial-length", "appeal-status"),
)


@pytest.fixture(scope="session")
def neighbours(ferry_casebook: Casebook) -> Neighbours:
    return Neighbours(ferry_casebook, FACTS)


def leans(neighbours: Neighbours, told: str | None, words: int = 1) -> dict[str, float]:
    lean = neighbours.lean(told, words)
    assert lean.shape == (len(FACTS),)
    return {fact: pytest.approx(value) for fact, value in zip(FACTS, lean, strict=True)}


@pytest.mark.parametrize("told", [None, "no-such-fact", ""])
def test_without_a_fact_told_nothing_leans(neighbours: Neighbours, told: str | None) -> None:
    assert leans(neighbours, told) == dict.fromkeys(FACTS, 0)


def test_the_lean_adds_up(neighbours: Neighbours) -> None:
    lean = leans(neighbours, "captain-sentence")
    assert lean["operator-fine"] == RELATED + RELATES + TOPIC
    assert lean["appeal-status"] == RELATED + RELATES + SHARES
    assert lean["deaths-count"] == RELATES
    assert lean["people-aboard"] == 0


def test_a_fact_shares_its_own_topic_and_people(neighbours: Neighbours) -> None:
    assert leans(neighbours, "captain-sentence")["captain-sentence"] == TOPIC + SHARES
    assert leans(neighbours, "deaths-count")["deaths-count"] == TOPIC


def test_a_court_or_a_place_in_common_is_not_people_in_common(changed: Changed) -> None:
    casebook = changed("deaths-count", related=())
    assert leans(Neighbours(casebook, FACTS), "trial-length")["deaths-count"] == 0


def test_a_draft_may_have_been_told(changed: Changed) -> None:
    casebook = changed("captain-sentence", state="withdrawn")
    assert leans(Neighbours(casebook, FACTS), "captain-sentence")["trial-length"] == RELATED + RELATES + TOPIC


@given(st.sampled_from(FACTS), st.integers(0, 1_000))
def test_the_longer_a_question_the_less_it_leans(neighbours: Neighbours, told: str, words: int) -> None:
    now, next_ = neighbours.lean(told, words), neighbours.lean(told, words + 1)
    assert (now >= next_).all()
    assert (next_ >= 0).all()
    assert (now <= RELATED + RELATES + SHARES + TOPIC).all()
    if words <= FULL_UP_TO:
        np.testing.assert_array_equal(now, neighbours.lean(told, 0))
    if words >= FULL_UP_TO + FADES_OVER:
        assert not now.any()


@pytest.mark.parametrize("question", ["when", "қашан?", "качан?", "когда?"])
@pytest.mark.parametrize(
    ("told", "fact"), [(None, "ferry-sinking"), ("captain-sentence", "trial-length"), ("deaths-count", "ferry-sinking")]
)
def test_a_follow_up_is_read_in_its_context(finder: Finder, question: str, told: str | None, fact: str) -> None:
    assert finder.find(question, Context(fact=told)).candidates[0].fact == fact


def test_a_follow_up_is_surer_in_its_context(finder: Finder) -> None:
    alone, after = (finder.find("а сколько?", Context("ru", fact)) for fact in (None, "deaths-count"))
    assert alone.candidates[0].score < after.candidates[0].score
    assert after.candidates[0].fact == "people-aboard"


@pytest.mark.parametrize("told", FACTS)
def test_a_question_that_says_what_it_is_about_is_not_swayed(
    finder: Finder, ferry_compiled: Compiled, told: str
) -> None:
    casebook = ferry_compiled.casebook
    swayed = [
        question
        for fact in casebook.published()
        for language in LANGUAGES
        for question in casebook.asked(fact.id, language)
        if len(question.split()) >= 5 and finder.find(question, Context(language, told)).candidates[0].fact != fact.id
    ]
    assert swayed == []
