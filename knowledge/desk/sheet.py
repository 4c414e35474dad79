"""A sheet for editors and translators: one row a text, with what it says in other languages and room to correct it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

__all__ = ["COLUMNS", "FILLED_IN", "Row", "SheetFault", "cells", "rows_of"]


class SheetFault(ValueError):
    """A file that can't be read as a sheet; the message says what to do."""


@dataclass(frozen=True)
class Row:
    """One text. ``line`` is its place in the file that it was read from."""

    fact: str
    part: str
    language: str
    version: str
    last_read: str
    english: str
    russian: str
    text: str
    terms: str
    correction: str = ""
    reader: str = ""
    read_on: str = ""
    line: int = 0

    def place(self) -> str:
        """The row as a person finds it again."""
        line = f"row {self.line}: " if self.line else ""
        return f"{line}{self.fact or '(no fact)'} · {self.language or '(no language)'} · {self.part or '(no part)'}"

    def is_filled_in(self) -> bool:
        """Whether somebody wrote into the row what can be imported."""
        return bool(self.correction or self.reader or self.read_on)


# What each column is called in the first line of the file.
COLUMNS: Mapping[str, str] = {
    "fact": "fact",
    "part": "part",
    "language": "language",
    "version": "version",
    "last_read": "last read",
    "english": "English",
    "russian": "Russian",
    "text": "text",
    "terms": "terms",
    "correction": "correction",
    "reader": "reader",
    "read_on": "read on",
}
# The columns that are for the editor, and that an export leaves empty.
FILLED_IN = ("correction", "reader", "read_on")
# Without these a row can't be told from another, or it can't be seen that the record has changed in between.
_NEEDED = ("fact", "part", "language", "english", "text", "correction")


def cells(rows: Iterable[Row]) -> Iterator[tuple[str, ...]]:
    """The lines of the sheet, the headings first."""
    yield tuple(COLUMNS.values())
    for row in rows:
        yield tuple(getattr(row, name) for name in COLUMNS)


def rows_of(lines: Iterable[Sequence[str]]) -> list[Row]:
    """The rows of a sheet whose columns may have been moved and added to; empty lines are passed over.

    Raises:
        SheetFault: a column is missing that an import can't do without.
    """
    numbered = enumerate(lines, start=1)
    _, headings = next(numbered, (1, ()))
    places = _places(headings)
    if missing := [COLUMNS[name] for name in _NEEDED if name not in places]:
        raise SheetFault(
            f"has no column {' and no column '.join(map(repr, missing))}: keep the first line as it was exported"
        )
    rows: list[Row] = []
    for line, values in numbered:
        if any(value.strip() for value in values):
            texts = {name: values[place].strip() if place < len(values) else "" for name, place in places.items()}
            rows.append(Row(**{name: texts.get(name, "") for name in COLUMNS}, line=line))
    return rows


def _places(headings: Sequence[str]) -> dict[str, int]:
    names = {heading.casefold(): name for name, heading in COLUMNS.items()}
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        name = names.get(" ".join(heading.split()).casefold())
        if name in found:
            raise SheetFault(f"has two columns {COLUMNS[name]!r}: keep one")
        if name is not None:
            found[name] = place
    return found


assert set(COLUMNS) == {field.name for field in fields(Row)} - {"line"}
