"""Replies as messages of Telegram: valid HTML whatever the words, within every limit, for every fact of the record."""

from __future__ import annotations

import datetime as dt
from html import unescape

import pytest
from hypothesis import given, settings
from telegram.constants import MessageLimit

from bot import compose
from bot.reply import Button, CitationLine, Dismiss, Paragraph, Reply, Visit
from bot.surfaces.message import html, keyboard
from knowledge.finding import Contrast
from knowledge.model import ACCOUNT_LIMIT, ACCOUNTS_LIMIT, ANSWER_LIMIT, CITATIONS_LIMIT, HEADLINE_LIMIT, LANGUAGES
from tests.bot.api_rules import check_call, check_keyboard, read_html, size
from tests.bot.surfaces.strategies import replies

FAR_AHEAD = dt.date(2099, 1, 1)
HOSTILE = "<b>5 < 6 & \"7\" > '4'</b> &amp; [2] <a href='x'>"


def sent(reply: Reply) -> dict:
    """The reply as the parameters of a call."""
    buttons = keyboard(reply, "demo_bot")
    return {
        "chat_id": 1,
        "text": html(reply),
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    } | ({"reply_markup": buttons.to_dict()} if buttons else {})


def citation(n: int, url: str | None = "https://example.org/", line: str = "Herald") -> CitationLine:
    return CitationLine(n, f"source-{n}", "Herald", "Title", "2025-01-30", "en", url, line)


@given(replies)
@settings(deadline=None)
def test_any_reply_is_valid_html_that_reads_as_it_was_written(reply):
    text, entities = read_html(html(reply))
    for paragraph in reply.paragraphs:
        assert paragraph.text in text
    for each in reply.citations:
        assert f"[{each.n}] {each.line}" in text
    assert {entity["url"] for entity in entities if entity["type"] == "a"} <= {each.url for each in reply.citations}


@given(replies)
@settings(deadline=None)
def test_any_keyboard_is_valid(reply):
    buttons = keyboard(reply, "demo_bot")
    if buttons is None:
        assert not reply.buttons
    else:
        check_keyboard(buttons.to_dict())
        labels = [[button.text for button in row] for row in buttons.inline_keyboard]
        assert labels == [[button.label for button in row] for row in reply.buttons]


def test_hostile_words_reach_the_reader_as_words():
    reply = Reply("en", "answer", (Paragraph(HOSTILE), Paragraph(HOSTILE, "heading")), (citation(1, line=HOSTILE),))
    text, entities = read_html(html(reply))
    assert text.count(HOSTILE) == 3
    assert [entity["type"] for entity in entities] == ["b", "b", "a"]


def test_a_mark_links_to_its_source_and_a_mark_without_one_stays_text():
    reply = Reply("en", "answer", (Paragraph("one [1], two [2], three [3]"),), (citation(1), citation(2, None)))
    _, entities = read_html(html(reply))
    assert [(entity["text"], entity["url"]) for entity in entities if entity["type"] == "a"] == [
        ("[1]", "https://example.org/"),
        ("Herald", "https://example.org/"),
    ]


def test_an_address_with_quotes_and_ampersands_survives():
    address = "https://example.org/?a=1&b=\"2\"&c='<3>'"
    reply = Reply("en", "answer", (Paragraph("x [1]"),), (citation(1, address),))
    assert address in unescape(html(reply))
    assert {entity["url"] for entity in read_html(html(reply))[1] if entity["type"] == "a"} == {address}


def test_each_style_of_paragraph_looks_its_own():
    styles = ("plain", "heading", "bullet", "note", "correction")
    shown = [html(Reply("en", "page", (Paragraph("x", style),))) for style in styles]
    assert shown == ["x", "<b>x</b>", "• x", "<i>x</i>", "❗️ <b>x</b>"]


def test_a_button_opens_an_address_or_calls_back():
    reply = Reply(
        "en",
        "page",
        (Paragraph("x"),),
        buttons=((Button("site", Visit("https://x.org/")), Button("no", Dismiss("en"))),),
    )
    buttons = keyboard(reply, "demo_bot")
    assert buttons is not None
    assert [(button.url, button.callback_data) for button in buttons.inline_keyboard[0]] == [
        ("https://x.org/", None),
        (None, "1:n:en"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_of_the_record_fits_with_every_note_and_correction_it_may_carry(casebook, language):
    for fact in casebook.facts.values():
        contrasts = tuple(Contrast(fact.id, each.unit, str(each.value), str(each.value)) for each in fact.values)
        reply = compose.answer_fact(casebook, fact.id, language, FAR_AHEAD, contrasts=contrasts)
        check_call("sendMessage", sent(reply))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_fits(casebook, language):
    topics = ["", *(topic.id for topic in casebook.case.topics)]
    pages = [
        compose.start(casebook, language),
        compose.help_page(casebook, language),
        compose.about(casebook, language),
        compose.privacy(language),
        compose.choose_language(language),
        compose.dismissed(language),
        compose.withdrawn(casebook, "no-such-fact", language),
        compose.group_hello(casebook, language),
        compose.sources_page(casebook, "", 0, language),
        *(compose.topic_page(casebook, topic, page, language) for topic in topics for page in range(10)),
        *(compose.sources_page(casebook, "in-en", page, language) for page in range(20)),
        *(compose.timeline_page(casebook, page, language) for page in range(12)),
        *(compose.numbers_page(casebook, page, language) for page in range(12)),
        *(compose.people_page(casebook, page, language) for page in range(12)),
        *(compose.person_page(casebook, person, page, language) for person in casebook.people for page in (0, 9)),
        *(compose.source_page(casebook, source, page, language) for source in casebook.sources for page in (0, 9)),
    ]
    for page in pages:
        check_call("sendMessage", sent(page))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_largest_fact_that_the_record_may_hold_fits(casebook, language):
    """Headline, answer, accounts and citations as long as the model lets them be, on the longest lines of sources."""
    fact = max(casebook.facts.values(), key=lambda fact: len(fact.citations))
    by_length = sorted(
        casebook.sources.values(),
        key=lambda source: len(source.publisher) + 20 * (source.reliability == "machine-translation"),
        reverse=True,
    )
    citations = [fact.citations[0].model_copy(update={"source": each.id}) for each in by_length[:CITATIONS_LIMIT]]
    text = fact.texts[language].model_copy(
        update={
            "headline": "ө" * HEADLINE_LIMIT,
            "answer": "ө" * ANSWER_LIMIT,
            "accounts": ("ө" * ACCOUNT_LIMIT,) * ACCOUNTS_LIMIT,
        }
    )
    largest = fact.model_copy(
        update={
            "kind": "differs",
            "procedure": "testified",
            "citations": tuple(citations),
            "texts": fact.texts.model_copy(update={language: text}),
        }
    )
    edited = casebook.model_copy(update={"facts": {**casebook.facts, fact.id: largest}})
    reply = compose.answer_fact(edited, fact.id, language, FAR_AHEAD)
    assert size(read_html(html(reply))[0]) <= MessageLimit.MAX_TEXT_LENGTH
