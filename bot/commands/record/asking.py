"""``record test``: every stored question is asked and must find its own fact; regressions must be answered rightly."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.counting import counted
from bot.errors import Advice
from knowledge.model import LANGUAGES, Language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from knowledge.casebook import Casebook
    from knowledge.desk.regressions import Tried
    from knowledge.desk.test_all import Pair, Row
    from knowledge.evaluation.sets import Asked
    from knowledge.finding import Candidate
    from knowledge.finding.finder import Finder

__all__ = ["add_to", "known_fact", "run"]

# Of each pair of facts as many questions are shown as a curator puts otherwise in one go.
_PHRASES = 5
# One stored question in so many may lean towards another fact: asked word for word it is still answered by its own. In
# the included record it is one in 500; a fact whose questions are put badly has far more.
_LEANING_ONE_IN = 200


def add_to(tools: Any) -> None:
    command = tools.add_parser(
        "test",
        help="ask every stored question and see whether its own fact answers",
        description="Asks every stored question, as if it were only like a stored one, and every question of "
        "regressions.jsonl, which must be answered rightly. Names the pairs of facts that draw each other's questions, "
        "with the words that the questions share, and the examples of case.yaml that are not answered. Exit code 1 if "
        f"more than one question in {_LEANING_ONE_IN} finds another fact, a regression fails or an example finds "
        "nothing.",
    )
    command.add_argument("--fact", metavar="ID", help="the questions of one fact only")
    command.add_argument("--language", choices=LANGUAGES, help="the questions of one language only")
    command.add_argument("--limit", type=int, default=50, metavar="N", help="show N misses and pairs (default 50)")
    command.add_argument("--json", action="store_true", help="print all rows, pairs and regressions as one JSON object")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from rich.console import Console
    from rich.progress import track

    from bot.commands.opening import open_finder, record_folder
    from knowledge.desk.regressions import try_regression
    from knowledge.desk.test_all import ask_stored, pairs, stored

    casebook, finder = open_finder(options)
    if options.fact:
        known_fact(options.fact, list(casebook.facts))
    questions = list(stored(casebook, options.fact, [options.language] if options.language else LANGUAGES))
    progress = Console(stderr=True)
    rows = [ask_stored(finder.find_by_evidence, question) for question in track(questions, "asking", console=progress)]
    shown = [] if options.fact else _unanswered(finder, casebook, [options.language] if options.language else LANGUAGES)
    wanted = _regressions(record_folder(options), options.fact, options.language)
    tried = [try_regression(finder.find, asked) for asked in wanted]
    missed = [row for row in rows if row.missed]
    failed = [each for each in tried if not each.passed]
    drawn = pairs(rows)
    if options.json:
        print(
            json.dumps(
                {
                    "asked": len(rows),
                    "missed": len(missed),
                    "rows": [row.as_data() for row in rows],
                    "pairs": [pair.as_data() for pair in drawn],
                    "regressions": [each.as_data() for each in tried],
                    "examples": shown,
                },
                ensure_ascii=False,
                indent=2,
            )
        )
    else:
        _draw(missed, drawn, failed, options.limit)
        progress.print(_outcome(len(missed), len(rows)))
        if tried:
            progress.print(f"regression questions answered rightly: {len(tried) - len(failed)} of {len(tried)}")
        for each in shown:
            how = "finds no answer" if each["outcome"] == "none" else "only offers choices"
            print(f"case.yaml: examples.{each['language']}: for its own example the bot {how}: {each['question']}")
    drawn_away = len(missed) * _LEANING_ONE_IN > len(rows)
    return 1 if drawn_away or failed or any(each["outcome"] == "none" for each in shown) else 0


def _outcome(missed: int, asked: int) -> str:
    if missed:
        how_many = f"{missed} of {counted(asked, 'stored question')} {'finds' if missed == 1 else 'find'} another fact"
        few = missed * _LEANING_ONE_IN <= asked
        return f"{how_many}: few enough (up to one in {_LEANING_ONE_IN})" if few else how_many
    if asked == 1:
        return "the one stored question finds its own fact"
    return f"all {asked} stored questions find their own fact"


def _unanswered(finder: Finder, casebook: Casebook, languages: Sequence[Language]) -> list[dict[str, str]]:
    """The examples of the case to which a newcomer would get no answer, or choices only."""
    from knowledge.finding import Context

    asked = [(language, question) for language in languages for question in casebook.case.examples[language]]
    found = [(language, question, finder.find(question, Context(language, None))) for language, question in asked]
    return [
        {"language": language, "question": question, "outcome": finding.outcome}
        for language, question, finding in found
        if finding.outcome != "answer"
    ]


def known_fact(fact: str, known: Sequence[str]) -> str:
    """The id of a fact that there is.

    Raises:
        Advice: there is none; the nearest ids are named.
    """
    if fact not in known:
        from rapidfuzz.process import extract

        near = ", ".join(name for name, *_ in extract(fact, known, limit=3))
        raise Advice(f"there is no fact {fact!r}; the nearest are {near}", 2)
    return fact


def _regressions(folder: Path, fact: str | None, language: str | None) -> list[Asked]:
    from knowledge.checks.regressions import read_regressions
    from knowledge.evaluation.sets import SetError

    try:
        questions = read_regressions(folder)
    except (SetError, OSError) as error:
        raise Advice(str(error), 2) from None
    return [each for each in questions if language in (None, each.lang) and (fact is None or fact in each.expect)]


def _draw(missed: Sequence[Row], pairs: Sequence[Pair], failed: Sequence[Tried], limit: int) -> None:
    from rich.console import Console

    console = Console()
    if missed:
        table = _table("questions that find another fact", "question", "expected", "returned", "second best", "outcome")
        for row in missed[:limit]:
            table.add_row(row.question.text, row.question.fact, _told(row.best), _told(row.second), row.outcome)
        console.print(table)
    for pair in pairs[:limit]:
        console.print(_phrases(pair))
    if failed:
        table = _table("regression questions that are answered wrongly", "question", "expected", "returned", "outcome")
        for each in failed:
            best = each.finding.candidates[0] if each.finding.candidates else None
            expected = ", ".join(each.asked.expect) or "none"
            table.add_row(each.asked.q, expected, _told(best), each.finding.outcome)
        console.print(table)


def _phrases(pair: Pair) -> Table:
    from knowledge.desk.test_all import shared_words

    one, other = pair.facts
    table = _table(
        f"{one} and {other} draw each other's questions: put these otherwise, or leave them to one fact",
        "question", "of", "", "near to", "shared words",
    )  # fmt: skip
    for row in pair.rows[:_PHRASES]:
        near = row.rival.question if row.rival else ""
        taken = "stolen" if row.missed else "contested"
        table.add_row(row.question.text, row.question.fact, taken, near, ", ".join(shared_words(row)))
    if len(pair.rows) > _PHRASES:
        table.add_row(f"… and {len(pair.rows) - _PHRASES} more")
    return table


def _table(title: str, *columns: str) -> Table:
    from rich.table import Table

    table = Table(title=title, title_justify="left")
    for column in columns:
        table.add_column(column, overflow="fold")  # an id that is cut can't be looked up
    return table


def _told(candidate: Candidate | None) -> str:
    return f"{candidate.fact} {candidate.score:.2f}" if candidate else "—"
