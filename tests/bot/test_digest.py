"""What followers read, and what curators read of it."""

from __future__ import annotations

import re

import pytest

from bot.compose import Progress, announce_page, digest, on_its_way
from bot.compose.answers import fits
from bot.compose.digest import MOST_TOLD
from bot.reply import Announce, Open, OpenTopic
from bot.speech import speech
from bot.surfaces.message import html, keyboard
from knowledge.model import LANGUAGES
from knowledge.news import news_since, standing_of
from tests.bot.api_rules import check_call, read_html
from tests.cases import changed, corrected, withdrawn


def sent(reply) -> str:
    """The message as Telegram takes it."""
    message = {
        "chat_id": 1,
        "text": html(reply),
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        "reply_markup": keyboard(reply, "demo_bot").to_dict(),
    }
    check_call("sendMessage", message)
    return message["text"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_correction_says_what_why_and_when_and_comes_before_what_is_new(case, language):
    casebook = withdrawn(corrected(case.casebook, case.fact), case.other)
    known = standing_of(case.casebook)
    del known[case.differing]
    reply = digest(casebook, news_since(known, casebook), language)
    text, say = read_html(sent(reply))[0], speech(language)
    change = casebook.facts[case.fact].changes[-1]
    gone = casebook.facts[case.other]
    parts = [
        casebook.case.title[language],
        say("What I told before has changed:"),
        change.reason[language],
        say("New in the record:"),
        case.headline(case.differing, language),
        say("You read this because this chat follows the record. /unfollow ends it."),
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert say.date(change.date) in text
    assert gone.texts[language].headline in text
    actions = [button.action for row in reply.buttons for button in row]
    assert Open(case.fact, language) in actions
    assert Open(case.differing, language) in actions


@pytest.mark.parametrize("language", LANGUAGES)
def test_however_much_is_new_it_is_one_message_and_the_rest_is_among_the_topics(casebook, language):
    news = news_since({}, casebook)
    reply = digest(casebook, news, language)
    text = sent(reply)
    assert fits(reply)
    if len(news) > MOST_TOLD:
        assert len(reply.facts) <= MOST_TOLD
        assert str(len(news) - len(reply.facts)) in text
        assert "/topics" in text
        assert reply.buttons[-1][0].action == OpenTopic("", language)
    else:
        assert len(reply.facts) == len(news)


def test_long_reasons_leave_room_for_fewer_facts_and_never_break_the_limit(case):
    fact = corrected(corrected(case.casebook, case.fact), case.fact).facts[case.fact]
    reason = dict.fromkeys(LANGUAGES, "ш" * 3000)
    changes = tuple(change.model_copy(update={"reason": reason}) for change in fact.changes)
    long = changed(case.casebook, fact.id, version=fact.version, changes=changes)
    known = standing_of(case.casebook)
    reply = digest(long, news_since(known, long), "ru")
    assert reply.facts == ()
    assert "/topics" in sent(reply)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bar_is_as_full_as_it_is_far(language):
    bars = [
        re.search("[▓░]+", html(on_its_way(1, Progress(200, 200 - left, 0, 0, 0, left), language)))[0]
        for left in (200, 150, 1, 0)
    ]
    assert [bar.count("▓") for bar in bars] == [0, 2, 9, 10]
    assert {len(bar) for bar in bars} == {10}


def test_with_nobody_to_send_to_it_is_done_at_once():
    assert "▓" * 10 in html(on_its_way(1, Progress(0, 0, 0, 0, 0, 0), "en", over=True))


def test_a_stopped_one_can_go_on_and_one_that_is_over_can_do_nothing():
    progress = Progress(10, 4, 0, 0, 0, 6)
    steps = {
        (stopped, over): [
            button.action.step
            for row in on_its_way(3, progress, "en", stopped=stopped, over=over).buttons
            for button in row
        ]
        for stopped, over in [(False, False), (True, False), (False, True)]
    }
    assert steps == {(False, False): ["stop"], (True, False): ["go", "end"], (False, True): []}


@pytest.mark.parametrize("minutes", [0, 1, 15])
def test_the_question_names_the_delay_and_the_followers(minutes):
    reply = announce_page({"ru": 3, "kk": 1, "ky": 0, "en": 12}, "0123456789ab", minutes, 180, "en")
    text = sent(reply)
    assert "Русский: 3 chats" in text
    assert "Қазақша: 1 chat" in text
    assert "180 days" in text
    assert [button.action for button in reply.buttons[0]] == [
        Announce("send", "0123456789ab", "en"),
        Announce("cancel", "0123456789ab", "en"),
    ]
    assert {0: "Send now", 1: "Send in 1 minute", 15: "Send in 15 minutes"}[minutes] == reply.buttons[0][0].label
