"""What the pictures of the timeline and of the numbers show, as data for their templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.compose.drawn import drawn_title
from bot.paper.numbering import numbered
from bot.paper.themes import colours
from bot.paper.words import amount, dated
from bot.reply import Drawable, Theme
from bot.speech import Speech, speech
from knowledge import edtf
from knowledge.casebook import Casebook
from knowledge.model import Event, Figure, Language

__all__ = ["data"]


def data(casebook: Casebook, kind: Drawable, language: Language, theme: Theme, bot: str = "") -> dict[str, Any]:
    """Everything that a picture shows. ``bot`` is the bot's username, shown small as a way to ask."""
    say = speech(language)
    numbers = numbered(casebook)
    timeline = sorted(casebook.timeline, key=lambda event: edtf.parse(event.date).earliest())
    entries: Iterable[Event | Figure] = timeline if kind == "timeline" else casebook.figures.values()
    items = [
        {
            **(_event(each, say) if isinstance(each, Event) else _figure(each, casebook, say)),
            "sources": sorted(numbers[source] for source in each.sources),
        }
        for each in entries
    ]
    return {
        "lang": language,
        "colours": colours(theme),
        "title": drawn_title(kind, language),
        "case": casebook.case.title[language],
        "as_of": say("Record as of {date}.", date=say.date(casebook.case.as_of)),
        "bot": f"t.me/{bot}" if bot else "",
        "sources_title": say("Sources"),
        "publishers": _publishers(casebook, numbers),
        "items": items,
    }


def _publishers(casebook: Casebook, numbers: Mapping[str, int]) -> dict[str, str]:
    return {str(number): casebook.sources[source].publisher for source, number in numbers.items()}


def _event(event: Event, say: Speech) -> dict[str, Any]:
    return {"year": str(edtf.parse(event.date).year), "date": dated(event.date, say), "text": event.text[say.language]}


def _figure(figure: Figure, casebook: Casebook, say: Speech) -> dict[str, Any]:
    number, unit = amount(figure, say)
    return {
        "number": number,
        "unit": unit,
        "counts": figure.counts[say.language],
        "said_by": figure.said_by[say.language],
        "date": dated(figure.date, say) if figure.date else "",
        "mistaken_for": _mistaken_for(figure, casebook, say),
    }


def _mistaken_for(figure: Figure, casebook: Casebook, say: Speech) -> str:
    """The numbers that are taken for it, once each; where it is the same number, only words can tell them apart."""
    others = [casebook.figures[other] for other in figure.mistaken_for]
    shown = dict.fromkeys(" ".join(amount(other, say)).strip() for other in others if other.value != figure.value)
    return say("Not to be confused with: {figures}.", figures=", ".join(shown)) if shown else ""
