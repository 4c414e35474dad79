"""``record init``: a record of one's own, begun with a small one whose comments say what to change."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from bot.errors import Advice

__all__ = ["add_to", "run"]


def add_to(tools: Any) -> None:
    command = tools.add_parser(
        "init",
        help="begin a record of your own in a new folder",
        description="Writes a small record in four languages that is in order: one fact to be replaced, a source, "
        "questions that are declined in every case, and comments that say what to change.",
    )
    command.add_argument("folder", metavar="DIR", help="the new folder")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    import datetime as dt

    from knowledge.desk.beginning import begin_record

    folder = Path(options.folder)
    try:
        names = begin_record(folder, dt.date.today())
    except FileExistsError:
        raise Advice(f"{folder} is there already and not empty: name a new folder", 2) from None
    except OSError as error:
        raise Advice(f"{folder} can't be written: {error.strerror}") from None
    for name in names:
        print(name)
    print(
        f"begin with {folder / 'case.yaml'}, then look with `python main.py --record {folder} record check`",
        file=sys.stderr,
    )
    return 0
