"""What is new to readers between two states of a record."""

from __future__ import annotations

import json

import pytest

from knowledge.casebook import Casebook
from knowledge.model import Withdrawal
from knowledge.news import news_since, standing_of

NOW = dict.fromkeys(("ru", "kk", "ky", "en"), "why")


def changed(casebook: Casebook, fact: str, **fields) -> Casebook:
    return casebook.model_copy(
        update={"facts": {**casebook.facts, fact: casebook.facts[fact].model_copy(update=fields)}}
    )


def told(before, casebook) -> list[tuple[str, str]]:
    return [(news.fact, news.how) for news in news_since(before, casebook)]


def test_nothing_is_new_in_the_same_record(casebook):
    known = json.loads(json.dumps(standing_of(casebook)))
    assert known
    assert news_since(known, casebook) == ()


def test_to_whom_nothing_was_told_everything_is_added_in_the_order_of_the_case(ferry_casebook):
    assert told({}, ferry_casebook) == [(fact.id, "added") for fact in ferry_casebook.published()]


def test_a_raised_version_is_a_change_with_the_reasons_since_then(ferry_casebook):
    known = standing_of(ferry_casebook) | {"operator-fine": [1, "published"]}
    (news,) = news_since(known, ferry_casebook)
    assert (news.fact, news.how) == ("operator-fine", "changed")
    assert [change.version for change in news.changes] == [2, 3]
    (news,) = news_since(known | {"operator-fine": [2, "published"]}, ferry_casebook)
    assert [change.version for change in news.changes] == [3]


def test_a_fact_taken_back_is_a_withdrawal_told_or_not(ferry_casebook):
    known = standing_of(ferry_casebook)
    withdrawal = Withdrawal(date="2022-02-01", reason=NOW)
    assert told(known, changed(ferry_casebook, "deaths-count", state="withdrawn", withdrawal=withdrawal)) == [
        ("deaths-count", "withdrawn")
    ]
    assert told(known, changed(ferry_casebook, "deaths-count", state="draft")) == [("deaths-count", "withdrawn")]


def test_corrections_come_first_the_latest_on_top(ferry_casebook):
    withdrawal = Withdrawal(date="2021-01-01", reason=NOW)
    now = changed(ferry_casebook, "trial-length", state="withdrawn", withdrawal=withdrawal)
    known = standing_of(ferry_casebook) | {"operator-fine": [1, "published"]}
    del known["deaths-count"]
    assert told(known, now) == [("operator-fine", "changed"), ("trial-length", "withdrawn"), ("deaths-count", "added")]


def test_drafts_are_seen_by_nobody_and_a_published_draft_is_new(ferry_casebook):
    draft = changed(ferry_casebook, "deaths-count", state="draft")
    known = standing_of(draft)
    assert "deaths-count" not in known
    assert news_since(known, draft) == ()
    assert told(known, ferry_casebook) == [("deaths-count", "added")]


def test_what_comes_back_after_a_withdrawal_is_new(ferry_casebook):
    known = standing_of(changed(ferry_casebook, "deaths-count", state="withdrawn"))
    assert told(known, ferry_casebook) == [("deaths-count", "added")]


@pytest.mark.parametrize("known", [[7, "published"], [1, "published"]])
def test_of_a_fact_that_is_no_more_nothing_is_told(ferry_casebook, known):
    assert told(standing_of(ferry_casebook) | {"gone-for-good": known}, ferry_casebook) == []
