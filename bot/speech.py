"""The languages that the bot speaks: gettext catalogues for its own words, CLDR for dates, numbers and lists."""

from __future__ import annotations

import datetime as dt
import gettext
from functools import cache, lru_cache
from pathlib import Path

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from knowledge import edtf
from knowledge.model import LANGUAGES, Language

__all__ = ["DOMAIN", "LANGUAGE_NAMES", "LOCALES", "Speech", "language_from_code", "speech"]

DOMAIN = "messages"
LOCALES = Path(__file__).resolve().parent.parent / "locales"

# More than a record names.
_DATES_KEPT = 2048

# Each language in its own words: a reader must recognise theirs whatever the bot speaks at the moment.
LANGUAGE_NAMES: dict[Language, str] = {"ru": "Русский", "kk": "Қазақша", "ky": "Кыргызча", "en": "English"}

# CLDR's long dates are right for running text except where its pattern abbreviates or uses the bare nominative
# form; these are the forms that news media in the language print.
_DAY_PATTERNS: dict[Language, str] = {
    "ky": "y-'жылдын' d-{month}",
    "kk": "y 'жылғы' d MMMM",
    "en": "d MMMM y",
    "ru": "d MMMM y 'года'",
}
_MONTH_PATTERNS: dict[Language, str] = {
    "ky": "y-'жылдын' {month}",
    "kk": "y 'жылғы' MMMM",
    "en": "LLLL y",
    "ru": "LLLL y 'года'",
}
_YEAR_PATTERNS: dict[Language, str] = {"ky": "y-'жыл'", "kk": "y 'жыл'", "en": "y", "ru": "y 'год'"}

# Kyrgyz says "of the year … its January"; CLDR has the bare names only.
_KY_MONTHS = [
    "январы", "февралы", "марты", "апрели", "майы", "июну",
    "июлу", "августу", "сентябры", "октябры", "ноябры", "декабры",
]  # fmt: skip


def language_from_code(code: str | None) -> Language | None:
    """The language for an IETF tag as Telegram sends it (``ru``, ``kk-KZ``, ``en-BR``), or None."""
    primary = (code or "").replace("_", "-").split("-")[0].lower()
    return next((language for language in LANGUAGES if language == primary), None)


class Speech:
    """One language: its catalogue and its formats."""

    def __init__(self, language: Language, locales: Path = LOCALES) -> None:
        self.language: Language = language
        self._locale = Locale.parse(language)
        self._catalogue = gettext.translation(DOMAIN, locales, languages=[language])
        # CLDR's patterns are read anew for each date, 0.1 ms, and an answer has several.
        self._in_words = lru_cache(maxsize=_DATES_KEPT)(self._date)

    def __call__(self, message: str, /, **values: str | int) -> str:
        """The interface text ``message`` in this language, with its ``{placeholders}`` filled in."""
        text = self._catalogue.gettext(message)
        return text.format(**values) if values else text

    def plural(self, singular: str, plural: str, n: int, /, **values: str | int) -> str:
        """The form of a text that goes with the number ``n``, which fills ``{n}``."""
        return self._catalogue.ngettext(singular, plural, n).format(n=self.number(n), **values)

    def date(self, text: str) -> str:
        """An EDTF date in words, to the precision that it has."""
        return self._in_words(text)

    def _date(self, text: str) -> str:
        date = edtf.parse(text)
        day = date.earliest()
        patterns = {"day": _DAY_PATTERNS, "month": _MONTH_PATTERNS, "year": _YEAR_PATTERNS}[date.precision]
        pattern = patterns.get(self.language, "long").replace("{month}", f"'{_KY_MONTHS[day.month - 1]}'")
        return _plain_spaces(format_date(day, pattern, locale=self._locale))

    def day_of_year(self, day: dt.date) -> str:
        """A day and its month, the month cut short: where there is little room, and the year is said elsewhere."""
        # As in the long dates, the day comes first in English too.
        short = "d MMM" if self.language == "en" else self._locale.datetime_skeletons["MMMd"].pattern
        return _plain_spaces(format_date(day, short, locale=self._locale))

    def number(self, value: int | float) -> str:
        return _plain_spaces(format_decimal(value, locale=self._locale))

    def listing(self, items: list[str]) -> str:
        """Items joined as a sentence lists them."""
        return format_list(items, locale=self._locale)

    def language_name(self, code: str) -> str:
        """The name of a language, in this one; the bare code where CLDR does not know it."""
        return _language_name(code, self.language)


@lru_cache(maxsize=256)
def _language_name(code: str, language: Language) -> str:
    try:
        name = Locale.parse(code).get_language_name(language)
    except (UnknownLocaleError, ValueError):
        name = None
    return name or code


def _plain_spaces(text: str) -> str:
    """CLDR's narrow and non-breaking spaces as ordinary ones: terminals and fonts on old phones lack them."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@cache
def speech(language: Language) -> Speech:
    """The one ``Speech`` of a language: catalogues are read once."""
    return Speech(language)
