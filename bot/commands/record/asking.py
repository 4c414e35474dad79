"""``record test``: every stored question is asked, and must find its own fact."""

from __future__ import annotations

import argparse
from typing import Any

__all__ = ["add_to", "run"]


def add_to(tools: Any) -> None:
    command = tools.add_parser("test", help="ask every stored question and see whether its own fact answers")
    command.add_argument("--limit", type=int, default=50, metavar="N", help="show up to N misses (default 50)")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from rich.console import Console
    from rich.progress import track
    from rich.table import Table

    from bot.commands.opening import open_finder
    from knowledge.desk.test_all import ask_stored, stored

    casebook, finder = open_finder(options)
    questions = list(stored(casebook))
    console = Console(stderr=True)
    rows = [ask_stored(finder.find, question) for question in track(questions, "asking", console=console)]
    missed = [row for row in rows if row.returned != row.question.fact]
    if missed:
        table = Table(title=f"{len(missed)} of {len(rows)} stored questions find another fact", title_justify="left")
        for column in ("question", "expected", "returned", "score", "outcome"):
            table.add_column(column)
        for row in missed[: options.limit]:
            table.add_row(row.question.text, row.question.fact, row.returned or "—", f"{row.score:.2f}", row.outcome)
        Console().print(table)
        return 1
    console.print(f"all {len(rows)} stored questions find their own fact")
    return 0
