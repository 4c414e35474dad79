"""``record show``: a fact as readers see it, under its state, its versions and what waits for an editor."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from bot.commands.record.asking import known_fact
from knowledge.model import LANGUAGES

if TYPE_CHECKING:
    from knowledge.casebook import Casebook
    from knowledge.model import Fact

__all__ = ["add_to", "run"]


def add_to(tools: Any) -> None:
    command = tools.add_parser(
        "show",
        help="show a fact as readers see it",
        description="Shows a fact as readers see it, in every language, under a few lines for curators: its state, the "
        "reasons of its versions or of its withdrawal, and the texts that lag behind or wait for an editor.",
    )
    command.add_argument("fact", help="the fact's id")
    command.add_argument("--language", choices=LANGUAGES, help="in one language only")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    import datetime as dt

    from bot.commands.opening import open_casebook
    from bot.compose import answer_fact, withdrawn
    from bot.surfaces.plain import plain

    casebook = open_casebook(options)
    known_fact(options.fact, list(casebook.facts))
    print(*_standing(casebook, casebook.facts[options.fact]), sep="\n", end="\n\n")
    told = casebook.facts[options.fact].state != "withdrawn"
    for language in [options.language] if options.language else LANGUAGES:
        shown = answer_fact(casebook, options.fact, language, dt.date.today())
        print(plain(shown if told else withdrawn(casebook, options.fact, language)), end="\n\n")
    return 0


def _standing(casebook: Casebook, fact: Fact) -> Iterator[str]:
    """What a curator knows of a fact and a reader does not: its state, its versions with reasons, its texts' days."""
    from knowledge.checks.freshness import lag_of

    shown = {"draft": "draft, not shown", "published": "published", "withdrawn": "withdrawn, no longer shown"}
    yield f"{fact.id} · {shown[fact.state]} · version {fact.version} · reviewed {fact.reviewed}"
    for change in fact.changes:
        yield f"version {change.version}, {change.date}: {change.reason['en']}"
    if fact.withdrawal is not None:
        instead = f" (instead: {fact.withdrawal.instead})" if fact.withdrawal.instead else ""
        yield f"withdrawn, {fact.withdrawal.date}: {fact.withdrawal.reason['en']}{instead}"
    for language in LANGUAGES:
        if fact.texts[language].untranslated:
            yield f"{language}: waits for an editor, the words are those of another language"
        elif lag := lag_of(fact, language, casebook.case.original):
            yield f"{language}: may lag behind the text in {lag.language}, changed on {lag.date}"
