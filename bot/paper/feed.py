"""The changes of the record as an Atom feed (RFC 4287), one a language: an entry a version or withdrawal of a fact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from bot.paper.identity import address, urn
from bot.speech import Speech, speech
from knowledge.casebook import Casebook
from knowledge.checks.structure import MARK
from knowledge.model import Fact, Language

__all__ = ["as_atom"]

_ATOM = "http://www.w3.org/2005/Atom"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_MEDIA_TYPE = "application/atom+xml"


@dataclass(frozen=True)
class _Entry:
    """One thing to be told of a fact; ``name`` tells it from the others of the same fact for ever."""

    fact: Fact
    name: str
    day: str
    title: str
    content: str
    summary: str = ""


def as_atom(casebook: Casebook, language: Language, *, bot: str = "", at: str = "") -> bytes:
    """The feed. ``bot`` is a username for links to facts, ``at`` the address at which the feed is to be found."""
    say = speech(language)
    entries = sorted(_entries(casebook, say), key=lambda each: (each.day, each.fact.id, each.name), reverse=True)
    feed = ElementTree.Element(f"{{{_ATOM}}}feed", {_LANGUAGE: language})
    _add(feed, "id", urn(casebook.case.id, "changes", language))
    _add(feed, "title", casebook.case.title[language])
    _add(feed, "subtitle", say("What the record says, and when that changed"))
    _add(feed, "updated", _moment(max([casebook.case.as_of, *(each.day for each in entries)])))
    _add(_add(feed, "author"), "name", casebook.case.title[language])
    _add(feed, "rights", say("The texts may be used by anyone who names the source: licence CC BY 4.0."))
    if at:
        _add(feed, "link", rel="self", type=_MEDIA_TYPE, href=at)
    if bot:
        _add(feed, "link", rel="alternate", type="text/html", href=f"https://t.me/{bot}")
    for entry in entries:
        _add_entry(feed, casebook, entry, say, bot)
    ElementTree.register_namespace("", _ATOM)
    ElementTree.indent(feed)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(feed, encoding="unicode")}\n'.encode()


def _entries(casebook: Casebook, say: Speech) -> Iterator[_Entry]:
    language = say.language
    for fact in casebook.published():
        headline, told = fact.texts[language].headline, MARK.sub("", fact.texts[language].whole()).replace(" .", ".")
        for change in fact.changes:
            why = say("Version {n}: {reason}", n=change.version, reason=change.reason[language])
            # Of an older version only the reason is kept: what the fact said then is not repeated.
            content = told if change.version == fact.version else change.reason[language]
            yield _Entry(fact, str(change.version), change.date, headline, content, why)
        if not fact.changes:
            yield _Entry(fact, str(fact.version), fact.reviewed, headline, told)
    for fact in casebook.facts.values():
        if fact.withdrawal is not None:
            headline = say("Withdrawn: {headline}", headline=fact.texts[language].headline)
            yield _Entry(fact, "withdrawn", fact.withdrawal.date, headline, fact.withdrawal.reason[language])


def _add_entry(feed: ElementTree.Element, casebook: Casebook, entry: _Entry, say: Speech, bot: str) -> None:
    added = _add(feed, "entry")
    _add(added, "id", urn(casebook.case.id, "fact", entry.fact.id, entry.name, say.language))
    _add(added, "title", entry.title)
    _add(added, "updated", _moment(entry.day))
    _add(added, "category", term=entry.fact.topic)
    if bot:
        _add(added, "link", rel="alternate", type="text/html", href=address(bot, entry.fact.id))
    if entry.summary:
        _add(added, "summary", entry.summary)
    _add(added, "content", entry.content, type="text")


def _add(parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str) -> ElementTree.Element:
    added = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    added.text = text
    return added


def _moment(day: str) -> str:
    """A day as a moment of RFC 3339: its beginning, in UTC."""
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time(), dt.UTC).isoformat().replace("+00:00", "Z")
