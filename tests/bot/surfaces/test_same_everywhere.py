"""One reply, three surfaces: message, plain text and JSON tell the same facts and the same sources."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given, settings

from bot import compose
from bot.surfaces.as_json import as_data
from bot.surfaces.message import html
from bot.surfaces.plain import plain
from knowledge.finding import Candidate, Context, Contrast, Finding
from knowledge.model import LANGUAGES
from tests.bot.api_rules import read_html
from tests.bot.exact import exact_finder
from tests.bot.surfaces.strategies import replies

TODAY = dt.date(2022, 3, 1)
KEYS = ["question", "language", "outcome", "reason", "facts", "text", "citations", "as_of", "corrections"]
CITATION_KEYS = ["n", "source", "publisher", "title", "date", "url", "language"]

each_language = pytest.mark.parametrize("language", LANGUAGES)


@each_language
def test_every_fact_is_the_same_on_every_surface(casebook, language):
    for fact in casebook.published():
        finding = Finding("?", language, "answer", None, (Candidate(fact.id, 1.0),))
        reply = compose.reply_to(finding, casebook, TODAY)
        message, entities = read_html(html(reply))
        text, data = plain(reply), as_data(finding, reply)
        assert data["text"] == text
        for paragraph in reply.paragraphs:
            assert paragraph.text in message
            assert paragraph.text in text
        lines = [f"[{each.n}] {each.line}" for each in reply.citations]
        assert all(line in message and line in text for line in lines)
        addresses = [each["url"] for each in data["citations"] if each["url"]]
        assert [e["url"] for e in entities if e["type"] == "a" and not e["text"].startswith("[")] == addresses
        assert all(f" — {address}" in text for address in addresses)
        assert [each["source"] for each in data["citations"]] == [each.source for each in fact.citations]
        assert [each["id"] for each in data["facts"]] == [fact.id]


@given(replies)
@settings(deadline=None)
def test_plain_text_leaves_out_nothing_that_is_told(reply):
    text = plain(reply)
    for paragraph in reply.paragraphs:
        assert paragraph.text in text
    for each in reply.citations:
        assert f"[{each.n}] {each.line}" in text
        assert each.url is None or each.url in text
    assert reply.closing in text


@each_language
def test_offered_choices_are_the_same_on_every_surface(ferry_casebook, language):
    finding = Finding("?", language, "suggest", None, tuple(Candidate(fact, 0.3) for fact in ferry_casebook.facts))
    reply = compose.reply_to(finding, ferry_casebook, TODAY)
    labels = [row[0].label for row in reply.buttons]
    assert [f"{n}. {label}" for n, label in enumerate(labels, start=1)] == plain(reply).splitlines()[-4:]
    assert [each["id"] for each in as_data(finding, reply)["facts"]] == list(reply.facts)


@each_language
@pytest.mark.parametrize("outcome", ["answer", "suggest", "none"])
@pytest.mark.parametrize("contrasts", [(), (Contrast("deaths-count", "people", "40", "17"),)])
def test_json_has_the_keys_of_the_contract_in_order_whatever_the_outcome(ferry_casebook, language, outcome, contrasts):
    candidates = tuple(Candidate(fact, 0.123456) for fact in ferry_casebook.facts)
    reason = "not-in-record" if outcome == "none" else None
    finding = Finding("Сколько?", language, outcome, reason, candidates, contrasts)
    data = as_data(finding, compose.reply_to(finding, ferry_casebook, TODAY))
    assert list(data) == KEYS
    assert (data["question"], data["language"], data["outcome"], data["reason"]) == (
        "Сколько?", language, outcome, reason,
    )  # fmt: skip
    assert data["as_of"] == "2022-03-01"
    assert all(list(each) == ["id", "score"] and each["score"] == 0.1235 for each in data["facts"])
    assert len(data["facts"]) == (3 if outcome == "suggest" else 4)
    assert all(list(each) == CITATION_KEYS for each in data["citations"])
    assert bool(data["citations"]) == (outcome == "answer")
    assert json.loads(json.dumps(data)) == data


def test_json_tells_what_the_finder_decided_for_every_stored_question(ferry_casebook):
    find = exact_finder(ferry_casebook)
    for fact, questions in ferry_casebook.questions.items():
        for language, asked in questions.items():
            for question in asked:
                finding = find(question, Context(language=language))
                data = as_data(finding, compose.reply_to(finding, ferry_casebook, TODAY))
                assert (data["language"], data["facts"][0]["id"]) == (language, fact)
                assert ferry_casebook.facts[fact].texts[language].answer in data["text"]
