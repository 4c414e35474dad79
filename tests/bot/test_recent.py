"""Findings of a moment ago: the same as found anew, without the words that led to them, and never too many."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.library import Edition, Library
from bot.recent import Recent
from knowledge.finding import Candidate, Context, Finding
from tests.bot.exact import exact_finder

QUESTION = "How many people died?"


class Counting:
    """Finds the same for all, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Context]] = []

    def __call__(self, question: str, context: Context) -> Finding:
        self.asked.append((question, context))
        return Finding(question, context.language or "en", "answer", None, (Candidate(f"fact-{len(self.asked)}", 1.0),))


@pytest.fixture
def counting() -> Counting:
    return Counting()


def test_what_was_found_is_not_searched_for_again(counting):
    recent = Recent(counting)
    assert recent(QUESTION, Context("ru")) == recent(QUESTION, Context("ru"))
    assert len(counting.asked) == 1


@pytest.mark.parametrize(
    ("question", "context"),
    [(QUESTION.lower(), Context("ru", "a")), (QUESTION, Context("kk", "a")), (QUESTION, Context("ru", "b"))],
)
def test_other_words_languages_and_conversations_are_found_anew(counting, question, context):
    recent = Recent(counting)
    assert recent(QUESTION, Context("ru", "a")) != recent(question, context)
    assert len(counting.asked) == 2


def test_the_words_are_not_kept(counting):
    recent = Recent(counting)
    recent(QUESTION, Context())
    assert len(recent) == 1
    assert QUESTION not in repr(vars(recent))


def test_two_processes_keep_the_same_question_under_different_names(counting):
    names = [next(iter(vars(recent)["_findings"])) for recent in map(asked_once, (counting, counting))]
    assert names[0] != names[1]


def asked_once(find: Counting) -> Recent:
    recent = Recent(find)
    recent(QUESTION, Context())
    return recent


def test_of_too_many_the_one_asked_longest_ago_goes(counting):
    recent = Recent(counting, most=2)
    for question in ("a", "b", "a", "c", "a"):
        recent(question, Context())
    assert len(recent) == 2
    assert [question for question, _ in counting.asked] == ["a", "b", "c"]


def test_a_new_edition_begins_with_nothing_found(ferry_casebook, counting):
    library = Library(Edition.for_many(ferry_casebook, counting))
    library.find(QUESTION, Context())
    library.edition = Edition.for_many(ferry_casebook, exact_finder(ferry_casebook))
    assert library.find(QUESTION, Context()).candidates[0].fact == "deaths-count"


@given(st.lists(st.tuples(st.text(st.characters(), max_size=5), st.sampled_from([None, "ru", "en"]))))
def test_nothing_is_mixed_up(asked):
    def find(question: str, context: Context) -> Finding:
        return Finding(question, "en", "answer", None, (Candidate(f"{question}|{context.language}", 1.0),))

    recent = Recent(find)
    for question, language in asked:
        assert recent(question, Context(language)) == find(question, Context(language))
