"""A ``Reply`` as a message of Telegram: HTML text and an inline keyboard."""

from __future__ import annotations

from html import escape

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, SwitchInlineQueryChosenChat

from bot.reply import Action, CitationLine, Cite, Paragraph, Reply, Share, Visit
from bot.surfaces.callback import encode
from bot.surfaces.links import citation, share_query
from bot.surfaces.marks import replace_marks

__all__ = ["html", "keyboard"]


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
    """The buttons under the message, or None if there are none; ``username`` is the bot's, for links to itself."""
    if not reply.buttons:
        return None
    return InlineKeyboardMarkup(
        [[_button(button.label, button.action, username) for button in row] for row in reply.buttons]
    )


def _button(label: str, action: Action, username: str) -> InlineKeyboardButton:
    match action:
        case Visit(url):
            return InlineKeyboardButton(label, url=url)
        case Cite():
            return InlineKeyboardButton(label, copy_text=CopyTextButton(citation(action, username)))
        case Share():
            # Not to other bots: they would be sent an answer that nobody reads.
            chats = SwitchInlineQueryChosenChat(
                share_query(action), allow_user_chats=True, allow_group_chats=True, allow_channel_chats=True
            )
            return InlineKeyboardButton(label, switch_inline_query_chosen_chat=chats)
    return InlineKeyboardButton(label, callback_data=encode(action))
