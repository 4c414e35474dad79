"""A reply composed again from its recipe, over the record as it is by then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

from bot.compose.answers import answer_fact, to_be_read_in
from bot.compose.browse import (
    numbers_page,
    people_page,
    person_page,
    source_page,
    sources_page,
    timeline_page,
    topic_page,
)
from bot.compose.drawn import export_page
from bot.compose.explaining import explained
from bot.compose.hearing import (
    ask_what_is_wrong,
    nothing_to_report,
    report_dropped,
    report_kept,
    write_report,
)
from bot.compose.pages import about, choose_language, group_hello, help_page, notice, privacy, start
from bot.compose.turns import about_facts, abstain, dismissed, offer, short_word, withdrawn
from bot.reply import Recipe, Reply
from knowledge.casebook import Casebook
from knowledge.desk.handed import REPORT_KINDS
from knowledge.finding import Reason
from knowledge.model import Language

__all__ = ["compose_again", "without_buttons"]

_REASONS: tuple[Reason, ...] = get_args(Reason)


def without_buttons(reply: Reply) -> Reply:
    """The same words with nothing to press."""
    return replace(reply, buttons=(), recipe=reply.recipe and replace(reply.recipe, bare=True))


def compose_again(recipe: Recipe, casebook: Casebook, today: dt.date) -> Reply | None:
    """The reply, or None if this version does not know the recipe.

    Facts are told as the record has them now; one that it no longer tells becomes a word about that. How an answer was
    found, and what in the question was corrected, is no part of a recipe.
    """
    reply = (
        _of_facts(recipe.kind, recipe.items, casebook, recipe.language, today)
        or _list(recipe.kind, recipe.items, casebook, recipe.language)
        or _page(recipe.kind, casebook, recipe.language)
    )
    return without_buttons(reply) if reply is not None and recipe.bare else reply


def _of_facts(kind: str, items: Sequence[str], casebook: Casebook, language: Language, today: dt.date) -> Reply | None:
    """What tells or offers facts, or says why none."""
    match kind, items:
        case "changed", (since, first, *also) if since.isdecimal() and _told(casebook, first):
            return answer_fact(casebook, first, language, today, also=_left(casebook, also), since=int(since))
        case "changed", (_, first, *_):
            return withdrawn(casebook, first, language)
        case "answer", (version, first, *also) if version.isdecimal() and _told(casebook, first):
            return answer_fact(casebook, first, language, today, also=_left(casebook, also), parked=int(version))
        case "answer", (_, first, *_):
            return withdrawn(casebook, first, language)
        case "reading", (first, *also):
            if not _told(casebook, first):
                return withdrawn(casebook, first, language)
            return to_be_read_in(answer_fact(casebook, first, language, today, also=_left(casebook, also)))
        case (("offer" | "post"), (first, *_)):
            left = _left(casebook, items)
            if not left:
                return withdrawn(casebook, first, language)
            return (
                offer(casebook, list(left), language)
                if kind == "offer"
                else about_facts(left, casebook, language, today)
            )
        case "post", ():
            return about_facts((), casebook, language, today)
        case "what-is-wrong", (fact,):
            known = _told(casebook, fact)
            return ask_what_is_wrong(casebook, fact, language) if known else withdrawn(casebook, fact, language)
        case "write-report", (fact, word):
            if not _told(casebook, fact):
                return withdrawn(casebook, fact, language)
            return write_report(casebook, fact, next((k for k in REPORT_KINDS if k == word), "other"), language)
        case "none", (reason, neighbour):
            return abstain(casebook, language, next((each for each in _REASONS if each == reason), None), neighbour)
        case "withdrawn", (fact,):
            return withdrawn(casebook, fact, language)
    return None


def _list(kind: str, items: Sequence[str], casebook: Casebook, language: Language) -> Reply | None:
    """A page of a list to look through."""
    match kind, items:
        case "topics", (topic, page) if page.isdecimal():
            return topic_page(casebook, topic, int(page), language)
        case "people", (page,) if page.isdecimal():
            return people_page(casebook, int(page), language)
        case "person", (person, page) if page.isdecimal():
            return person_page(casebook, person, int(page), language)
        case "sources", (group, page) if page.isdecimal():
            return sources_page(casebook, group, int(page), language)
        case "source", (source, page) if page.isdecimal():
            return source_page(casebook, source, int(page), language)
        case "timeline", (page,) if page.isdecimal():
            return timeline_page(casebook, int(page), language)
        case "numbers", (page,) if page.isdecimal():
            return numbers_page(casebook, int(page), language)
        case "notice", (message,):
            return notice(language, message)
    return None


def _page(kind: str, casebook: Casebook, language: Language) -> Reply | None:
    """What depends on nothing else."""
    pages = {
        "about": lambda: about(casebook, language),
        "dismissed": lambda: dismissed(language),
        "export": lambda: export_page(casebook, language),
        "group-hello": lambda: group_hello(casebook, language),
        "help": lambda: help_page(casebook, language),
        "language": lambda: choose_language(language),
        "nothing-to-report": lambda: nothing_to_report(language),
        "privacy": lambda: privacy(language),
        "report-dropped": lambda: report_dropped(language),
        "report-kept": lambda: report_kept(language),
        "short-word": lambda: short_word(language),
        "start": lambda: start(casebook, language),
        "unexplained": lambda: explained(None, casebook, "", language),
        "withdrawn": lambda: withdrawn(casebook, "", language),
    }
    return pages[kind]() if kind in pages else None


def _left(casebook: Casebook, facts: Sequence[str]) -> tuple[str, ...]:
    return tuple(fact for fact in facts if _told(casebook, fact))


def _told(casebook: Casebook, fact_id: str) -> bool:
    fact = casebook.facts.get(fact_id)
    return fact is not None and fact.state == "published"
