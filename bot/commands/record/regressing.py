"""``record regress``: a wrong answer becomes a question that every test asks from then on."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from bot.errors import Advice
from knowledge.model import LANGUAGES

__all__ = ["add_to", "run"]

_NONE = "none"


def add_to(tools: Any) -> None:
    command = tools.add_parser(
        "regress",
        help="keep a question that was answered wrongly as a test",
        description="Writes a question behind those in regressions.jsonl, in the record's folder, and says how it is "
        "answered now. `record test` asks it from then on and fails until it is answered rightly. Put the question in "
        "your own words: never copy what somebody typed, nor a question that is stored.",
    )
    command.add_argument("question", nargs="+", help="the question, in your own words")
    command.add_argument(
        "--expect",
        action="append",
        required=True,
        metavar="FACT",
        help="the fact that is the right answer (more than once if several are), or none if it is to be declined",
    )
    command.add_argument("--after", metavar="FACT", help="the fact told just before, for a question that follows on it")
    command.add_argument("--language", choices=LANGUAGES, help="the asker's language (default: as it is recognised)")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from bot.commands.opening import open_finder, record_folder
    from bot.commands.record.asking import known_fact
    from knowledge.desk.regressions import add_regression, regression, try_regression
    from knowledge.finding import Context

    casebook, finder = open_finder(options)
    told = [fact.id for fact in casebook.published()]
    if _NONE in options.expect and len(options.expect) > 1:
        raise Advice("--expect none stands alone: a question is declined, or has right answers", 2)
    expect = () if options.expect == [_NONE] else tuple(known_fact(fact, told) for fact in options.expect)
    after = known_fact(options.after, told) if options.after else None
    question = " ".join(" ".join(options.question).split())
    if not question:
        raise Advice("give the question, in quotes", 2)
    language = options.language or finder.find(question, Context(None, after)).language
    asked = regression(question, expect, language, after)
    try:
        path = add_regression(record_folder(options), casebook, asked)
    except (ValueError, OSError) as error:
        raise Advice(f"nothing was written: {error}") from None
    tried = try_regression(finder.find, asked)
    best = tried.finding.candidates[:2]
    shown = ", ".join(f"{each.fact} {each.score:.2f}" for each in best) or "nothing comes near"
    print(f"now: {tried.finding.outcome} ({shown})")
    if tried.passed:
        print("this is right already: the question keeps it so")
    else:
        where = f"a question like it to {expect[0]}" if expect else "questions like it to declined/"
        print(f"this is wrong: `record test` fails until it is right; add {where}, in other words than these")
    print(f"written into {path}", file=sys.stderr)
    return 0
