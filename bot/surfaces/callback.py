"""What buttons carry: ASCII, without state, at most 64 bytes, and readable by every later version of the bot.

The first character numbers the form, so that a new form never misreads a button that was sent years ago.
"""

from __future__ import annotations

from typing import TypeVar

from bot.reply import (
    DRAWABLES,
    EXPORTS,
    SETTLEMENTS,
    SORTINGS,
    STEPS,
    THEMES,
    Action,
    Announce,
    Choose,
    Dismiss,
    Draw,
    Explain,
    Export,
    FinishReport,
    Follow,
    HandOn,
    Judge,
    NameMe,
    Open,
    OpenInbox,
    OpenJournal,
    OpenLanguages,
    OpenNumbers,
    OpenPeople,
    OpenPerson,
    OpenSource,
    OpenSources,
    OpenTimeline,
    OpenTopic,
    Settle,
    Sort,
    Write,
    Wrong,
)
from knowledge.desk.handed import REPORT_KINDS
from knowledge.model import LANGUAGES, Language

__all__ = ["decode", "encode"]

_FORM = "1"
# What a button carries in place of a kind of report, a sorting or a settlement: its first letter, for want of room.
# No two of one list begin alike.
_LETTERS = {word: word[0] for word in (*REPORT_KINDS, *SORTINGS, "phrasing", "done")} | {"dismissed": "x"}
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
        case Judge(fact, version, language, helped):
            parts = ["v", fact, str(version), "y" if helped else "n", language]
        case Wrong(fact, version, language, what_is):
            parts = ["r", fact, str(version), *([_LETTERS[what_is]] if what_is else []), language]
        case FinishReport(send, language):
            parts = ["e", "y" if send else "n", language]
        case HandOn(language):
            parts = ["c", language]
        case OpenInbox(language, page):
            parts = ["b", str(page), language]
        case OpenJournal(language, page):
            parts = ["z", str(page), language]
        case NameMe(language):
            parts = ["z", "me", language]
        case Sort(sorting, question, count, fact, language):
            parts = ["q", _LETTERS[sorting], question, str(count), fact, language]
        case Settle(settlement, report, language):
            parts = ["y", _LETTERS[settlement], report, language]
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
        case ["v" | "r" | "e" | "c" | "b" | "q" | "y" | "z" as kind, *words]:
            return _heard(kind, words, language)
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


def _heard(kind: str, words: list[str], language: Language) -> Action | None:
    """What readers tell the curators, and what curators do with it."""
    match kind, words:
        case "v", [fact, version, "y" | "n" as helped] if version.isdecimal():
            return Judge(fact, int(version[:_PAGE_DIGITS]), language, helped == "y")
        case "r", [fact, version] if version.isdecimal():
            return Wrong(fact, int(version[:_PAGE_DIGITS]), language)
        case "r", [fact, version, letter] if version.isdecimal() and (what := _lettered(letter, REPORT_KINDS)):
            return Wrong(fact, int(version[:_PAGE_DIGITS]), language, what)
        case "e", ["y" | "n" as send]:
            return FinishReport(send == "y", language)
        case "c", []:
            return HandOn(language)
        case "b", [page] if page.isdecimal():
            return OpenInbox(language, int(page[:_PAGE_DIGITS]))
        case "z", ["me"]:
            return NameMe(language)
        case "z", [page] if page.isdecimal():
            return OpenJournal(language, int(page[:_PAGE_DIGITS]))
        case "q", [letter, question, count, fact] if count.isdecimal() and (sorting := _lettered(letter, SORTINGS)):
            return Sort(sorting, question, int(count[:_PAGE_DIGITS]), fact, language)
        case "y", [letter, report] if settlement := _lettered(letter, SETTLEMENTS):
            return Settle(settlement, report, language)
    return None


def _lettered(letter: str, known: tuple[Word, ...]) -> Word | None:
    return next((each for each in known if _LETTERS[each] == letter), None)


def _language(code: str) -> Language | None:
    return _one_of(code, LANGUAGES)


def _one_of(word: str, known: tuple[Word, ...]) -> Word | None:
    return next((each for each in known if each == word), None)
