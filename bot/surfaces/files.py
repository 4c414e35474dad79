"""Pictures and documents on their way to a chat: sent by the id that Telegram knows them under, else uploaded."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Literal, TypeAlias

from telegram import Bot, InputFile, InputMediaPhoto, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.delivery.queue import Manner
from bot.reply import Printed, Reply
from bot.state.uploads import Uploads
from bot.surfaces.message import html, keyboard
from bot.surfaces.sending import GONE, Address, address_of, in_this_manner, or_later, quoted

__all__ = ["FileKind", "deliver_file", "send_file"]

FileKind: TypeAlias = Literal["photo", "document"]

# How Telegram says that it no longer takes a file id; then the file is uploaded anew.
_STALE = ("file identifier", "file_id", "file reference", "wrong remote file", "wrong file")


async def send_file(
    question: Message, kind: FileKind, printed: Printed, caption: Reply, uploads: Uploads, *, in_place: bool = False
) -> None:
    """Send a picture or a document with its caption to the chat, and in a group to the message, that asked for it.

    ``in_place``: a picture, in the place of the one that the message shows; the same picture again changes nothing.

    Raises:
        UnsentReply: not now.
    """
    address = address_of(question)
    if in_place:
        address = replace(address, message=question.message_id)
    bot = question.get_bot()
    await or_later(lambda there: deliver_file(bot, there, kind, printed, caption, uploads), address, caption)


async def deliver_file(
    bot: Bot,
    address: Address,
    kind: FileKind,
    printed: Printed,
    caption: Reply,
    uploads: Uploads,
    manner: Manner = Manner.MAY_WAIT,
) -> None:
    """Send a picture or a document, or put a picture in the place of another."""

    async def send(file: str | InputFile) -> Message:
        call = bot.send_photo if kind == "photo" else bot.send_document
        return await call(
            address.chat,
            file,
            caption=html(caption),
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard(caption, bot.username),
            reply_parameters=quoted(address),
            message_thread_id=address.thread,
            **in_this_manner(bot, manner),
        )

    async def put(file: str | InputFile) -> Message | bool:
        return await bot.edit_message_media(
            InputMediaPhoto(file, caption=html(caption), parse_mode=ParseMode.HTML),
            chat_id=address.chat,
            message_id=address.message,
            reply_markup=keyboard(caption, bot.username),
            **in_this_manner(bot, manner),
        )

    if address.message is None:
        await _known_or_uploaded(printed, uploads, send)
        return
    try:
        await _known_or_uploaded(printed, uploads, put)
    except BadRequest as error:
        complaint = error.message.lower()
        if any(word in complaint for word in GONE):
            await _known_or_uploaded(printed, uploads, send)
        elif "not modified" not in complaint:
            raise


async def _known_or_uploaded(
    printed: Printed, uploads: Uploads, call: Callable[[str | InputFile], Awaitable[Message | bool]]
) -> None:
    known = uploads.file_id(printed.key)
    if known is not None:
        try:
            await call(known)
            return
        except BadRequest as error:
            if not any(word in error.message.lower() for word in _STALE):
                raise
            uploads.forget(printed.key)
    sent = await call(InputFile(printed.body, filename=printed.name, attach=True))
    if isinstance(sent, Message) and (file_id := _file_id(sent)):
        uploads.uploaded(printed.key, file_id)


def _file_id(message: Message) -> str | None:
    if message.photo:
        return message.photo[-1].file_id  # the largest
    return message.document.file_id if message.document else None
