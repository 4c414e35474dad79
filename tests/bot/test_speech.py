"""Dates, numbers, plurals and lists as the four languages write them."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from bot.speech import LANGUAGE_NAMES, language_from_code, speech
from knowledge.model import LANGUAGES

NARROW = re.compile("[\u00a0\u2007\u2009\u200a\u202f]")


@pytest.mark.parametrize(
    ("language", "day", "month", "year"),
    [
        ("ru", "17 января 2025 года", "январь 2025 года", "2025 год"),
        ("kk", "2025 жылғы 17 қаңтар", "2025 жылғы қаңтар", "2025 жыл"),
        ("ky", "2025-жылдын 17-январы", "2025-жылдын январы", "2025-жыл"),
        ("en", "17 January 2025", "January 2025", "2025"),
    ],
)
def test_a_date_is_said_to_the_precision_that_it_has(language, day, month, year):
    say = speech(language)
    assert [say.date("2025-01-17"), say.date("2025-01"), say.date("2025")] == [day, month, year]


def test_kyrgyz_months_stand_in_the_possessive():
    said = [speech("ky").date(f"2024-{month:02d}-05").removeprefix("2024-жылдын 5-") for month in range(1, 13)]
    assert said == [
        "январы", "февралы", "марты", "апрели", "майы", "июну",
        "июлу", "августу", "сентябры", "октябры", "ноябры", "декабры",
    ]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_marks_of_doubt_do_not_disturb_a_date(language):
    say = speech(language)
    assert say.date("2021-09?") == say.date("2021-09~") == say.date("2021-09")


@pytest.mark.parametrize("text", ["2025-13-01", "yesterday", "", "2025-02-30"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match=r"date|day"):
        speech("en").date(text)


@pytest.mark.parametrize(
    ("language", "number"),
    [("ru", "1 234 567,5"), ("kk", "1 234 567,5"), ("ky", "1 234 567,5"), ("en", "1,234,567.5")],
)
def test_numbers_are_grouped_with_plain_spaces(language, number):
    assert speech(language).number(1234567.5) == number


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("ru", {0: "0 лет", 1: "1 год", 2: "2 года", 5: "5 лет", 11: "11 лет", 21: "21 год", 112: "112 лет"}),
        ("kk", {0: "0 жыл", 1: "1 жыл", 2: "2 жыл", 21: "21 жыл"}),
        ("ky", {0: "0 жыл", 1: "1 жыл", 2: "2 жыл", 21: "21 жыл"}),
        ("en", {0: "0 years", 1: "1 year", 2: "2 years", 21: "21 years"}),
    ],
)
def test_a_plural_takes_the_form_of_its_number(language, forms):
    say = speech(language)
    assert {n: say.plural("{n} year", "{n} years", n) for n in forms} == forms


def test_the_number_in_a_plural_is_grouped_too():
    assert speech("ru").plural("{n} person", "{n} people", 20000) == "20 000 человек"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_narrow_or_non_breaking_space_is_ever_said(language):
    say = speech(language)
    said = [say.number(n) for n in (0, 999, 1000, 10**9)]
    said += [say.date(date) for date in ("2025", "2025-01", "2025-01-17")]
    said += [say.plural("{n} tenge", "{n} tenge", 85_000_000), say.listing(["1", "2", "3"])]
    assert not [text for text in said if NARROW.search(text)]


@pytest.mark.parametrize(
    ("language", "listed"), [("ru", "a, b и c"), ("ky", "a, b жана c"), ("en", "a, b, and c"), ("kk", "a, b, c")]
)
def test_a_list_reads_as_a_sentence(language, listed):
    assert speech(language).listing(["a", "b", "c"]) == listed


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("ru", "ru"), ("kk-KZ", "kk"), ("ky_KG", "ky"), ("EN", "en"), ("en-BR", "en"),
        ("fr", None), ("", None), (None, None), ("kyrgyz", None), ("-", None),
    ],
)  # fmt: skip
def test_telegrams_language_tags_are_understood(code, language):
    assert language_from_code(code) == language


def test_a_language_is_named_in_the_readers_own():
    assert [speech(language).language_name("kk") for language in LANGUAGES] == [
        "казахский", "қазақ тілі", "казакча", "Kazakh",
    ]  # fmt: skip
    assert speech("en").language_name("zzz") == "zzz"


def test_every_language_has_a_name_for_the_choice():
    assert LANGUAGE_NAMES.keys() == set(LANGUAGES)
    assert len(set(LANGUAGE_NAMES.values())) == len(LANGUAGES)


def test_placeholders_are_filled_and_braces_of_values_are_left_alone():
    assert speech("en")("Record as of {date}.", date="{x}") == "Record as of {x}."


@pytest.mark.parametrize(
    ("language", "short"), [("ru", "5 нояб."), ("kk", "5 қар."), ("ky", "5-ноя."), ("en", "5 Nov")]
)
def test_a_day_is_named_in_short_in_the_order_of_the_language(language, short):
    assert speech(language).day_of_year(dt.date(2026, 11, 5)) == short
