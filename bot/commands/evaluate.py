"""``evaluate``: how well the bot answers strangers' questions, beside the simple bots one would otherwise have."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.errors import Advice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.evaluation.measure import Result

__all__ = ["add_to", "run"]

_QUESTIONS = Path(__file__).resolve().parent.parent.parent / "tests" / "questions"
# Each measure with its heading: eleven columns must fit on a terminal of 80 characters.
_COLUMNS = {
    "in_scope": "in",
    "first": "1st",
    "right": "right",
    "offered": "offer",
    "wrong": "wrong",
    "misled": "misl",
    "silent": "silent",
    "out_of_scope": "out",
    "false": "false",
    "tempted": "tempt",
    "language": "lang",
}

_EPILOGUE = """\
in scope: right = answered rightly, offered = the right fact among up to three choices, wrong = answered wrongly,
misled = choices without the right one, silent = no answer, first = the best candidate is right, whatever came of it.
out of scope: false = answered all the same, tempted = choices offered. language = replied in the asker's language.

examples:
  python main.py evaluate                                  both halves of the question sets
  python main.py evaluate tests/questions/held-out.jsonl --json
  python main.py evaluate --naive                          beside RapidFuzz over whole strings (a minute)
  python main.py evaluate --misses 30                      the first questions that went wrong
"""


def add_to(commands: Any) -> None:
    command = commands.add_parser(
        "evaluate",
        help="measure the accuracy on question sets",
        description="Measure the accuracy on question sets, per language and kind.",
        epilog=_EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument(
        "files", nargs="*", metavar="FILE", help="question sets as JSON Lines (default: development and held-out)"
    )
    command.add_argument("--json", action="store_true", help="print one JSON object")
    command.add_argument(
        "--naive", action="store_true", help="measure naive bots on the same questions in the same run"
    )
    command.add_argument("--misses", type=int, default=0, metavar="N", help="show up to N questions that went wrong")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from bot.commands.opening import open_finder
    from knowledge.evaluation.measure import measure, tally
    from knowledge.evaluation.naive import NAIVE, NaiveFinder, best_cutoff
    from knowledge.evaluation.sets import SetError, read_set

    files = [Path(name) for name in options.files] or [_QUESTIONS / "development.jsonl", _QUESTIONS / "held-out.jsonl"]
    casebook, finder = open_finder(options)
    report: dict[str, Any] = {}
    try:
        sets = {path: read_set(path) for path in files}
        development = read_set(_QUESTIONS / "development.jsonl") if options.naive else []
    except OSError as error:
        raise Advice(f"{error.filename} can't be read: {error.strerror}", 2) from None
    except SetError as error:
        raise Advice(str(error), 2) from None
    naive = {}
    for name, scorer in NAIVE.items() if options.naive else ():
        plain = NaiveFinder(casebook, scorer)
        naive[name] = plain.with_cutoff(best_cutoff(plain, development))
    for path, questions in sets.items():
        results = measure(finder.find, questions)
        part = _report(results)
        part["naive"] = {name: tally(measure(each.find, questions)).as_data() for name, each in naive.items()}
        report[path.name] = part
        if not options.json:
            _print(path.name, part)
            _print_misses(results, options.misses)
    if options.json:
        print(json.dumps(report, ensure_ascii=False, indent=2))
    return 0


def _report(results: Sequence[Result]) -> dict[str, Any]:
    from knowledge.evaluation.measure import tally

    by_language: dict[str, list[Result]] = {}
    by_kind: dict[str, list[Result]] = {}
    for result in results:
        by_language.setdefault(result.asked.lang, []).append(result)
        by_kind.setdefault(result.asked.kind, []).append(result)
    return {
        "all": tally(results).as_data(),
        "language": {key: tally(part).as_data() for key, part in sorted(by_language.items())},
        "kind": {key: tally(part).as_data() for key, part in sorted(by_kind.items())},
    }


def _print(name: str, part: dict[str, Any]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    table = Table(title=name, box=SIMPLE_HEAD, pad_edge=False, padding=(0, 0))
    table.add_column("", no_wrap=True)
    for heading in _COLUMNS.values():
        table.add_column(heading, justify="right", no_wrap=True)
    rows = [("all", part["all"]), *part["language"].items(), *part["kind"].items()]
    rows += [(scorer, data) for scorer, data in part["naive"].items()]
    for key, data in rows:
        table.add_row(key, *(_cell(column, data) for column in _COLUMNS))
    Console().print(table)


def _cell(column: str, data: dict[str, float]) -> str:
    if column in ("in_scope", "out_of_scope"):
        return str(data[column]) if data[column] else ""
    of = data["out_of_scope"] if column in ("false", "tempted") else data["in_scope"]
    return f"{data[column] * 100:.1f}" if of or column == "language" else ""


def _print_misses(results: Sequence[Result], most: int) -> None:
    missed = [result for result in results if result.verdict not in ("right", "refused")][:most]
    for result in missed:
        near = ", ".join(f"{each.fact} {each.score:.2f}" for each in result.finding.candidates[:3])
        print(f"{result.verdict:8} {result.asked.lang} {result.asked.kind:8} {result.asked.q}")
        print(f"{'':8} wanted {', '.join(result.asked.expect) or 'nothing'}; got {near} [{result.finding.language}]")
