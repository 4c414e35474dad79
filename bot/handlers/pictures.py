"""Pictures and files: the timeline and the numbers drawn, and the whole record to take along."""

from __future__ import annotations

import asyncio
import logging

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatAction
from telegram.ext import BaseHandler, CallbackQueryHandler, CommandHandler, ContextTypes

from bot import compose
from bot.handlers.press import stop_spinner
from bot.handlers.telling import may_answer
from bot.paper.typeset import TypesetFault
from bot.reply import Action, Draw, Drawable, Export, Reply, Write
from bot.services import Services
from bot.speech import speech
from bot.surfaces.callback import decode
from bot.surfaces.files import send_document, send_picture, turn_picture
from bot.surfaces.sending import send
from knowledge.model import Language

__all__ = ["handlers"]

logger = logging.getLogger(__name__)

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


async def _show_picture(services: Services, message: Message, drawn: Draw) -> None:
    """Send a page of pictures, or put it in the place of the picture that the message shows.

    Where it can't be drawn, the same is sent as text: a reader gets an answer either way.
    """
    shelf = services.shelf
    if not message.photo:  # the next page is there at once
        await _announce(message, ChatAction.UPLOAD_PHOTO)
    bot = message.get_bot().username
    try:
        pages = await asyncio.to_thread(shelf.pictures, drawn.what, drawn.language, drawn.theme, bot)
    except (TypesetFault, OSError) as fault:
        logger.warning("no picture of the %s: %s", drawn.what, fault)
        await send(message, _text_of(services, drawn.what, drawn.language))
        return
    page = min(drawn.page, len(pages) - 1)
    caption = compose.picture_caption(services.casebook, drawn.what, page, len(pages), drawn.language, drawn.theme)
    deliver = turn_picture if message.photo else send_picture
    await deliver(message, pages[page], caption, services.uploads)


async def _pressed(services: Services, query: CallbackQuery, message: Message, action: Action | None) -> None:
    match action:
        case Draw():
            await _show_picture(services, message, action)
        case Write(what, language):
            await send(message, _text_of(services, what, language))
        case Export():
            await _send_export(services, message, action)
        case _:
            language = await services.language(message.chat, query.from_user)
            await send(message, compose.start(services.casebook, language))


async def _send_export(services: Services, message: Message, asked: Export) -> None:
    await _announce(message, ChatAction.UPLOAD_DOCUMENT)
    bot = message.get_bot().username
    try:
        document = await asyncio.to_thread(services.shelf.export, asked.form, asked.language, bot)
    except (TypesetFault, OSError) as fault:
        logger.warning("no %s of the record: %s", asked.form, fault)
        say = speech(asked.language)
        sorry = say("The file can't be made at the moment. Please try another form, or come back later.")
        await send(message, compose.notice(asked.language, sorry))
        return
    await send_document(message, document, compose.export_caption(services.casebook, asked.language), services.uploads)


async def _announce(message: Message, action: ChatAction) -> None:
    """Show that something is on its way: what nobody has asked for yet takes some seconds to make."""
    thread = message.message_thread_id if message.is_topic_message else None
    await message.get_bot().send_chat_action(message.chat.id, action, message_thread_id=thread)


def _text_of(services: Services, what: Drawable, language: Language) -> Reply:
    """The first page of the text that says what the pictures show."""
    pages = {"timeline": compose.timeline_page, "numbers": compose.numbers_page}
    return pages[what](services.casebook, 0, language)
