"""The Bot API as the terminal answers it."""

import io

import pytest
from rich.console import Console
from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaDocument,
    InputMediaPhoto,
)
from telegram.error import BadRequest

from bot.delivery.terminal import PERSON_ID, TerminalRequest
from tests.bot.delivery.demo import KEYBOARD, TOKEN

#: 33 letters of two bytes: one more than fits.
TOO_LONG = InlineKeyboardMarkup.from_button(InlineKeyboardButton("x", callback_data="ө" * 33))


@pytest.fixture
def screen(tmp_path) -> TerminalRequest:
    return TerminalRequest(Console(file=io.StringIO(), width=80), files=tmp_path / "files", now=lambda: 1000.0)


@pytest.fixture
async def bot(screen):
    async with Bot(TOKEN, request=screen, get_updates_request=screen) as bot:
        yield bot


def shown(screen: TerminalRequest) -> str:
    """What was drawn since the last look."""
    file = screen.console.file
    assert isinstance(file, io.StringIO)
    text = file.getvalue()
    file.seek(0)
    file.truncate()
    return text


async def test_a_sent_message_comes_back_as_telegram_returns_it(bot, screen):
    message = await bot.send_message(PERSON_ID, "<b>ө</b> 1", parse_mode="HTML", reply_markup=KEYBOARD)
    assert (message.text, message.text_html, message.reply_markup) == ("ө 1", "<b>ө</b> 1", KEYBOARD)
    assert message.from_user.username == bot.username
    assert shown(screen) == "◂ bot\n  ө 1\n  [1] More   [2] Site ↗\n\n"


async def test_an_edit_is_drawn_again_and_said_to_be_one(bot, screen):
    message = await bot.send_message(PERSON_ID, "one", reply_markup=KEYBOARD)
    edited = await message.edit_text("two")
    assert (edited.message_id, edited.text, edited.reply_markup) == (message.message_id, "two", None)
    assert shown(screen).endswith("◂ bot  ✎ edited\n  two\n\n")


async def test_buttons_can_be_edited_alone(bot, screen):
    message = await bot.send_message(PERSON_ID, "one")
    await message.edit_reply_markup(KEYBOARD)
    assert shown(screen).endswith("✎ edited\n  [1] More   [2] Site ↗\n\n")


@pytest.mark.parametrize(
    ("call", "complaint"),
    [
        (lambda m: m.edit_text("one"), "not modified"),
        (lambda m: m.edit_reply_markup(None), "not modified"),
        (lambda m: m.get_bot().edit_message_text("x", PERSON_ID, 999), "not found"),
        (lambda m: m.get_bot().delete_message(PERSON_ID, 999), "not found"),
        (lambda m: m.reply_text("x" * 4097), "too long"),
        (lambda m: m.reply_text(" "), "empty"),
        (lambda m: m.reply_html("<p>x</p>"), "parse entities"),
        (lambda m: m.reply_markdown_v2("x"), "HTML only"),
        (lambda m: m.reply_photo(b"x", caption="x" * 1025), "caption is too long"),
        (lambda m: m.reply_text("x", reply_markup=TOO_LONG), "button_data_invalid"),
        (lambda m: m.get_bot().get_star_transactions(), "not known"),
    ],
)
async def test_what_telegram_refuses_the_terminal_refuses(bot, call, complaint):
    message = await bot.send_message(PERSON_ID, "one")
    with pytest.raises(BadRequest, match=f"(?i){complaint}"):
        await call(message)


async def test_a_refused_message_leaves_nothing_behind(bot, screen):
    with pytest.raises(BadRequest):
        await bot.send_message(PERSON_ID, "<b>", parse_mode="HTML")
    assert screen._messages == {}
    assert shown(screen) == ""


async def test_files_are_saved_and_named(bot, screen, tmp_path):
    photo = await bot.send_photo(PERSON_ID, b"PNG", caption="<i>Шар</i>", parse_mode="HTML", filename="a/шар 1.png")
    await bot.send_document(PERSON_ID, b"PDF", filename="../x.pdf")
    saved = {path.name: path.read_bytes() for path in (tmp_path / "files").iterdir()}
    assert saved == {"1-шар_1.png": b"PNG", "2-x.pdf": b"PDF"}
    assert (photo.caption, len(photo.photo)) == ("Шар", 1)
    text = shown(screen)
    assert "▣ photo: " in text
    assert "1-шар_1.png\n" in text
    assert "  Шар\n" in text


async def test_a_file_that_telegram_has_is_named(bot, screen):
    await bot.send_photo(PERSON_ID, "https://example.org/ball.png")
    await bot.send_media_group(PERSON_ID, [InputMediaDocument(b"A", filename="a.txt"), InputMediaDocument(b"B")])
    text = shown(screen)
    assert "▣ photo: https://example.org/ball.png" in text
    assert text.count("▤ document: ") == 2


async def test_another_picture_takes_the_place_of_the_first(bot, screen, tmp_path):
    photo = await bot.send_photo(PERSON_ID, b"ONE", caption="one", filename="one.png")
    new = InputMediaPhoto(InputFile(b"TWO", filename="two.png", attach=True), caption="two")
    edited = await bot.edit_message_media(new, chat_id=PERSON_ID, message_id=photo.message_id)
    assert (edited.message_id, edited.caption) == (photo.message_id, "two")
    assert (tmp_path / "files" / "1-two.png").read_bytes() == b"TWO"
    again = await bot.send_photo(PERSON_ID, edited.photo[0].file_id, caption="again")
    assert again.caption == "again"
    assert shown(screen).count("1-two.png") == 2, "shown where it lies, not saved again"
    assert len(list((tmp_path / "files").iterdir())) == 2
    with pytest.raises(BadRequest, match=r"(?i)message to edit not found"):
        await bot.edit_message_media(new, chat_id=PERSON_ID, message_id=99)


async def test_answers_to_buttons_are_shown_if_they_say_something(bot, screen):
    await bot.answer_callback_query("1")
    assert shown(screen) == ""
    await bot.answer_callback_query("1", "Рахмет")
    assert shown(screen) == "‹ Рахмет ›\n"


async def test_the_menu_of_commands_is_kept_by_language(bot, screen):
    await bot.set_my_commands([BotCommand("help", "Help")])
    await bot.set_my_commands([BotCommand("help", "Жардам")], language_code="ky")
    assert screen.commands("ky") == [("help", "Жардам")]
    assert screen.commands("kk") == [("help", "Help")]
    assert [command.description for command in await bot.get_my_commands(language_code="ky")] == ["Жардам"]
    await bot.delete_my_commands(language_code="ky")
    assert screen.commands("ky") == [("help", "Help")]


async def test_settings_of_the_bot_are_taken_silently(bot, screen):
    assert await bot.set_my_description("x", language_code="ru")
    assert await bot.set_my_short_description("x")
    assert await bot.set_my_name("x")
    assert await bot.delete_webhook()
    assert await bot.set_chat_menu_button()
    assert await bot.send_chat_action(PERSON_ID, "typing")
    assert (await bot.get_webhook_info()).url == ""
    assert (await bot.get_chat(PERSON_ID)).type == "private"
    assert (await bot.get_chat_member(PERSON_ID, PERSON_ID)).status == "member"
    assert (await bot.get_my_name()).name == ""
    assert await bot.get_updates() == ()
    assert shown(screen) == ""


async def test_what_cannot_be_drawn_is_named(bot, screen):
    await bot.send_dice(PERSON_ID)
    assert shown(screen) == "[sendDice]\n"


async def test_a_message_to_another_chat_says_so(bot, screen):
    await bot.send_message(-100, "x")
    assert shown(screen).startswith("◂ bot → -100\n")


async def test_numbers_press_the_latest_message_that_has_buttons(bot, screen):
    first = await bot.send_message(PERSON_ID, "one", reply_markup=KEYBOARD)
    second = await bot.send_message(PERSON_ID, "two", reply_markup=KEYBOARD)
    await bot.send_message(PERSON_ID, "three")
    assert screen.pressed(1).message["message_id"] == second.message_id
    await second.edit_reply_markup(None)
    assert screen.pressed(1).message["message_id"] == first.message_id
    assert (screen.pressed(0), screen.pressed(3)) == (None, None)
    await first.delete()
    assert screen.pressed(1) is None
