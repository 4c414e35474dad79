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

QUESTION = "How many people died?"
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
def finder(ferry_casebook):
    return Listening(ferry_casebook)


@pytest.mark.parametrize(("code", "language"), [("ky", "ky"), ("ru-KZ", "ru"), ("fr", "en"), (None, "en")])
async def test_the_finder_is_told_the_language_of_telegram(ferry_casebook, finder, code, language):
    async with at_the_bot(services_over(ferry_casebook, find=finder), language_code=code) as person:
        await person.says(QUESTION)
    assert finder.heard == [(QUESTION, Context(language=language, fact=None))]


async def test_the_finder_is_told_the_chosen_language_and_the_fact_told_last(ferry_casebook, finder):
    async with at_the_bot(services_over(ferry_casebook, find=finder)) as person:
        await person.says("Қазақша")
        await person.says(QUESTION)
        await person.says("and why")
        await person.says("/status")
        await person.says("and now")
        await person.says("/start operator-fine")
        await person.says("and then")
        await person.says("/forget")
        await person.says("and after")
    alone = [context for question, context in finder.heard if question == QUESTION or question in FOLLOW_UPS]
    assert alone == [
        Context("kk", None),
        Context("kk", "deaths-count"),
        Context("kk", "appeal-status"),
        Context("kk", "operator-fine"),
        Context("en", None),
    ]


async def test_a_question_in_a_group_is_heard_without_the_mention(ferry_casebook, finder):
    async with at_the_bot(services_over(ferry_casebook, find=finder), chat=GROUP) as member:
        await member.says(f"hey @demo_bot {QUESTION}")
        await member.says(f"{QUESTION} @Demo_Bot")
        await member.says(f"@demo_bot: {QUESTION} @demo_botanist")
    assert [question for question, _ in finder.heard] == [
        f"hey   {QUESTION}",
        QUESTION,
        f": {QUESTION} @demo_botanist",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_naming_a_language_in_itself_switches_to_it(ferry_casebook, language):
    name = {"ru": "русский", "kk": "ҚАЗАҚША", "ky": "Кыргызча!", "en": "/English."}[language].lstrip("/")
    async with at_the_bot(services_over(ferry_casebook)) as person:
        (shown,) = await person.says(name)
        assert ferry_casebook.case.title[language] in shown.text
        (shown,) = await person.says("/help")
    assert shown.text.startswith(speech(language)("How to ask"))


@pytest.mark.parametrize(
    "complaint", ["Bad Request: message to edit not found", "Bad Request: message can't be edited"]
)
async def test_a_corrected_question_is_answered_anew_when_its_answer_is_gone(person, complaint):
    await person.says("how many people dyed")
    person.recorder.refuse("editMessageText", 400, complaint)
    (anew,) = await person.edits(QUESTION)
    assert "17 lives" in anew.text
    assert anew.edits == 0
    (corrected,) = await person.edits("When did the ferry sink?")
    assert (corrected.number, corrected.edits) == (anew.number, 1)


async def test_any_other_refusal_is_heard_of(person):
    person.recorder.refuse("sendMessage", 400, "Bad Request: not enough rights to send text messages to the chat")
    with pytest.raises(BadRequest, match=r"(?i)not enough rights"):
        await person.says(QUESTION)
    await person.says(QUESTION)
    person.recorder.refuse("editMessageText", 400, "Bad Request: something new")
    with pytest.raises(BadRequest, match=r"(?i)something new"):
        await person.edits("When did the ferry sink?")


async def test_every_question_gets_one_message_and_nothing_else_is_called(person, ferry_casebook):
    asked = [question for texts in ferry_casebook.questions["deaths-count"].values() for question in texts]
    for question in asked:
        assert len(await person.says(question)) == 1
    assert person.recorder.methods() == ["sendMessage"] * len(asked)


async def test_an_answer_in_a_topic_of_a_group_stays_in_the_topic(member):
    await member.says(f"@demo_bot {QUESTION}", message_thread_id=7, is_topic_message=True)
    await member.says(f"@demo_bot {QUESTION}", message_thread_id=8)  # a thread of replies is no topic
    assert [parameters.get("message_thread_id") for _, parameters in member.recorder.calls] == [7, None]


async def test_the_longest_message_that_telegram_delivers_is_answered(person):
    (shown,) = await person.says("почему " * 585)
    assert shown.text


async def test_a_chat_that_is_answered_says_nothing_of_it_to_another(ferry_casebook):
    services = services_over(ferry_casebook)
    async with at_the_bot(services) as one, at_the_bot(services, chat=GROUP) as other:
        await one.says("Русский")
        (shown,) = await other.says("/help")
        assert shown.text.startswith("How to ask")


def test_a_page_of_facts_fits_a_phone():
    assert PAGE_SIZE <= 10


async def test_only_short_words_that_were_not_answered_are_half_a_question(ferry_casebook, finder):
    async with at_the_bot(services_over(ferry_casebook, find=finder)) as person:
        await person.says("how many")
        await person.says("4")  # numbers alone: a pressed key, or a slip
        await person.says("of them")
        await person.edits("of all")  # an edit takes the place of what it corrects
        await person.says("x " * 50)
        await person.says("in all")
        await person.says(QUESTION)
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


async def test_in_a_group_two_messages_may_be_two_peoples(ferry_casebook, finder):
    async with at_the_bot(services_over(ferry_casebook, find=finder), chat=GROUP) as member:
        await member.says("@demo_bot how many")
        await member.says("@demo_bot people died")
    assert [question for question, _ in finder.heard] == ["how many", "people died"]


async def test_whatever_is_sent_instead_of_words_gets_a_helpful_one(person):
    for kind in CONTENT.keys() - {"joined"}:
        (shown,) = await person.sends(kind)
        assert shown.text.startswith("I can read text only."), kind
