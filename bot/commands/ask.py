"""``ask``: a question on the command line, or a file of them, answered as text or JSON."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from bot.errors import Advice
from knowledge.model import LANGUAGES

__all__ = ["add_to", "run"]

_EPILOGUE = """\
examples:
  python main.py ask "сколько им дали?"
  python main.py ask "неше жылға сотталды" --json
  python main.py ask --batch questions.txt --json > answers.jsonl
  printf 'who is he\\nwhen was the verdict\\n' | python main.py ask --batch - --json
"""


def add_to(commands: Any) -> None:
    command = commands.add_parser(
        "ask",
        help="answer one question, or a file of them",
        description="Answer a question from the record, with its sources.",
        epilog=_EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("question", nargs="*", help="the question, in any of the four languages")
    command.add_argument(
        "--language", choices=LANGUAGES, help="the language the asker prefers (default: that of the question)"
    )
    command.add_argument("--json", action="store_true", help="print one JSON object a question")
    command.add_argument(
        "--batch", metavar="FILE", help="read one question a line from FILE ('-': standard input); needs --json"
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    if bool(options.question) == bool(options.batch):
        raise Advice('give a question in quotes, or --batch FILE: see "python main.py ask --help"', 2)
    if options.batch and not options.json:
        raise Advice("--batch prints JSON lines: add --json", 2)
    questions = _lines(_opened(options.batch)) if options.batch else iter([" ".join(options.question)])

    from bot.commands.opening import open_finder
    from bot.compose import reply_to
    from bot.surfaces.as_json import as_data
    from bot.surfaces.plain import plain
    from knowledge.finding import Context

    casebook, finder = open_finder(options)
    context = Context(language=options.language)
    today = dt.date.today()
    for question in questions:
        finding = finder.find(question, context)
        reply = reply_to(finding, casebook, today)
        print(json.dumps(as_data(finding, reply), ensure_ascii=False) if options.json else plain(reply))
    sys.stdout.flush()
    return 0


def _opened(name: str) -> TextIO:
    try:
        return sys.stdin if name == "-" else Path(name).open(encoding="utf-8")
    except OSError as error:
        raise Advice(f"{name} can't be read: {error.strerror}. Check the name of the file.", 2) from None


def _lines(file: TextIO) -> Iterator[str]:
    """The questions of a file, one a line; an empty line is an empty question, so that output keeps step with input."""
    try:
        with file:
            for number, line in enumerate(file):
                yield (line if number else line.removeprefix("\ufeff")).rstrip("\r\n")
    except UnicodeDecodeError:
        raise Advice(f"{file.name} is not UTF-8 text: save it as UTF-8 and try again", 2) from None
    except OSError as error:
        raise Advice(f"{file.name} can't be read: {error.strerror}. Check the name of the file.", 2) from None
