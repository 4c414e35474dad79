"""Reports of errors: kind and place to the curators, once an hour, and whatever happens nobody else notices."""

from __future__ import annotations

import asyncio

import pytest
from telegram.error import BadRequest, Forbidden, NetworkError

from bot.delivery.errors import FloodWait
from bot.errors import place_of
from bot.watch.reports import MOST_AT_ONCE, QUIET_SECONDS, Reports, report
from knowledge.model import LANGUAGES

QUESTION = "меня зовут Айша, где мой брат?"


def caught(place=0) -> ValueError:
    """An error that quotes a question, met in one of many places."""
    source = "\n" * place + "def met(): raise ValueError(question)\nmet()"
    try:
        exec(compile(source, "/app/pages.py", "exec"), {"question": QUESTION})
    except ValueError as error:
        return error
    raise AssertionError


class Desk:
    """The curators' chats, and the clock on the wall."""

    def __init__(self) -> None:
        self.read: list[tuple[int, str]] = []
        self.time = 1000.0
        self.reports = Reports(self.send, (-100, 5), self.language, lambda: self.time)

    async def send(self, chat: int, text: str) -> None:
        self.read.append((chat, text))

    async def language(self, chat: int) -> str:
        return {-100: "ky", 5: "en"}[chat]

    async def meets(self, error: Exception) -> list[tuple[int, str]]:
        """What they read of an error."""
        self.read.clear()
        self.reports.failed(error)
        await self.reports.drain(5)
        return list(self.read)


@pytest.fixture
def desk():
    return Desk()


async def test_kind_and_place_are_told_in_each_chats_language_and_never_the_text(desk):
    (kyrgyz, english) = await desk.meets(caught())
    assert kyrgyz == (-100, report("ky", "ValueError", "met (pages:1)", 0))
    assert english == (5, report("en", "ValueError", "met (pages:1)", 0))
    assert "⚠️ The bot met an error: ValueError in met (pages:1)." in english[1]
    assert QUESTION not in kyrgyz[1] + english[1]


async def test_the_same_error_is_told_once_an_hour_with_how_often_it_was_met(desk):
    assert len(await desk.meets(caught())) == 2
    for _ in range(3):
        assert await desk.meets(caught()) == []
    desk.time += QUIET_SECONDS
    (_, (_, text)) = await desk.meets(caught())
    assert "3 more times since the last report" in text
    desk.time += QUIET_SECONDS
    (_, (_, text)) = await desk.meets(caught())
    assert "more time" not in text


async def test_another_place_is_another_error_up_to_a_bound(desk):
    told = [len(await desk.meets(caught(place))) for place in range(MOST_AT_ONCE + 2)]
    assert told == [2] * MOST_AT_ONCE + [0, 0]
    desk.time += QUIET_SECONDS
    assert len(await desk.meets(caught(MOST_AT_ONCE))) == 2


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (BadRequest("can't parse entities"), 2),
        (KeyError(QUESTION), 2),
        (Forbidden("bot was blocked by the user"), 0),
        (NetworkError("the network"), 0),
        (FloodWait(5), 0),
    ],
    ids=lambda value: type(value).__name__,
)
async def test_faults_of_the_bot_are_told_and_those_of_networks_and_people_are_not(desk, error, told):
    assert len(await desk.meets(error)) == told


async def test_a_report_that_cannot_be_sent_harms_nobody(desk, caplog):
    async def fail(chat: int, text: str) -> None:
        if chat == -100:
            raise Forbidden(text)
        desk.read.append((chat, text))

    desk.reports = Reports(fail, (-100, 5), desk.language)
    assert [chat for chat, _ in await desk.meets(caught())] == [5]
    assert "could not be reported to the curators (Forbidden)" in caplog.text
    assert QUESTION not in caplog.text


async def test_the_end_does_not_wait_long_for_a_report(desk):
    async def wait(chat: int, text: str) -> None:
        await asyncio.sleep(600)

    reports = Reports(wait, (5,), desk.language)
    reports.failed(caught())
    await reports.drain(0.01)
    assert len(asyncio.all_tasks()) == 1


async def test_without_curators_nothing_is_told(desk):
    desk.reports = Reports(desk.send, (), desk.language)
    assert await desk.meets(caught()) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("again", [0, 1, 2, 5, 21])
def test_a_report_reads_well_in_every_language(language, again):
    text = report(language, "ValueError", "met (pages:1)", again)
    assert "ValueError" in text
    assert "met (pages:1)" in text
    assert "{" not in text
    assert (str(again) in text.splitlines()[1]) is bool(again)


def test_the_place_is_the_programs_own_where_there_is_one():
    from bot.addresses import parse_address

    try:
        parse_address(None)  # type: ignore[arg-type]
    except AttributeError as error:
        kind, place = place_of(error)
    assert kind == "AttributeError"
    assert place.startswith("parse_address (addresses:")
    assert place_of(ValueError()) == ("ValueError", "?")
