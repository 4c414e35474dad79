"""What several handlers share: sending a reply and remembering what it told, and what a link to a fact shows."""

from __future__ import annotations

from telegram import InlineKeyboardMarkup, Message
from telegram.constants import ChatType

from bot import compose
from bot.reply import Explain, Open, OpenLanguages, Reply
from bot.services import Services
from bot.surfaces.callback import decode
from bot.surfaces.links import Linked
from bot.surfaces.sending import edit, send
from knowledge.finding import Finding
from knowledge.model import Language

__all__ = ["fact_under", "is_group", "may_answer", "opened", "put_in_place", "tell"]


def is_group(message: Message) -> bool:
    return message.chat.type != ChatType.PRIVATE


def may_answer(services: Services, message: Message) -> bool:
    """Whether one more answer is not too much for the chat; in a group, after some in a minute, the bot is silent."""
    return not is_group(message) or services.conversations.may_answer(services.key(message.chat))


async def tell(services: Services, message: Message, reply: Reply, finding: Finding | None = None) -> int:
    """Send a reply to a message, and remember for some minutes what was told; returns the number of the reply."""
    number = await send(message, reply)
    _remember(services, message, number, reply, finding)
    return number


async def put_in_place(
    services: Services, message: Message, number: int, reply: Reply, finding: Finding | None = None
) -> int:
    """Put a reply in the place of the bot's message with that number, and remember what is told there now."""
    number = await edit(message, number, reply)
    _remember(services, message, number, reply, finding)
    return number


def opened(services: Services, key: str, link: Linked, language: Language) -> Reply:
    """The fact to which a link or a button leads, with what changed since the version it was made for."""
    fact = services.casebook.facts.get(link.fact)
    if fact is None or fact.state != "published":
        return compose.withdrawn(services.casebook, link.fact, language)
    services.conversations.tell(key, fact.id)
    return compose.answer_fact(services.casebook, fact.id, language, services.today(), since=link.version)


def fact_under(services: Services, message: Message) -> str | None:
    """The fact that one of the bot's messages told: as remembered, else as its buttons say, however old it is."""
    said = services.conversations.said(services.key(message.chat), message.message_id)
    if said is not None and said.facts:
        return said.facts[0]
    markup = message.reply_markup
    rows = markup.inline_keyboard if isinstance(markup, InlineKeyboardMarkup) else ()
    for button in (button for row in rows for button in row):
        match decode(button.callback_data) if isinstance(button.callback_data, str) else None:
            case OpenLanguages(fact) | Explain(fact):
                return fact
            case Open(fact, _, True) if "✓" in button.text:
                return fact
    return None


def _remember(services: Services, message: Message, number: int, reply: Reply, finding: Finding | None) -> None:
    if reply.kind == "answer":
        services.conversations.say(services.key(message.chat), number, reply.facts, finding)
