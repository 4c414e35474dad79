"""``record hits``: what a question comes near to."""

from __future__ import annotations

import argparse
from typing import Any

__all__ = ["add_to", "run"]


def add_to(tools: Any) -> None:
    command = tools.add_parser("hits", help="show what a question comes near to")
    command.add_argument("question", nargs="+")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from rich.console import Console
    from rich.table import Table

    from bot.commands.opening import open_finder
    from knowledge.finding import Context

    _, finder = open_finder(options)
    finding = finder.find(" ".join(options.question), Context())
    reason = f" ({finding.reason})" if finding.reason else ""
    table = Table(title=f"{finding.outcome}{reason} in {finding.language}", title_justify="left")
    for column in ("fact", "probability", "nearest stored question", "language"):
        table.add_column(column)
    for each in finding.candidates:
        table.add_row(each.fact, f"{each.score:.3f}", each.question, each.language)
    Console().print(table)
    return 0
