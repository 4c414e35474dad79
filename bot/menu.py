"""The menu and descriptions that Telegram shows, set per language at start, and only where they differ."""

from __future__ import annotations

from telegram import Bot, BotCommand

from bot.speech import Speech, speech
from knowledge.casebook import Casebook
from knowledge.model import LANGUAGES

__all__ = ["commands", "set_up"]


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
        BotCommand("privacy", say("what is kept about you")),
        BotCommand("forget", say("delete what is kept about this chat")),
    ]


async def set_up(bot: Bot, casebook: Casebook) -> None:
    """Set menu, description and short description in every language; English also for all other readers."""
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
