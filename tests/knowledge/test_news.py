"""What is new to readers between two states of a record."""

from __future__ import annotations

import json

import pytest

from knowledge.news import news_since, standing_of
from tests.cases import changed, corrected, withdrawn


def told(before, casebook) -> list[tuple[str, str]]:
    return [(news.fact, news.how) for news in news_since(before, casebook)]


def test_nothing_is_new_in_the_same_record(casebook):
    known = json.loads(json.dumps(standing_of(casebook)))
    assert known
    assert news_since(known, casebook) == ()


def test_to_whom_nothing_was_told_everything_is_added_in_the_order_of_the_case(casebook):
    assert told({}, casebook) == [(fact.id, "added") for fact in casebook.published()]


def test_a_raised_version_is_a_change_with_the_reasons_since_then(case):
    once = corrected(case.casebook, case.fact)
    twice = corrected(once, case.fact)
    (news,) = news_since(standing_of(case.casebook), twice)
    assert (news.fact, news.how) == (case.fact, "changed")
    assert [change.version for change in news.changes] == [2, 3]
    (news,) = news_since(standing_of(once), twice)
    assert [change.version for change in news.changes] == [3]


def test_a_fact_taken_back_is_a_withdrawal_told_or_not(case):
    known = standing_of(case.casebook)
    assert told(known, withdrawn(case.casebook, case.fact)) == [(case.fact, "withdrawn")]
    assert told(known, changed(case.casebook, case.fact, state="draft")) == [(case.fact, "withdrawn")]


def test_corrections_come_first_the_latest_on_top(case):
    now = corrected(withdrawn(case.casebook, case.other, day="1999-01-01"), case.fact)
    known = standing_of(case.casebook)
    del known[case.differing]
    assert told(known, now) == [(case.fact, "changed"), (case.other, "withdrawn"), (case.differing, "added")]


def test_drafts_are_seen_by_nobody_and_a_published_draft_is_new(case):
    draft = changed(case.casebook, case.fact, state="draft")
    known = standing_of(draft)
    assert case.fact not in known
    assert news_since(known, draft) == ()
    assert told(known, case.casebook) == [(case.fact, "added")]


def test_what_comes_back_after_a_withdrawal_is_new(case):
    known = standing_of(changed(case.casebook, case.fact, state="withdrawn"))
    assert told(known, case.casebook) == [(case.fact, "added")]


@pytest.mark.parametrize("known", [[7, "published"], [1, "published"]])
def test_of_a_fact_that_is_no_more_nothing_is_told(casebook, known):
    assert told(standing_of(casebook) | {"gone-for-good": known}, casebook) == []
