"""Finds dates in a text: 17 января 2025, 17.01.2025, 2025 жылғы 17 қаңтар, 2025-жылдын 17-январы, Jan 17 2025."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from knowledge.text.fold import CACHED_WORDS, skeleton_word
from knowledge.text.normalise import clean
from knowledge.text.units import unit_of
from knowledge.text.words import Token, tokens_of_clean

__all__ = ["Date", "dates", "dates_of_clean", "month_of"]

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2099
"""A bare number between the two is a year, unless a unit follows it: «2000 человек»."""


@dataclass(frozen=True, slots=True)
class Date:
    """A date as far as it was said, and its place `clean(text)[start:end]`. At least one part is not None."""

    year: int | None
    month: int | None
    day: int | None
    start: int
    end: int

    @property
    def edtf(self) -> str:
        """The date in EDTF (ISO 8601-2), unsaid leading parts as X: 2025-01-17, 2025-01, 2025, XXXX-01-17, XXXX-01."""
        parts = ["XXXX" if self.year is None else f"{self.year:04d}"]
        if self.month is not None:
            parts.append(f"{self.month:02d}")
            if self.day is not None:
                parts.append(f"{self.day:02d}")
        return "-".join(parts)


def _keys(words: str) -> frozenset[str]:
    return frozenset(map(skeleton_word, words.split()))


# January first; with a hyphen a beginning, which covers Russian cases and Kazakh and Kyrgyz endings.
_MONTHS: Final = (
    "январ- янв қаңтар- january jan",
    "феврал- фев февр ақпан- february feb",
    "март марта марте марту марты марттын мартта мартка мартында мартындагы мартына мартынан наурыз- march mar",
    "апрел- апр сәуір- april apr",
    "май мая мае маю майы майдын майда майга майында майындагы майына майынан мамыр- may",
    "июн- маусым- june jun",
    "июл- шілде- july jul",
    "август- авг тамыз- august aug",
    "сентябр- сент сен қыркүйек- september sept sep",
    "октябр- окт қазан- october oct",
    "ноябр- ноя нояб қараша- november nov",
    "декабр- дек желтоқсан- december dec",
)
_EXACT: Final[dict[str, int]] = {}
_BEGINNINGS: Final[dict[str, int]] = {}
for _month, _forms in enumerate(_MONTHS, start=1):
    for _form in _forms.split():
        (_BEGINNINGS if _form.endswith("-") else _EXACT)[skeleton_word(_form.rstrip("-"))] = _month

# Month words that also mean something else: a date only beside a day or a year.
_AMBIGUOUS: Final = _keys("march mar may jan sep dec сен дек май мая мае маю қазан қараша")

_NUMERIC: Final = re.compile(
    r"(?<![\d.,/-])(?:"
    r"(?P<y1>(?:19|20)\d\d)(?P<s1>[-./])(?P<m1>\d{1,2})(?P=s1)(?P<d1>\d{1,2})"
    r"|(?P<d2>\d{1,2})(?P<s2>[-./])(?P<m2>\d{1,2})(?P=s2)(?P<y2>(?:19|20)?\d\d)"
    r"|(?P<d3>\d\d)\.(?P<m3>0[1-9]|1[0-2])"
    r")(?![\d/]|[.,-]\d)"
)
# Words between the parts of a date: «года», «жылғы», «of», and the endings of ordinals.
_FILLERS: Final = _keys("г гг ж жж of the st nd rd th го е ое ші сі чы чи нчи күні күнү")
_RANGES: Final = frozenset(("-", "to", "until", "and", "по", "и", "және", "жана", "мен", "менен"))
# «в марте 10 000», «сәуірде 22 адам»: a number after "in March" counts something; «қаңтардың 17-сі» is a day.
_IN_MONTH: Final = re.compile(r"(?:[а-я]рте|[а-я]ре|[а-я]ле|мае|июне|июле|августе|[дт][аеоө])$")
_CODED: Final = re.compile(
    "DF{0,3}MF{0,3}Y|MF?DF{0,3}Y|YF{0,4}DF{0,2}M|YF{0,4}MF?D|MF{0,2}Y|YF{0,4}M|DF{0,3}M|MF?D|Y|M"
)


def dates(text: str) -> list[Date]:
    """Return the dates in `text`, in order and without overlap; spans are into `clean(text)`.

    Days that do not exist are left out. Day comes before month in figures, as everywhere the four languages are
    spoken, unless only the American order exists (01/17/2025).
    """
    return dates_of_clean(clean(text))


def dates_of_clean(text: str) -> list[Date]:
    """As `dates`, for a text that `clean` has returned."""
    found = list(_in_figures(text))
    taken = {position for date in found for position in range(date.start, date.end)}
    found += _in_words([token for token in tokens_of_clean(text) if token.start not in taken])
    return sorted(found, key=lambda date: date.start)


@lru_cache(maxsize=CACHED_WORDS)
def month_of(word: str) -> int | None:
    """Return the month 1–12 that one word names, in any case and script."""
    key = skeleton_word(word)
    if key in _EXACT:
        return _EXACT[key]
    return next((month for beginning, month in _BEGINNINGS.items() if key.startswith(beginning)), None)


def _in_figures(text: str) -> Iterator[Date]:
    for match in _NUMERIC.finditer(text):
        part: Mapping[str, str | None] = match.groupdict()
        year_digits = part["y1"] or part["y2"]
        year = int(year_digits) if year_digits else None
        if year is not None and year < 100:
            year += 2000
        month = int(part["m1"] or part["m2"] or part["m3"] or 0)
        day = int(part["d1"] or part["d2"] or part["d3"] or 0)
        if month > 12 and day <= 12 and part["y2"]:
            month, day = day, month
        if _exists(year, month, day):
            yield Date(year, month, day, match.start(), match.end())


def _in_words(parts: list[Token]) -> Iterator[Date]:
    """Write each token as one letter (Year, Month, Day, Filler, other) and look for the orders people use."""
    code = "".join(_letter(parts, place) for place in range(len(parts)))
    for match in _CODED.finditer(code):
        values = {letter: parts[match.start() + place] for place, letter in enumerate(match[0]) if letter != "F"}
        if match[0] == "M" and skeleton_word(values["M"].text) in _AMBIGUOUS:
            continue
        year = int(values["Y"].text) if "Y" in values else None
        month = month_of(values["M"].text) if "M" in values else None
        day = int(values["D"].text) if "D" in values else None
        if day is not None and match[0].rfind("D") > match[0].rfind("M") and _IN_MONTH.search(values["M"].text):
            yield Date(year if match[0].find("Y") < match[0].find("M") else None, month, None, *_span(parts, match))
            continue
        if day is None or _exists(year, month or 0, day):
            if (first := _first_of_range(parts, code, match.start())) is not None and _exists(year, month or 0, first):
                yield Date(year, month, first, parts[match.start() - 2].start, parts[match.start() - 2].end)
            yield Date(year, month, day, *_span(parts, match))


def _span(parts: list[Token], match: re.Match[str]) -> tuple[int, int]:
    return parts[match.start()].start, parts[match.end() - 1].end


def _first_of_range(parts: list[Token], code: str, place: int) -> int | None:
    """The first day of «5–19 января», "5 to 19 January", when the date at ``place`` is the second."""
    if code[place] != "D" or place < 2 or parts[place - 1].text not in _RANGES:
        return None
    before = place - 3 if parts[place - 2].text == "-" else place - 2  # «5-жана 6-январда»
    return int(parts[before].text) if before >= 0 and code[before] == "D" else None


def _letter(parts: list[Token], place: int) -> str:
    token = parts[place]
    if token.is_digits:
        number = int(token.text) if len(token.text) <= 4 else 0
        if FIRST_YEAR <= number <= LAST_YEAR:
            return "O" if _counted(parts, place, years_too=False) else "Y"
        return "D" if 1 <= number <= 31 and not _counted(parts, place, years_too=True) else "O"
    if not token.is_word:
        return "F" if token.text in ",-." else "O"
    if month_of(token.text) is not None:
        return "M"
    return "F" if unit_of(token.text) == "years" or skeleton_word(token.text) in _FILLERS else "O"


def _counted(parts: list[Token], place: int, *, years_too: bool) -> bool:
    """Whether the number at `place` counts the thing that follows it (3 офицера), and so is no part of a date."""
    following = parts[place + 1 : place + 3]
    if following and following[0].text == "-":
        following = following[1:]
    unit = unit_of(following[0].text) if following else None
    # The Kazakh and Kyrgyz «күні» ("on the day") may stand after the day of a date: «17 қаңтар күні», never between.
    return unit is not None and (years_too or unit != "years") and month_of(following[0].text) is None


def _exists(year: int | None, month: int, day: int) -> bool:
    """Whether there is such a day; without a year February has 29."""
    if not 1 <= month <= 12:
        return False
    return 1 <= day <= calendar.monthrange(2000 if year is None else year, month)[1]
