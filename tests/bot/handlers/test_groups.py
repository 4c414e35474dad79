"""Groups, beyond what the scripts play: silence after too much, topics, and what is forgotten."""

from __future__ import annotations

import pytest

from bot.conversation import ANSWERS_A_MINUTE
from bot.limits import ALLOWANCES, LimitsInMemory
from bot.state.followers import Place
from tests.bot.people import GROUP, PERSON, Clock, at_the_bot, services_over


async def test_after_so_many_answers_in_a_minute_a_group_hears_nothing(case):
    clock = Clock()
    services = services_over(case.casebook, clock=clock)
    async with at_the_bot(services, chat=GROUP) as member, at_the_bot(services) as other:
        for text in [f"@demo_bot {case.question}", "/about", f"/ask {case.other_question}"] * ANSWERS_A_MINUTE:
            await member.says(text)
        assert len(member.recorder.screen) == ANSWERS_A_MINUTE
        assert await member.presses_data(f"1:f:{case.fact}:en") == []
        assert await member.presses_data("1:t::0:en")  # pages turn in place and disturb nobody
        assert await other.says(f"@demo_bot {case.question}")
        clock.seconds += 60
        assert await member.says(f"@demo_bot {case.question}")


async def test_an_edited_question_is_corrected_even_then(case, member):
    await member.says(f"@demo_bot {case.question}")
    asked = member.last_message
    for _ in range(ANSWERS_A_MINUTE):
        await member.says("/about")
    (shown,) = await member.does(member.updates.edits(asked, f"@demo_bot {case.other_question}"))
    assert shown.edits == 1


async def test_in_private_nobody_is_kept_waiting(case, person):
    for _ in range(3 * ANSWERS_A_MINUTE):
        assert await person.says(case.question)


@pytest.mark.parametrize("gone", ["left", "kicked"])
@pytest.mark.parametrize("chat", [PERSON, GROUP])
async def test_where_the_bot_is_sent_away_or_blocked_everything_is_forgotten(case, chat, gone):
    services = services_over(case.casebook)
    async with at_the_bot(services, chat=chat) as member:
        await member.says("@demo_bot Кыргызча")
        await member.says(f"@demo_bot {case.question}")
        key = services.keys.key(chat)
        assert await services.chats.language(key) == "ky"
        assert services.conversations.told(key) == case.fact
        assert await member.does(member.updates.changes_membership("member", gone)) == []
        assert await services.chats.language(key) is None
        assert services.conversations.told(key) is None


async def test_unblocking_in_private_is_no_reason_to_speak(person):
    assert await person.does(person.updates.changes_membership("kicked", "member")) == []


async def test_a_question_about_an_old_answer_is_about_what_it_told(case):
    heard = []
    services = services_over(case.casebook)
    find = services.library.edition.find
    clock = Clock()

    def listen(question, context):
        heard.append(context.fact)
        return find(question, context)

    services = services_over(case.casebook, find=listen, clock=clock)
    async with at_the_bot(services) as person:
        await person.says(case.question)
        await person.says(case.other_question)
        await person.replies("and why", under=case.headline(case.fact))
        await person.says("and when")
        clock.seconds += 3600
        await person.replies(
            "and then", under=case.headline(case.fact)
        )  # long forgotten: the buttons still say which fact it is
    assert [heard[2], heard[3], heard[-1]] == [case.fact, case.other, case.fact]


SUPERGROUP = -1009999


@pytest.mark.parametrize("told", ["in the old chat", "in the new chat", "in both"])
async def test_a_group_that_becomes_a_supergroup_takes_along_what_is_kept_of_it(case, told):
    services = services_over(case.casebook)
    async with at_the_bot(services, chat=GROUP) as old, at_the_bot(services, chat=SUPERGROUP) as new:
        await old.says("@demo_bot Кыргызча")
        await services.followers.follow(services.keys.key(GROUP), Place(GROUP, 12), "kk")
        await old.says(f"@demo_bot {case.question}")
        if told != "in the new chat":
            assert await old.does(old.updates.moves_to(SUPERGROUP)) == []
        if told != "in the old chat":
            assert await new.does(new.updates.moved_from(GROUP)) == []
        assert await new.does(new.updates.changes_membership("left", "member")) == []  # it said hello long ago
        before, now = services.keys.key(GROUP), services.keys.key(SUPERGROUP)
        assert [await services.chats.language(key) for key in (before, now)] == [None, "ky"]
        assert services.followers.places == {now: (Place(SUPERGROUP), "kk")}
        assert (services.conversations.told(before), services.conversations.told(now)) == (None, case.fact)
        for _ in range(ANSWERS_A_MINUTE):
            await new.says(f"@demo_bot {case.question}")
        assert len(new.recorder.screen) == ANSWERS_A_MINUTE - 2  # two were said in the old one


async def test_what_a_group_has_asked_counts_on_in_the_supergroup(case):
    services, limits = services_over(case.casebook), LimitsInMemory()
    async with at_the_bot(services, chat=GROUP, limits=limits) as old:
        for _ in range(ALLOWANCES["message"].burst):
            await old.says("/about@demo_bot")
        await old.does(old.updates.moves_to(SUPERGROUP))
    async with at_the_bot(services, chat=SUPERGROUP, limits=limits) as new:
        (shown,) = await new.says("/about@demo_bot")
        assert "a lot at once" in shown.text


async def test_an_answer_on_its_way_follows_its_group(case):
    async with at_the_bot(services_over(case.casebook), chat=GROUP) as member:
        member.recorder.move(GROUP, SUPERGROUP)
        (shown,) = await member.says(f"@demo_bot {case.question}")
        assert (shown.chat, shown.reply_to) == (SUPERGROUP, None)
        assert case.headline(case.fact) in shown.text


async def test_curators_whose_group_gets_another_number_are_told_in_the_log_without_it(case, caplog):
    services = services_over(case.casebook, curator_chats={GROUP})
    async with at_the_bot(services, chat=GROUP) as member:
        await member.does(member.updates.moves_to(SUPERGROUP))
    assert "CURATOR_CHATS became a supergroup" in caplog.text
    assert str(SUPERGROUP) not in caplog.text
    assert str(GROUP) not in caplog.text
