"""The bot as it is served: real delivery and state, against a Telegram on the loopback."""

from __future__ import annotations

import asyncio
import logging
import sqlite3

import pytest

from bot.errors import Advice
from bot.menu import commands
from bot.settings import Settings
from bot.speech import speech
from knowledge.compiled import open_compiled
from tests.bot.delivery.demo import TOKEN
from tests.bot.people import GROUP, PERSON, Updates

# Nobody else uses this number, so that finding it anywhere means that it was written there.
OTHER = 6600660066
TYPED = [
    "меня зовут Айгерим, кто избил моего брата Тимура?",
    "How many people died?",
    "канча киши каза болду? телефоном 0555123456",
    "my brother Tilek is in Zhetisai prison, cell 48213",
    "@demo_bot айтыңызчы, паромдо Касымжан болгонбу",
    "this question makes the finder fail: Rahat Subanov",
]


def numbered(*updates: dict) -> list[dict]:
    return [{**update, "update_id": number} for number, update in enumerate(updates, start=1)]


async def test_the_bot_sets_its_menu_answers_and_stops_when_told(serve, settings, telegram):
    person = Updates(language_code="ky")
    for update in numbered(person.says("/start"), person.says("канча киши каза болду?"), person.sends("voice")):
        telegram.add(update)
    async with serve(settings) as bot:
        await telegram.until(lambda: len(telegram.recorder.screen) == 3)
    assert bot.task.result() == 0
    assert [each["command"] for each in telegram.recorder.texts["Commands", "ky"]] == [
        each.command for each in commands(speech("ky"))
    ]
    assert "17 киши" in telegram.recorder.screen[1].text
    assert telegram.offsets[-1] == 4


async def test_a_chosen_language_outlives_a_restart(serve, settings, telegram):
    person = Updates(language_code="en")
    for update in numbered(person.says("Қазақша")):
        telegram.add(update)
    async with serve(settings):
        await telegram.until(lambda: telegram.recorder.screen)
    telegram.add({**person.says("/help"), "update_id": 7})
    async with serve(settings):
        await telegram.until(lambda: len(telegram.recorder.screen) == 2)
    assert telegram.recorder.screen[1].text.startswith(speech("kk")("How to ask"))


async def test_the_state_may_lie_in_postgresql(serve, settings, telegram, databases, tmp_path):
    async with databases.empty("postgres", tmp_path) as url:
        shared = settings.model_copy(update={"database_url": url, "secret_key": "the same for all"})
        telegram.add(numbered(Updates(language_code="en").says("Қазақша"))[0])
        async with serve(shared) as bot:
            await telegram.until(lambda: telegram.recorder.screen)
        assert bot.task.result() == 0
        telegram.add({**Updates(language_code="en").says("/help"), "update_id": 7})
        async with serve(shared):
            await telegram.until(lambda: len(telegram.recorder.screen) == 2)
    assert telegram.recorder.screen[1].text.startswith(speech("kk")("How to ask"))
    assert not (tmp_path / "state").exists()


async def test_other_processes_may_find_the_facts(serve, settings, telegram, ferry):
    """The finder in the bot's own process would fail on this question."""
    shared = settings.model_copy(update={"record": ferry, "matching_processes": 1})
    compiled = open_compiled(ferry, shared.cache_path()).path
    telegram.add(numbered(Updates(language_code="en").says("How many people died? My phone failed me"))[0])
    async with serve(shared, compiled=compiled) as bot:
        await telegram.until(lambda: telegram.recorder.screen)
    assert bot.task.result() == 0
    assert "17 people" in telegram.recorder.screen[0].text


async def test_nothing_of_what_people_write_or_who_they_are_is_kept_anywhere(
    serve, settings, telegram, tmp_path, capfd
):
    """The promise of /privacy, kept in every file and every line of the log, also when things go wrong."""
    person, other = Updates(language_code="ru"), Updates(OTHER, name="Нурсултанбек")
    member = Updates(GROUP)
    conversation = numbered(
        person.says("/start"),
        person.says("Қазақша"),
        *(person.says(text) for text in TYPED[:4]),
        member.says(TYPED[4]),
        person.says(TYPED[5]),
        person.sends("contact"),
        person.sends("photo", TYPED[0]),
        other.says("Кыргызча"),
        other.edits(3, TYPED[3]),
        person.presses_something_forgotten("1:f:deaths-count:ky"),
        person.presses_something_forgotten("больше не кнопка"),
        other.says("/forget"),
    )
    telegram.fail("sendMessage", 403, 500)
    for update in conversation:
        telegram.add(update)
    async with serve(settings) as bot:
        await telegram.until(lambda: telegram.offsets[-1:] == [len(conversation) + 1])
    assert bot.task.result() == 0

    log = capfd.readouterr()
    assert "An update was not answered: ValueError in finding (library:" in log.err
    with sqlite3.connect(tmp_path / "state" / "state.db") as state:
        assert state.execute("SELECT language FROM chats").fetchall() == [("kk",)]
    state.close()

    written = {str(path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert {path.rpartition("/")[2] for path in written} >= {"state.db", "secret.key"}
    written["log"] = (log.out + log.err).encode()
    words = {word for text in TYPED for word in text.split() if len(word) > 4 and word != "people"} - {"@demo_bot"}
    people = {"Бегимай", "begimai_asks", "Нурсултанбек", "Достор", "Айша"}
    numbers = {str(PERSON), str(OTHER), str(abs(GROUP))}
    for name, content in written.items():
        text = content.decode("utf-8", "replace")
        found = {each for each in words | people | numbers if each in text or repr(each.encode())[2:-1] in text}
        assert not found, f"{name} holds {found}"
        assert TOKEN not in text, f"{name} holds the token"
        escaped = {each.encode("unicode_escape").decode() for each in people | words if not each.isascii()}
        assert not {each for each in escaped if each in text}, f"{name} holds escaped text"
    assert logging.getLogger().handlers, "logging was set up"


async def test_a_secret_of_the_operators_own_is_not_written_to_a_file(serve, settings, telegram, tmp_path, capfd):
    own = settings.model_copy(update={"secret_key": "a secret of my own, 7391"})
    telegram.add(numbered(Updates().says("Русский"))[0])
    async with serve(own):
        await telegram.until(lambda: telegram.recorder.screen)
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"7391" not in written
    assert "7391" not in capfd.readouterr().err
    assert not settings.secret_path().exists()


# -- what can go wrong ---------------------------------------------------------------------------------------------


async def advised(serve, settings: Settings) -> Advice:
    async with serve(settings) as bot:
        await asyncio.wait([bot.task])
    error = bot.task.exception()
    assert isinstance(error, Advice)
    assert "\n" not in str(error)
    assert TOKEN not in str(error)
    return error


async def test_a_wrong_token_is_advice(serve, settings):
    advice = await advised(serve, settings.model_copy(update={"telegram_bot_token": "2:WRONG"}))
    assert advice.exit_code == 4
    assert "Telegram refuses TELEGRAM_BOT_TOKEN" in str(advice)
    assert "2:WRONG" not in str(advice)


async def test_a_second_process_with_the_same_token_is_advice(serve, settings, telegram):
    telegram.fail("getUpdates", *[409] * 20)
    advice = await advised(serve, settings)
    assert advice.exit_code == 4
    assert "Another process receives messages with this token" in str(advice)


async def test_no_network_is_advice(serve, settings):
    advice = await advised(serve, settings.model_copy(update={"telegram_api_url": "http://127.0.0.1:1"}))
    assert advice.exit_code == 4
    assert "Telegram cannot be reached" in str(advice)


@pytest.mark.parametrize("fault", [502, "cut", "nonsense"])
async def test_a_telegram_that_does_not_answer_as_telegram_is_advice(serve, settings, telegram, fault):
    telegram.fail("getMe", *[fault] * 5)
    advice = await advised(serve, settings)
    assert advice.exit_code == 4
    assert "Telegram cannot be reached" in str(advice)


async def test_a_call_that_telegram_refuses_at_the_start_is_advice(serve, settings, telegram):
    telegram.fail("setMyDescription", 400)
    advice = await advised(serve, settings)
    assert advice.exit_code == 4
    assert "Telegram refuses a call of the bot" in str(advice)


@pytest.mark.parametrize("spoil", ["a file in the way", "no database", "an empty secret"])
async def test_a_state_that_cannot_be_used_is_advice(serve, settings, tmp_path, spoil):
    if spoil == "a file in the way":
        (tmp_path / "state").write_text("")
    else:
        (tmp_path / "state").mkdir()
        name = {"no database": "state.db", "an empty secret": "secret.key"}[spoil]
        (tmp_path / "state" / name).write_text("no database " * 100 if name == "state.db" else "")
    advice = await advised(serve, settings)
    assert advice.exit_code == 1
    named = "state.db can't be opened" if spoil == "no database" else "secret.key can't be used"
    assert f"{tmp_path}/state/{named}" in str(advice)
    assert "set DATABASE_URL to a place that can be written" in str(advice)
