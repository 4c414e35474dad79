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


def found(question: str, fact: str) -> Finding:
    return Finding(question, "en", "answer", None, (Candidate(fact, 1.0),))


def test_what_was_found_is_remembered():
    recent = Recent()
    assert recent.get(QUESTION, Context("ru")) is None
    recent.put(QUESTION, Context("ru"), found(QUESTION, "toll"))
    assert recent.get(QUESTION, Context("ru")) == found(QUESTION, "toll")


@pytest.mark.parametrize(
    ("question", "context"),
    [(QUESTION.lower(), Context("ru", "a")), (QUESTION, Context("kk", "a")), (QUESTION, Context("ru", "b"))],
)
def test_other_words_languages_and_conversations_are_not_the_same(question, context):
    recent = Recent()
    recent.put(QUESTION, Context("ru", "a"), found(QUESTION, "toll"))
    assert recent.get(question, context) is None


def test_the_words_are_not_kept():
    recent = Recent()
    recent.put(QUESTION, Context(), found(QUESTION, "toll"))
    assert len(recent) == 1
    assert QUESTION not in repr(vars(recent))


def test_two_processes_keep_the_same_question_under_different_names():
    names = []
    for recent in (Recent(), Recent()):
        recent.put(QUESTION, Context(), found(QUESTION, "toll"))
        names.append(next(iter(vars(recent)["_findings"])))
    assert names[0] != names[1]


def test_of_too_many_the_one_asked_longest_ago_goes():
    recent = Recent(most=2)
    for question in ("a", "b"):
        recent.put(question, Context(), found(question, question))
    recent.get("a", Context())
    recent.put("c", Context(), found("c", "c"))
    assert len(recent) == 2
    assert [recent.get(question, Context()) is not None for question in ("a", "b", "c")] == [True, False, True]


async def test_a_new_edition_begins_with_nothing_found(case):
    old = Edition(case.casebook, lambda question, context: found(question, case.other), Recent())
    library = Library(old)
    assert (await library.find(case.question, Context())).candidates[0].fact == case.other
    await library.turn_to(Edition(case.casebook, exact_finder(case.casebook), Recent()))
    assert (await library.find(case.question, Context())).candidates[0].fact == case.fact


@given(st.lists(st.tuples(st.text(st.characters(), max_size=5), st.sampled_from([None, "ru", "en"]))))
def test_nothing_is_mixed_up(asked):
    recent = Recent()
    for question, language in asked:
        finding = found(question, f"{question}|{language}")
        assert recent.get(question, Context(language)) in (None, finding)
        recent.put(question, Context(language), finding)


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
    finding = exact_finder(ferry_casebook)(QUESTION, Context())
    again = replace(
        finding, question="dead?", candidates=(replace(finding.candidates[0], score=0.7), *finding.candidates[1:])
    )
    assert replies(finding, DAY) is replies(again, DAY)
    assert QUESTION not in repr(replies(finding, DAY).paragraphs)
