"""Following, beyond what the scripts play: who may decide in a group, and every way of leaving."""

from __future__ import annotations

from dataclasses import replace

import pytest
from telegram import Chat

from bot.speech import speech
from bot.state.followers import MemoryFollowers, Place
from knowledge.model import LANGUAGES
from tests.bot.people import GROUP, PERSON, at_the_bot, services_over

TOPIC = 12


@pytest.fixture
def services(casebook):
    return services_over(casebook)


def places(services) -> list[Place]:
    return [place for place, _ in services.followers.places.values()]


async def test_nothing_is_kept_before_somebody_said_yes(services):
    async with at_the_bot(services) as person:
        (asked,) = await person.says("/follow")
        assert "/unfollow" in asked.text
        assert not places(services)
        await person.presses("No")
        assert not places(services)
        await person.says("/follow")
        await person.presses("Yes, follow")
        assert services.followers.places == {services.key(Chat(PERSON, "private")): (Place(PERSON), "en")}


@pytest.mark.parametrize("leave", ["/unfollow", "/forget", "blocked"])
async def test_every_way_of_leaving_deletes_it(services, leave):
    async with at_the_bot(services) as person:
        await person.says("/follow")
        await person.presses("Yes, follow")
        if leave == "blocked":
            await person.does(person.updates.changes_membership("member", "kicked"))
        else:
            assert await person.says(leave)
        assert not places(services)


async def test_an_old_no_is_no_way_of_leaving(services):
    async with at_the_bot(services) as person:
        await person.says("/follow")
        await person.presses_data("1:j:yes:en")
        await person.presses_data("1:j:no:en")
        assert places(services) == [Place(PERSON)]


async def test_in_a_group_only_an_administrator_is_asked(services):
    async with at_the_bot(services, chat=GROUP) as member:
        (told,) = await member.says("/follow")
        assert "administrators" in told.text
        assert told.buttons == []
        member.recorder.administrators = [PERSON]
        (asked,) = await member.says("/follow")
        assert asked.labels == ["Yes, follow", "No"]


async def test_in_a_group_only_an_administrator_can_answer(services):
    async with at_the_bot(services, chat=GROUP) as member:
        member.recorder.administrators = [PERSON]
        await member.says("/follow", message_thread_id=TOPIC, is_topic_message=True)
        member.recorder.administrators = [PERSON + 1]
        assert await member.presses("Yes, follow") == []
        assert "administrators" in member.recorder.calls[-1][1]["text"], "said over the chat, to who pressed"
        assert not places(services)
        member.recorder.administrators = [PERSON]
        await member.presses("Yes, follow")
        assert [place.chat for place in places(services)] == [GROUP]


async def test_updates_go_to_the_topic_in_which_it_was_agreed(services):
    async with at_the_bot(services, chat=GROUP) as member:
        member.recorder.administrators = [PERSON]
        (asked,) = await member.says("/follow", message_thread_id=TOPIC, is_topic_message=True)
        press = member.updates.presses(asked, "1:j:yes:kk")
        press["callback_query"]["message"] |= {"message_thread_id": TOPIC, "is_topic_message": True}
        await member.does(press)
        assert list(services.followers.places.values()) == [(Place(GROUP, TOPIC), "kk")]


async def test_who_writes_in_the_name_of_the_group_is_an_administrator(services):
    async with at_the_bot(services, chat=GROUP) as member:
        (asked,) = await member.says("/follow", sender_chat=member.updates.chat)
        assert asked.labels


async def test_where_the_administrators_are_not_told_nobody_is_one(services):
    async with at_the_bot(services, chat=GROUP) as member:
        member.recorder.administrators = [PERSON]
        member.recorder.refuse("getChatAdministrators", 400, "Bad Request: CHAT_ADMIN_REQUIRED")
        (told,) = await member.says("/follow")
        assert told.buttons == []


async def test_anybody_in_a_group_can_end_it(services):
    await services.followers.follow(services.key(Chat(GROUP, "supergroup")), Place(GROUP), "en")
    async with at_the_bot(services, chat=GROUP) as member:
        (told,) = await member.says("/unfollow")
        assert "no longer follows" in told.text
        assert not places(services)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_terminal_says_that_it_cannot_be_called_back(casebook, language):
    services = replace(services_over(casebook), followers=None)
    say = speech(language)
    async with at_the_bot(services, language_code=language) as person:
        (told,) = await person.says("/follow")
        assert told.text == say(
            "This is a terminal, where I can't call you back. On Telegram, /follow brings you what is new."
        )
        (told,) = await person.says("/unfollow")
        assert told.text == say("This chat does not follow the record.")
        assert await person.says("/forget")
        assert await person.presses_data("1:j:yes:en"), "no button leads nowhere"


@pytest.mark.parametrize("data", ["1:j:perhaps:en", "1:j:yes:de", "1:j:"])
async def test_a_button_that_says_something_else_leads_to_the_first_page(case, services, data):
    async with at_the_bot(services) as person:
        await person.says("/about")
        (shown,) = await person.presses_data(data)
        assert case.title in shown.text
        assert isinstance(services.followers, MemoryFollowers)
        assert not places(services)
