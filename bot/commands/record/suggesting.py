"""``record suggest``: what readers asked in vain, put together, and made into phrasings by a curator."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.counting import counted
from bot.errors import Advice
from knowledge.model import DECLINED, LANGUAGES, Language

if TYPE_CHECKING:
    from bot.state.inbox import Inbox
    from knowledge.desk.handed import AskedState, Report
    from knowledge.desk.likeness import Cluster
    from knowledge.desk.lookup import Lines
    from knowledge.desk.phrasings import Phrasing

__all__ = ["add_to", "run"]

_EPILOGUE = """\
Questions come from readers who let the curators see them, without digits, links and accounts: # stands where something
was taken out. Nothing is written without your yes, and only words that you have seen: a phrasing goes to
questions/<language>/<fact>.txt, or to declined/<language>/<kind>.txt, and what it was made of is done with.

examples:
  python main.py record suggest              one group of questions after the other, to be answered
  python main.py record suggest --dry-run    only show them
  python main.py record suggest --json       the same for programs
  python main.py record suggest --yes        store what was marked in the chat, in the words that were most asked
"""
_NOT_IN_RECORD = DECLINED[0]
# What stands where something was taken out: such words are nobody's question.
_GAP = "#"
_SHOWN = 12
_NEXT = "after new phrasings: `python main.py record check`, then `record test`, which learns them first"

Ask = Callable[[str], str]


@dataclass(frozen=True)
class _Choice:
    """Where the phrasings of a group go."""

    target: str
    declined: bool = False


class _Quit(Exception):
    """The curator has had enough."""


def add_to(tools: Any) -> None:
    command = tools.add_parser(
        "suggest",
        help="show what readers asked in vain, and add phrasings",
        description="Reads the inbox and the reports from DATABASE_URL, and puts questions together that are alike.",
        epilog=_EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    how = command.add_mutually_exclusive_group()
    how.add_argument("--yes", action="store_true", help="store what curators marked in the chat; ask nothing")
    how.add_argument("--dry-run", action="store_true", help="show everything, change nothing")
    how.add_argument("--json", action="store_true", help="print everything as one JSON object, change nothing")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    import asyncio

    return asyncio.run(_run(options))


async def _run(options: argparse.Namespace) -> int:
    from bot.commands.opening import open_finder, record_folder
    from bot.settings import read_settings
    from bot.state.inbox import StoredInbox
    from bot.state.opening import opened
    from knowledge.desk.likeness import clusters
    from knowledge.desk.lookup import fact_lines

    settings = read_settings()
    path = settings.database_path()
    if path is not None and not path.exists():
        raise Advice(f"there is no state in {path}: set DATABASE_URL as the bot has it")
    casebook, finder = open_finder(options, settings)
    folder = record_folder(options, settings)
    async with opened(settings.database_url, None) as database:
        inbox = StoredInbox(database)
        found = clusters(await inbox.questions("new", "suggested", "declined"), finder.find)
        reports = await inbox.reports("new", "phrasing")
        if options.json:
            print(json.dumps(_as_data(found, reports), ensure_ascii=False, indent=2))
            return 0
        if options.yes:
            code = await _store_marked(found, inbox, folder)
            _say(_NEXT)
            return code
        facts = fact_lines(casebook)
        _say(f"{counted(len(found), 'group')} of questions, {counted(len(reports), 'report')}")
        if options.dry_run or not sys.stdin.isatty():
            for cluster in found:
                _show(cluster)
            for report in reports:
                _show_report(report)
            if not options.dry_run:
                _say("nothing was changed: answer in a terminal, or use --yes for what was marked in the chat")
            return 0
        try:
            await _talk(found, reports, inbox, folder, facts, input)
        except (EOFError, _Quit):
            _say("the rest is left as it is")
        _say(_NEXT)
    return 0


async def _talk(
    found: list[Cluster], reports: list[Report], inbox: Inbox, folder: Path, facts: Lines, ask: Ask
) -> None:
    """One group after the other, then the reports; what is answered is written at once."""
    for cluster in found:
        _show(cluster)
        while (choice := _chosen(cluster, facts, ask)) is not None:
            phrasings = _typed(cluster, choice, ask)
            if not phrasings:
                _say("nothing to add; left as it is")
                break
            if await _written(cluster, phrasings, inbox, folder):
                break
    for report in reports:
        _show_report(report)
        if _one_of(ask("  done with this report? [y]es [n]o [q]uit: "), "yn") == "y":
            await inbox.settle(report.id, "done")


def _chosen(cluster: Cluster, facts: Lines, ask: Ask) -> _Choice | None:
    """What the curator wants with a group; None to leave it."""
    suggested = cluster.facts[0] if cluster.facts and not _is_declined(cluster) else ""
    question = f"  add phrasing to {suggested}? [y]es [f]act: another one" if suggested else "  add to a [f]act"
    answer = _one_of(ask(f"{question} [d]ecline [n]o [q]uit: "), "yfdn" if suggested else "fdn")
    if answer == "y":
        return _Choice(suggested)
    if answer == "f":
        fact = _fact(facts, ask)
        return _Choice(fact) if fact else None
    if answer == "d":
        kind = ask(f"  kind, one of {', '.join(DECLINED)} [{_NOT_IN_RECORD}]: ").strip() or _NOT_IN_RECORD
        return _Choice(kind, declined=True)
    return None


def _fact(facts: Lines, ask: Ask) -> str:
    """The id of a fact, typed, or picked by its number among those that have the typed words; empty for none."""
    shown: dict[str, str] = {}
    while (typed := ask("  the fact, by id or words (empty: none): ").strip()) and typed not in facts:
        if typed.isdecimal() and 1 <= int(typed) <= len(shown):
            return list(shown)[int(typed) - 1]
        shown = facts.looked_up(typed)
        for number, (key, line) in enumerate(shown.items(), start=1):
            print(f"    {number}  {key}: {line}")
        if not shown:
            _say("    no fact has these words")
    return typed


def _one_of(answer: str, letters: str) -> str:
    """The letter that was answered; anything else is a no. Q leaves."""
    letter = answer.strip().lower()[:1]
    if letter == "q":
        raise _Quit
    return letter if letter in letters else "n"


def _typed(cluster: Cluster, choice: _Choice, ask: Ask) -> list[Phrasing]:
    """The phrasings that the curator types or takes over, one a language at most."""
    from knowledge.desk.phrasings import Phrasing

    phrasings = []
    for language, words in _most_asked(cluster).items():
        whole = "" if _GAP in words else words
        hint = f"Enter takes “{whole}”, - none" if whole else "Enter: none"
        typed = " ".join(ask(f"  phrasing in {language} ({hint}): ").split())
        taken = typed or whole
        if taken and taken != "-":
            phrasings.append(Phrasing(language, taken, choice.target, choice.declined))
    return phrasings


async def _store_marked(found: list[Cluster], inbox: Inbox, folder: Path) -> int:
    """Stores what curators marked in the chat, and only words that were shown there; the exit code."""
    from bot.compose.desk import SHOWN
    from knowledge.desk.phrasings import Phrasing

    failed = False
    for cluster in found:
        state = cluster.questions[0].state
        if state == "new":
            continue
        declined = _is_declined(cluster)
        target = _NOT_IN_RECORD if declined else cluster.facts[0]
        words = {language: each for language, each in _most_asked(cluster, SHOWN).items() if _GAP not in each}
        phrasings = [Phrasing(language, each, target, declined) for language, each in words.items()]
        if not phrasings:
            _say(f"left: “{cluster.questions[0].words}” has gaps, and needs words of yours")
        elif not await _written(cluster, phrasings, inbox, folder):
            failed = True
    return 1 if failed else 0


async def _written(cluster: Cluster, phrasings: list[Phrasing], inbox: Inbox, folder: Path) -> bool:
    """Writes phrasings and marks the questions as done with; False if the record can't take them."""
    from bot.commands.opening import opening
    from knowledge.desk.phrasings import store

    try:
        with opening(folder):
            written = store(folder, phrasings)
    except ValueError as error:
        _say(f"  not written: {error}")
        return False
    # The record first: whoever stops in between is asked again, and finds the phrasing there already.
    await inbox.sort([each.id for each in cluster.questions], "done", cluster.questions[0].fact)
    for phrasing in phrasings:
        print(f"  {'+' if phrasing in written else '='} {phrasing.file}: {phrasing.words}")
    return True


def _is_declined(cluster: Cluster) -> bool:
    return cluster.questions[0].state == "declined"


def _most_asked(cluster: Cluster, among: int | None = None) -> dict[Language, str]:
    """The words of each language that were asked most, perhaps only among so many."""
    first: dict[Language, str] = {}
    for each in cluster.questions[:among]:
        first.setdefault(each.language, each.words)
    return {language: first[language] for language in LANGUAGES if language in first}


def _show(cluster: Cluster) -> None:
    count = len(cluster.questions)
    marks: dict[AskedState, str] = {
        "suggested": ", marked in the chat",
        "declined": ", marked in the chat as not to be answered",
    }
    like = counted(count, "question looks like", "questions look like")
    near = f"{like} {' or '.join(cluster.facts)}"
    if not cluster.facts:
        near = counted(count, "question is near to no fact", "questions are near to no fact")
    print(f"\n{near}{marks.get(cluster.questions[0].state, '')}:")
    for each in cluster.questions[:_SHOWN]:
        print(f"  {each.language}  {each.words}" + (f"  ×{each.asked}" if each.asked > 1 else ""))
    if count > _SHOWN:
        print(f"  … and {count - _SHOWN} more")


def _show_report(report: Report) -> None:
    words = f": “{report.words}”" if report.words else ""
    print(f"\nreport of {report.day}: {report.kind} in {report.fact} v{report.version}, {report.language}{words}")


def _as_data(found: list[Cluster], reports: list[Report]) -> dict[str, Any]:
    return {
        "groups": [
            {
                "facts": list(cluster.facts),
                "state": cluster.questions[0].state,
                "asked": cluster.asked,
                "questions": [
                    {"language": each.language, "words": each.words, "asked": each.asked, "day": each.day.isoformat()}
                    for each in cluster.questions
                ],
            }
            for cluster in found
        ],
        "reports": [
            {
                "fact": report.fact,
                "version": report.version,
                "language": report.language,
                "kind": report.kind,
                "words": report.words,
                "day": report.day.isoformat(),
                "state": report.state,
            }
            for report in reports
        ],
    }


def _say(text: str) -> None:
    print(text, file=sys.stderr)
