"""A ``Reply`` as an inline result: the whole cited answer, to be sent into any chat."""

from __future__ import annotations

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.constants import ParseMode

from bot.reply import Reply
from bot.speech import speech
from bot.surfaces.links import fact_link
from bot.surfaces.marks import replace_marks
from bot.surfaces.message import html

__all__ = ["article", "message_only"]

# Two lines below the title on a phone; what is longer the apps cut anyway.
_DESCRIPTION = 160


def article(reply: Reply, version: int, username: str) -> InlineQueryResultArticle:
    """The result for an answer: its headline, its first words and first source, and the answer with all sources.

    Under the message stands a link to this version of the fact in the chat with the bot: buttons that call back would
    be dead in a chat that the bot is not in.
    """
    say = speech(reply.language)
    fact = reply.facts[0]
    heading = next(each.text for each in reply.paragraphs if each.style == "heading")
    open_here = InlineKeyboardButton(say("Ask further in a chat with the bot"), url=fact_link(username, fact, version))
    return InlineQueryResultArticle(
        id=f"{fact}:{version}:{reply.language}",
        title=_without_marks(heading),
        description=_description(reply),
        input_message_content=_content(reply),
        reply_markup=InlineKeyboardMarkup([[open_here]]),
    )


def message_only(reply: Reply, result_id: str) -> InlineQueryResultArticle:
    """A reply that tells no fact, as a result: a guest's question that has no answer is told so."""
    return InlineQueryResultArticle(
        id=result_id, title=_without_marks(reply.paragraphs[0].text), input_message_content=_content(reply)
    )


def _content(reply: Reply) -> InputTextMessageContent:
    return InputTextMessageContent(
        html(reply), parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
    )


def _description(reply: Reply) -> str:
    """The first source, then the beginning of the answer: the source must be seen before the result is chosen."""
    text = next((each.text for each in reply.paragraphs if each.style == "plain"), "")
    source = f"{reply.citations[0].publisher} · " if reply.citations else ""
    line = source + " ".join(_without_marks(text).split())
    return line if len(line) <= _DESCRIPTION else line[:_DESCRIPTION].rpartition(" ")[0] + "…"


def _without_marks(text: str) -> str:
    return " ".join(replace_marks(text, lambda _: "", str).split()).replace(" .", ".").replace(" ,", ",")
