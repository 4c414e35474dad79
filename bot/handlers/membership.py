"""Coming and going: a hello in a group that the bot is added to, and nothing kept where it is sent away or blocked.

A group that becomes a supergroup is another chat to Telegram, and the same to the people in it: it takes along what is
kept about it. Telegram reports the bot as added to the new one, and never as gone from the old one.
"""

from __future__ import annotations

import logging

from telegram import ChatMemberUpdated, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.ext import BaseHandler, ChatMemberHandler, ContextTypes, MessageHandler, filters

from bot import compose
from bot.handlers.addressing import migration
from bot.services import Services
from bot.surfaces.sending import Address, send_to

__all__ = ["handlers"]

logger = logging.getLogger(__name__)

_OUT = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)
_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)


def handlers(services: Services) -> list[BaseHandler[Update, ContextTypes.DEFAULT_TYPE, None]]:
    """The handlers of what happens to the bot's own membership, and of groups that become supergroups."""

    async def changed(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        change = update.my_chat_member
        if change is None:
            return
        key, conversations = services.key(change.chat), services.conversations
        if change.new_chat_member.status in _OUT:
            await services.forget(change.chat)
        elif _added(change) and not conversations.has_moved_here(key) and conversations.may_answer(key):
            language = await services.language(change.chat, change.from_user)
            reply = compose.group_hello(services.casebook, language)
            await send_to(context.bot, Address(change.chat.id), reply)

    async def moved(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        if message is None or (numbers := migration(message)) is None:
            return
        await services.move(*numbers)
        if numbers[0] in services.curator_chats:
            logger.warning("A chat of CURATOR_CHATS became a supergroup, which has another id: put that one there.")

    return [
        ChatMemberHandler(changed, ChatMemberHandler.MY_CHAT_MEMBER),
        MessageHandler(filters.StatusUpdate.MIGRATE, moved),
    ]


def _added(change: ChatMemberUpdated) -> bool:
    """Whether the bot may speak in a group now and was not in it before; a promotion is no new hello."""
    was, now = change.old_chat_member.status, change.new_chat_member.status
    speaks = now in (ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR)
    return change.chat.type in _GROUPS and was in _OUT and speaks
