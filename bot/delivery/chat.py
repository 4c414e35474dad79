"""The terminal chat: lines in, drawn answers out, through the same application that serves Telegram."""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final, TextIO
from urllib.parse import parse_qs, urlsplit

from rich.console import Console, RenderableType
from telegram import Update
from telegram.constants import MessageLimit
from telegram.error import TelegramError
from telegram.ext import CommandHandler

from bot.delivery.handling import AnyApplication, Handling
from bot.delivery.lifecycle import running
from bot.delivery.lines import PROMPT, Lines, PipedLines, TypedLines
from bot.delivery.person import Person
from bot.delivery.terminal import Pressed, TerminalRequest

__all__ = ("chat", "pipe_safe_console")

QUIT: Final = "/quit"
_LINK_HOSTS: Final = {"t.me", "telegram.me"}


async def chat(
    application: AnyApplication,
    *,
    language_code: str,
    stdin: TextIO | None = None,
    first_screen: RenderableType | None = None,
) -> int:
    """Talks with the person at the keyboard until they leave; returns the exit code.

    `application` is built with one `TerminalRequest` as both of its requests. A number alone presses that
    button of the latest message that has buttons; ``@bot words`` or ``/inline words`` asks inline; ``/quit`` and the
    end of the input leave.
    """
    screen = application.bot.request
    if not isinstance(screen, TerminalRequest):
        raise TypeError("Build the application with .request(screen).get_updates_request(screen).")
    source = stdin or sys.stdin
    try:
        async with running(application):
            if first_screen is not None:
                screen.console.print(first_screen, soft_wrap=not screen.console.is_terminal)
                screen.console.print()
            await _Conversation(application, screen, language_code).run(source)
    except _PipeClosed:
        return 0
    return 0


class _PipeClosed(BaseException):
    """Nobody reads the answers any more. No `Exception`: handlers must not swallow it."""


class _QuietConsole(Console):
    def on_broken_pipe(self) -> None:
        self.quiet = True
        with suppress(OSError, ValueError):  # a file in memory has no number
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.file.fileno())  # else the last flush complains
        raise _PipeClosed


def pipe_safe_console(file: TextIO | None = None, *, width: int | None = None) -> Console:
    """A console for `TerminalRequest`: no colour and no folding in a pipe, and a closed pipe is no error."""
    return _QuietConsole(file=file, width=width, highlight=False, emoji=False, markup=False)


class _Conversation:
    def __init__(self, application: AnyApplication, screen: TerminalRequest, language_code: str) -> None:
        self._application = application
        self._handle = Handling(application)
        self._language_code = language_code
        self._person = Person(language_code)
        self._screen = screen

    async def run(self, source: TextIO) -> None:
        lines: Lines
        if typed := source.isatty() and self._screen.console.is_terminal:
            lines = TypedLines([*self._commands(), (QUIT.removeprefix("/"), "")])
        else:
            lines = PipedLines(source)
        async for line in lines:
            text = line.strip()
            if text == QUIT:
                return
            if not text:
                continue
            if not typed:
                self._screen.say(PROMPT + text, "bold")
            await self._take(text)

    async def _take(self, text: str) -> None:
        """What the person typed: a number, an inline query, or a message."""
        if text.isdecimal() and (pressed := self._screen.pressed(int(text))):
            await self._press(pressed)
        elif found := re.fullmatch(
            rf"(?:@{self._screen.me['username']}|@bot|/inline)(?:\s+(.*))?", text, re.IGNORECASE
        ):
            await self._process(self._person.searches(found[1] or ""))
        else:
            await self._say(text)

    async def _say(self, text: str) -> None:
        """Sends a message; a long one in parts, as Telegram's own apps do."""
        for start in range(0, len(text), MessageLimit.MAX_TEXT_LENGTH):
            part = text[start : start + MessageLimit.MAX_TEXT_LENGTH]
            await self._process(self._person.says(self._screen.typed(self._person.message(part))))

    async def _press(self, pressed: Pressed) -> None:
        button, message = pressed.choice, pressed.message
        if message is None:
            self._screen.choose(button)
        elif "callback_data" in button:
            await self._process(self._person.presses(message, button["callback_data"]))
        elif "copy_text" in button:
            self._screen.say(button["copy_text"]["text"], "")
        elif url := button.get("url"):
            if (payload := self._deep_link(url)) is not None:
                await self._say(f"/start {payload}".strip())
            else:
                self._screen.say(f"↗ {url}", "")
        elif (query := next(_queries(button), None)) is not None:
            await self._process(self._person.searches(query))
        elif "inline_keyboard" in (message.get("reply_markup") or {}):
            self._screen.say("✗")
        else:
            await self._say(button["text"])

    def _deep_link(self, url: str) -> str | None:
        """The payload of a link to this bot itself, which opens here."""
        parts = urlsplit(url)
        own = parts.path.strip("/").lower() == self._screen.me["username"].lower()
        if parts.hostname not in _LINK_HOSTS or not own:
            return None
        return next(iter(parse_qs(parts.query).get("start", [])), "")

    async def _process(self, raw: dict[str, Any]) -> None:
        update = Update.de_json(raw, self._application.bot)
        try:
            await self._handle(update)
        except TelegramError as error:
            self._screen.say(f"✗ {error.message}", "bold red")
        except Exception as error:  # a fault in a handler must not end the chat
            self._screen.say(f"✗ {type(error).__name__}: {error}", "bold red")

    def _commands(self) -> list[tuple[str, str]]:
        """The menu the bot has set, else the names its handlers know."""
        if menu := self._screen.commands(self._language_code):
            return menu
        handlers = (handler for group in self._application.handlers.values() for handler in group)
        names = {name for handler in handlers if isinstance(handler, CommandHandler) for name in handler.commands}
        return [(name, "") for name in sorted(names)]


def _queries(button: dict[str, Any]) -> Iterator[str]:
    for key in ("switch_inline_query_current_chat", "switch_inline_query"):
        if key in button:
            yield button[key]
    if chosen := button.get("switch_inline_query_chosen_chat"):
        yield chosen.get("query", "")
