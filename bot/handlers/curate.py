"""For the curators, in their chats only: what readers handed to them, how much was asked, facts not yet published."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from typing import Final

from rapidfuzz.process import extract
from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatAction, MessageLimit
from telegram.ext import BaseHandler, CallbackQueryHandler, CommandHandler, ContextTypes, filters

from bot import compose
from bot.curators import is_curators
from bot.handlers.pictures import announce
from bot.handlers.press import stop_spinner
from bot.handlers.telling import is_group, put_in_place, tell
from bot.paper import chart
from bot.paper.typeset import TypesetFault
from bot.reply import Action, NameMe, OpenInbox, OpenJournal, Reply, Settle, Sort
from bot.services import Services
from bot.speech import speech
from bot.state.actions import ActionDone
from bot.state.retention import ACTION_DAYS
from bot.surfaces.callback import decode
from bot.surfaces.files import send_file
from bot.surfaces.message import html
from bot.surfaces.sending import send
from knowledge.desk.handed import Report
from knowledge.desk.likeness import Cluster, clusters
from knowledge.model import LANGUAGES, Language

__all__ = ["handlers"]

logger = logging.getLogger(__name__)

# The forms of callback data that are answered here.
_OURS = r"^1:[bqyz]:"
# So many of the newest are put together: more would take longer than somebody waits.
_NEWEST: Final = 300
_REPORTS: Final = 50
_DAYS: Final = 30
_NEAREST: Final = 3
# Actions a page, of a line or two each: what a phone shows at once.
_ACTIONS: Final = 12


def handlers(services: Services) -> list[BaseHandler[Update, ContextTypes.DEFAULT_TYPE, None]]:
    """The handlers of the curators' commands. Elsewhere these are commands that the bot does not know."""

    async def inbox(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        if (message := update.effective_message) is not None:
            language = await services.language(message.chat, message.from_user)
            await tell(services, message, await _page(services, 0, language))

    async def stats(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        if (message := update.effective_message) is not None:
            await _show_stats(services, message, await services.language(message.chat, message.from_user))

    async def preview(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        if (message := update.effective_message) is None:
            return
        fact = (context.args or [""])[0]
        if fact not in services.casebook.facts:
            near = [name for name, *_ in extract(fact, list(services.casebook.facts), limit=_NEAREST)] if fact else []
            language = await services.language(message.chat, message.from_user)
            await tell(services, message, compose.no_such_fact(near, language))
            return
        for each in LANGUAGES:
            await send(message, compose.previewed(services.casebook, fact, each, services.today()))

    async def journal(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        if (message := update.effective_message) is not None:
            language = await services.language(message.chat, message.from_user)
            await tell(services, message, await _journal(services, message, 0, language))

    async def press(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        if query is None:
            return
        action = decode(query.data or "")
        message = query.message if isinstance(query.message, Message) else None
        if message is not None and isinstance(action, NameMe) and is_curators(services, message.chat):
            await stop_spinner(query, _named(services, query, action.language))
            return
        await stop_spinner(query)
        if message is not None:
            reply = await _pressed(services, query, message, action)
            await put_in_place(services, message, message.message_id, reply)

    here = _Here(services)
    return [
        CommandHandler("inbox", inbox, here),
        CommandHandler("stats", stats, here),
        CommandHandler("preview", preview, here),
        CommandHandler("journal", journal, here),
        CallbackQueryHandler(press, pattern=_OURS),
    ]


class _Here(filters.MessageFilter):
    """Whether a message stands in a chat of the curators, and is not one that was changed."""

    def __init__(self, services: Services) -> None:
        super().__init__(name="in a chat of the curators")
        self._services = services

    def filter(self, message: Message) -> bool:
        return is_curators(self._services, message.chat) and message.edit_date is None


async def _pressed(services: Services, query: CallbackQuery, message: Message, action: Action | None) -> Reply:
    """What a press shows. Anybody can make up what a button carries: only the chat decides who may do this."""
    chat = message.chat
    if not is_curators(services, chat):
        return compose.start(services.casebook, await services.language(chat, query.from_user))
    who = services.keys.key(query.from_user.id)
    match action:
        case OpenInbox(language, page):
            return await _page(services, page, language)
        case OpenJournal(language, page):
            return await _journal(services, message, page, language)
        case Settle(settlement, id, language):
            report = await services.hearing.inbox.settle(id, settlement)
            if report is None:
                return await _page(services, 0, language)
            await services.hearing.actions.record(who, f"report.{settlement}", id)
            return compose.report_card(services.casebook, report, language)
        case Sort():
            return await _sorted(services, who, action)
    return compose.start(services.casebook, await services.language(chat, query.from_user))


async def _sorted(services: Services, who: str, action: Sort) -> Reply:
    """Marks questions that are alike; if others have joined them since they were shown, shows them first."""
    items = await _items(services)
    for place, item in enumerate(items):
        if isinstance(item, Cluster) and any(each.id == action.question for each in item.questions):
            known = action.sorting == "decline" or action.fact in services.casebook.facts
            if len(item.questions) != action.count or not known:
                return compose.inbox_page(services.casebook, item, place, len(items), action.language, changed=True)
            ids = [each.id for each in item.questions]
            if action.sorting == "add":
                await services.hearing.inbox.sort(ids, "suggested", action.fact)
            else:
                await services.hearing.inbox.sort(ids, "declined")
            await services.hearing.actions.record(who, f"questions.{action.sorting}", action.fact or action.question)
            break
    return await _page(services, 0, action.language)


async def _items(services: Services) -> list[Cluster | Report]:
    """What waits: questions put together, then reports, each the newest first."""
    questions = await services.hearing.inbox.questions("new", most=_NEWEST)
    find = services.library.edition.find  # not the library's own: these are no new questions, and are not counted
    together = await asyncio.to_thread(clusters, questions, find)
    return [*together, *await services.hearing.inbox.reports("new", most=_REPORTS)]


async def _page(services: Services, page: int, language: Language) -> Reply:
    items = await _items(services)
    if not items:
        return compose.inbox_empty(language)
    page = min(page, len(items) - 1)
    return compose.inbox_page(services.casebook, items[page], page, len(items), language)


async def _journal(services: Services, message: Message, page: int, language: Language) -> Reply:
    actions = services.hearing.actions
    pages = max(1, -(-await actions.count() // _ACTIONS))
    page = min(page, pages - 1)
    entries = [await _entry(services, each) for each in await actions.latest(_ACTIONS, page * _ACTIONS)]
    reader = None if is_group(message) else services.key(message.chat)  # a private chat has its person's number
    return compose.journal_page(entries, page, pages, ACTION_DAYS, language, reader=reader)


async def _entry(services: Services, done: ActionDone) -> compose.Entry:
    """An action with what a curator knows it by: the fact that a report was about, not the report's number."""
    about = done.about
    if done.what.startswith("report."):
        report = await services.hearing.inbox.find_report(done.about)
        about = report.fact if report is not None else "–"
    return compose.Entry(done.who, done.what, about, done.at)


def _named(services: Services, query: CallbackQuery, language: Language) -> str:
    who = compose.called(services.keys.key(query.from_user.id), language)
    say = speech(language)
    return say("You are {who}. Nobody else sees this.", who=who)


async def _show_stats(services: Services, message: Message, language: Language) -> None:
    """A picture with the same numbers under it in words; without a picture the words alone."""
    since = services.today() - dt.timedelta(days=_DAYS - 1)
    hearing = services.hearing
    daily = await hearing.tallies.daily(since)
    waiting = len(await hearing.inbox.questions("new")) + len(await hearing.inbox.reports("new"))
    told = compose.counted(daily, await hearing.tallies.feedback(1000), waiting, _DAYS, language)
    if not daily or len(html(told)) > MessageLimit.CAPTION_LENGTH:
        await send(message, told)
        return
    await announce(message, ChatAction.UPLOAD_PHOTO)
    try:
        data = chart.data(daily, since, services.today(), language)
        picture = await asyncio.to_thread(services.shelf.chart, data)
    except (TypesetFault, OSError) as fault:
        logger.warning("no picture of the counts: %s", fault)
        await send(message, told)
        return
    await send_file(message, "photo", picture, told, services.uploads)
