"""What buttons carry: ASCII, without state, at most 64 bytes, and readable by every later version of the bot.

The first character numbers the form, so that a new form never misreads a button that was sent years ago.
"""

from __future__ import annotations

from bot.reply import Action, Choose, Dismiss, Open, OpenTopic, Visit
from knowledge.model import LANGUAGES, Language

__all__ = ["decode", "encode"]

_FORM = "1"


def encode(action: Action) -> str:
    """The callback data of a button's action."""
    match action:
        case Open(fact, language):
            parts = ["f", fact, language]
        case OpenTopic(topic, page):
            parts = ["t", topic, str(page)]
        case Choose(language):
            parts = ["l", language]
        case Dismiss():
            parts = ["n"]
        case Visit():
            raise TypeError("a button that opens an address carries no callback data")
    return ":".join([_FORM, *parts])


def decode(data: str) -> Action | None:
    """The action that callback data stands for, or None if this version can't read it."""
    match data.split(":"):
        case [_, "f", fact, code] if (language := _language(code)) is not None:
            return Open(fact, language)
        case [_, "t", topic, page] if page.isascii() and page.isdigit():
            return OpenTopic(topic, int(page[:4]))
        case [_, "l", code] if (language := _language(code)) is not None:
            return Choose(language)
        case [_, "n"]:
            return Dismiss()
    return None


def _language(code: str) -> Language | None:
    return next((language for language in LANGUAGES if language == code), None)
