"""Asking: a message in a person's own words, its edits, and what the bot says to messages that are no text."""

from __future__ import annotations

import re

from telegram import Message, MessageEntity, Update
from telegram.constants import ChatType
from telegram.ext import BaseHandler, ContextTypes, MessageHandler, filters

from bot import compose
from bot.reply import Reply
from bot.services import Services
from bot.speech import LANGUAGE_NAMES, speech
from bot.surfaces.sending import edit, send
from knowledge.finding import Context
from knowledge.model import Language

__all__ = ["handlers", "meant_for_bot"]

# Words that always switch the language, whatever the bot speaks at the moment.
_SWITCHES: dict[str, Language] = {name.casefold(): language for language, name in LANGUAGE_NAMES.items()}
_SWITCHES |= {"орысша": "ru", "по-русски": "ru", "казакша": "kk", "kazaksha": "kk", "qazaqsha": "kk", "kyrgyzcha": "ky"}


def handlers(services: Services) -> list[BaseHandler[Update, ContextTypes.DEFAULT_TYPE, None]]:
    """The handlers for questions. They come last: whatever is no command and no button is a question."""

    async def ask(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        if message is None or not meant_for_bot(message, context.bot.username, context.bot.id):
            return
        question = _without_mention(message, context.bot.username)
        key = services.key(message.chat)
        reply = await _reply(services, message, question)
        earlier = services.conversations.answer_to(key, message.message_id) if update.edited_message else None
        if earlier is not None:
            answer = await edit(message, earlier, reply)
        else:
            answer = (await send(message, reply)).message_id
        services.conversations.answered(key, message.message_id, answer)

    async def unknown_command(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        if message is not None:
            language = await services.language(message.chat, message.from_user)
            await send(message, compose.help_page(services.casebook, language))

    async def no_text(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        if message is None or message.chat.type != ChatType.PRIVATE:
            return
        language = await services.language(message.chat, message.from_user)
        say = speech(language)
        await send(
            message, compose.notice(language, say("I can read text only. Please write your question as a message."))
        )

    words = filters.TEXT | filters.CAPTION
    talk = filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE
    return [
        MessageHandler(talk & words & ~filters.COMMAND, ask),
        MessageHandler(filters.UpdateType.MESSAGE & filters.COMMAND & filters.ChatType.PRIVATE, unknown_command),
        MessageHandler(filters.UpdateType.MESSAGE & ~words & ~filters.StatusUpdate.ALL, no_text),
    ]


async def _reply(services: Services, message: Message, question: str) -> Reply:
    key = services.key(message.chat)
    switch = _SWITCHES.get(question.strip(" .!?/").casefold())
    if switch is not None:
        await services.chats.set_language(key, switch)
        return compose.start(services.casebook, switch)
    prior = await services.language(message.chat, message.from_user)
    finding = services.find(question, Context(language=prior, fact=services.conversations.told(key)))
    if finding.outcome == "answer":
        services.conversations.tell(key, finding.candidates[0].fact)
    return compose.reply_to(finding, services.casebook, services.today())


def meant_for_bot(message: Message, username: str, bot_id: int) -> bool:
    """In private everything is; in a group only what mentions the bot or replies to one of its messages."""
    if message.chat.type == ChatType.PRIVATE:
        return True
    reply = message.reply_to_message
    if reply is not None and reply.from_user is not None and reply.from_user.id == bot_id:
        return True
    mentions = message.parse_entities([MessageEntity.MENTION]) | message.parse_caption_entities([MessageEntity.MENTION])
    return any(mention.casefold() == f"@{username}".casefold() for mention in mentions.values())


def _without_mention(message: Message, username: str) -> str:
    text = message.text or message.caption or ""
    return re.sub(rf"@{re.escape(username)}\b", " ", text, flags=re.IGNORECASE).strip()
