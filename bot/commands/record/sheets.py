"""Opening a sheet for a command, with what is wrong with the file told as advice."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import Advice

if TYPE_CHECKING:
    from knowledge.desk.sheet import Row

__all__ = ["read_sheet"]


def read_sheet(path: Path) -> list[Row]:
    """The rows of a CSV, XLSX, PO or XLIFF file.

    Raises:
        Advice: the file can't be read, or is not a sheet that `record export` wrote.
    """
    from knowledge.desk.catalogues import rows_from_po, rows_from_xliff
    from knowledge.desk.sheet import SheetFault
    from knowledge.desk.spreadsheets import rows_from_csv, rows_from_xlsx

    readers = {
        ".csv": rows_from_csv,
        ".xlsx": rows_from_xlsx,
        ".po": rows_from_po,
        ".xlf": rows_from_xliff,
        ".xliff": rows_from_xliff,
    }
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise Advice(f"{path} is not a sheet: name a file that ends in {', '.join(readers)}", 2)
    try:
        return reader(path.read_bytes())
    except SheetFault as fault:
        raise Advice(f"{path} {fault}", 2) from None
    except OSError as error:
        raise Advice(f"{path} can't be read: {error.strerror}", 2) from None
