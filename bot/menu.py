"""The menu, name and descriptions that Telegram shows, set per language at start, and only where they differ."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.constants import BotNameLimit
from telegram.error import BadRequest, Forbidden, RetryAfter

from bot.speech import Speech, speech
from knowledge.casebook import Casebook
from knowledge.model import LANGUAGES, Language

__all__ = ["commands", "curators_commands", "set_up", "set_up_curators"]

logger = logging.getLogger(__name__)


def commands(say: Speech) -> list[BotCommand]:
    """The commands of the menu, in the order in which newcomers need them."""
    return [
        BotCommand("start", say("what this is")),
        BotCommand("status", say("where the case stands now")),
        BotCommand("topics", say("everything the record tells, by topic")),
        BotCommand("people", say("who is who")),
        BotCommand("timeline", say("what happened when")),
        BotCommand("numbers", say("what was counted, and by whom")),
        BotCommand("sources", say("where the record has it from")),
        BotCommand("ask", say("ask a question in a group")),
        BotCommand("follow", say("be told what changes in the record")),
        BotCommand("unfollow", say("be told no more")),
        BotCommand("export", say("take the whole record along as a file")),
        BotCommand("language", say("choose the language of the answers")),
        BotCommand("help", say("how to ask")),
        BotCommand("about", say("what this is and who writes it")),
        BotCommand("report", say("say what is wrong in an answer")),
        BotCommand("privacy", say("what is kept about you")),
        BotCommand("forget", say("delete what is kept about this chat")),
    ]


def curators_commands(say: Speech) -> list[BotCommand]:
    """What works in the chats of the curators only."""
    return [
        BotCommand("inbox", say("what readers asked in vain, and what they report")),
        BotCommand("stats", say("how much was asked, and what helped")),
        BotCommand("preview", say("a fact as readers will see it")),
        BotCommand("announce", say("what is new, to be sent to those who follow")),
        BotCommand("journal", say("which curator did what, and when")),
    ]


async def set_up(bot: Bot, casebook: Casebook, curator_chats: Iterable[int] = ()) -> None:
    """Set menu, name, description and short description in every language; English also for all other readers.

    In the chats of the curators the menu has their commands too. A chat that the bot is not in yet has to wait for the
    next start.
    """
    for language in (None, *LANGUAGES):
        say = speech(language or "en")
        wanted = commands(say)
        if list(await bot.get_my_commands(language_code=language)) != wanted:
            await bot.set_my_commands(wanted, language_code=language)
        description = casebook.case.about[say.language]
        if (await bot.get_my_description(language_code=language)).description != description:
            await bot.set_my_description(description, language_code=language)
        short = casebook.case.title[say.language]
        if (await bot.get_my_short_description(language_code=language)).short_description != short:
            await bot.set_my_short_description(short, language_code=language)
        await _set_name(bot, short, language)
    await set_up_curators(bot, curator_chats)


async def _set_name(bot: Bot, title: str, language: Language | None) -> None:
    """Set the bot's name to the title of the case; a title too long for a name leaves the operator's."""
    if len(title) > BotNameLimit.MAX_NAME_LENGTH or (await bot.get_my_name(language_code=language)).name == title:
        return
    try:
        await bot.set_my_name(title, language_code=language)
    except RetryAfter:  # Telegram takes a few new names a day: no reason not to answer
        logger.warning("Telegram takes no new name of the bot now: it is set at a later start.")


async def set_up_curators(bot: Bot, chats: Iterable[int]) -> None:
    """Set the menu of the curators' chats, where it differs."""
    for chat in chats:
        try:
            await _set_up_in(bot, BotCommandScopeChat(chat))
        except (BadRequest, Forbidden):
            logger.warning("The menu of a chat in CURATOR_CHATS could not be set: is the bot in it?")


async def _set_up_in(bot: Bot, scope: BotCommandScopeChat) -> None:
    for language in (None, *LANGUAGES):
        say = speech(language or "en")
        wanted = [*curators_commands(say), *commands(say)]
        if list(await bot.get_my_commands(scope=scope, language_code=language)) != wanted:
            await bot.set_my_commands(wanted, scope=scope, language_code=language)
