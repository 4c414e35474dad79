"""Dates as sources give them: a year, a month or a day, perhaps inferred or approximate.

The notation is the Extended Date/Time Format, level 1 (ISO 8601-2:2019, annex A): ``2025``, ``2025-01``,
``2025-01-17``; a trailing ``?`` marks a date that was inferred, ``~`` one that is approximate.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

__all__ = ["PartialDate", "Precision", "parse"]

Precision = Literal["year", "month", "day"]

_FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?([?~%]?)", re.ASCII)


@dataclass(frozen=True)
class PartialDate:
    """A date known to the year, the month or the day."""

    year: int
    month: int | None = None
    day: int | None = None
    inferred: bool = False
    approximate: bool = False

    @property
    def precision(self) -> Precision:
        if self.month is None:
            return "year"
        return "month" if self.day is None else "day"

    def earliest(self) -> dt.date:
        """The first day that the date may mean; sorts dates of mixed precision."""
        return dt.date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"]
        parts += [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        mark = {(True, True): "%", (True, False): "?", (False, True): "~", (False, False): ""}
        return "-".join(parts) + mark[self.inferred, self.approximate]


def parse(text: str) -> PartialDate:
    """Read an EDTF level 1 date.

    Raises:
        ValueError: the text is not of the form, or no such day exists (``2025-02-30``).
    """
    match = _FORM.fullmatch(text)
    if match is None:
        raise ValueError(
            f"{text!r} is not a date like 2025, 2025-01 or 2025-01-17 (add ? if inferred, ~ if approximate)"
        )
    year, month, day, mark = match.groups()
    date = PartialDate(
        int(year),
        int(month) if month else None,
        int(day) if day else None,
        inferred=mark in ("?", "%") and bool(mark),
        approximate=mark in ("~", "%") and bool(mark),
    )
    try:
        date.earliest()
    except ValueError:
        raise ValueError(f"{text!r}: there is no such day") from None
    return date
