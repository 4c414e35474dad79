"""Pictures and files: the timeline and the numbers drawn, and the whole record to take along."""

from __future__ import annotations

from contextlib import suppress

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatAction
from telegram.error import NetworkError, RetryAfter
from telegram.ext import BaseHandler, CallbackQueryHandler, CommandHandler, ContextTypes

from bot import compose
from bot.handlers.press import stop_spinner
from bot.handlers.telling import may_answer
from bot.printing import Handout, drawn, exported, in_words
from bot.reply import Action, Draw, Export, Reply, Write
from bot.services import Services
from bot.surfaces.callback import decode
from bot.surfaces.files import send_file
from bot.surfaces.sending import send

__all__ = ["announce", "handlers"]

# The forms of callback data that are answered here.
_OURS = r"^1:[dkx]:"


def handlers(services: Services) -> list[BaseHandler[Update, ContextTypes.DEFAULT_TYPE, None]]:
    """The handlers of the buttons under pictures and of ``/export``. They come before the handler of all buttons."""

    async def press(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        if query is None:
            return
        await stop_spinner(query)
        if isinstance(query.message, Message) and may_answer(services, query.message):
            await _pressed(services, query, query.message, decode(query.data or ""))

    async def export(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        if message is not None and may_answer(services, message):
            language = await services.language(message.chat, message.from_user)
            await send(message, compose.export_page(services.casebook, language))

    return [CommandHandler("export", export), CallbackQueryHandler(press, pattern=_OURS)]


async def _show_picture(services: Services, message: Message, asked: Draw) -> None:
    """Send a page of pictures, or put it in the place of the picture that the message shows."""
    if not message.photo:  # the next page is there at once
        await announce(message, ChatAction.UPLOAD_PHOTO)
    made = await drawn(services.shelf, services.casebook, asked, message.get_bot().username)
    await _hand_out(services, message, made)


async def _pressed(services: Services, query: CallbackQuery, message: Message, action: Action | None) -> None:
    match action:
        case Draw():
            await _show_picture(services, message, action)
        case Write(what, language):
            await send(message, in_words(services.casebook, what, language))
        case Export():
            await _send_export(services, message, action)
        case _:
            language = await services.language(message.chat, query.from_user)
            await send(message, compose.start(services.casebook, language))


async def _send_export(services: Services, message: Message, asked: Export) -> None:
    await announce(message, ChatAction.UPLOAD_DOCUMENT)
    await _hand_out(
        services, message, await exported(services.shelf, services.casebook, asked, message.get_bot().username)
    )


async def _hand_out(services: Services, message: Message, made: Handout | Reply) -> None:
    if isinstance(made, Reply):
        await send(message, made)
        return
    in_place = made.kind == "photo" and bool(message.photo)
    await send_file(message, made.kind, made.printed, made.caption, services.uploads, in_place=in_place)


async def announce(message: Message, action: ChatAction) -> None:
    """Show that something is on its way: what nobody has asked for yet takes some seconds to make.

    It may fail: what is on its way does not depend on it.
    """
    thread = message.message_thread_id if message.is_topic_message else None
    with suppress(NetworkError, RetryAfter):
        await message.get_bot().send_chat_action(message.chat.id, action, message_thread_id=thread)
