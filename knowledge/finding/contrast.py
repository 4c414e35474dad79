"""Figures and dates that a question takes for granted: those that a fact tells otherwise, and those foreign to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeAlias

from knowledge import edtf
from knowledge.casebook import Casebook
from knowledge.finding.finding import Contrast
from knowledge.model import LANGUAGES, Fact
from knowledge.text import Date, Number, clean, dates_of_clean, may_tell_figures, numbers_of_clean

__all__ = ["Asserted", "Figures", "asserted"]

# Year, month and day.
_Parts: TypeAlias = tuple[int | None, int | None, int | None]


@dataclass(frozen=True)
class Asserted:
    """The numbers and dates in a question."""

    numbers: tuple[Number, ...]
    dates: tuple[Date, ...]

    def __bool__(self) -> bool:
        return bool(self.numbers or self.dates)


@dataclass(frozen=True)
class _Told:
    """The numbers, years and dates that a fact's texts tell; dates as in ``_ways_to_ask``."""

    numbers: frozenset[float]
    years: frozenset[int | None]
    dates: frozenset[_Parts]


def asserted(question: str) -> Asserted:
    """Read the numbers and dates of a question that ``clean`` has returned, once for all facts it is compared with."""
    if not may_tell_figures(question):
        return Asserted((), ())
    found = dates_of_clean(question)
    return Asserted(tuple(numbers_of_clean(question, found)), tuple(found))


class Figures:
    """What the facts of a record tell in figures; each fact's texts are read when they are first needed."""

    def __init__(self, casebook: Casebook) -> None:
        self._casebook = casebook
        self._told: dict[str, _Told] = {}

    def read_all(self, facts: Iterable[str]) -> None:
        """Read the texts of these facts now, 4 ms each: a question would else wait for those of up to nine facts."""
        for fact_id in facts:
            self._read(fact_id)

    def contrasts(self, question: Asserted, fact_id: str) -> tuple[Contrast, ...]:
        """What the question asserts against the fact's values: the same unit, another figure.

        A figure that stands anywhere in the fact's texts is not contradicted: the fact tells of it. Where a fact has
        several values of a unit, it is not certain which one the asker means.
        """
        if not question:
            return ()
        fact, told = self._casebook.facts[fact_id], self._read(fact_id)
        return (*_figures(question, fact, told), *_days(question, fact, told))

    def foreign(self, question: Asserted, fact_id: str) -> int:
        """How many numbers and years of a question the fact neither tells of nor could correct."""
        if not question:
            return 0
        fact, told = self._casebook.facts[fact_id], self._read(fact_id)
        units = {value.unit for value in fact.values}
        counts = bool(units - {"date", "article"})
        figures = sum(
            number.value not in told.numbers and number.unit not in units and not (number.unit is None and counts)
            for number in question.numbers
        )
        return figures + sum(date.year is not None and date.year not in told.years for date in question.dates)

    def _read(self, fact_id: str) -> _Told:
        if fact_id not in self._told:
            fact = self._casebook.facts[fact_id]
            texts = [
                clean(f"{fact.texts[language].headline}\n{fact.texts[language].whole()}") for language in LANGUAGES
            ]
            dated = [dates_of_clean(text) for text in texts]
            found = [date for each in dated for date in each]
            self._told[fact_id] = _Told(
                frozenset(
                    number.value
                    for text, each in zip(texts, dated, strict=True)
                    for number in numbers_of_clean(text, each)
                ),
                frozenset(date.year for date in found),
                frozenset(way for date in found for way in _ways_to_ask(date)),
            )
        return self._told[fact_id]


def _figures(question: Asserted, fact: Fact, told: _Told) -> Iterator[Contrast]:
    recorded: dict[str, float] = {}
    for value in fact.values:
        if value.unit != "date" and sum(each.unit == value.unit for each in fact.values) == 1:
            with suppress(ValueError):  # an article may be «146-1», which is no number to compare
                recorded[value.unit] = float(value.value)
    for number in question.numbers:
        if number.unit is None or number.unit not in recorded or number.value in told.numbers:
            continue
        if number.value != recorded[number.unit]:
            yield Contrast(fact.id, number.unit, _written(number.value), _written(recorded[number.unit]))


def _written(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)  # whole numbers come as int too


def _days(question: Asserted, fact: Fact, told: _Told) -> Iterator[Contrast]:
    days = [edtf.parse(str(value.value)) for value in fact.values if value.unit == "date"]
    if len(days) != 1:  # with several dates it is not certain which one the asker means
        return
    day = days[0]
    for date in question.dates:
        wrong_year = date.year is not None and date.year != day.year
        wrong_month = date.month is not None and day.month is not None and date.month != day.month
        wrong_day = date.day is not None and day.day is not None and date.day != day.day
        known = (date.year, date.month, date.day) in told.dates
        if (wrong_year or wrong_month or wrong_day) and not known:
            guess = edtf.PartialDate(date.year or day.year, date.month, date.day if date.month else None)
            if not _exists(guess):  # 29 February of no year, and the fact's year has none
                return
            yield Contrast(fact.id, "date", str(guess), str(edtf.PartialDate(day.year, day.month, day.day)))
            return


def _ways_to_ask(date: Date) -> Iterator[_Parts]:
    """A date as one may ask about it: with and without its year and, if it has a month, its day."""
    for year in (date.year, None):
        yield year, date.month, date.day
        if date.month is not None:
            yield year, date.month, None


def _exists(date: edtf.PartialDate) -> bool:
    try:
        date.earliest()
    except ValueError:
        return False
    return True
