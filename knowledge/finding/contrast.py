"""Figures and dates that a question takes for granted and the record gives otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge import edtf
from knowledge.finding.finding import Contrast
from knowledge.model import LANGUAGES, Fact, Language
from knowledge.text import dates, numbers

__all__ = ["contrasts", "foreign_numbers"]


def contrasts(question: str, fact: Fact) -> tuple[Contrast, ...]:
    """What the question asserts against the fact's values: the same unit, another figure.

    A figure that stands anywhere in the fact's texts is not contradicted: the fact tells of it.
    """
    return (*_figures(question, fact), *_days(question, fact))


def _figures(question: str, fact: Fact) -> Iterator[Contrast]:
    recorded: dict[str, float] = {}
    for value in fact.values:
        if value.unit != "date":
            recorded.setdefault(value.unit, float(value.value))
    told = {number.value for language in LANGUAGES for number in numbers(_told(fact, language))}
    for number in numbers(question):
        if number.unit is None or number.unit not in recorded or number.value in told:
            continue
        if number.value != recorded[number.unit]:
            yield Contrast(fact.id, number.unit, f"{number.value:g}", f"{recorded[number.unit]:g}")


def _days(question: str, fact: Fact) -> Iterator[Contrast]:
    days = [edtf.parse(str(value.value)) for value in fact.values if value.unit == "date"]
    if len(days) != 1:  # with several dates it is not certain which one the asker means
        return
    day = days[0]
    told = {(date.year, date.month) for date in dates(_told(fact, "en"))}
    for date in dates(question):
        wrong_year = date.year is not None and date.year != day.year
        wrong_month = date.month is not None and day.month is not None and date.month != day.month
        wrong_day = date.day is not None and day.day is not None and date.day != day.day
        known = date.day is None and (date.year, date.month) in told
        if (wrong_year or wrong_month or wrong_day) and not known:
            asserted = edtf.PartialDate(date.year or day.year, date.month, date.day if date.month else None)
            yield Contrast(fact.id, "date", str(asserted), str(edtf.PartialDate(day.year, day.month, day.day)))
            return


def foreign_numbers(question: str, fact: Fact) -> int:
    """How many numbers and years of a question the fact neither tells of nor could correct."""
    texts = [_told(fact, language) for language in LANGUAGES]
    told = {number.value for text in texts for number in numbers(text)}
    years = {date.year for text in texts for date in dates(text)}
    units = {value.unit for value in fact.values}
    figures = sum(number.value not in told and number.unit not in units for number in numbers(question))
    return figures + sum(date.year is not None and date.year not in years for date in dates(question))


def _told(fact: Fact, language: Language) -> str:
    text = fact.texts[language]
    return f"{text.headline}\n{text.whole()}"
