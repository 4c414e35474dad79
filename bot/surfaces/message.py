"""A ``Reply`` as a message of Telegram: HTML text and an inline keyboard."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from telegram import InlineKeyboardMarkup
from telegram.constants import ParseMode

from bot.reply import Action, CitationLine, Cite, Paragraph, Reply, Share, Visit
from bot.surfaces.callback import encode
from bot.surfaces.links import citation, share_query
from bot.surfaces.marks import replace_marks

__all__ = ["content", "html", "keyboard", "markup", "message"]

# A preview would push the answer off a phone's screen, and fetch the source on the reader's behalf.
_NO_PREVIEW = {"is_disabled": True}
# Where an answer may be shared. Not to other bots: they would be sent one that nobody reads.
_TO_PEOPLE = {"allow_user_chats": True, "allow_group_chats": True, "allow_channel_chats": True}


def content(reply: Reply, username: str) -> dict[str, Any]:
    """What the message holds, as ``sendMessage`` and ``editMessageText`` take it; ``username`` is the bot's."""
    return message(html(reply), markup(reply, username))


def message(text: str, buttons: Mapping[str, Any] | None) -> dict[str, Any]:
    """The same of finished parts: HTML, and the keyboard as Telegram knows it."""
    marked = {} if buttons is None else {"reply_markup": buttons}
    return {"text": text, "parse_mode": ParseMode.HTML, "link_preview_options": _NO_PREVIEW} | marked


def html(reply: Reply) -> str:
    """The text of the message, for ``parse_mode=HTML``. Everything that is not ours to format is escaped."""
    urls = {citation.n: citation.url for citation in reply.citations}
    blocks = [_paragraph(paragraph, urls) for paragraph in reply.paragraphs]
    if reply.citations:
        lines = [_citation(citation) for citation in reply.citations]
        blocks.append("\n".join([f"<b>{escape(reply.citations_title)}</b>", *lines]))
    if reply.closing:
        blocks.append(f"<i>{escape(reply.closing)}</i>")
    return "\n\n".join(blocks)


def _paragraph(paragraph: Paragraph, urls: dict[int, str | None]) -> str:
    def mark(n: int) -> str:
        url = urls.get(n)
        return f'<a href="{escape(url)}">[{n}]</a>' if url else f"[{n}]"

    text = replace_marks(paragraph.text, mark, escape)
    return {
        "plain": text,
        "heading": f"<b>{text}</b>",
        "bullet": f"• {text}",
        "note": f"<i>{text}</i>",
        "correction": f"❗️ <b>{text}</b>",
    }[paragraph.style]


def _citation(citation: CitationLine) -> str:
    line = escape(citation.line)
    if citation.url:
        line = f'<a href="{escape(citation.url)}">{line}</a>'
    return f"[{citation.n}] {line}"


def keyboard(reply: Reply, username: str) -> InlineKeyboardMarkup | None:
    """The buttons under the message as the library has them, or None if there are none."""
    return InlineKeyboardMarkup.de_json(marked) if (marked := markup(reply, username)) else None


def markup(reply: Reply, username: str) -> dict[str, Any] | None:
    """The buttons under the message, or None if there are none; ``username`` is the bot's, for links to itself."""
    if not reply.buttons:
        return None
    rows = [[{"text": button.label, **_does(button.action, username)} for button in row] for row in reply.buttons]
    return {"inline_keyboard": rows}


def _does(action: Action, username: str) -> dict[str, Any]:
    """The field of a button that says what it does."""
    match action:
        case Visit(url):
            return {"url": url}
        case Cite():
            return {"copy_text": {"text": citation(action, username)}}
        case Share():
            return {"switch_inline_query_chosen_chat": {"query": share_query(action), **_TO_PEOPLE}}
    return {"callback_data": encode(action)}
