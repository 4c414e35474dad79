"""The menu and descriptions: within Telegram's limits, in every language, and set only where they differ."""

from __future__ import annotations

import pytest
from telegram import Bot

from bot.application import build_application
from bot.delivery.errors import FloodWait
from bot.menu import commands, curators_commands, set_up, set_up_curators
from bot.speech import speech
from knowledge.model import LANGUAGES
from tests.bot.delivery.demo import TOKEN
from tests.bot.people import services_over
from tests.bot.recorder import Recorder, RecordingRequest

KINDS = ("Commands", "Name", "Description", "ShortDescription")
EVERYWHERE = ["", *LANGUAGES]


@pytest.fixture
def recorder():
    return Recorder()


@pytest.fixture
async def bot(recorder):
    request = RecordingRequest(recorder)
    async with Bot(TOKEN, request=request, get_updates_request=request) as bot:
        yield bot


def changes(recorder: Recorder) -> list[str]:
    return [method for method in recorder.methods() if method.startswith("setMy")]


async def test_everything_is_set_once_in_every_language_and_for_all_other_readers(bot, recorder, casebook):
    await set_up(bot, casebook)  # the recorder checks every limit
    assert recorder.texts.keys() == {(kind, language) for kind in KINDS for language in EVERYWHERE}
    assert len(changes(recorder)) == len(KINDS) * len(EVERYWHERE)
    for language in LANGUAGES:
        assert recorder.texts["Description", language] == casebook.case.about[language]
        assert recorder.texts["ShortDescription", language] == casebook.case.title[language]
        assert recorder.texts["Name", language] == casebook.case.title[language]
    for kind in KINDS:
        assert recorder.texts[kind, ""] == recorder.texts[kind, "en"]


async def test_a_title_too_long_for_a_name_leaves_the_operators(bot, recorder, casebook):
    title = casebook.case.title.model_copy(update={"ky": "т" * 65})
    case = casebook.case.model_copy(update={"title": title})
    await set_up(bot, casebook.model_copy(update={"case": case}))
    assert ("Name", "ky") not in recorder.texts
    assert recorder.texts["ShortDescription", "ky"] == "т" * 65


async def test_a_name_that_telegram_does_not_take_now_keeps_nobody_waiting(bot, recorder, casebook, monkeypatch):
    async def too_often(*_: object, **__: object) -> None:
        raise FloodWait(80_000)

    monkeypatch.setattr(type(bot), "set_my_name", too_often)
    await set_up(bot, casebook)
    assert recorder.texts["ShortDescription", "kk"] == casebook.case.title["kk"]


async def test_the_next_start_sets_nothing(bot, recorder, casebook):
    await set_up(bot, casebook)
    recorder.calls.clear()
    await set_up(bot, casebook)
    assert changes(recorder) == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", EVERYWHERE)
async def test_only_what_differs_is_set_again(bot, recorder, casebook, kind, language):
    await set_up(bot, casebook)
    recorder.texts[kind, language] = [] if kind == "Commands" else "an older text"
    recorder.calls.clear()
    await set_up(bot, casebook)
    assert changes(recorder) == [f"setMy{kind}"]


async def test_every_command_of_the_menu_is_answered_and_every_command_that_is_answered_is_in_the_menu(casebook):
    application = build_application(
        services_over(casebook), token=TOKEN, request=RecordingRequest(Recorder())
    )  # fmt: skip
    handled = {name for handler in application.handlers[0] for name in getattr(handler, "commands", ())}
    # /announce is handled where somebody can be announced to: see handlers/test_announce.py.
    theirs = [command for command in curators_commands(speech("en")) if command.command != "announce"]
    menu = [*commands(speech("en")), *theirs]
    assert {command.command for command in menu} == handled
    assert len(menu) == len(handled)


def test_the_menu_is_in_the_same_order_in_every_language_and_translated():
    menus = {language: commands(speech(language)) for language in LANGUAGES}
    names = {tuple(command.command for command in menu) for menu in menus.values()}
    assert len(names) == 1
    described = {description for menu in menus.values() for description in (command.description for command in menu)}
    assert len(described) == sum(map(len, menus.values()))


# -- the chats of the curators ---------------------------------------------------------------------------------------

CURATORS = -100777


async def test_only_the_curators_chats_see_the_curators_commands(bot, recorder, casebook):
    await set_up(bot, casebook, (CURATORS,))
    for language in EVERYWHERE:
        everyone = [each["command"] for each in recorder.texts["Commands", language]]
        theirs = [each["command"] for each in recorder.texts["Commands", language, CURATORS]]
        assert theirs == ["inbox", "stats", "preview", "announce", "journal", *everyone]
    recorder.calls.clear()
    await set_up(bot, casebook, (CURATORS,))
    assert changes(recorder) == []


@pytest.mark.parametrize("status", [400, 403])
async def test_a_chat_that_the_bot_is_not_in_does_not_stop_the_start(bot, recorder, caplog, status):
    recorder.refuse("getMyCommands", status, "chat not found")
    await set_up_curators(bot, (CURATORS, CURATORS - 1))
    assert "could not be set" in caplog.text
    assert str(CURATORS) not in caplog.text
    assert ("Commands", "", CURATORS) not in recorder.texts
    assert ("Commands", "", CURATORS - 1) in recorder.texts
