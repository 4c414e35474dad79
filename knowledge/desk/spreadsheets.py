"""Sheets as files, CSV and XLSX: written so that office programs show them well, read as such programs save them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import warnings
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from knowledge.desk.sheet import COLUMNS, FILLED_IN, Row, SheetFault, cells, rows_of

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["as_csv", "as_xlsx", "rows_from_csv", "rows_from_xlsx"]

_SHEET = "texts"
# In characters. Five columns of text side by side still fit a wide screen.
_WIDTHS = {
    "fact": 24,
    "part": 11,
    "english": 48,
    "russian": 48,
    "text": 48,
    "terms": 32,
    "correction": 48,
    "reader": 16,
}
_WIDTH = 11
_HEADING, _TO_FILL_IN = "FFD9E1F2", "FFFFF8DC"
# The first row and the two columns that name the text stay in sight.
_FROZEN = "C2"
_DAY_FORMAT = "yyyy-mm-dd"
_DELIMITERS = ",;\t"


def as_csv(rows: Iterable[Row]) -> bytes:
    """The sheet as CSV. The byte order mark tells Excel that it is UTF-8."""
    stream = io.StringIO()
    csv.writer(stream).writerows(cells(rows))
    return stream.getvalue().encode("utf-8-sig")


def rows_from_csv(body: bytes) -> list[Row]:
    """The rows of a CSV file, whichever delimiter its program uses.

    Raises:
        SheetFault: it is not a sheet that this program exported.
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SheetFault("is not UTF-8 text: save it as “CSV UTF-8”, or as XLSX") from None
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise SheetFault(f"is not valid CSV: {error}") from None
    return rows_of(lines)


def as_xlsx(rows: Iterable[Row]) -> bytes:
    """The sheet as an XLSX workbook: cells wrap, headings stay in sight, only the editor's columns are unlocked."""
    from openpyxl import Workbook

    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = _SHEET
    for line, values in enumerate(cells(rows), start=1):
        for place, value in enumerate(values, start=1):
            cell = sheet.cell(line, place, value or None)
            if value:
                cell.data_type = "s"  # also where it looks like a formula
    _lay_out(sheet)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _lay_out(sheet: Worksheet) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill, Protection
    from openpyxl.utils import get_column_letter

    wrapped, bold = Alignment(wrap_text=True, vertical="top"), Font(bold=True)
    heading, to_fill_in = (PatternFill("solid", fgColor=colour) for colour in (_HEADING, _TO_FILL_IN))
    for place, name in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(name, _WIDTH)
        for line in range(1, sheet.max_row + 1):
            cell = sheet.cell(line, place)
            cell.alignment = wrapped
            if line == 1:
                cell.font, cell.fill = bold, heading
            elif name in FILLED_IN:
                cell.fill, cell.protection = to_fill_in, Protection(locked=False)
                cell.number_format = _DAY_FORMAT if name == "read_on" else "@"
    sheet.freeze_panes = _FROZEN
    sheet.auto_filter.ref = sheet.dimensions
    # Without a password: it keeps corrections from being typed over the text, and anyone can lift it.
    sheet.protection.sheet = True
    sheet.protection.autoFilter = sheet.protection.formatColumns = sheet.protection.formatRows = False


def rows_from_xlsx(body: bytes) -> list[Row]:
    """The rows of an XLSX workbook.

    Raises:
        SheetFault: it is not a sheet that this program exported.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles that other programs write and openpyxl does not know
            workbook = load_workbook(io.BytesIO(body))
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError):
        raise SheetFault("is not an XLSX workbook: save it as XLSX, or as “CSV UTF-8”") from None
    sheets = workbook.worksheets
    if not sheets:
        raise SheetFault("has no sheet: export again")
    sheet = next((sheet for sheet in sheets if sheet.title == _SHEET), sheets[0])
    return rows_of(_lines(sheet.iter_rows(values_only=True)))


def _lines(rows: Iterable[Sequence[Any]]) -> Iterator[list[str]]:
    for row in rows:
        yield [_written(value) for value in row]


def _written(value: Any) -> str:
    """A cell as a person reads it: office programs turn what looks like a day into a moment."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return str(value).replace("_x000D_", "")
