"""Who keeps the record: the chats in which a curator's commands work, as the operator set them."""

from __future__ import annotations

from telegram import Chat

from bot.services import Services

__all__ = ["is_curators"]


def is_curators(services: Services, chat: Chat) -> bool:
    """Whether a chat is one of the curators'.

    By the number that Telegram gave the chat, which nobody can choose; who writes there is for the curators to decide
    when they let somebody in. In any other chat a curator's command is a command that the bot does not know.
    """
    return chat.id in services.curator_chats
