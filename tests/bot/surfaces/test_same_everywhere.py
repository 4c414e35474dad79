"""One reply on every surface: message, inline result, terminal, plain text and JSON tell the same facts and sources."""

from __future__ import annotations

import datetime as dt
import io
import json

import pytest
from hypothesis import given, settings

from bot import compose
from bot.application import build_application
from bot.delivery.chat import chat, pipe_safe_console
from bot.delivery.terminal import TerminalRequest
from bot.surfaces.as_json import as_data
from bot.surfaces.inline import article
from bot.surfaces.message import html
from bot.surfaces.plain import plain
from knowledge.finding import Candidate, Context, Contrast, Finding
from knowledge.model import LANGUAGES
from tests.bot.api_rules import read_html
from tests.bot.delivery.demo import TOKEN
from tests.bot.exact import exact_finder
from tests.bot.people import at_the_bot, services_over
from tests.bot.surfaces.strategies import replies

TODAY = dt.date(2026, 1, 1)
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
        result = article(reply, fact.version, "demo_bot").to_dict()
        assert result["input_message_content"]["message_text"] == html(reply)
        assert result["title"] == fact.texts[language].headline
        assert casebook.sources[fact.citations[0].source].publisher in result["description"]
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
def test_offered_choices_are_the_same_on_every_surface(casebook, language):
    finding = Finding("?", language, "suggest", None, tuple(Candidate(fact, 0.3) for fact in casebook.facts))
    reply = compose.reply_to(finding, casebook, TODAY)
    labels = [row[0].label for row in reply.buttons]
    assert [f"{n}. {label}" for n, label in enumerate(labels, start=1)] == plain(reply).splitlines()[-4:]
    assert [each["id"] for each in as_data(finding, reply)["facts"]] == list(reply.facts)


@each_language
@pytest.mark.parametrize("outcome", ["answer", "suggest", "none"])
@pytest.mark.parametrize("corrects", [False, True])
def test_json_has_the_keys_of_the_contract_in_order_whatever_the_outcome(case, language, outcome, corrects):
    candidates = tuple(Candidate(fact, 0.123456) for fact in (case.fact, case.other, case.differing, case.unknown))
    contrasts = (Contrast(case.fact, "people", "40", "17"),) if corrects else ()
    reason = "not-in-record" if outcome == "none" else None
    finding = Finding("Сколько?", language, outcome, reason, candidates, contrasts)
    data = as_data(finding, compose.reply_to(finding, case.casebook, TODAY))
    assert list(data) == KEYS
    assert (data["question"], data["language"], data["outcome"], data["reason"]) == (
        "Сколько?", language, outcome, reason,
    )  # fmt: skip
    assert data["as_of"] == case.casebook.case.as_of
    assert all(list(each) == ["id", "score"] and each["score"] == 0.1235 for each in data["facts"])
    assert len(data["facts"]) == (3 if outcome == "suggest" else 4)
    assert all(list(each) == CITATION_KEYS for each in data["citations"])
    assert bool(data["citations"]) == (outcome == "answer")
    assert json.loads(json.dumps(data)) == data


def test_json_tells_what_the_finder_decided(casebook):
    find = exact_finder(casebook)
    for fact, questions in casebook.questions.items():
        for language, asked in questions.items():
            for question in asked[:2]:
                finding = find(question, Context(language=language))
                data = as_data(finding, compose.reply_to(finding, casebook, TODAY))
                assert (data["language"], data["facts"][0]["id"]) == (language, fact)
                assert casebook.facts[fact].texts[language].answer in data["text"]


@each_language
async def test_a_chat_an_inline_result_and_the_terminal_show_the_same_answer(case, language):
    question = case.casebook.asked(case.fact, language)[0]
    async with at_the_bot(services_over(case.casebook), language_code=language) as person:
        (shown,) = await person.says(question)
        (result, *_) = await person.searches(question)
        guest = await person.calls_as_guest(f"@demo_bot {question}")
    for other in (result, guest):
        assert read_html(other["input_message_content"]["message_text"]) == (shown.text, shown.entities)
    screen = io.StringIO()
    request = TerminalRequest(pipe_safe_console(screen, width=200))
    application = build_application(services_over(case.casebook), token=TOKEN, request=request)
    await chat(application, language_code=language, stdin=io.StringIO(f"{question}\n@bot {question}\n1\n"))
    drawn = screen.getvalue()
    lines = [line for line in shown.text.splitlines() if line]
    assert all(drawn.count(line) >= 2 for line in lines)  # in the chat, and as the result that was picked
    addresses = [entity["url"] for entity in shown.entities if entity["type"] == "a"]
    assert addresses
    assert all(address in drawn for address in addresses)


@each_language
def test_lists_to_look_through_are_the_same_in_a_message_and_in_plain_text(casebook, language):
    for page in (
        compose.timeline_page(casebook, 0, language),
        compose.numbers_page(casebook, 0, language),
        compose.sources_page(casebook, "press", 0, language),
        compose.source_page(casebook, next(iter(casebook.sources)), 0, language),
        compose.person_page(casebook, next(iter(casebook.people)), 0, language),
    ):
        message, _ = read_html(html(page))
        text = plain(page)
        assert all(each.text in message and each.text in text for each in page.paragraphs)
        assert all(f"[{each.n}] {each.line}" in message and each.line in text for each in page.citations)
