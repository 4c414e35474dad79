"""Before anything else: whether a chat asks more than it may. What it may not goes no further."""

from __future__ import annotations

import re
import time
from contextlib import suppress

from telegram import CallbackQuery, InlineQuery, Message, MessageEntity, Update
from telegram.constants import ChatType
from telegram.error import BadRequest
from telegram.ext import ApplicationHandlerStop, BaseHandler, ContextTypes, TypeHandler

from bot import compose
from bot.handlers.addressing import meant_for_bot, migration
from bot.limits import ALLOWANCES, Limits, Verdict
from bot.services import Services
from bot.speech import speech
from bot.surfaces.sending import send

__all__ = ["BEFORE_OTHERS", "handler"]

# Handlers of a lower group come first.
BEFORE_OTHERS = -1


def handler(services: Services, limits: Limits) -> BaseHandler[Update, ContextTypes.DEFAULT_TYPE, None]:
    """The handler that stops what is too much; it belongs into the group ``BEFORE_OTHERS``."""

    async def limit(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        number = update.update_id
        if (query := update.callback_query) is not None:
            # Presses have no date of their own.
            verdict = await limits.take(services.keys.key(query.from_user.id), "press", time.time(), number)
            if verdict is not Verdict.GO:
                await _hold(services, query, verdict)
                raise ApplicationHandlerStop
        elif (inline := update.inline_query) is not None:
            verdict = await limits.take(services.keys.key(inline.from_user.id), "inline", time.time(), number)
            if verdict is not Verdict.GO:
                await _show_nothing(inline)
                raise ApplicationHandlerStop
        elif (message := update.effective_message) is not None and (moved := migration(message)) is not None:
            await limits.move(*map(services.keys.key, moved))
        elif message is not None and _calls_for_answer(message, context.bot.username, context.bot.id):
            when = message.edit_date or message.date
            verdict = await limits.take(services.key(message.chat), "message", when.timestamp(), number)
            if verdict is Verdict.WARN:
                language = await services.language(message.chat, message.from_user)
                say, seconds = speech(language), ALLOWANCES["message"].closed_seconds
                words = say.plural(
                    "That was a lot at once. Please go on in {n} second.",
                    "That was a lot at once. Please go on in {n} seconds.",
                    seconds,
                )
                await send(message, compose.notice(language, words))
            if verdict is not Verdict.GO:
                raise ApplicationHandlerStop

    return TypeHandler(Update, limit)


async def _hold(services: Services, query: CallbackQuery, verdict: Verdict) -> None:
    """Stop the spinner of the button; the first time with a word over the chat."""
    text = None
    if verdict is Verdict.WARN and query.message is not None:
        say = speech(await services.language(query.message.chat, query.from_user))
        text = say("That was a lot at once. Please wait a moment.")
    with suppress(BadRequest):  # too old to be answered
        await query.answer(text)


async def _show_nothing(query: InlineQuery) -> None:
    """An empty list, asked for again when the bucket may be open."""
    with suppress(BadRequest):
        await query.answer([], cache_time=ALLOWANCES["inline"].closed_seconds, is_personal=True)


def _calls_for_answer(message: Message, username: str, bot_id: int) -> bool:
    """Whether the bot would say something: what people of a group tell each other costs them nothing."""
    if message.chat.type == ChatType.PRIVATE or meant_for_bot(message, username, bot_id):
        return True
    commands = message.parse_entities([MessageEntity.BOT_COMMAND]).values()
    return any(re.fullmatch(rf"/\w+(?:@{re.escape(username)})?", command, re.IGNORECASE) for command in commands)
