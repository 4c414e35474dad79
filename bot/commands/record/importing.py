"""``record import``: what a returned sheet changes, shown first, and written with ``--apply`` if no row fails."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.errors import Advice

if TYPE_CHECKING:
    from knowledge.desk.corrections import Plan
    from knowledge.desk.rows import Edit

__all__ = ["add_to", "run"]


def add_to(tools: Any) -> None:
    command = tools.add_parser(
        "import",
        help="show what a corrected sheet would change, and change it",
        description="Shows what a corrected sheet would change. With --apply all its rows are written, or, if one "
        "fails, none. A row's text is marked as read again if the row names a reader and a day; the reader's name is "
        "shown here and not kept.",
    )
    command.add_argument("file", metavar="FILE", help="a sheet from `record export`: CSV, XLSX, PO or XLIFF")
    command.add_argument("--apply", action="store_true", help="write the changes")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    import datetime as dt

    from bot.commands.opening import opening, record_folder
    from bot.commands.record.sheets import read_sheet
    from knowledge.desk.corrections import apply_plan, plan_import
    from knowledge.storage import RecordStorage

    folder = record_folder(options)
    rows = read_sheet(Path(options.file))
    with opening(folder):
        plan = plan_import(RecordStorage(folder).read(), rows, dt.date.today())
    _print(plan)
    if plan.failures:
        print("nothing was written: correct the rows that failed, or take them out of the file", file=sys.stderr)
        return 1
    if not plan.edits:
        return 0
    if not options.apply:
        print("nothing was written yet: add --apply to write the changes", file=sys.stderr)
        return 0
    try:
        with opening(folder):
            apply_plan(folder, plan)
    except ValueError as error:
        raise Advice(f"nothing was written: {error}") from None
    print(f"written into {folder}", file=sys.stderr)
    return 0


def _print(plan: Plan) -> None:
    for edit in plan.edits:
        print(*_shown(edit), sep="\n", end="\n\n")
    for notice in plan.notices:
        print(f"note: {notice}")
    for failure in plan.failures:
        print(f"failed: {failure}")
    print(f"{len(plan.edits)} changed, {plan.failed} failed, {plan.untouched} untouched")


def _shown(edit: Edit) -> list[str]:
    words = [f"  − {edit.old}", f"  + {edit.new}"] if edit.new != edit.old else []
    signature = [f"  read by {edit.row.reader} on {edit.read_on}"] if edit.read_on else []
    return [edit.row.place(), *words, *signature]
