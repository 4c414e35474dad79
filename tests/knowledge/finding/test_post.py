"""What a post touches in the record: clear sentences only, few, and no figure put right that may be meant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.casebook import Casebook
from knowledge.finding import Candidate, Context, Contrast, Finding
from knowledge.finding.post import sentences_of, surest

FACTS = ("deaths-count", "operator-fine", "appeal-status", "captain-sentence", "people-aboard")


def find(question: str, context: Context) -> Finding:
    """A finder of sentences that name a fact, and how sure it is, as ``about deaths-count 90``."""
    for fact in FACTS:
        if fact in question:
            score = int(question.split()[-1]) / 100
            return Finding(question, "en", "answer" if score >= 0.5 else "suggest", None, (Candidate(fact, score),))
    return Finding(question, "en", "none", "not-in-record")


def told(casebook: Casebook, post: str) -> list[str]:
    return [each.candidates[0].fact for each in checked(find, casebook, post)]


def checked(find: Callable[[str, Context], Finding], casebook: Casebook, post: str) -> tuple[Finding, ...]:
    return surest([find(sentence, Context()) for sentence in sentences_of(post)], casebook)


@pytest.mark.parametrize(
    ("post", "facts"),
    [
        ("About deaths-count 90.", ["deaths-count"]),
        ("Hello all of you! About deaths-count 90\nThen operator-fine was 95.", ["deaths-count", "operator-fine"]),
        ("About deaths-count 60. About operator-fine 40.", []),
        ("The deaths-count 90. Or deaths-count was 99.", ["deaths-count"]),
        ("One appeal-status 90", ["appeal-status"]),
        ("deaths-count 99", []),  # two words say nothing
        ("See v1.2 about deaths-count 90", ["deaths-count"]),
        ("", []),
    ],
)
def test_clear_sentences_are_told_in_their_order(ferry_casebook: Casebook, post: str, facts: list[str]) -> None:
    assert told(ferry_casebook, post) == facts


def test_of_many_the_three_surest_are_told(ferry_casebook: Casebook) -> None:
    post = ". ".join(f"This is {fact} {score}" for fact, score in zip(FACTS, (81, 99, 82, 97, 98), strict=True))
    assert told(ferry_casebook, post) == ["operator-fine", "captain-sentence", "people-aboard"]


@pytest.mark.parametrize(("asserted", "is_told"), [("13", True), ("6", False)])
def test_a_figure_that_the_record_has_elsewhere_is_not_put_right(
    ferry_casebook: Casebook, asserted: str, is_told: bool
) -> None:
    """The captain got 6 years: who writes of 6 years may mean him, whatever fact was found."""

    def contrasting(question: str, context: Context) -> Finding:
        contrast = Contrast("deaths-count", "years", asserted, "2")
        return replace(find(question, context), contrasts=(contrast,))

    findings = checked(contrasting, ferry_casebook, "About deaths-count 90")
    assert bool(findings) is is_told


@given(st.text(max_size=3000))
def test_any_post_can_be_read(ferry_casebook: Casebook, post: str) -> None:
    assert len(checked(find, ferry_casebook, post)) <= 3
    assert len(sentences_of(post)) <= 24
    assert all(sentence in post for sentence in sentences_of(post))
