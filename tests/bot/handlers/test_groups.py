"""Groups, beyond what the scripts play: silence after too much, topics, and what is forgotten."""

from __future__ import annotations

import pytest

from bot.conversation import ANSWERS_A_MINUTE
from tests.bot.people import GROUP, PERSON, Clock, at_the_bot, services_over

QUESTION = "@demo_bot How many people died?"


async def test_after_so_many_answers_in_a_minute_a_group_hears_nothing(ferry_casebook):
    clock = Clock()
    services = services_over(ferry_casebook, clock=clock)
    async with at_the_bot(services, chat=GROUP) as member, at_the_bot(services) as other:
        for text in [QUESTION, "/about", "/ask How did the appeal end?"] * ANSWERS_A_MINUTE:
            await member.says(text)
        assert len(member.recorder.screen) == ANSWERS_A_MINUTE
        assert await member.presses_data("1:f:deaths-count:en") == []
        assert await member.presses_data("1:t::0:en")  # pages turn in place and disturb nobody
        assert await other.says(QUESTION)
        clock.seconds += 60
        assert await member.says(QUESTION)


async def test_an_edited_question_is_corrected_even_then(member):
    await member.says(QUESTION)
    asked = member.last_message
    for _ in range(ANSWERS_A_MINUTE):
        await member.says("/about")
    (shown,) = await member.does(member.updates.edits(asked, "@demo_bot How did the appeal end?"))
    assert shown.edits == 1


async def test_in_private_nobody_is_kept_waiting(person):
    for _ in range(3 * ANSWERS_A_MINUTE):
        assert await person.says("How many people died?")


@pytest.mark.parametrize("gone", ["left", "kicked"])
@pytest.mark.parametrize("chat", [PERSON, GROUP])
async def test_where_the_bot_is_sent_away_or_blocked_everything_is_forgotten(ferry_casebook, chat, gone):
    services = services_over(ferry_casebook)
    async with at_the_bot(services, chat=chat) as member:
        await member.says("@demo_bot Кыргызча")
        await member.says(QUESTION)
        key = services.keys.key(chat)
        assert await services.chats.language(key) == "ky"
        assert services.conversations.told(key) == "deaths-count"
        assert await member.does(member.updates.changes_membership("member", gone)) == []
        assert await services.chats.language(key) is None
        assert services.conversations.told(key) is None


async def test_unblocking_in_private_is_no_reason_to_speak(person):
    assert await person.does(person.updates.changes_membership("kicked", "member")) == []


async def test_a_question_about_an_old_answer_is_about_what_it_told(ferry_casebook):
    heard = []
    services = services_over(ferry_casebook)
    find = services.find
    clock = Clock()

    def listen(question, context):
        heard.append(context.fact)
        return find(question, context)

    services = services_over(ferry_casebook, find=listen, clock=clock)
    async with at_the_bot(services) as person:
        await person.says("How many people died?")
        await person.says("How did the appeal end?")
        await person.replies("and why", under="17 lives")
        await person.says("and when")
        clock.seconds += 3600
        await person.replies("and then", under="17 lives")  # long forgotten: the buttons still say which fact it is
    assert [heard[2], heard[3], heard[-1]] == ["deaths-count", "appeal-status", "deaths-count"]
