"""What the printed fact sheet says, as data for its template: every fact, the timeline, the numbers, all sources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.paper import drawings, words
from bot.paper.numbering import numbered, source_line
from bot.reply import DRAWABLES
from bot.speech import Speech, speech
from knowledge.casebook import Casebook
from knowledge.checks.structure import MARK
from knowledge.model import Fact, Language

__all__ = ["data"]


def data(casebook: Casebook, language: Language, bot: str = "") -> dict[str, Any]:
    """The whole record in a language. ``bot`` is the bot's username, for the links to single facts."""
    say = speech(language)
    numbers = numbered(casebook)
    facts = list(casebook.published())
    pictures = {kind: drawings.data(casebook, kind, language, "light", bot) for kind in DRAWABLES}
    return {
        "lang": language,
        "title": casebook.case.title[language],
        "about": casebook.case.about[language],
        "as_of": say("Record as of {date}.", date=say.date(casebook.case.as_of)),
        "day": casebook.case.as_of,
        "bot": f"t.me/{bot}" if bot else "",
        "kind": say("Fact sheet"),
        "counts": [
            say.plural("{n} fact", "{n} facts", len(facts)),
            say.plural("{n} source", "{n} sources", len(numbers)),
        ],
        "licence": say("The texts may be used by anyone who names the source: licence CC BY 4.0."),
        "contents": say("Contents"),
        "sources_title": say("Sources"),
        "topics": [
            {
                "title": topic.title[language],
                "facts": [_fact(fact, casebook, numbers, say) for fact in facts if fact.topic == topic.id],
            }
            for topic in casebook.case.topics
            if any(fact.topic == topic.id for fact in facts)
        ],
        "timeline": {"title": pictures["timeline"]["title"], "items": pictures["timeline"]["items"]},
        "numbers": {"title": pictures["numbers"]["title"], "items": pictures["numbers"]["items"]},
        "sources": [
            {
                "n": number,
                "line": source_line(casebook.sources[key], say),
                "title": casebook.sources[key].title,
                "url": casebook.sources[key].address() or "",
                "without": say("no address known"),
            }
            for key, number in numbers.items()
        ],
    }


def _fact(fact: Fact, casebook: Casebook, numbers: Mapping[str, int], say: Speech) -> dict[str, Any]:
    text = fact.texts[say.language]
    cited = [numbers[citation.source] for citation in fact.citations]
    standing = ", ".join(filter(None, (words.kind(fact, say), words.standing(fact, say))))
    notes = [say("Standing: {standing}", standing=standing), say("Said by: {who}", who=words.said_by(fact, say))]
    if fact.event:
        notes.append(say("Date: {date}", date=words.dated(fact.event, say)))
    notes.append(say("Checked: {date}", date=say.date(fact.reviewed)))
    notes.append(say("Version {n}", n=fact.version))
    return {
        "id": fact.id,
        "headline": text.headline,
        "answer": _pieces(text.answer, cited),
        "accounts": [_pieces(account, cited) for account in text.accounts],
        "notes": notes,
        "sources": sorted(set(cited)),
    }


def _pieces(text: str, cited: list[int]) -> list[str | int]:
    """The text in pieces; its marks are the numbers of the sources in the whole sheet."""
    pieces: list[str | int] = []
    for place, piece in enumerate(MARK.split(text)):
        pieces.append(cited[int(piece) - 1] if place % 2 else piece)
    return [piece for piece in pieces if piece != ""]
