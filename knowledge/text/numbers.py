"""Finds numbers in a text, in figures and in words of four languages, with the unit they count."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from typing import Final

from knowledge.text.dates import Date, dates_of_clean, month_of
from knowledge.text.fold import CACHED_WORDS, skeleton_word
from knowledge.text.normalise import clean, words_of_clean
from knowledge.text.numerals import PLURALS, TURKIC, WEAK, YEAR_SUFFIXES, Numeral, numeral
from knowledge.text.units import Unit, unit_of
from knowledge.text.words import Token, tokens_of_clean

__all__ = ["Number", "may_tell_figures", "numbers", "numbers_of_clean"]

MOST_DIGITS: Final = 15
"""Longer runs of digits are telephone or account numbers, and floats no longer hold them exactly."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number, the unit named beside it, and its place `clean(text)[start:end]` (the unit is outside the span)."""

    value: float
    unit: Unit | None
    start: int
    end: int


@dataclass(slots=True)
class _Part:
    """One figure or number word."""

    value: float
    kind: str  # "figure", "word" or "multiplier"
    start: int
    end: int
    weak: bool = False
    unit: Unit | None = None


# 90 000 and 20,000 and 20.000 are groups of three; 1,5 and 12.75 are decimals.
_FIGURE: Final = re.compile(
    r"(?<![\d.,])(?:\d{1,3}(?P<group>[ ,.'])\d{3}(?:(?P=group)\d{3})*|\d+(?:[.,]\d{1,2})?)(?!\d)"
)
_DIGIT: Final = re.compile(r"\d")
_BETWEEN_WORDS: Final = frozenset((" ", "-", " and "))


def numbers(text: str) -> list[Number]:
    """Return the numbers in `text` in order; spans are into `clean(text)`. Parts of dates are no numbers.

    The unit is the next word («три года», «146-бап»), or else the sign or the word "article" before («$5», «статья
    146»). «Он», «бір» and "one" count only beside a unit or another number; «тысячи» alone is no number.
    """
    text = clean(text)
    return numbers_of_clean(text, dates_of_clean(text))


def numbers_of_clean(text: str, found_dates: Iterable[Date]) -> list[Number]:
    """As `numbers`, for a text that `clean` has returned, and its dates."""
    taken = {place for date in found_dates for place in range(date.start, date.end)}
    parts = [part for part in _parts(text) if part.start not in taken]
    return [number for run in _runs(text, parts) if (number := _number(text, run)) is not None]


def may_tell_figures(text: str) -> bool:
    """Whether a text that `clean` has returned may have numbers or dates. Most questions have none."""
    return _DIGIT.search(text) is not None or any(map(_may_tell_figure, words_of_clean(text)))


@lru_cache(maxsize=CACHED_WORDS)
def _may_tell_figure(word: str) -> bool:
    key = skeleton_word(word)
    return numeral(word) is not None or month_of(word) is not None or key.endswith(YEAR_SUFFIXES)


def _parts(text: str) -> Iterator[_Part]:
    end = -1
    figures = {match.start(): match for match in _FIGURE.finditer(text)}
    found = list(tokens_of_clean(text))
    for token, following in zip_longest(found, found[1:]):
        # «20к» is 20,000, but «к» by itself is the Russian "to".
        if token.start < end or (skeleton_word(token.text) == "k" and token.start != end):
            continue
        if token.is_digits:
            part = _figure(token, figures.get(token.start))
        else:
            part = _word(token, following) if token.is_word else None
        if part is not None:
            end = part.end
            yield part


def _figure(token: Token, match: re.Match[str] | None) -> _Part | None:
    if match is None or len(match[0]) > MOST_DIGITS:
        return None
    digits = match[0].replace(match["group"], "") if match["group"] else match[0].replace(",", ".")
    return _Part(_whole(float(digits)), "figure", token.start, match.end())


def _word(token: Token, following: Token | None) -> _Part | None:
    found = numeral(token.text)
    key = skeleton_word(token.text)
    if found is None:
        return _years_in_one_word(token, key)
    if key == "on" and (following is None or skeleton_word(following.text) not in TURKIC):
        return None
    kind = "multiplier" if found.multiplies else "word"
    return _Part(found.value, kind, token.start, token.end, weak=key in WEAK or key in PLURALS)


def _years_in_one_word(token: Token, key: str) -> _Part | None:
    """Read «трёхлетний» as 3 years."""
    for suffix in YEAR_SUFFIXES:
        if key.endswith(suffix):
            found: Numeral | None = numeral(key.removesuffix(suffix))
            if found is not None and not found.multiplies:
                return _Part(found.value, "word", token.start, token.end, unit="years")
    return None


def _runs(text: str, parts: list[_Part]) -> Iterator[list[_Part]]:
    """Group the parts that make one number: «двадцать пять тысяч», «5 млн 200 тысяч», but not «2-3»."""
    run: list[_Part] = []
    for place, part in enumerate(parts):
        if run and not _continues(text, run, part, parts[place + 1] if place + 1 < len(parts) else None):
            yield run
            run = []
        run.append(part)
    if run:
        yield run


def _continues(text: str, run: list[_Part], part: _Part, after: _Part | None) -> bool:
    last = run[-1]
    between = text[last.end : part.start]
    if part.kind == "multiplier":
        touching = between in ("", " ", "-", ". ")
        return touching and (last.kind != "multiplier" or last.value == 100 or part.value < last.value)
    if between not in _BETWEEN_WORDS:
        return False
    if part.kind == "figure":
        # «5 млн 200 тысяч»: a figure goes on only when a smaller multiplier follows it at once.
        follows = after is not None and after.kind == "multiplier" and after.start - part.end <= 1
        return last.kind == "multiplier" and follows and after is not None and after.value < last.value
    if last.kind == "figure":
        return False
    return last.kind == "multiplier" or _rank(part.value) < _rank(last.value)


def _rank(value: float) -> int:
    """Return the place of a number word: three < twenty < триста; nothing goes on after three or thirteen."""
    return 0 if value < 20 and value != 10 else 1 if value < 100 else 2


def _number(text: str, run: list[_Part]) -> Number | None:
    total = current = 0.0
    for part in run:
        if part.kind == "multiplier" and part.value >= 1_000:
            total += (current or 1) * part.value
            current = 0
        elif part.kind == "multiplier":
            current = (current or 1) * part.value
        else:
            current += part.value
    start, end = run[0].start, run[-1].end
    unit = next((part.unit for part in run if part.unit), None) or _unit_beside(text, start, end)
    alone = run[0] if len(run) == 1 else None
    if alone is not None and alone.kind == "multiplier" and (alone.weak or unit is None):
        return None
    if alone is not None and alone.weak and unit is None:
        return None
    return Number(_whole(total + current), unit, start, end)


def _unit_beside(text: str, start: int, end: int) -> Unit | None:
    after = re.match(r"[\s-]?\s?([^\W\d_]+|[%$€₸₽])", text[end : end + 40])
    unit = unit_of(after[1]) if after else None
    if unit is not None:
        return unit
    before = re.search(r"([^\W\d_]+|[$€₸₽])\.?\s?$", text[max(0, start - 40) : start])
    named = unit_of(before[1]) if before else None
    return named if named == "article" or (before and not before[1].isalpha()) else None


def _whole(value: float) -> float:
    return int(value) if value == int(value) else value
