"""Coming and going: a hello in a group that the bot is added to, and nothing kept where it is sent away or blocked."""

from __future__ import annotations

from telegram import ChatMemberUpdated, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.ext import BaseHandler, ChatMemberHandler, ContextTypes

from bot import compose
from bot.services import Services
from bot.surfaces.sending import Address, send_to

__all__ = ["handlers"]

_OUT = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)
_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)


def handlers(services: Services) -> list[BaseHandler[Update, ContextTypes.DEFAULT_TYPE, None]]:
    """The handler of what happens to the bot's own membership."""

    async def changed(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        change = update.my_chat_member
        if change is None:
            return
        key = services.key(change.chat)
        if change.new_chat_member.status in _OUT:
            await services.forget(change.chat)
        elif _added(change) and services.conversations.may_answer(key):
            language = await services.language(change.chat, change.from_user)
            reply = compose.group_hello(services.casebook, language)
            await send_to(context.bot, Address(change.chat.id), reply)

    return [ChatMemberHandler(changed, ChatMemberHandler.MY_CHAT_MEMBER)]


def _added(change: ChatMemberUpdated) -> bool:
    """Whether the bot may speak in a group now and was not in it before; a promotion is no new hello."""
    was, now = change.old_chat_member.status, change.new_chat_member.status
    speaks = now in (ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR)
    return change.chat.type in _GROUPS and was in _OUT and speaks
