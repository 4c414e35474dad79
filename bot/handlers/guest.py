"""Guest mode: the bot is called by its name in a chat that it is not in, sees that one message, and answers it."""

from __future__ import annotations

from telegram import Update
from telegram.error import BadRequest
from telegram.ext import BaseHandler, ContextTypes, MessageHandler, filters

from bot import compose
from bot.handlers.addressing import passed_on, without_mention
from bot.services import Services
from bot.surfaces.inline import article, message_only
from knowledge.finding import Context

__all__ = ["handlers"]

# A result that tells no fact needs an id too; nobody sees it.
_WORD = "word"


def handlers(services: Services) -> list[BaseHandler[Update, ContextTypes.DEFAULT_TYPE, None]]:
    """The handler of a guest's message. Nothing is remembered: the chat is not the bot's."""

    async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.guest_message
        if message is None or message.guest_query_id is None:
            return
        username = context.bot.username
        prior = await services.language(message.chat, message.guest_bot_caller_user or message.from_user)
        about = Context(language=prior)
        finding = await services.find(without_mention(message, username), about)
        reply = compose.short_word(finding.language) if finding.outcome == "suggest" else None
        if finding.outcome != "answer" and (post := passed_on(message, context.bot.id)) is not None:
            findings = await services.check_post(post, about)
            reply = compose.about_post(findings, services.casebook, prior, services.today())
        if reply is None:
            reply = services.reply_to(finding)
        if reply.kind == "answer":
            result = article(reply, services.casebook.facts[reply.facts[0]].version, username)
        else:
            result = message_only(reply, _WORD)
        try:
            await context.bot.answer_guest_query(message.guest_query_id, result)
        except BadRequest as error:
            if "too old" not in error.message.lower() and "query id is invalid" not in error.message.lower():
                raise

    return [MessageHandler(filters.UpdateType.GUEST_MESSAGE, answer)]
