"""The bot's own pages: first contact, language, help, about, privacy, lists to look through, and forgetting a chat."""

from __future__ import annotations

from collections.abc import Callable

from telegram import Message, Update
from telegram.ext import BaseHandler, CommandHandler, ContextTypes

from bot import compose
from bot.handlers.telling import may_answer, opened, tell
from bot.reply import Reply
from bot.services import Services
from bot.speech import speech
from bot.surfaces.links import Linked, read_payload
from knowledge.model import Language

__all__ = ["handlers"]


def handlers(services: Services) -> list[BaseHandler[Update, ContextTypes.DEFAULT_TYPE, None]]:
    """The handlers of the commands that show a page."""

    def page(make: Callable[[Message, Language, list[str]], Reply]) -> Callable[..., object]:
        async def show(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
            message = update.effective_message
            if message is not None and may_answer(services, message):
                language = await services.language(message.chat, message.from_user)
                await tell(services, message, make(message, language, context.args or []))

        return show

    def start(message: Message, language: Language, arguments: list[str]) -> Reply:
        link = read_payload(arguments[0]) if arguments else None
        if link is None:
            return compose.start(services.casebook, language)
        return opened(services, services.key(message.chat), link, language)

    def status(message: Message, language: Language, arguments: list[str]) -> Reply:
        return opened(services, services.key(message.chat), Linked(services.casebook.case.status_fact), language)

    async def forget(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        if message is None:
            return
        language = await services.language(message.chat, message.from_user)
        await services.forget(message.chat)
        say = speech(language)
        await tell(services, message, compose.notice(language, say("Done. Nothing about this chat is kept any more.")))

    pages: dict[str, Callable[[Message, Language, list[str]], Reply]] = {
        "start": start,
        "help": lambda message, language, arguments: compose.help_page(services.casebook, language),
        "about": lambda message, language, arguments: compose.about(services.casebook, language),
        "privacy": lambda message, language, arguments: compose.privacy(language),
        "language": lambda message, language, arguments: compose.choose_language(language),
        "topics": lambda message, language, arguments: compose.topic_page(services.casebook, "", 0, language),
        "people": lambda message, language, arguments: compose.people_page(services.casebook, 0, language),
        "sources": lambda message, language, arguments: compose.sources_page(services.casebook, "", 0, language),
        "timeline": lambda message, language, arguments: compose.timeline_page(services.casebook, 0, language),
        "numbers": lambda message, language, arguments: compose.numbers_page(services.casebook, 0, language),
        "status": status,
    }
    commands = {command: page(make) for command, make in pages.items()} | {"forget": forget}
    return [CommandHandler(command, show) for command, show in commands.items()]  # type: ignore[arg-type]
