"""What buttons carry: ASCII, without state, at most 64 bytes, and readable by every later version of the bot.

The first character numbers the form, so that a new form never misreads a button that was sent years ago.
"""

from __future__ import annotations

from typing import TypeVar

from bot.reply import (
    DRAWABLES,
    EXPORTS,
    STEPS,
    THEMES,
    Action,
    Announce,
    Choose,
    Dismiss,
    Draw,
    Explain,
    Export,
    Follow,
    Open,
    OpenLanguages,
    OpenNumbers,
    OpenPeople,
    OpenPerson,
    OpenSource,
    OpenSources,
    OpenTimeline,
    OpenTopic,
    Write,
)
from knowledge.model import LANGUAGES, Language

__all__ = ["decode", "encode"]

_FORM = "1"
# Pages are counted in at most this many digits: whatever else a stranger sends is cut before it is read.
_PAGE_DIGITS = 4

Word = TypeVar("Word", bound=str)


def encode(action: Action) -> str:
    """The callback data of a button's action.

    Raises:
        TypeError: the button does not call back: it opens an address, shares or copies.
    """
    match action:
        case Open(fact, language, in_place):
            parts = ["o" if in_place else "f", fact, language]
        case OpenTopic(topic, language, page):
            parts = ["t", topic, str(page), language]
        case OpenPeople(language, page):
            parts = ["p", str(page), language]
        case OpenPerson(person, language, page):
            parts = ["i", person, str(page), language]
        case OpenSources(group, language, page):
            parts = ["s", group, str(page), language]
        case OpenSource(source, language, page):
            parts = ["u", source, str(page), language]
        case OpenTimeline(language, page):
            parts = ["h", str(page), language]
        case OpenNumbers(language, page):
            parts = ["m", str(page), language]
        case OpenLanguages(fact, language):
            parts = ["g", fact, language]
        case Explain(fact, language):
            parts = ["w", fact, language]
        case Choose(language):
            parts = ["l", language]
        case Dismiss(language):
            parts = ["n", language]
        case Draw(what, language, page, theme):
            parts = ["d", what, str(page), theme, language]
        case Write(what, language):
            parts = ["k", what, language]
        case Export(form, language):
            parts = ["x", form, language]
        case Follow(yes, language):
            parts = ["j", "yes" if yes else "no", language]
        case Announce(step, about, language):
            parts = ["a", step, about, language]
        case _:
            raise TypeError(f"a button that does this carries no callback data: {action}")
    return ":".join([_FORM, *parts])


def decode(data: str) -> Action | None:
    """The action that callback data stands for, or None if this version can't read it."""
    form, *parts = data.split(":")
    if form != _FORM or not parts or (language := _language(parts[-1])) is None:
        return None
    match parts[:-1]:
        case ["l"]:
            return Choose(language)
        case ["n"]:
            return Dismiss(language)
        case ["f" | "o" as kind, fact]:
            return Open(fact, language, in_place=kind == "o")
        case ["g", fact]:
            return OpenLanguages(fact, language)
        case ["w", fact]:
            return Explain(fact, language)
        case ["j", "yes" | "no" as answer]:
            return Follow(answer == "yes", language)
        case ["a", word, about] if (step := _one_of(word, STEPS)) is not None:
            return Announce(step, about, language)
        case ["d" | "k" | "x" as kind, *words]:
            return _on_paper(kind, words, language)
        case [kind, *name, page] if page.isdecimal():
            return _page(kind, name, language, int(page[:_PAGE_DIGITS]))
    return None


def _page(kind: str, name: list[str], language: Language, page: int) -> Action | None:
    match kind, name:
        case "t", [topic]:
            return OpenTopic(topic, language, page)
        case "p", []:
            return OpenPeople(language, page)
        case "i", [person]:
            return OpenPerson(person, language, page)
        case "s", [group]:
            return OpenSources(group, language, page)
        case "u", [source]:
            return OpenSource(source, language, page)
        case "h", []:
            return OpenTimeline(language, page)
        case "m", []:
            return OpenNumbers(language, page)
    return None


def _on_paper(kind: str, words: list[str], language: Language) -> Action | None:
    """What is drawn or exported; None if it is something that this version knows nothing of."""
    match kind, words:
        case "d", [drawn, page, colours] if page.isdecimal():
            what, theme = _one_of(drawn, DRAWABLES), _one_of(colours, THEMES)
            return Draw(what, language, int(page[:_PAGE_DIGITS]), theme) if what and theme else None
        case "k", [drawn]:
            return Write(what, language) if (what := _one_of(drawn, DRAWABLES)) else None
        case "x", [given]:
            return Export(form, language) if (form := _one_of(given, EXPORTS)) else None
    return None


def _language(code: str) -> Language | None:
    return _one_of(code, LANGUAGES)


def _one_of(word: str, known: tuple[Word, ...]) -> Word | None:
    return next((each for each in known if each == word), None)
