"""The bot's own pages: first contact, language, help, about, privacy, and forgetting a chat."""

from __future__ import annotations

import re
from collections.abc import Callable

from telegram import Message, Update
from telegram.ext import BaseHandler, CommandHandler, ContextTypes

from bot import compose
from bot.reply import Reply
from bot.services import Services
from bot.speech import speech
from bot.surfaces.sending import send
from knowledge.model import Language

__all__ = ["handlers"]

# `?start=<fact-id>` and `?start=<fact-id>_v<n>`
_DEEP_LINK = re.compile(r"([a-z0-9-]+)(?:_v(\d{1,6}))?")


def handlers(services: Services) -> list[BaseHandler[Update, ContextTypes.DEFAULT_TYPE, None]]:
    """The handlers of the commands that show a page."""

    def page(make: Callable[[Message, Language, list[str]], Reply]) -> Callable[..., object]:
        async def show(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
            message = update.effective_message
            if message is not None:
                language = await services.language(message.chat, message.from_user)
                await send(message, make(message, language, context.args or []))

        return show

    def start(message: Message, language: Language, arguments: list[str]) -> Reply:
        link = _DEEP_LINK.fullmatch(arguments[0]) if arguments else None
        if link is None:
            return compose.start(services.casebook, language)
        fact = services.casebook.facts.get(link[1])
        if fact is None or fact.state != "published":
            return compose.withdrawn(services.casebook, language)
        services.conversations.tell(services.key(message.chat), fact.id)
        return compose.answer_fact(services.casebook, fact.id, language, services.today())

    def status(message: Message, language: Language, arguments: list[str]) -> Reply:
        fact = services.casebook.case.status_fact
        services.conversations.tell(services.key(message.chat), fact)
        return compose.answer_fact(services.casebook, fact, language, services.today())

    async def forget(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        if message is not None:
            language = await services.language(message.chat, message.from_user)
            key = services.key(message.chat)
            await services.chats.forget(key)
            services.conversations.forget(key)
            say = speech(language)
            await send(message, compose.notice(language, say("Done. Nothing about this chat is kept any more.")))

    pages: dict[str, Callable[[Message, Language, list[str]], Reply]] = {
        "start": start,
        "help": lambda message, language, arguments: compose.help_page(services.casebook, language),
        "about": lambda message, language, arguments: compose.about(services.casebook, language),
        "privacy": lambda message, language, arguments: compose.privacy(language),
        "language": lambda message, language, arguments: compose.choose_language(language),
        "topics": lambda message, language, arguments: compose.topic_page(services.casebook, "", 0, language),
        "people": lambda message, language, arguments: compose.people_page(services.casebook, 0, language),
        "status": status,
    }
    commands = {command: page(make) for command, make in pages.items()} | {"forget": forget}
    return [CommandHandler(command, show) for command, show in commands.items()]  # type: ignore[arg-type]
