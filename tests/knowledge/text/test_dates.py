"""Dates in every usual form."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text import clean, dates

CASES: list[tuple[str, list[str]]] = [
    ("17 января 2025", ["2025-01-17"]),
    ("17-го января 2025 года", ["2025-01-17"]),
    ("17.01.2025", ["2025-01-17"]),
    ("17/1/25", ["2025-01-17"]),
    ("2025-01-17", ["2025-01-17"]),
    ("01/17/2025", ["2025-01-17"]),
    ("2025 жылғы 17 қаңтар", ["2025-01-17"]),
    ("2025 ж. 17 қаңтар", ["2025-01-17"]),
    ("17 қаңтар күні", ["XXXX-01-17"]),
    ("қаңтардың 17-сі", ["XXXX-01-17"]),
    ("2025-жылдын 17-январы", ["2025-01-17"]),
    ("2026-ж., 22-ноябрь", ["2026-11-22"]),
    ("17 January 2025", ["2025-01-17"]),
    ("January 17th, 2025", ["2025-01-17"]),
    ("Jan 17 2025", ["2025-01-17"]),
    ("17th of January", ["XXXX-01-17"]),
    ("17 yanvarya 2025", ["2025-01-17"]),
    ("17 qantar 2025", ["2025-01-17"]),
    ("январь 2025", ["2025-01"]),
    ("2022 жылғы қаңтарда", ["2022-01"]),
    ("2022-жылдын январында", ["2022-01"]),
    ("в январе", ["XXXX-01"]),
    ("в январе 3 офицера", ["XXXX-01"]),
    ("5 января 2022 года 3 человека", ["2022-01-05"]),
    ("2025 жылы", ["2025"]),
    ("2023, 2024", ["2023", "2024"]),
    ("17.01", ["XXXX-01-17"]),
    ("30.02.2025", ["2025"]),
    ("31 апреля", []),
    ("when may they leave", []),
    ("may 5", ["XXXX-05-05"]),
    ("2000 человек", []),
    ("3 жыл", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0] for case in CASES])
def test_dates(text: str, expected: list[str]) -> None:
    assert [date.edtf for date in dates(text)] == expected


_RU = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
_KK = "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан"
_KY = "январы февралы марты апрели майы июну июлу августу сентябры октябры ноябры декабры"
_EN = "January February March April May June July August September October November December"


@given(st.dates(dt.date(1990, 1, 1), dt.date(2049, 12, 31)))
def test_every_day_is_read_back_from_every_form(day: dt.date) -> None:
    ru, kk, en = (months.split()[day.month - 1] for months in (_RU, _KK, _EN))
    forms = [
        f"{day.day} {ru} {day.year} года",
        f"{day.year} жылғы {day.day} {kk}",
        f"{day.year} жылдын {day.day} {ru}",
        f"{day.day} {en} {day.year}",
        f"{en} {day.day}, {day.year}",
        f"{en[:3]} {day.day} {day.year}",
        f"{day:%d.%m.%Y}",
        day.isoformat(),
    ]
    for form in forms:
        assert [date.edtf for date in dates(f"суд {form} болды")] == [day.isoformat()], form


def test_kyrgyz_possessive_months() -> None:
    for number, month in enumerate(_KY.split(), start=1):
        assert [date.edtf for date in dates(f"2025-жылдын 17-{month}")] == [f"2025-{number:02d}-17"]


@given(st.text(alphabet=st.characters(), max_size=200) | st.text(alphabet="0123456789 .-/январь майж", max_size=60))
def test_never_fails_and_spans_are_in_order(text: str) -> None:
    end = 0
    for date in dates(text):
        assert end <= date.start < date.end <= len(clean(text))
        end = date.end
