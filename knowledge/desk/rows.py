"""What one row of a sheet asks of the record, and what keeps it from being done, seen by itself."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from difflib import get_close_matches

from knowledge.casebook import Casebook
from knowledge.checks.structure import marks
from knowledge.desk.parts import limit_of, parts_of
from knowledge.desk.sheet import Row
from knowledge.model import LANGUAGES, Language, is_language

__all__ = ["Edit", "RowFault", "edit_of"]

_BREAK = re.compile(r"\s*[\r\n\u2028\u2029]\s*")
_POINTED_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


class RowFault(ValueError):
    """Why a row can't be imported; the message says what to do."""


@dataclass(frozen=True)
class Edit:
    """A new text for a part, or the same one read by somebody on a day, or both.

    ``written`` is the day of new words: the one on which they were signed, else the one on which they came.
    """

    row: Row
    old: str
    new: str
    read_on: str | None
    written: str | None

    @property
    def language(self) -> Language:
        assert is_language(self.row.language)
        return self.row.language  # type: ignore[return-value]

    @property
    def text(self) -> tuple[str, Language]:
        """Which text of the record it belongs to: a fact in a language."""
        return self.row.fact, self.language


def edit_of(row: Row, casebook: Casebook, today: dt.date) -> Edit | None:
    """What the row asks for; None if nothing.

    Raises:
        RowFault: it can't be done.
    """
    english, old = _texts(row, casebook)
    if not row.is_filled_in():
        return None
    new = _BREAK.sub(" ", row.correction).strip() or old
    read_on = _signature(row, today)
    if row.correction and new == old and read_on in (None, casebook.facts[row.fact].texts[row.language].reread):  # type: ignore[index]
        return None  # it stands there already: the same file was imported before
    if _plain(row.text) != _plain(old):
        raise RowFault(
            "the record's text is no longer the one that was exported: compare them, and export again. "
            f"It now says: {old}"
        )
    if _plain(row.english) != _plain(english):
        raise RowFault(
            "the English text has changed since this file was exported: compare them, and export again. "
            f"It now says: {english}"
        )
    if new != old:
        _check_words(new, old, row.part)
    elif read_on in (None, casebook.facts[row.fact].texts[row.language].reread):  # type: ignore[index]
        return None
    return Edit(row, old, new, read_on, None if new == old else read_on or today.isoformat())


def is_edited_in_place(row: Row, casebook: Casebook) -> bool:
    """Whether the text that was exported reads otherwise, in a row whose column for corrections is empty."""
    return not row.is_filled_in() and _plain(row.text) != _plain(_texts(row, casebook)[1])


def _texts(row: Row, casebook: Casebook) -> tuple[str, str]:
    """The English text that the record holds in the row's place, and the text in the row's language."""
    fact = casebook.facts.get(row.fact)
    if fact is None:
        raise RowFault(f"there is no fact {row.fact!r}{_nearest(row.fact, list(casebook.facts))}: correct the id")
    if not is_language(row.language):
        raise RowFault(f"there is no language {row.language!r}: it is one of {', '.join(LANGUAGES)}")
    parts = parts_of(dict(fact.texts[row.language]))  # type: ignore[index]
    if row.part not in parts:
        raise RowFault(f"this text has no part {row.part!r}: its parts are {', '.join(parts)}")
    return parts_of(dict(fact.texts["en"]))[row.part], parts[row.part]


def _nearest(name: str, names: list[str]) -> str:
    near = get_close_matches(name, names, n=1)
    return f", the nearest is {near[0]!r}" if near else ""


def _check_words(new: str, old: str, part: str) -> None:
    if new.startswith("="):
        raise RowFault("the correction is a formula: write the text itself")
    if len(new) > limit_of(part):
        raise RowFault(f"the correction is {len(new)} characters long: at most {limit_of(part)} fit")
    if marks(new) != marks(old):
        raise RowFault(
            f"the correction marks the sources {_listed(new)}, the text {_listed(old)}: "
            "keep every mark, each where its source supports the words"
        )


def _listed(text: str) -> str:
    return " ".join(f"[{number}]" for number in sorted(marks(text).elements())) or "nowhere"


def _signature(row: Row, today: dt.date) -> str | None:
    """The day on which the row's reader read the text; None if nobody says that they did."""
    if not row.reader and not row.read_on:
        return None
    if not row.read_on:
        raise RowFault("it names a reader and no day: fill in 'read on' too, or clear 'reader'")
    if not row.reader:
        raise RowFault("it has a day and no reader: fill in 'reader' too, or clear 'read on'")
    day = _day(row.read_on)
    if day > today:
        raise RowFault(f"it was read on {day}, a day to come: correct 'read on'")
    return day.isoformat()


def _day(text: str) -> dt.date:
    if pointed := _POINTED_DAY.fullmatch(text):  # as Excel in Russian writes it
        day, month, year = pointed.groups()
        text = f"{year}-{month:0>2}-{day:0>2}"
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise RowFault(f"{text!r} is not a day: write it like 2025-01-17") from None


def _plain(text: str) -> str:
    """The text without differences that office programs make: kinds of white space and breaks between lines."""
    return " ".join(text.split())
