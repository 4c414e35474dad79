"""``record check``: everything that is wrong with the record, at once, and what wants looking at."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from bot.counting import counted

__all__ = ["add_to", "run"]


def add_to(tools: Any) -> None:
    command = tools.add_parser(
        "check",
        help="find everything that is wrong with the record",
        description="Names everything that is wrong with the record, with file, line, entry and field (exit code 3). "
        "Notes say what is not wrong but wants looking at, such as a text whose original changed after it was last "
        "read.",
    )
    command.add_argument(
        "--json", action="store_true", help='print one JSON list; the "grade" of each entry is error or note'
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from bot.commands.opening import BROKEN_RECORD, record_folder
    from knowledge.checks.whole import checked

    problems, notes = checked(record_folder(options))
    if options.json:
        graded = [("error", problem) for problem in problems] + [("note", note) for note in notes]
        entries = [{**each.as_data(), "grade": grade} for grade, each in graded]
        print(json.dumps(entries, ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            print(problem)
        for note in notes:
            print(f"note: {note}")
        print(counted(len(problems), "problem") if problems else "the record is in order", file=sys.stderr)
    return BROKEN_RECORD if problems else 0
