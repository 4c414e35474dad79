"""Findings of a moment ago: the same as found anew, without the words that led to them, and never too many."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.compose import reply_to
from bot.library import Edition, Library
from bot.recent import Recent, Replies
from knowledge.finding import Candidate, Context, Finding
from tests.bot.exact import exact_finder

QUESTION = "How many people died?"
DAY = dt.date(2026, 1, 1)


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


def test_a_new_edition_begins_with_nothing_found(case, counting):
    library = Library(Edition.for_many(case.casebook, counting))
    library.find(QUESTION, Context())
    library.edition = Edition.for_many(case.casebook, exact_finder(case.casebook))
    assert library.find(case.question, Context()).candidates[0].fact == case.fact


@given(st.lists(st.tuples(st.text(st.characters(), max_size=5), st.sampled_from([None, "ru", "en"]))))
def test_nothing_is_mixed_up(asked):
    def find(question: str, context: Context) -> Finding:
        return Finding(question, "en", "answer", None, (Candidate(f"{question}|{context.language}", 1.0),))

    recent = Recent(find)
    for question, language in asked:
        assert recent(question, Context(language)) == find(question, Context(language))


def findings(facts: tuple[str, ...]) -> st.SearchStrategy[Finding]:
    candidates = st.permutations(facts).map(lambda order: tuple(Candidate(fact, 0.5, "q") for fact in order))
    reasons = st.sampled_from(["not-in-record", "other-case", "unclear", "other-language"])
    return st.builds(
        lambda outcome, reason, **found: Finding(
            outcome=outcome, reason=reason if outcome == "none" else None, **found
        ),
        outcome=st.sampled_from(["answer", "suggest", "none"]),
        reason=reasons,
        question=st.sampled_from(["a", "скільки років", "how?"]),
        language=st.sampled_from(["ru", "kk", "ky", "en"]),
        candidates=candidates,
        also=st.sampled_from([(), facts[:1], facts[1:3]]),
    )


@given(data=st.data())
def test_a_reply_from_memory_is_the_one_composed(ferry_casebook, data):
    facts = tuple(ferry_casebook.facts)[:5]
    replies = Replies(ferry_casebook)
    for finding in data.draw(st.lists(findings(facts), min_size=1, max_size=12)):
        day = data.draw(st.sampled_from([DAY, DAY.replace(year=2036)]))
        assert replies(finding, day) == reply_to(finding, ferry_casebook, day)


def test_a_reply_is_composed_once_for_all_who_ask_it_in_other_words(ferry_casebook):
    replies = Replies(ferry_casebook)
    found = exact_finder(ferry_casebook)(QUESTION, Context())
    again = replace(
        found, question="dead?", candidates=(replace(found.candidates[0], score=0.7), *found.candidates[1:])
    )
    assert replies(found, DAY) is replies(again, DAY)
    assert QUESTION not in repr(replies(found, DAY).paragraphs)
