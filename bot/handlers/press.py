"""Pressing a button: every button ever sent is understood, or answered with a way on."""

from __future__ import annotations

from telegram import CallbackQuery, Message, Update
from telegram.error import BadRequest
from telegram.ext import BaseHandler, CallbackQueryHandler, ContextTypes

from bot import compose
from bot.reply import Action, Choose, Dismiss, Open, OpenPeople, OpenTopic, Reply
from bot.services import Services
from bot.surfaces.callback import decode
from bot.surfaces.sending import edit, send

__all__ = ["handlers"]


def handlers(services: Services) -> list[BaseHandler[Update, ContextTypes.DEFAULT_TYPE, None]]:
    """The handler of all buttons."""

    async def press(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        if query is None:
            return
        await _stop_spinner(query)
        message = query.message
        if not isinstance(message, Message):  # in a chat that the bot is not in
            return
        action = decode(query.data or "")
        reply = await _reply(services, query, message, action)
        # Pages turn in place, and a choice becomes its answer; any other answer is a message of its own, so that what
        # was read before stays on the screen.
        chosen = isinstance(action, Open) and action.in_place
        if chosen or isinstance(action, OpenTopic | OpenPeople | Choose | Dismiss):
            await edit(message, message.message_id, reply)
        else:
            await send(message, reply)

    return [CallbackQueryHandler(press)]


async def _reply(services: Services, query: CallbackQuery, message: Message, action: Action | None) -> Reply:
    key = services.key(message.chat)
    match action:
        case Choose(chosen):
            await services.chats.set_language(key, chosen)
            return compose.start(services.casebook, chosen)
        case Open(fact_id, asked_in, _):
            fact = services.casebook.facts.get(fact_id)
            if fact is None or fact.state != "published":
                return compose.withdrawn(services.casebook, asked_in)
            services.conversations.tell(key, fact_id)
            return compose.answer_fact(services.casebook, fact_id, asked_in, services.today())
        case OpenTopic(topic, shown_in, page):
            return compose.topic_page(services.casebook, topic, page, shown_in)
        case OpenPeople(shown_in, page):
            return compose.people_page(services.casebook, page, shown_in)
        case Dismiss(shown_in):
            return compose.dismissed(shown_in)
    return compose.start(services.casebook, await services.language(message.chat, query.from_user))


async def _stop_spinner(query: CallbackQuery) -> None:
    try:
        await query.answer()
    except BadRequest as error:
        # After a restart a press may be too old to be acknowledged; what it asked for is still shown.
        if "too old" not in error.message.lower() and "query id is invalid" not in error.message.lower():
            raise
