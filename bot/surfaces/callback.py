"""What buttons carry: ASCII, without state, at most 64 bytes, and readable by every later version of the bot.

The first character numbers the form, so that a new form never misreads a button that was sent years ago.
"""

from __future__ import annotations

from bot.reply import Action, Choose, Dismiss, Open, OpenPeople, OpenTopic, Visit
from knowledge.model import LANGUAGES, Language

__all__ = ["decode", "encode"]

_FORM = "1"


def encode(action: Action) -> str:
    """The callback data of a button's action."""
    match action:
        case Open(fact, language, in_place):
            parts = ["o" if in_place else "f", fact, language]
        case OpenTopic(topic, language, page):
            parts = ["t", topic, str(page), language]
        case OpenPeople(language, page):
            parts = ["p", str(page), language]
        case Choose(language):
            parts = ["l", language]
        case Dismiss(language):
            parts = ["n", language]
        case Visit():
            raise TypeError("a button that opens an address carries no callback data")
    return ":".join([_FORM, *parts])


def decode(data: str) -> Action | None:
    """The action that callback data stands for, or None if this version can't read it."""
    form, *parts = data.split(":")
    if form != _FORM:
        return None
    match parts:
        case ["f" | "o" as kind, fact, code] if (language := _language(code)) is not None:
            return Open(fact, language, in_place=kind == "o")
        case ["t", topic, page, code] if page.isdecimal() and (language := _language(code)) is not None:
            return OpenTopic(topic, language, int(page[:4]))
        case ["p", page, code] if page.isdecimal() and (language := _language(code)) is not None:
            return OpenPeople(language, int(page[:4]))
        case ["l", code] if (language := _language(code)) is not None:
            return Choose(language)
        case ["n", code] if (language := _language(code)) is not None:
            return Dismiss(language)
    return None


def _language(code: str) -> Language | None:
    return next((language for language in LANGUAGES if language == code), None)
