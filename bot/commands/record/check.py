"""``record check``: everything that is wrong with the record, at once."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

__all__ = ["add_to", "run"]


def add_to(tools: Any) -> None:
    command = tools.add_parser("check", help="find everything that is wrong with the record")
    command.add_argument("--json", action="store_true", help="print the problems as one JSON list")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from bot.commands.opening import BROKEN_RECORD, record_folder
    from knowledge.checks.whole import all_problems

    problems = all_problems(record_folder(options))
    if options.json:
        print(json.dumps([problem.as_data() for problem in problems], ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            print(problem)
        print(f"{len(problems)} problems" if problems else "the record is in order", file=sys.stderr)
    return BROKEN_RECORD if problems else 0
