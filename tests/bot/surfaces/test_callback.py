"""What buttons carry: short, ASCII, and readable for ever."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from telegram.constants import InlineKeyboardButtonLimit

from bot.reply import (
    Announce,
    Choose,
    Cite,
    Dismiss,
    Explain,
    FinishReport,
    Follow,
    HandOn,
    Judge,
    NameMe,
    Open,
    OpenInbox,
    OpenJournal,
    OpenLanguages,
    OpenNumbers,
    OpenPeople,
    OpenPerson,
    OpenSource,
    OpenSources,
    OpenTimeline,
    OpenTopic,
    Settle,
    Share,
    Sort,
    Visit,
    Wrong,
)
from bot.surfaces.callback import decode, encode
from knowledge.model import LANGUAGES
from tests.bot.surfaces.strategies import data_actions


@given(data_actions)
@example(Open("a" * 40, "kk"))
@example(OpenSource("a" * 48, "kk", 9999))
@example(Judge("a" * 40, 9999, "kk", helped=False))
@example(Wrong("a" * 40, 9999, "kk", "translation"))
@example(Sort("decline", "0123abcd", 9999, "a" * 40, "kk"))
def test_an_action_comes_back_as_it_was(action):
    data = encode(action)
    assert data.isascii()
    assert 1 <= len(data) <= InlineKeyboardButtonLimit.MAX_CALLBACK_DATA
    assert decode(data) == action


@given(st.text(max_size=80) | st.from_regex(r"[0-9]?:?[a-y](:[a-z0-9²٣-]{0,70}){0,5}", fullmatch=True))
def test_whatever_a_button_carries_is_read_or_not_but_never_an_error(data):
    action = decode(data)
    if action is not None:
        assert decode(encode(action)) == action


@pytest.mark.parametrize(
    ("data", "action"),
    [
        ("1:j:yes:kk", Follow(yes=True, language="kk")),
        ("1:j:no:ru", Follow(yes=False, language="ru")),
        ("1:a:send:0123456789ab:en", Announce("send", "0123456789ab", "en")),
        ("1:a:stop:17:ky", Announce("stop", "17", "ky")),
        ("1:f:verdict-sentence:ru", Open("verdict-sentence", "ru")),
        ("1:o:verdict-sentence:kk", Open("verdict-sentence", "kk", in_place=True)),
        ("1:p:2:ru", OpenPeople("ru", 2)),
        ("1:t:verdict:12:ky", OpenTopic("verdict", "ky", 12)),
        ("1:t::0:en", OpenTopic("", "en")),
        ("1:i:halvorn:1:ky", OpenPerson("halvorn", "ky", 1)),
        ("1:s::0:en", OpenSources("", "en")),
        ("1:s:in-kk:3:ru", OpenSources("in-kk", "ru", 3)),
        ("1:s:state-media:0:kk", OpenSources("state-media", "kk")),
        ("1:u:herald-2019-03:0:ru", OpenSource("herald-2019-03", "ru")),
        ("1:h:4:ky", OpenTimeline("ky", 4)),
        ("1:m:0:en", OpenNumbers("en")),
        ("1:g:verdict-sentence:ru", OpenLanguages("verdict-sentence", "ru")),
        ("1:w:verdict-sentence:kk", Explain("verdict-sentence", "kk")),
        ("1:l:kk", Choose("kk")),
        ("1:n:en", Dismiss("en")),
        ("1:v:verdict-sentence:2:y:ru", Judge("verdict-sentence", 2, "ru", helped=True)),
        ("1:v:verdict-sentence:2:n:ru", Judge("verdict-sentence", 2, "ru", helped=False)),
        ("1:r:verdict-sentence:2:kk", Wrong("verdict-sentence", 2, "kk")),
        ("1:r:verdict-sentence:2:f:kk", Wrong("verdict-sentence", 2, "kk", "figure")),
        ("1:r:verdict-sentence:2:d:kk", Wrong("verdict-sentence", 2, "kk", "date")),
        ("1:r:verdict-sentence:2:n:kk", Wrong("verdict-sentence", 2, "kk", "name")),
        ("1:r:verdict-sentence:2:t:kk", Wrong("verdict-sentence", 2, "kk", "translation")),
        ("1:r:verdict-sentence:2:s:kk", Wrong("verdict-sentence", 2, "kk", "source")),
        ("1:r:verdict-sentence:2:o:kk", Wrong("verdict-sentence", 2, "kk", "other")),
        ("1:e:y:ky", FinishReport(send=True, language="ky")),
        ("1:e:n:ky", FinishReport(send=False, language="ky")),
        ("1:c:en", HandOn("en")),
        ("1:b:3:en", OpenInbox("en", 3)),
        ("1:z:2:kk", OpenJournal("kk", 2)),
        ("1:z:me:ky", NameMe("ky")),
        ("1:q:a:0123abcd:7:verdict-sentence:ru", Sort("add", "0123abcd", 7, "verdict-sentence", "ru")),
        ("1:q:d:0123abcd:7::ru", Sort("decline", "0123abcd", 7, "", "ru")),
        ("1:y:p:0123abcd:ru", Settle("phrasing", "0123abcd", "ru")),
        ("1:y:d:0123abcd:ru", Settle("done", "0123abcd", "ru")),
        ("1:y:x:0123abcd:ru", Settle("dismissed", "0123abcd", "ru")),
    ],
)
def test_buttons_sent_by_this_version_mean_the_same_in_every_later_one(data, action):
    assert decode(data) == action
    assert encode(action) == data


@pytest.mark.parametrize(
    "data", ["", ":", "1", "1:", "1:f", "1:f:x", "1:f:x:de", "1:t:x:-1:ru", "1:t:x:²:ru", "1:t:x:y:ru", "1:l:", "1:z:x"]
)
def test_what_is_no_button_of_this_bot_is_nothing(data):
    assert decode(data) is None


def test_a_button_of_another_form_is_never_misread():
    assert decode("2:f:verdict-sentence:ru") is None
    assert decode("0:f:verdict-sentence:ru") is None


def test_a_page_of_any_length_is_cut_to_a_number():
    assert decode("1:t:verdict:" + "9" * 5000 + ":ru") == OpenTopic("verdict", "ru", 9999)


@pytest.mark.parametrize("action", [Visit("https://example.org/"), Share("x", "ru"), Cite("x", 1, "X", "Y")])
def test_a_button_that_does_not_call_back_has_no_data(action):
    with pytest.raises(TypeError, match="no callback data"):
        encode(action)


def test_every_button_that_the_records_can_make_fits(casebook):
    for language in LANGUAGES:
        actions = [Open(fact, language) for fact in casebook.facts]
        actions += [OpenTopic(topic.id, language, 99) for topic in casebook.case.topics]
        actions += [OpenPerson(person, language, 99) for person in casebook.people]
        actions += [OpenSource(source, language, 99) for source in casebook.sources]
        actions += [Judge(fact.id, fact.version, language, helped=True) for fact in casebook.facts.values()]
        actions += [Wrong(fact.id, fact.version, language, "other") for fact in casebook.facts.values()]
        actions += [Sort("add", "0" * 8, 999, fact, language) for fact in casebook.facts]
        assert max(len(encode(action)) for action in actions) <= InlineKeyboardButtonLimit.MAX_CALLBACK_DATA
