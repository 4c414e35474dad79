"""Hearing from readers: whether an answer helped, what is wrong with it, and questions for the curators to see."""

from __future__ import annotations

import logging

from telegram import CallbackQuery, Message, Update
from telegram.error import BadRequest, TelegramError
from telegram.ext import BaseHandler, CallbackQueryHandler, CommandHandler, ContextTypes, MessageHandler, filters

from bot import compose
from bot.conversation import Draft, Handable
from bot.delivery.queue import Unsent
from bot.handlers.telling import fact_under, is_group, may_answer, put_in_place, tell
from bot.reply import Action, FinishReport, HandOn, Judge, Reply, Wrong
from bot.scrubbing import GAP, scrubbed
from bot.services import Services
from bot.speech import speech
from bot.state.database import StateUnavailable
from bot.surfaces.callback import decode
from bot.surfaces.sending import Address, send_to
from knowledge.desk.handed import Report
from knowledge.finding import Finding
from knowledge.model import Language

__all__ = ["handlers", "may_be_handed_on"]

logger = logging.getLogger(__name__)

# The forms of callback data that are answered here.
_OURS = r"^1:[rvec]:"
# A question about another case, or in another language, is nothing that the record could come to answer.
_WORTH_SEEING = ("not-in-record", "unclear", None)


def handlers(services: Services) -> list[BaseHandler[Update, ContextTypes.DEFAULT_TYPE, None]]:
    """The handlers of what readers tell the curators. They come before those of all buttons and of all questions."""

    async def press(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        if query is None:
            return
        action = decode(query.data or "")
        toast = await _judged(services, query, action) if isinstance(action, Judge) else None
        await _acknowledge(query, toast)
        message = query.message
        if isinstance(action, Judge) or not isinstance(message, Message):
            return
        if not may_answer(services, message):
            return
        if isinstance(action, Wrong) and action.kind is None:
            await tell(services, message, _asked_what(services, action.fact, action.language))
        else:
            reply = await _pressed(services, query, message, action)
            await put_in_place(services, message, message.message_id, reply)

    async def report(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        if message is None or not may_answer(services, message):
            return
        language = await services.language(message.chat, message.from_user)
        replied = message.reply_to_message
        fact = fact_under(services, replied) if replied is not None else None
        fact = fact or services.conversations.told(services.key(message.chat))
        reply = compose.nothing_to_report(language) if fact is None else _asked_what(services, fact, language)
        await tell(services, message, reply)

    async def words(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        key = services.key(message.chat) if message is not None else ""
        draft = services.conversations.draft(key)
        if message is None or draft is None:
            return
        left = scrubbed(message.text or "")
        if draft.fact not in services.casebook.facts:
            services.conversations.drafted(key, None)
            await tell(services, message, compose.withdrawn(services.casebook, draft.fact, draft.language))
            return
        shown = Draft(draft.fact, draft.version, draft.language, draft.kind, left if left.strip(f"{GAP} ") else "")
        services.conversations.drafted(key, shown)
        reply = compose.report_shown(services.casebook, draft.fact, draft.kind, shown.words, draft.language)
        await tell(services, message, reply)

    mine = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE & filters.TEXT & ~filters.COMMAND
    return [
        CallbackQueryHandler(press, pattern=_OURS),
        CommandHandler("report", report),
        MessageHandler(mine & ~filters.FORWARDED & _Writing(services), words),
    ]


def may_be_handed_on(services: Services, message: Message, reply: Reply, finding: Finding | None) -> Handable | None:
    """The words of a question that its asker may hand to the curators, if the reply has no answer to it.

    Also an offer of choices counts: none of them may be meant. Never in a group, where others would press.
    """
    if is_group(message) or finding is None or finding.reason not in _WORTH_SEEING or reply.kind == "answer":
        return None
    words = scrubbed(finding.question)
    return Handable(reply.language, words) if words.strip(f"{GAP} ") else None


class _Writing(filters.MessageFilter):
    """Whether somebody is writing a report in the chat."""

    def __init__(self, services: Services) -> None:
        super().__init__(name="writing a report")
        self._services = services

    def filter(self, message: Message) -> bool:
        return self._services.conversations.draft(self._services.key(message.chat)) is not None


def _asked_what(services: Services, fact: str, language: Language) -> Reply:
    if not _is_told(services, fact):
        return compose.withdrawn(services.casebook, fact, language)
    return compose.ask_what_is_wrong(services.casebook, fact, language)


def _is_told(services: Services, fact_id: str) -> bool:
    fact = services.casebook.facts.get(fact_id)
    return fact is not None and fact.state == "published"


async def _judged(services: Services, query: CallbackQuery, judged: Judge) -> str:
    """Counts what somebody thinks of an answer, once; the word to say to it."""
    say = speech(judged.language)
    fact = services.casebook.facts.get(judged.fact)
    if fact is None or not 1 <= judged.version <= fact.version:
        return say("The record no longer holds this. It may have been corrected or moved.")
    # In a group each person counts; in a private chat the person's number is the chat's.
    if not services.conversations.judges(services.keys.key(query.from_user.id), judged.fact, judged.version):
        return say("You have told me already. Thank you.")
    try:
        await services.hearing.tallies.judged(judged.fact, judged.version, judged.language, helped=judged.helped)
    except StateUnavailable as error:
        logger.warning("A judgement could not be counted: %s.", error)
        return _not_now(judged.language)
    return say("Thank you. It is counted, without you.")


async def _acknowledge(query: CallbackQuery, text: str | None) -> None:
    try:
        await query.answer(text)
    except BadRequest as error:
        if "too old" not in error.message.lower() and "query id is invalid" not in error.message.lower():
            raise


async def _pressed(services: Services, query: CallbackQuery, message: Message, action: Action | None) -> Reply:
    match action:
        case Wrong(fact, version, language, kind) if kind is not None:
            if not _is_told(services, fact):
                return compose.withdrawn(services.casebook, fact, language)
            draft = Draft(fact, version, language, kind)
            if is_group(message):  # nobody can write to the bot alone there
                return await _kept(services, message, draft)
            services.conversations.drafted(services.key(message.chat), draft)
            return compose.write_report(services.casebook, fact, kind, language)
        case FinishReport(send, language):
            key = services.key(message.chat)
            finished = services.conversations.draft(key)
            services.conversations.drafted(key, None)
            if not send:
                return compose.report_dropped(language)
            if finished is None:
                say = speech(language)
                gone = say("I no longer know what you wanted to report: I remember that for five minutes.")
                return compose.notice(language, gone)
            return await _kept(services, message, finished)
        case HandOn(language):
            return await _handed_on(services, message, language)
    return compose.start(services.casebook, await services.language(message.chat, query.from_user))


async def _kept(services: Services, message: Message, draft: Draft) -> Reply:
    """Keeps a report, and tells the curators."""
    if not services.conversations.may_hand_in(services.key(message.chat)):
        return _enough(draft.language)
    try:
        report = await services.hearing.inbox.report(
            draft.fact, draft.version, draft.language, draft.kind, draft.words, services.today()
        )
    except StateUnavailable as error:
        logger.warning("A report could not be kept: %s.", error)
        return compose.notice(draft.language, _not_now(draft.language))
    await _show_curators(services, message, report)
    return compose.report_kept(draft.language)


async def _show_curators(services: Services, message: Message, report: Report) -> None:
    """A card in each chat of the curators. One that does not arrive is found in ``/inbox`` all the same."""
    for chat in services.curator_chats:
        try:
            language = await services.language_of(chat)
            await send_to(message.get_bot(), Address(chat), compose.report_card(services.casebook, report, language))
        except (TelegramError, Unsent, StateUnavailable) as error:
            logger.warning("A report could not be shown to the curators (%s); /inbox has it.", type(error).__name__)


async def _handed_on(services: Services, message: Message, language: Language) -> Reply:
    key = services.key(message.chat)
    question = services.conversations.handable(key, message.message_id)
    if question is None:
        say = speech(language)
        gone = say("I no longer have the question: I remember it for ten minutes. Please ask it once more.")
        return compose.notice(language, gone)
    if not services.conversations.may_hand_in(key):
        return _enough(language)
    try:
        await services.hearing.inbox.hand_in(question.language, question.words, services.today())
    except StateUnavailable as error:
        logger.warning("A question could not be kept for the curators: %s.", error)
        return compose.notice(language, _not_now(language))
    services.conversations.handed_on(key, message.message_id)
    return compose.handed_on(question.words, language)


def _enough(language: Language) -> Reply:
    say = speech(language)
    return compose.notice(language, say("That is enough for today: the curators must be able to read it all."))


def _not_now(language: Language) -> str:
    say = speech(language)
    return say("I can't keep this at the moment. Please try again later.")
