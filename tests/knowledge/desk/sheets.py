"""Sheets as editors send them back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from knowledge.casebook import load_casebook
from knowledge.desk.export import text_rows
from knowledge.desk.sheet import Row

KK = "Паром апатында 17 адам өлді"


def exported(folder: Path) -> list[Row]:
    """All texts of a record, numbered as in a file."""
    return [replace(row, line=line) for line, row in enumerate(text_rows(load_casebook(folder)), start=2)]


def filled(rows: list[Row], *places: tuple[str, str, str, dict[str, str]]) -> list[Row]:
    """The rows with cells filled in, by fact, language and part."""
    rows = list(rows)
    for fact, language, part, cells in places:
        (at,) = (n for n, row in enumerate(rows) if (row.fact, row.language, row.part) == (fact, language, part))
        rows[at] = replace(rows[at], **cells)  # type: ignore[arg-type]
    return rows


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
