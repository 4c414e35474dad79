"""Hearing from readers: what is kept, what is not, and what the curators see of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation import HANDED_A_DAY, HANDED_BY_ALL, Conversations
from bot.hearing import Hearing, stored_hearing
from bot.state.database import StateUnavailable
from bot.state.inbox import MemoryInbox
from knowledge.desk.handed import Feedback, Report
from knowledge.model import LANGUAGES
from tests.bot.people import GROUP, PERSON, Clock, at_the_bot, services_over
from tests.cases import withdrawn

CURATORS = -100900900
# Words that stand nowhere in the program, so that finding one means that it was written.
SECRETS = ("qskipper77", "48213", "example-secret.org", "+7 701 555 11 22", "Бегимай", "begimai_asks", str(PERSON))
TYPED = "Did the ferry have 48213 lifeboats, ask @qskipper77 at example-secret.org, +7 701 555 11 22?"


class Away(MemoryInbox):
    """An inbox whose database is away."""

    async def hand_in(self, *given: object) -> None:
        raise StateUnavailable("away")

    async def report(self, *given: object) -> Report:
        raise StateUnavailable("away")


def over(casebook, **more):
    return services_over(casebook, curator_chats=[CURATORS], **more)


def to_readers(person) -> list:
    return [shown for shown in person.recorder.screen if shown.chat != CURATORS]


def to_curators(person) -> list:
    return [shown for shown in person.recorder.screen if shown.chat == CURATORS]


# -- did it help ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_judgement_is_counted_once_by_chat_and_said_in_a_toast(case, language):
    services = over(case.casebook)
    async with at_the_bot(services, language_code=language) as person:
        await person.says(case.casebook.asked(case.fact, language)[0])
        for label in ("👍", "👍", "👎"):
            assert await person.presses(label) == []
    toasts = [call["text"] for method, call in person.recorder.calls if method == "answerCallbackQuery"]
    assert len(toasts) == 3
    assert toasts[0] != toasts[1] == toasts[2]
    assert await services.hearing.tallies.feedback(9) == [Feedback(case.fact, 1, language, 1, 0)]


async def test_in_a_group_each_person_is_counted(case):
    services = services_over(case.casebook)
    async with at_the_bot(services, chat=GROUP) as member:
        await member.says(f"/ask {case.question}")
        await member.presses("👎")
        member.updates.user = {**member.updates.user, "id": PERSON + 1}
        await member.presses("👎")
    assert await services.hearing.tallies.feedback(9) == [Feedback(case.fact, 1, "en", 0, 2)]


@pytest.mark.parametrize("data", ["1:v:no-such-fact:1:y:en", "1:v:{fact}:2:y:en", "1:v:{fact}:0:n:en"])
async def test_what_somebody_made_up_is_not_counted(case, data):
    services = services_over(case.casebook)
    async with at_the_bot(services) as person:
        await person.says("/help")
        await person.presses_data(data.format(fact=case.fact))
    assert await services.hearing.tallies.feedback(9) == []


# -- what is wrong -------------------------------------------------------------------------------------------------


async def reported(case, person, words: str = "") -> None:
    await person.says(case.question)
    await person.presses("Wrong?")
    await person.presses("A figure")
    if words:
        await person.says(words)
        await person.presses("Send")
    else:
        await person.presses("Send without words")


async def test_a_report_reaches_the_curators_as_it_was_shown(case):
    services = over(case.casebook)
    await services.chats.set_language(services.keys.key(CURATORS), "ru")
    async with at_the_bot(services) as person:
        await reported(case, person, "not seventeen, see https://example-secret.org")
        (card,) = to_curators(person)
    (report,) = await services.hearing.inbox.reports("new")
    assert (report.fact, report.version, report.language, report.kind, report.words) == (
        case.fact, 1, "en", "figure", "not seventeen, see #",
    )  # fmt: skip
    assert report.day == services.today()
    assert "Читатель сообщает об ошибке: Число" in card.text
    assert "not seventeen, see #" in card.text
    assert card.labels == ["Открыть факт", "Предложить формулировку", "Готово", "Отклонить"]


async def test_nothing_is_kept_before_it_is_sent_and_nothing_that_is_not(case):
    services = over(case.casebook)
    async with at_the_bot(services) as person:
        await person.says(case.question)
        await person.presses("Wrong?")
        await person.presses("A figure")
        await person.says("words of mine")
        assert await services.hearing.inbox.reports("new") == []
        await person.presses("No, send nothing")
        await person.presses_data("1:e:y:en")
    assert await services.hearing.inbox.reports("new") == []
    assert to_curators(person) == []


async def test_in_a_group_a_report_has_no_words(case):
    services = over(case.casebook)
    async with at_the_bot(services, chat=GROUP) as member:
        await member.says(f"/ask {case.question}")
        await member.presses("Wrong?")
        (shown,) = [each for each in await member.presses("A date") if each.chat == GROUP]
        assert "Thank you" in shown.text
        assert await member.says("what people tell each other") == []
    (report,) = await services.hearing.inbox.reports("new")
    assert (report.kind, report.words) == ("date", "")


async def test_a_forwarded_post_is_no_report(case):
    async with at_the_bot(services_over(case.casebook)) as person:
        await person.says(case.question)
        await person.presses("Wrong?")
        await person.presses("A figure")
        (shown,) = await person.does(person.updates.forwards(case.casebook.facts[case.fact].texts.en.answer))
    assert "post" in shown.text


async def test_an_answer_that_the_record_no_longer_tells_is_not_reported(case):
    gone = withdrawn(case.casebook, case.other)
    async with at_the_bot(over(gone)) as person:
        await person.says("/help")
        for data in (f"1:r:{case.other}:1:en", f"1:r:{case.other}:1:f:en", "1:r:no-such-fact:1:en"):
            await person.presses_data(data)
            last = person.recorder.screen[-1]
            assert "no longer holds" in last.text or "Withdrawn" in last.text
    assert to_curators(person) == []


async def test_curators_that_can_not_be_reached_cost_nobody_a_report(case, caplog):
    services = over(case.casebook)
    async with at_the_bot(services) as person:
        await person.says(case.question)
        await person.presses("Wrong?")
        await person.presses("A figure")
        person.recorder.refuse("sendMessage", 403, "Forbidden: bot was kicked from the supergroup chat")
        (shown,) = await person.presses("Send without words")
    assert "Thank you" in shown.text
    assert len(await services.hearing.inbox.reports("new")) == 1
    assert "could not be shown to the curators (Forbidden)" in caplog.text


# -- questions for the curators ------------------------------------------------------------------------------------


async def test_a_question_is_kept_only_when_its_asker_presses(casebook):
    services = over(casebook)
    async with at_the_bot(services) as person:
        await person.says(TYPED)
        assert await services.hearing.inbox.questions("new") == []
        await person.presses("Let the curators see")
    (asked,) = await services.hearing.inbox.questions("new")
    assert (asked.language, asked.words, asked.day) == (
        "en", "Did the ferry have # lifeboats, ask # at #?", services.today(),
    )  # fmt: skip


async def test_in_a_group_nobody_can_hand_on_what_another_asked(casebook):
    async with at_the_bot(over(casebook), chat=GROUP) as member:
        (shown,) = await member.says("/ask Is the ferry blue?")
        assert shown.buttons == []
        (shown,) = await member.presses_data("1:c:en")
    assert "I no longer have the question" in shown.text


async def test_a_chat_hands_in_so_much_a_day_and_no_more(casebook):
    services, clock = over(casebook), Clock()
    services = replace(services, conversations=Conversations(clock))
    async with at_the_bot(services) as person:
        for n in range(HANDED_A_DAY + 1):
            await person.says("is the ferry " + "very " * n + "blue")
            (shown,) = await person.presses("Let the curators see")
        assert "enough for today" in shown.text
        assert len(await services.hearing.inbox.questions("new")) == HANDED_A_DAY
        clock.seconds += 86_400
        await person.says("is the ferry red")
        (shown,) = await person.presses("Let the curators see")
        assert "The curators will see this" in shown.text


def test_all_chats_together_hand_in_so_much_a_day_and_no_more():
    conversations = Conversations(Clock())
    assert all(conversations.may_hand_in(f"chat {n}") for n in range(HANDED_BY_ALL))
    assert not conversations.may_hand_in("another chat")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_without_a_database_the_reader_is_told(case, language):
    services = over(case.casebook, hearing=Hearing(inbox=Away()))
    async with at_the_bot(services, language_code=language) as person:
        await person.says(case.casebook.asked(case.fact, language)[0])
        await person.presses_data(f"1:r:{case.fact}:1:f:{language}")
        (shown,) = await person.presses_data(f"1:e:y:{language}")
        await person.says("is the ferry blue")
        (other,) = await person.presses_data(f"1:c:{language}")
    assert shown.text == other.text
    assert to_curators(person) == []


# -- nobody's ------------------------------------------------------------------------------------------------------


async def test_what_is_kept_leads_to_nobody(case, database):
    hearing, tallies = stored_hearing(database)
    services = over(case.casebook, hearing=hearing)
    async with at_the_bot(services) as person:
        await person.says(TYPED)
        await person.presses("Let the curators see")
        await reported(case, person, TYPED)
        await person.presses("👍")
    await tallies.flush()
    rows = {
        table: await database.fetch(f"SELECT * FROM {table}")
        for table in ("inbox", "reports", "feedback", "daily", "curator_actions", "chats")
    }
    assert {table for table, found in rows.items() if found} == {"inbox", "reports", "feedback", "daily"}
    kept = repr(rows)
    assert "lifeboats" in kept
    for secret in (*SECRETS, services.keys.key(PERSON), services.keys.key(PERSON)[:8]):
        assert secret not in kept
    for table in ("inbox", "reports", "daily"):
        assert all(each % 86_400 == 0 for row in rows[table] for each in row if isinstance(each, float))


async def test_after_forget_nothing_can_be_handed_on_or_sent(case):
    services = over(case.casebook)
    async with at_the_bot(services) as person:
        await person.says("is the ferry blue")
        await person.says(case.question)
        await person.presses("Wrong?")
        await person.presses("A figure")
        await person.says("/forget")
        for data in ("1:e:y:en", "1:c:en"):
            await person.presses_data(data)
        await person.says(case.question)
        assert case.headline(case.fact) in to_readers(person)[-1].text
    assert await services.hearing.inbox.questions("new") == []
    assert await services.hearing.inbox.reports("new") == []
