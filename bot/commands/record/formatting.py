"""``record format``: the files of the record in one layout, comments kept."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from bot.counting import counted

__all__ = ["add_to", "run"]


def add_to(tools: Any) -> None:
    command = tools.add_parser("format", help="put keys in their order and take white space off line ends")
    command.add_argument("--check", action="store_true", help="write nothing; name the files, with exit code 1 if any")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from bot.commands.opening import opening, record_folder
    from knowledge.desk.format import format_changes
    from knowledge.files import write_together

    folder = record_folder(options)
    with opening(folder):
        changes = format_changes(folder)
        if not options.check:
            write_together(changes.items())
    for path in changes:
        print(path.relative_to(folder).as_posix())
    done = "would be laid out anew" if options.check else "laid out anew"
    print(f"{counted(len(changes), 'file')} {done}" if changes else "all files are laid out well", file=sys.stderr)
    return 1 if changes and options.check else 0
