"""``record``: the curator's tools: is the record in order, what does it hold, what does a question hit."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from bot.errors import Advice
from knowledge.model import LANGUAGES

__all__ = ["add_to", "run"]

_EPILOGUE = """\
examples:
  python main.py record check                   every problem at once, with file, entry and field
  python main.py record check --json            the same for editors and CI
  python main.py record stats                   what the record holds
  python main.py record show verdict-sentence   a fact as readers see it, in every language
  python main.py record hits "сколько дали"     what a question comes near to, and why
  python main.py record test                    does every stored question find its own fact?
"""


def add_to(commands: Any) -> None:
    command = commands.add_parser(
        "record",
        help="check, count and test the record",
        description="The curator's tools.",
        epilog=_EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(run=_no_tool, command=command)
    tools = command.add_subparsers(title="tools", metavar="TOOL")
    check = tools.add_parser("check", help="find everything that is wrong with the record")
    check.add_argument("--json", action="store_true", help="print the problems as one JSON list")
    check.set_defaults(run=_check)
    stats = tools.add_parser("stats", help="count facts, questions and sources")
    stats.add_argument("--json", action="store_true", help="print the counts as one JSON object")
    stats.set_defaults(run=_stats)
    show = tools.add_parser("show", help="show a fact as readers see it")
    show.add_argument("fact", help="the fact's id")
    show.add_argument("--language", choices=LANGUAGES, help="in one language only")
    show.set_defaults(run=_show)
    hits = tools.add_parser("hits", help="show what a question comes near to")
    hits.add_argument("question", nargs="+")
    hits.set_defaults(run=_hits)
    test = tools.add_parser("test", help="ask every stored question and see whether its own fact answers")
    test.add_argument("--limit", type=int, default=50, metavar="N", help="show up to N misses (default 50)")
    test.set_defaults(run=_test)


def run(options: argparse.Namespace) -> int:
    """Run the tool that the options name."""
    return int(options.run(options))


def _no_tool(options: argparse.Namespace) -> int:
    options.command.print_help()
    return 2


def _check(options: argparse.Namespace) -> int:
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


def _stats(options: argparse.Namespace) -> int:
    from bot.commands.opening import open_finder
    from knowledge.desk.stats import count

    casebook, _ = open_finder(options)
    tables = count(casebook)
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


def _show(options: argparse.Namespace) -> int:
    import datetime as dt

    from bot.commands.opening import open_finder
    from bot.compose import answer_fact
    from bot.surfaces.plain import plain

    casebook, _ = open_finder(options)
    if options.fact not in casebook.facts:
        from rapidfuzz.process import extract

        near = ", ".join(name for name, *_ in extract(options.fact, list(casebook.facts), limit=3))
        raise Advice(f"there is no fact {options.fact!r}; the nearest are {near}", 2)
    for language in [options.language] if options.language else LANGUAGES:
        print(plain(answer_fact(casebook, options.fact, language, dt.date.today())), end="\n\n")
    return 0


def _hits(options: argparse.Namespace) -> int:
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


def _test(options: argparse.Namespace) -> int:
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
