"""``record show``: a fact as readers see it."""

from __future__ import annotations

import argparse
from typing import Any

from bot.errors import Advice
from knowledge.model import LANGUAGES

__all__ = ["add_to", "run"]


def add_to(tools: Any) -> None:
    command = tools.add_parser("show", help="show a fact as readers see it")
    command.add_argument("fact", help="the fact's id")
    command.add_argument("--language", choices=LANGUAGES, help="in one language only")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    import datetime as dt

    from bot.commands.opening import open_casebook
    from bot.compose import answer_fact
    from bot.surfaces.plain import plain

    casebook = open_casebook(options)
    if options.fact not in casebook.facts:
        from rapidfuzz.process import extract

        near = ", ".join(name for name, *_ in extract(options.fact, list(casebook.facts), limit=3))
        raise Advice(f"there is no fact {options.fact!r}; the nearest are {near}", 2)
    for language in [options.language] if options.language else LANGUAGES:
        print(plain(answer_fact(casebook, options.fact, language, dt.date.today())), end="\n\n")
    return 0
