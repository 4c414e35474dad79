"""Pictures and documents on their way to a chat: sent by the id that Telegram knows them under, else uploaded."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from telegram import InputFile, InputMediaPhoto, Message, ReplyParameters
from telegram.constants import ChatType, ParseMode
from telegram.error import BadRequest

from bot.reply import Printed, Reply
from bot.state.uploads import Uploads
from bot.surfaces.message import html, keyboard
from bot.surfaces.sending import GONE

__all__ = ["send_document", "send_picture", "turn_picture"]

# How Telegram says that it no longer takes a file id; then the file is uploaded anew.
_STALE = ("file identifier", "file_id", "file reference", "wrong remote file", "wrong file")


async def send_picture(question: Message, picture: Printed, caption: Reply, uploads: Uploads) -> None:
    """Send a picture with its caption to the chat, and in a group to the message, that asked for it."""
    bot = question.get_bot()

    async def send(file: str | InputFile) -> Message:
        return await bot.send_photo(
            question.chat.id,
            file,
            caption=html(caption),
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard(caption, bot.username),
            reply_parameters=_quoted(question),
            message_thread_id=_thread(question),
        )

    await _known_or_uploaded(picture, uploads, send)


async def turn_picture(shown: Message, picture: Printed, caption: Reply, uploads: Uploads) -> None:
    """Put a picture in the place of the one that a message shows; the same picture again changes nothing."""
    bot = shown.get_bot()

    async def edit(file: str | InputFile) -> Message | bool:
        return await bot.edit_message_media(
            InputMediaPhoto(file, caption=html(caption), parse_mode=ParseMode.HTML),
            chat_id=shown.chat.id,
            message_id=shown.message_id,
            reply_markup=keyboard(caption, bot.username),
        )

    try:
        await _known_or_uploaded(picture, uploads, edit)
    except BadRequest as error:
        complaint = error.message.lower()
        if any(word in complaint for word in GONE):
            await send_picture(shown, picture, caption, uploads)
        elif "not modified" not in complaint:
            raise


async def send_document(question: Message, document: Printed, caption: Reply, uploads: Uploads) -> None:
    """Send a document with its caption to the chat, and in a group to the message, that asked for it."""
    bot = question.get_bot()

    async def send(file: str | InputFile) -> Message:
        return await bot.send_document(
            question.chat.id,
            file,
            caption=html(caption),
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard(caption, bot.username),
            reply_parameters=_quoted(question),
            message_thread_id=_thread(question),
        )

    await _known_or_uploaded(document, uploads, send)


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


def _quoted(question: Message) -> ReplyParameters | None:
    if question.chat.type == ChatType.PRIVATE:
        return None
    return ReplyParameters(question.message_id, allow_sending_without_reply=True)


def _thread(question: Message) -> int | None:
    return question.message_thread_id if question.is_topic_message else None
