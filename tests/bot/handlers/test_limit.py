"""A flood is answered once, politely, and nobody else feels it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bot.handlers import limit
from bot.limits import ALLOWANCES, LimitsInMemory
from bot.speech import speech
from tests.bot.exact import exact_finder
from tests.bot.people import GROUP, at_the_bot, services_over

BURST = ALLOWANCES["message"].burst
WAIT = ALLOWANCES["message"].closed_seconds


class Counted:
    """A finder that counts what it is asked."""

    def __init__(self, find) -> None:
        self.asked = 0
        self._find = find

    def __call__(self, question, context):
        self.asked += 1
        return self._find(question, context)


@pytest.fixture
def still(monkeypatch):
    """Time stands still: a slow machine must not make a flood a trickle."""
    monkeypatch.setattr(limit, "time", SimpleNamespace(time=lambda: 1000.0))


@pytest.fixture
def found(casebook) -> Counted:
    return Counted(exact_finder(casebook))


@pytest.fixture
def services(casebook, found):
    return services_over(casebook, find=found)


def warning(language: str) -> str:
    return speech(language).plural(
        "That was a lot at once. Please go on in {n} second.",
        "That was a lot at once. Please go on in {n} seconds.",
        WAIT,
    )


@pytest.mark.parametrize("language", ["ru", "kk", "ky", "en"])
async def test_a_flood_costs_no_matching_and_hears_of_it_once_in_its_language(case, services, found, language):
    async with at_the_bot(services, language_code=language, limits=LimitsInMemory()) as person:
        for _ in range(BURST + 20):
            await person.says(case.question)
        assert found.asked == BURST
        assert [shown.text for shown in person.recorder.screen[BURST:]] == [warning(language)]


async def test_after_the_wait_that_was_named_questions_are_answered_again(case, services, found):
    async with at_the_bot(services, limits=LimitsInMemory()) as person:
        for _ in range(BURST + 1):
            await person.says(case.question, date=100)
        assert await person.says(case.question, date=100 + WAIT - 1) == []
        assert await person.says(case.question, date=100 + WAIT) != []


async def test_commands_edits_and_other_content_count_too(case, services):
    async with at_the_bot(services, limits=LimitsInMemory()) as person:
        for _ in range(BURST - 2):
            await person.says("/help")
        await person.sends("voice")
        await person.says(case.question)
        (refused,) = await person.edits(case.other_question)
        assert refused.text == warning("en")


async def test_what_a_group_says_among_itself_costs_it_nothing(case, services, found):
    async with at_the_bot(services, chat=GROUP, limits=LimitsInMemory()) as member:
        for _ in range(50):
            assert await member.says("nice weather, isn't it") == []
            assert await member.says("/roll@dice_bot") == []
        assert await member.says(f"@demo_bot {case.question}") != []
        for _ in range(BURST):
            await member.says("/help@demo_bot")
        shown = member.recorder.screen[-1]
        assert shown.text == warning("en")
        assert shown.reply_to == member.last_message


async def test_a_flood_of_presses_is_only_acknowledged(case, services, still):
    async with at_the_bot(services, limits=LimitsInMemory()) as person:
        await person.says("/topics")
        burst = ALLOWANCES["press"].burst
        for _ in range(burst + 5):
            await person.presses_data(f"1:f:{case.fact}:en")
        assert len(person.recorder.screen) == 1 + burst
        words = [call.get("text") for method, call in person.recorder.calls if method == "answerCallbackQuery"]
        assert words == [None] * burst + [speech("en")("That was a lot at once. Please wait a moment.")] + [None] * 4
        assert await person.says(case.question) != [], "questions have an allowance of their own"


async def test_a_press_too_old_to_be_acknowledged_is_no_fault(case, services, still):
    async with at_the_bot(services, limits=LimitsInMemory()) as person:
        await person.says("/topics")
        for _ in range(ALLOWANCES["press"].burst):
            await person.presses_data(f"1:f:{case.fact}:en")
        person.recorder.refuse("answerCallbackQuery", 400, "Bad Request: query is too old")
        assert await person.presses_data(f"1:f:{case.fact}:en") == []


async def test_a_flood_of_inline_queries_is_shown_an_empty_list(services, still):
    async with at_the_bot(services, limits=LimitsInMemory()) as person:
        burst = ALLOWANCES["inline"].burst
        for number in range(burst + 3):
            query = {"id": str(number), "from": person.updates.user, "query": "who", "offset": ""}
            await person.does({"update_id": 1000 + number, "inline_query": query})
        empty = [
            call for method, call in person.recorder.calls if method == "answerInlineQuery" and not call["results"]
        ]
        assert len(empty) == 3
        assert {call["cache_time"] for call in empty} == {ALLOWANCES["inline"].closed_seconds}


async def test_a_person_without_limits_is_never_refused(case, services, found):
    async with at_the_bot(services) as person:
        for _ in range(5 * BURST):
            await person.says(case.question)
        assert found.asked == 5 * BURST
