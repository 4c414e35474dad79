"""``record export``: the texts as a sheet for editors and translators, or the whole record for machines."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.counting import counted
from bot.errors import Advice
from knowledge.model import LANGUAGES, Language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.desk.sheet import Row
    from knowledge.model import Case

__all__ = ["add_to", "run"]

_FORMATS = ("csv", "xlsx", "po", "xlf", "json")
# Programs of translators work on one language at a time.
_OF_ONE_LANGUAGE = ("po", "xlf")
_ENDINGS = {"xliff": "xlf"}


def add_to(tools: Any) -> None:
    command = tools.add_parser(
        "export", help="write the texts as a sheet (CSV, XLSX, PO, XLIFF), or the whole record as JSON"
    )
    command.add_argument("--format", choices=_FORMATS, help="default: by the ending of FILE, else csv")
    command.add_argument(
        "--language", choices=LANGUAGES, help="the texts of one language only (default: all four; po and xlf need one)"
    )
    command.add_argument(
        "--out", "--to", metavar="FILE", help="where to (default: to the screen or a pipe, except for xlsx)"
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from bot.commands.opening import open_casebook
    from knowledge.desk.export import as_json, text_rows

    out = Path(options.out) if options.out else None
    form = options.format or _form_of(out)
    if form == "json" and options.language:
        raise Advice("--language is for sheets: json holds the whole record", 2)
    if form in _OF_ONE_LANGUAGE and not options.language:
        raise Advice(f"a file for translators is in one language: add --language {'|'.join(LANGUAGES)}", 2)
    if form == "xlsx" and out is None:
        raise Advice("an XLSX file is no text for the screen: add --out FILE.xlsx", 2)
    casebook = open_casebook(options)
    if form == "json":
        _write(as_json(casebook), out)
        return 0
    rows = list(text_rows(casebook, [options.language] if options.language else LANGUAGES))
    _keep_corrections(out)
    _write(_sheet(rows, form, options.language, casebook.case), out)
    if out:
        print(_told(rows, out, form), file=sys.stderr)
    return 0


def _sheet(rows: Sequence[Row], form: str, language: Language, case: Case) -> bytes:
    from knowledge.desk.catalogues import as_po, as_xliff
    from knowledge.desk.spreadsheets import as_csv, as_xlsx

    if form in _OF_ONE_LANGUAGE:
        return as_po(rows, language, case) if form == "po" else as_xliff(rows, language, case)
    return as_csv(rows) if form == "csv" else as_xlsx(rows)


def _form_of(out: Path | None) -> str:
    ending = out.suffix.lower().removeprefix(".") if out else "csv"
    form = _ENDINGS.get(ending, ending)
    if form not in _FORMATS:
        raise Advice(f"{out} does not say what it is to be: add --format {', '.join(_FORMATS[:-1])} or json", 2)
    return form


def _keep_corrections(out: Path | None) -> None:
    """An editor's work is not written over."""
    from bot.commands.record.sheets import read_sheet

    try:
        rows = read_sheet(out) if out and out.exists() else []
    except Advice:
        return  # no sheet of ours
    if filled_in := sum(row.is_filled_in() for row in rows):
        held = counted(filled_in, "row")
        raise Advice(f"{out} holds {held} that somebody filled in: import the file, or name another one")


def _write(body: bytes, out: Path | None) -> None:
    if out is None:
        sys.stdout.buffer.write(body)
        return
    try:
        out.write_bytes(body)
    except OSError as error:
        raise Advice(f"{out} can't be written: {error.strerror}") from None


def _told(rows: Sequence[Row], out: Path, form: str) -> str:
    facts = len({row.fact for row in rows})
    how = "translate" if form in _OF_ONE_LANGUAGE else "fill in the columns 'correction', 'reader' and 'read on'"
    texts, are = counted(len(rows), "text"), "is" if len(rows) == 1 else "are"
    return (
        f"{texts} of {counted(facts, 'fact')} {are} in {out}: {how}, "
        f"then see what would change with `python main.py record import {out}`"
    )
