"""Dates of mixed precision are read strictly and written as they were read."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import edtf


@pytest.mark.parametrize(
    ("text", "precision", "inferred", "approximate"),
    [
        ("2025", "year", False, False),
        ("2025-01", "month", False, False),
        ("2025-01-17", "day", False, False),
        ("2025-06-10?", "day", True, False),
        ("2024-04~", "month", False, True),
        ("2023%", "year", True, True),
    ],
)
def test_reads_precision_and_doubt(text: str, precision: str, inferred: bool, approximate: bool) -> None:
    date = edtf.parse(text)
    assert (date.precision, date.inferred, date.approximate) == (precision, inferred, approximate)


@pytest.mark.parametrize(
    "text",
    ["2025-02-30", "2025-13", "2025-00", "2025-01-00", "0000", "2023-02-29"],
)
def test_refuses_days_that_do_not_exist(text: str) -> None:
    with pytest.raises(ValueError, match="there is no such day"):
        edtf.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "25",
        "2025-1",
        "2025-01-1",
        "17.01.2025",
        "2025-01-17\n",
        "2025-01-17??",
        "?2025",
        "٢٠٢٥",
        "2025/2026",
        "202501",
    ],
)
def test_refuses_other_notations(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date like 2025"):
        edtf.parse(text)


@given(st.dates(), st.sampled_from(["", "?", "~", "%"]), st.sampled_from([4, 7, 10]))
def test_text_survives_a_round_trip(day: dt.date, mark: str, length: int) -> None:
    text = day.isoformat()[:length] + mark
    assert str(edtf.parse(text)) == text


@given(st.text(alphabet="0123456789-?~%. ٢", max_size=12))
def test_any_text_is_a_date_or_an_error(text: str) -> None:
    try:
        date = edtf.parse(text)
    except ValueError:
        return
    assert str(date) == text


@given(st.dates())
def test_a_coarser_date_is_never_later(day: dt.date) -> None:
    text = day.isoformat()
    assert edtf.parse(text[:4]).earliest() <= edtf.parse(text[:7]).earliest() <= edtf.parse(text).earliest() == day
