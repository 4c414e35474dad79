"""The chat in this terminal: the same application and handlers, on a transport that draws."""

from __future__ import annotations

import datetime as dt
import locale
import secrets
import time

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from bot.application import build_application
from bot.conversation import Conversations
from bot.delivery.chat import chat, pipe_safe_console
from bot.delivery.terminal import PERSON_ID, TerminalRequest
from bot.library import Edition, Library
from bot.menu import set_up
from bot.paper.shelf import Shelf
from bot.privacy import ChatKeys
from bot.services import Services
from bot.settings import Settings
from bot.speech import language_from_code, speech
from bot.state.chats import MemoryChats
from bot.state.uploads import MemoryUploads
from knowledge.casebook import Casebook
from knowledge.finding.finder import Finder
from knowledge.model import LANGUAGES, Language

__all__ = ["first_screen", "talk"]

# The application needs a token of Telegram's form; nothing is sent with it.
_NO_TOKEN = "0:terminal"  # noqa: S105  # not a secret


async def talk(casebook: Casebook, finder: Finder, language: Language | None) -> int:
    """Talk with the person at the terminal until they leave; nothing is stored. Returns the exit code."""
    spoken = language or _terminal_language()
    services = Services(
        library=Library(Edition(casebook, finder.find)),
        chats=MemoryChats(),
        conversations=Conversations(time.monotonic),
        keys=ChatKeys(secrets.token_hex()),
        today=dt.date.today,
        shelf=Shelf(casebook, Settings.cache_path(), nameless=True),
        uploads=MemoryUploads(),
    )
    if language is not None:
        await services.chats.set_language(services.keys.key(PERSON_ID), language)
    request = TerminalRequest(pipe_safe_console(), name=casebook.case.id)
    application = build_application(services, token=_NO_TOKEN, request=request)
    application.post_init = lambda app: set_up(app.bot, casebook)
    return await chat(application, language_code=spoken, first_screen=first_screen(casebook, spoken))


def _terminal_language() -> Language:
    """The language of the environment where it is one of the four."""
    return language_from_code(locale.getlocale()[0]) or "en"


def first_screen(casebook: Casebook, language: Language) -> RenderableType:
    """What this is in four languages, three questions to begin with, and how to leave."""
    lines: list[RenderableType] = []
    for each in LANGUAGES:
        say = speech(each)
        lines.append(Text(casebook.case.title[each], style="bold"))
        lines.append(Text("  " + say("Answers to your questions, each with its sources.")))
    say = speech(language)
    lines.append(Text(""))
    lines.append(Text(say("Ask in your own words, in Russian, Kazakh, Kyrgyz or English. For example:")))
    lines += [Text(f"  {question}", style="italic") for question in casebook.case.examples[language][:3]]
    lines.append(Text(""))
    for say in map(speech, LANGUAGES):
        lines.append(Text(say("A number presses a button, /help shows the commands, /quit leaves."), style="dim"))
    return Panel(Group(*lines), expand=False)
