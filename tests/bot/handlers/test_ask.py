"""Asking, beyond what the scripts in tests/conversations play: what is remembered, and what Telegram refuses."""

from __future__ import annotations

import pytest
from telegram.error import BadRequest

from bot.compose import PAGE_SIZE
from bot.speech import speech
from knowledge.finding import Context, Finding
from knowledge.model import LANGUAGES
from tests.bot.exact import exact_finder
from tests.bot.people import CONTENT, GROUP, at_the_bot, services_over

FOLLOW_UPS = ("and why", "and now", "and then", "and after")


class Listening:
    """A finder that remembers what it was told of the conversation."""

    def __init__(self, casebook) -> None:
        self._find = exact_finder(casebook)
        self.heard: list[tuple[str, Context]] = []

    def __call__(self, question: str, context: Context) -> Finding:
        self.heard.append((question, context))
        return self._find(question, context)


@pytest.fixture
def finder(casebook):
    return Listening(casebook)


@pytest.mark.parametrize(("code", "language"), [("ky", "ky"), ("ru-KZ", "ru"), ("fr", "en"), (None, "en")])
async def test_the_finder_is_told_the_language_of_telegram(case, finder, code, language):
    async with at_the_bot(services_over(case.casebook, find=finder), language_code=code) as person:
        await person.says(case.question)
    assert finder.heard == [(case.question, Context(language=language, fact=None))]


async def test_the_finder_is_told_the_chosen_language_and_the_fact_told_last(case, finder):
    async with at_the_bot(services_over(case.casebook, find=finder)) as person:
        await person.says("Қазақша")
        await person.says(case.question)
        await person.says("and why")
        await person.says("/status")
        await person.says("and now")
        await person.says(f"/start {case.other}")
        await person.says("and then")
        await person.says("/forget")
        await person.says("and after")
    alone = [context for question, context in finder.heard if question == case.question or question in FOLLOW_UPS]
    assert alone == [
        Context("kk", None),
        Context("kk", case.fact),
        Context("kk", case.status),
        Context("kk", case.other),
        Context("en", None),
    ]


async def test_a_question_in_a_group_is_heard_without_the_mention(case, finder):
    async with at_the_bot(services_over(case.casebook, find=finder), chat=GROUP) as member:
        await member.says(f"hey @demo_bot {case.question}")
        await member.says(f"{case.question} @Demo_Bot")
        await member.says(f"@demo_bot: {case.question} @demo_botanist")
    assert [question for question, _ in finder.heard] == [
        f"hey   {case.question}",
        case.question,
        f": {case.question} @demo_botanist",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_naming_a_language_in_itself_switches_to_it(casebook, language):
    name = {"ru": "русский", "kk": "ҚАЗАҚША", "ky": "Кыргызча!", "en": "/English."}[language].lstrip("/")
    async with at_the_bot(services_over(casebook)) as person:
        (shown,) = await person.says(name)
        assert casebook.case.title[language] in shown.text
        (shown,) = await person.says("/help")
    assert shown.text.startswith(speech(language)("How to ask"))


@pytest.mark.parametrize(
    "complaint", ["Bad Request: message to edit not found", "Bad Request: message can't be edited"]
)
async def test_a_corrected_question_is_answered_anew_when_its_answer_is_gone(case, person, complaint):
    await person.says("a qwestion with a slip")
    person.recorder.refuse("editMessageText", 400, complaint)
    (anew,) = await person.edits(case.question)
    assert case.headline(case.fact) in anew.text
    assert anew.edits == 0
    (corrected,) = await person.edits(case.other_question)
    assert (corrected.number, corrected.edits) == (anew.number, 1)


async def test_any_other_refusal_is_heard_of(case, person):
    person.recorder.refuse("sendMessage", 400, "Bad Request: not enough rights to send text messages to the chat")
    with pytest.raises(BadRequest, match=r"(?i)not enough rights"):
        await person.says(case.question)
    await person.says(case.question)
    person.recorder.refuse("editMessageText", 400, "Bad Request: something new")
    with pytest.raises(BadRequest, match=r"(?i)something new"):
        await person.edits(case.other_question)


async def test_every_question_gets_one_message_and_nothing_else_is_called(person, case):
    asked = [question for texts in case.casebook.questions[case.fact].values() for question in texts]
    for question in asked:
        assert len(await person.says(question)) == 1
    assert person.recorder.methods() == ["sendMessage"] * len(asked)


async def test_an_answer_in_a_topic_of_a_group_stays_in_the_topic(case, member):
    await member.says(f"@demo_bot {case.question}", message_thread_id=7, is_topic_message=True)
    await member.says(f"@demo_bot {case.question}", message_thread_id=8)  # a thread of replies is no topic
    assert [parameters.get("message_thread_id") for _, parameters in member.recorder.calls] == [7, None]


async def test_the_longest_message_that_telegram_delivers_is_answered(person):
    (shown,) = await person.says("почему " * 585)
    assert shown.text


async def test_a_chat_that_is_answered_says_nothing_of_it_to_another(casebook):
    services = services_over(casebook)
    async with at_the_bot(services) as one, at_the_bot(services, chat=GROUP) as other:
        await one.says("Русский")
        (shown,) = await other.says("/help")
        assert shown.text.startswith("How to ask")


def test_a_page_of_facts_fits_a_phone():
    assert PAGE_SIZE <= 10


async def test_only_short_words_that_were_not_answered_are_half_a_question(case, finder):
    async with at_the_bot(services_over(case.casebook, find=finder)) as person:
        await person.says("how many")
        await person.says("4")  # numbers alone: a pressed key, or a slip
        await person.says("of them")
        await person.edits("of all")  # an edit takes the place of what it corrects
        await person.says("x " * 50)
        await person.says("in all")
        await person.says(case.question)
        await person.says("and who")
    heard = [question for question, _ in finder.heard]
    assert [
        question for question in heard if " " in question and question.startswith(("how many ", "4 ", "of ", "x "))
    ] == [
        "of them",
        "of all",
        ("x " * 50).strip(),
    ]
    assert "in all and who" not in heard
    assert f"in all {case.question}" not in heard  # which has its answer by itself


async def test_in_a_group_two_messages_may_be_two_peoples(casebook, finder):
    async with at_the_bot(services_over(casebook, find=finder), chat=GROUP) as member:
        await member.says("@demo_bot how many")
        await member.says("@demo_bot people died")
    assert [question for question, _ in finder.heard] == ["how many", "people died"]


async def test_whatever_is_sent_instead_of_words_gets_a_helpful_one(person):
    for kind in CONTENT.keys() - {"joined"}:
        (shown,) = await person.sends(kind)
        assert shown.text.startswith("I can read text only."), kind
