"""Pressing a button: every button ever sent is understood, or answered with a way on."""

from __future__ import annotations

from dataclasses import replace

from telegram import CallbackQuery, Message, Update
from telegram.error import BadRequest, NetworkError, RetryAfter
from telegram.ext import BaseHandler, CallbackQueryHandler, ContextTypes

from bot import compose
from bot.handlers.telling import may_answer, opened, put_in_place, tell
from bot.reply import (
    Action,
    Choose,
    Dismiss,
    Explain,
    Open,
    OpenLanguages,
    OpenNumbers,
    OpenPeople,
    OpenPerson,
    OpenSource,
    OpenSources,
    OpenTimeline,
    OpenTopic,
    Reply,
)
from bot.services import Services
from bot.surfaces.callback import decode
from bot.surfaces.links import Linked
from knowledge.finding import Finding
from knowledge.model import Language

__all__ = ["handlers", "stop_spinner"]

# Pages turn in place; any other answer is a message of its own, so that what was read before stays on the screen.
_PAGES = (
    OpenTopic | OpenPeople | OpenPerson | OpenSources | OpenSource | OpenTimeline | OpenNumbers | OpenLanguages | Choose
    | Dismiss
)  # fmt: skip


def handlers(services: Services) -> list[BaseHandler[Update, ContextTypes.DEFAULT_TYPE, None]]:
    """The handler of all buttons."""

    async def press(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        if query is None:
            return
        await stop_spinner(query)
        message = query.message
        if not isinstance(message, Message):  # in a chat that the bot is not in
            return
        action = decode(query.data or "")
        said = services.conversations.said(services.key(message.chat), message.message_id)
        finding = said.finding if said is not None else None
        # A choice becomes its answer, and an answer is read in another language, where it stands.
        if isinstance(action, _PAGES) or (isinstance(action, Open) and action.in_place):
            reply = await _reply(services, query, message, action, finding)
            await put_in_place(services, message, message.message_id, reply, _still(finding, reply))
        elif may_answer(services, message):
            await tell(services, message, await _reply(services, query, message, action, finding))

    return [CallbackQueryHandler(press)]


async def _reply(
    services: Services, query: CallbackQuery, message: Message, action: Action | None, finding: Finding | None
) -> Reply:
    key, casebook = services.key(message.chat), services.casebook
    match action:
        case Choose(chosen):
            await services.chats.set_language(key, chosen)
            return compose.start(casebook, chosen)
        case Open(fact_id, shown_in, True):
            return _told_again(services, key, fact_id, shown_in, finding)
        case Open(fact_id, shown_in):
            return opened(services, key, Linked(fact_id), shown_in)
        case OpenLanguages(fact_id, shown_in):
            reply = _told_again(services, key, fact_id, shown_in, finding)
            return compose.to_be_read_in(reply) if reply.facts else reply
        case Explain(fact_id, shown_in):
            return compose.explained(finding, casebook, fact_id, shown_in)
        case OpenTopic(topic, shown_in, page):
            return compose.topic_page(casebook, topic, page, shown_in)
        case OpenPeople(shown_in, page):
            return compose.people_page(casebook, page, shown_in)
        case OpenPerson(person, shown_in, page):
            return compose.person_page(casebook, person, page, shown_in)
        case OpenSources(group, shown_in, page):
            return compose.sources_page(casebook, group, page, shown_in)
        case OpenSource(source, shown_in, page):
            return compose.source_page(casebook, source, page, shown_in)
        case OpenTimeline(shown_in, page):
            return compose.timeline_page(casebook, page, shown_in)
        case OpenNumbers(shown_in, page):
            return compose.numbers_page(casebook, page, shown_in)
        case Dismiss(shown_in):
            reply = compose.dismissed(shown_in)
            handable = services.conversations.handable(key, message.message_id)
            return compose.to_be_handed_on(reply, handable.words) if handable is not None else reply
    return compose.start(casebook, await services.language(message.chat, query.from_user))


def _told_again(services: Services, key: str, fact_id: str, shown_in: Language, finding: Finding | None) -> Reply:
    """A fact in the place where it stands already or was offered: as it was found, as long as that is remembered."""
    reply = opened(services, key, Linked(fact_id), shown_in)
    if finding is None or finding.outcome != "answer" or fact_id != finding.candidates[0].fact or not reply.facts:
        return reply
    return services.reply_to(replace(finding, language=shown_in))


def _still(finding: Finding | None, reply: Reply) -> Finding | None:
    """How the fact was found, as long as the message tells this fact."""
    if finding is None or not finding.candidates or finding.candidates[0].fact not in reply.facts[:1]:
        return None
    return finding


async def stop_spinner(query: CallbackQuery, words: str | None = None) -> None:
    """Tell Telegram that the press arrived, so that the button stops waiting; perhaps with a word over the chat."""
    try:
        await query.answer(words)
    except BadRequest as error:
        # After a restart a press may be too old to be acknowledged; what it asked for is still shown.
        if "too old" not in error.message.lower() and "query id is invalid" not in error.message.lower():
            raise
    except (NetworkError, RetryAfter):
        if words is not None:
            raise
        # What it asked for is shown all the same, or waits until it can be.
