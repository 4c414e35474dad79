"""A ``Reply`` on its way to a chat: sent as a new message, or put in the place of an old one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar

from telegram import Bot, Message, ReplyParameters
from telegram.constants import ChatType
from telegram.error import BadRequest, ChatMigrated, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.delivery.calling import call
from bot.delivery.queue import Manner, Unsent
from bot.reply import Reply
from bot.surfaces.message import content

__all__ = [
    "GONE",
    "Address",
    "UnsentReply",
    "address_of",
    "deliver",
    "edit",
    "in_this_manner",
    "or_later",
    "quoted",
    "send",
    "send_to",
]

T = TypeVar("T")

# Answers are sent again and again on the day when everybody asks the same; some 10 kB each.
_MESSAGES_KEPT = 512
_FROM_THE_RECORD = ("answer", "suggest")
# How Telegram says that a message was deleted, or is too old to be touched.
GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")


@dataclass(frozen=True)
class Address:
    """Where a reply goes.

    ``thread`` is the topic of a forum, ``quoted`` the message that it answers, ``message`` one of the bot's own, in
    the place of which it is put.
    """

    chat: int
    thread: int | None = None
    quoted: int | None = None
    message: int | None = None


class UnsentReply(Unsent):
    """A reply that did not go out, and may later."""

    def __init__(self, error: TelegramError, address: Address, reply: Reply) -> None:
        super().__init__(error)
        self.address = address
        self.reply = reply


async def send(question: Message, reply: Reply) -> int:
    """Send a reply to the chat, and in a group to the message, that the question came from.

    Returns:
        The number of the message that shows it.

    Raises:
        UnsentReply: not now.
    """
    return await send_to(question.get_bot(), address_of(question), reply)


async def send_to(bot: Bot, address: Address, reply: Reply) -> int:
    """Send a reply to a chat, and in it to a topic, perhaps as an answer to a message.

    Returns:
        The number of the message that shows it.

    Raises:
        UnsentReply: not now.
    """
    return await or_later(lambda there: _send(bot, there, reply), address, reply)


async def edit(shown: Message, message_id: int, reply: Reply) -> int:
    """Put a reply in the place of one of the bot's messages in the same chat; the same reply again changes nothing.

    Returns:
        The number of the message that shows the reply: a new one, where the old one is gone.

    Raises:
        UnsentReply: not now.
    """
    address = replace(address_of(shown), message=message_id)
    return await or_later(lambda there: deliver(shown.get_bot(), there, reply), address, reply)


async def deliver(bot: Bot, address: Address, reply: Reply, manner: Manner = Manner.MAY_WAIT) -> int:
    """Send a reply, or put it in the place of another; the number of the message that shows it."""
    if address.message is None:
        return await _send(bot, address, reply, manner)
    place = {"chat_id": address.chat, "message_id": address.message}
    try:
        await call(bot, "editMessageText", place | _content(reply, bot.username), manner)
    except BadRequest as error:
        complaint = error.message.lower()
        if any(word in complaint for word in GONE):
            return await _send(bot, address, reply, manner)
        if "not modified" not in complaint:
            raise
    return address.message


async def _send(bot: Bot, address: Address, reply: Reply, manner: Manner = Manner.MAY_WAIT) -> int:
    place: dict[str, Any] = {"chat_id": address.chat}
    if address.thread is not None:
        place["message_thread_id"] = address.thread
    if address.quoted is not None:
        place["reply_parameters"] = {"message_id": address.quoted, "allow_sending_without_reply": True}
    sent = await call(bot, "sendMessage", place | _content(reply, bot.username), manner)
    return int(sent["message_id"])


def _content(reply: Reply, username: str) -> dict[str, Any]:
    # Of the others some hold what a reader wrote, which must not linger.
    return _content_again(reply, username) if reply.kind in _FROM_THE_RECORD else content(reply, username)


@lru_cache(maxsize=_MESSAGES_KEPT)
def _content_again(reply: Reply, username: str) -> dict[str, Any]:
    return content(reply, username)


def quoted(address: Address) -> ReplyParameters | None:
    """The message that is answered, which may be deleted by then."""
    if address.quoted is None:
        return None
    return ReplyParameters(address.quoted, allow_sending_without_reply=True)


def address_of(message: Message) -> Address:
    """Where the reply to a message goes."""
    return Address(
        chat=message.chat.id,
        thread=message.message_thread_id if message.is_topic_message else None,
        quoted=message.message_id if message.chat.type != ChatType.PRIVATE else None,
    )


async def or_later(sending: Callable[[Address], Awaitable[T]], address: Address, reply: Reply) -> T:
    """What sending a reply gives; if its group became a supergroup meanwhile, sending it there.

    Raises:
        UnsentReply: it did not go out and may later, for it can be composed again.
    """
    try:
        try:
            return await sending(address)
        except ChatMigrated as migrated:
            address = Address(migrated.new_chat_id)  # the messages of the old group have other numbers there
            return await sending(address)
    except (RetryAfter, NetworkError) as error:
        # A refusal stays one, and what timed out has probably arrived.
        if reply.recipe is None or isinstance(error, BadRequest | TimedOut):
            raise
        raise UnsentReply(error, address, reply) from error


def in_this_manner(bot: Bot, manner: Manner) -> dict[str, Any]:
    """For a bot that keeps a pace; the terminal's does not, and the library refuses the argument there."""
    return {} if getattr(bot, "rate_limiter", None) is None else {"rate_limit_args": manner}
