"""A ``Reply`` on its way to a chat: sent as a new message, or put in the place of an old one."""

from __future__ import annotations

from telegram import Bot, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ChatType, ParseMode
from telegram.error import BadRequest

from bot.reply import Reply
from bot.surfaces.message import html, keyboard

__all__ = ["GONE", "edit", "send", "send_to"]

# A preview would push the answer off a phone's screen, and fetch the source on the reader's behalf.
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
# How Telegram says that a message was deleted, or is too old to be touched.
GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")


async def send(question: Message, reply: Reply) -> Message:
    """Send a reply to the chat, and in a group to the message, that the question came from."""
    quoted = None
    if question.chat.type != ChatType.PRIVATE:
        quoted = ReplyParameters(question.message_id, allow_sending_without_reply=True)
    return await send_to(
        question.get_bot(),
        question.chat.id,
        reply,
        quoted=quoted,
        thread=question.message_thread_id if question.is_topic_message else None,
    )


async def send_to(
    bot: Bot, chat: int, reply: Reply, *, quoted: ReplyParameters | None = None, thread: int | None = None
) -> Message:
    """Send a reply to a chat, and in it to a topic, perhaps as an answer to a message."""
    return await bot.send_message(
        chat,
        html(reply),
        parse_mode=ParseMode.HTML,
        reply_markup=keyboard(reply, bot.username),
        reply_parameters=quoted,
        message_thread_id=thread,
        link_preview_options=_NO_PREVIEW,
    )


async def edit(shown: Message, message_id: int, reply: Reply) -> int:
    """Put a reply in the place of one of the bot's messages in the same chat; the same reply again changes nothing.

    Returns:
        The number of the message that shows the reply: a new one, where the old one is gone.
    """
    bot = shown.get_bot()
    try:
        await bot.edit_message_text(
            html(reply),
            chat_id=shown.chat.id,
            message_id=message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard(reply, bot.username),
            link_preview_options=_NO_PREVIEW,
        )
    except BadRequest as error:
        complaint = error.message.lower()
        if any(word in complaint for word in GONE):
            return (await send(shown, reply)).message_id
        if "not modified" not in complaint:
            raise
    return message_id
