"""Whom a message is meant for, and what of it is the question."""

from __future__ import annotations

import re

from telegram import Message, MessageEntity
from telegram.constants import ChatType

from bot.surfaces.links import Linked, read_payload

__all__ = ["meant_for_bot", "migration", "own_link", "passed_on", "without_mention", "words_of"]


def words_of(message: Message) -> str:
    """The text of a message, or the caption of a picture."""
    return message.text or message.caption or ""


def meant_for_bot(message: Message, username: str, bot_id: int) -> bool:
    """In private everything is; in a group only what mentions the bot or replies to one of its messages."""
    if message.chat.type == ChatType.PRIVATE:
        return True
    reply = message.reply_to_message
    if reply is not None and reply.from_user is not None and reply.from_user.id == bot_id:
        return True
    mentions = message.parse_entities([MessageEntity.MENTION]) | message.parse_caption_entities([MessageEntity.MENTION])
    return any(mention.casefold() == f"@{username}".casefold() for mention in mentions.values())


def migration(message: Message) -> tuple[int, int] | None:
    """The old and the new number of a group that became a supergroup, which both chats are told by a message."""
    if message.migrate_to_chat_id is not None:
        return message.chat.id, message.migrate_to_chat_id
    if message.migrate_from_chat_id is not None:
        return message.migrate_from_chat_id, message.chat.id
    return None


def without_mention(message: Message, username: str) -> str:
    """The question without the name of the bot."""
    return re.sub(rf"@{re.escape(username)}\b", " ", words_of(message), flags=re.IGNORECASE).strip()


def passed_on(message: Message, bot_id: int) -> str | None:
    """The text of somebody's message to which a question points by replying to it."""
    replied = message.reply_to_message
    if replied is None or (replied.from_user is not None and replied.from_user.id == bot_id):
        return None
    return words_of(replied) or None


def own_link(text: str, username: str) -> Linked | None:
    """The fact behind a link to this bot, where a message is nothing but that link."""
    found = re.fullmatch(
        rf"(?:https?://)?(?:t|telegram)\.me/{re.escape(username)}/?\?start=(\S+)", text.strip(), re.IGNORECASE
    )
    return read_payload(found[1]) if found else None
