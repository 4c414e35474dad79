"""``record``: the curator's tools, one file each: begin, extend, check, test, correct, compare and publish a record."""

from __future__ import annotations

import argparse
from typing import Any

from bot.commands.record import (
    adding,
    asking,
    beginning,
    changes,
    check,
    exporting,
    formatting,
    hits,
    importing,
    publishing,
    regressing,
    show,
    stats,
    suggesting,
)

__all__ = ["add_to", "run"]

_TOOLS = (
    beginning,
    adding,
    check,
    stats,
    show,
    hits,
    asking,
    regressing,
    exporting,
    importing,
    formatting,
    changes,
    publishing,
    suggesting,
)
_EPILOGUE = """\
examples:
  python main.py record init my-case            begin a record of your own in a new folder
  python main.py record new                     add a fact, asked for piece by piece
  python main.py record new --from fact.yaml    … or taken from a file
  python main.py record check                   every problem at once, with file, line, entry and field
  python main.py record check --json            the same for editors and CI
  python main.py record stats                   what the record holds
  python main.py record show verdict-sentence   a fact as readers see it, in every language
  python main.py record hits "сколько дали"     what a question comes near to, and why
  python main.py record test                    does every stored question find its own fact?
  python main.py record test --fact verdict-sentence --language ky
  python main.py record regress "did they go free?" --expect verdict-outcome   keep a wrong answer as a test
  python main.py record export --format xlsx --language kk --out kk.xlsx
  python main.py record export --language ky --to ky.po     for Poedit or Weblate; also ky.xlf
  python main.py record import kk.xlsx          what the corrections in the sheet would change
  python main.py record import kk.xlsx --apply  … and write them
  python main.py record format                  keys in their order, in the files that need it
  python main.py record diff HEAD~1             what changed for readers since then, in words
  python main.py record suggest                 what readers asked in vain, and phrasings made of it
  python main.py record publish --to public     tables, fact sheets, pictures, linked data and feeds
"""


def add_to(commands: Any) -> None:
    command = commands.add_parser(
        "record",
        help="begin, add to, check, count, test, export, correct, compare and publish the record",
        description="The curator's tools.",
        epilog=_EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(run=_no_tool, command=command)
    tools = command.add_subparsers(title="tools", metavar="TOOL")
    for tool in _TOOLS:
        tool.add_to(tools)
    for name, parser in tools.choices.items():
        if not parser.epilog:
            lines = [
                line for line in _EPILOGUE.splitlines() if line.strip().startswith(f"python main.py record {name}")
            ]
            parser.epilog = "\n".join(("examples:", *lines))
            parser.formatter_class = _Help


class _Help(argparse.HelpFormatter):
    """Lays out what is told in sentences, and leaves examples as they stand."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return text if text.startswith("examples:") else super()._fill_text(text, width, indent)


def run(options: argparse.Namespace) -> int:
    """Run the tool that the options name."""
    return int(options.run(options))


def _no_tool(options: argparse.Namespace) -> int:
    options.command.print_help()
    return 2
