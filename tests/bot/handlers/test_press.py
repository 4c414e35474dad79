"""Pressing buttons, beyond what the scripts in tests/conversations play."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.error import BadRequest

from tests.bot.people import at_the_bot, services_over

TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


async def test_the_spinner_of_a_button_is_stopped_before_anything_is_shown(case, person):
    await person.says("/topics")
    await person.presses(case.topic(case.fact))
    assert person.recorder.methods()[1:] == ["answerCallbackQuery", "editMessageText"]


async def test_a_press_too_old_to_be_acknowledged_is_answered_all_the_same(case, person):
    await person.says("/topics")
    person.recorder.refuse("answerCallbackQuery", 400, TOO_OLD)
    (shown,) = await person.presses(case.topic(case.fact))
    assert shown.text.startswith(case.topic(case.fact))


async def test_another_refusal_of_the_acknowledgement_is_heard_of(case, person):
    await person.says("/topics")
    person.recorder.refuse("answerCallbackQuery", 400, "Bad Request: something new")
    with pytest.raises(BadRequest, match=r"(?i)something new"):
        await person.presses(case.topic(case.fact))


async def test_a_button_under_a_message_that_telegram_forgot_is_answered(case, person):
    topic = case.casebook.facts[case.fact].topic
    for data in (f"1:f:{case.fact}:en", f"1:t:{topic}:0:en"):  # an answer of its own, and a page in place
        (shown,) = await person.does(person.updates.presses_something_forgotten(data))
        assert shown.edits == 0
    answer, page = person.recorder.screen
    assert answer.text.startswith(case.headline(case.fact))
    assert page.text.startswith(case.topic(case.fact))


async def test_a_button_in_a_chat_that_the_bot_is_not_in_is_acknowledged(case, person):
    assert await person.does(person.updates.presses_elsewhere(f"1:f:{case.fact}:en")) == []
    assert person.recorder.methods() == ["answerCallbackQuery"]


async def test_pressing_twice_changes_nothing_and_is_no_error(person):
    await person.says("/language")
    (first,) = await person.presses("Кыргызча")
    assert await person.presses_data("1:l:ky") == []
    assert first.edits == 1


async def test_a_page_whose_message_was_deleted_is_sent_anew(case, person):
    await person.says("/topics")
    person.recorder.refuse("editMessageText", 400, "Bad Request: message to edit not found")
    (shown,) = await person.presses(case.topic(case.fact))
    assert shown.text.startswith(case.topic(case.fact))
    assert shown.edits == 0


async def test_an_answer_leaves_the_way_to_it_on_the_screen(case, person):
    await person.says(case.question)
    (shown,) = await person.presses(case.asked(case.related(case.fact)[0]))
    assert shown is person.recorder.screen[-1]
    assert [each.edits for each in person.recorder.screen] == [0, 0]


@given(
    data=st.text(min_size=1, max_size=64) | st.from_regex(r"1:[b-ipqrsuwyl-o](:[a-z0-9-]{0,12}){0,4}", fullmatch=True)
)
@settings(deadline=None, max_examples=60)
async def test_whatever_an_old_button_carries_something_is_shown(casebook, data):
    async with at_the_bot(services_over(casebook)) as person:
        await person.says("/help")
        (shown,) = await person.presses_data(data)
        assert shown.text
