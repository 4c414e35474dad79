"""``record hits``: what a question comes near to, and why it is decided as it is."""

from __future__ import annotations

import argparse
import json
from typing import Any

from knowledge.finding.explain import Explanation, Part
from knowledge.model import LANGUAGES

__all__ = ["add_to", "run"]

# Words and parts of the evidence that are shown; what adds less than this changes nothing that can be seen.
_LEAST = 0.005


def add_to(tools: Any) -> None:
    command = tools.add_parser(
        "hits",
        help="show what a question comes near to, and why",
        description="Ranked facts for a question, the stored question nearest to each, what each part of the evidence"
        " gave, which guards had a say, and the outcome.",
    )
    command.add_argument("question", nargs="+")
    command.add_argument("--language", choices=LANGUAGES, help="the language chosen in the chat")
    command.add_argument("--after", metavar="FACT", help="the fact told before")
    command.add_argument("--json", action="store_true", help="print one JSON object")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from bot.commands.opening import open_finder
    from knowledge.finding import Context

    _, finder = open_finder(options)
    explanation = finder.explain(" ".join(options.question), Context(options.language, options.after))
    if options.json:
        print(json.dumps(explanation.as_data(), ensure_ascii=False))
    else:
        _draw(explanation)
    return 0


def _draw(explanation: Explanation) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    finding, decisions = explanation.finding, explanation.decisions
    reason = f" ({finding.reason})" if finding.reason else ""
    facts = Table(title=f"{finding.outcome}{reason} in {finding.language}", title_justify="left")
    for column in ("fact", "probability", "nearest stored question", "language"):
        facts.add_column(column, overflow="fold")
    for each in finding.candidates:
        facts.add_row(each.fact, f"{each.score:.3f}", each.question, each.language)
    console.print(facts)
    console.print(f"answered from {decisions.answer_from:.3f}, offered from {decisions.offer_from:.3f}")
    if explanation.guess.text != finding.question:
        console.print(f"read as: {explanation.guess.text}", markup=False)
    console.print("guards: " + (", ".join(explanation.guards) or "none"))
    for contrast in finding.contrasts:
        console.print(f"corrected ({contrast.unit}): asserted {contrast.asserted}, recorded {contrast.recorded}")
    if explanation.words:
        console.print(_words(explanation))
        console.print(_parts(explanation))


def _words(explanation: Explanation) -> Any:
    from rich.table import Table

    table = Table(title="words: what each adds to the first fact's margin", title_justify="left")
    for column in ("typed", "read as", "in stored questions", "adds"):
        table.add_column(column, overflow="fold")
    for word in explanation.words:
        table.add_row(word.typed, word.read, "yes" if word.known else "no", f"{word.weight:+.3f}")
    return table


def _parts(explanation: Explanation) -> Any:
    from rich.table import Table

    table = Table(title="evidence: what each part adds to the logit of the probability", title_justify="left")
    table.add_column("part")
    shown = list(zip(explanation.finding.candidates[:3], explanation.parts, strict=False))
    for candidate, _ in shown:
        table.add_column(candidate.fact, justify="right", overflow="fold")
    for place, part in enumerate(explanation.parts[0]):
        cells = [parts[place] for _, parts in shown]
        if any(abs(each.adds) >= _LEAST for each in cells):
            table.add_row(part.name, *(_cell(each) for each in cells))
    table.add_row("bias", *(f"{explanation.decisions.bias:+.2f}" for _ in shown))
    return table


def _cell(part: Part) -> str:
    return f"{part.adds:+.2f} ({part.value:.2f})"
