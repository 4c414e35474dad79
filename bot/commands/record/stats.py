"""``record stats``: what the record holds, counted."""

from __future__ import annotations

import argparse
import json
from typing import Any

__all__ = ["add_to", "run"]


def add_to(tools: Any) -> None:
    command = tools.add_parser("stats", help="count facts, questions and sources")
    command.add_argument("--json", action="store_true", help="print the counts as one JSON object")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from bot.commands.opening import open_casebook
    from knowledge.desk.stats import count

    tables = count(open_casebook(options))
    if options.json:
        print(json.dumps(tables, ensure_ascii=False, indent=2))
        return 0
    from rich.console import Console
    from rich.table import Table

    for title, rows in tables.items():
        table = Table(title=title, title_justify="left")
        for column in rows[0]:
            table.add_column(column, justify="left" if isinstance(rows[0][column], str) else "right")
        for row in rows:
            table.add_row(*(str(value) for value in row.values()))
        Console().print(table)
    return 0
