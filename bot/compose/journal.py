"""What curators did with the bot, as they read it: by day and hour, what, about what, and under which pseudonym."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from bot.reply import Button, NameMe, OpenJournal, Paragraph, Reply
from bot.speech import Speech, speech
from knowledge.model import Language

__all__ = ["Entry", "called", "journal_page"]

# Of a key, what ten curators can be told apart by (two of them share it with a probability of 1 in 1,500), and too
# little to find the key by.
_DIGITS: Final = 4


@dataclass(frozen=True)
class Entry:
    """An action: a curator's key, a word such as ``report.done``, a fact's id or an announcement's number or nothing,
    and when, in seconds since 1970."""

    who: str
    what: str
    about: str
    at: float


def called(who: str, language: Language) -> str:
    """The pseudonym of a curator: always the same for the same key, and no name can be had from it."""
    say = speech(language)
    return say("curator {code}", code=who[:_DIGITS].upper())


def journal_page(
    entries: Sequence[Entry], page: int, pages: int, kept_days: int, language: Language, *, reader: str | None
) -> Reply:
    """A page of the journal, from 0, the latest first.

    Args:
        reader: the key of the one who reads, where nobody else does; None in a group, where "you" would be everybody:
            there a button tells each of them which one they are.
    """
    say = speech(language)
    title = say("What curators did")
    lines = [Paragraph(title if pages <= 1 else f"{title} ({page + 1}/{pages})", "heading")]
    for day, done in groupby(entries, lambda entry: _moment(entry).date()):
        lines.append(Paragraph(say.date(day.isoformat())))
        for entry in done:
            who = say("you") if entry.who == reader else called(entry.who, language)
            lines.append(Paragraph(f"{_moment(entry):%H:%M} · {who} · {_done(entry, say)}", "bullet"))
    if not entries:
        lines.append(Paragraph(say("Nothing yet.")))
    kept = say.plural(
        "Kept for {n} day: what was done, when (UTC), and a key that shows no name; no words of readers.",
        "Kept for {n} days: what was done, when (UTC), and a key that shows no name; no words of readers.",
        kept_days,
    )
    lines.append(Paragraph(kept, "note"))
    back = [Button("←", OpenJournal(language, page - 1))] if page > 0 else []
    on = [Button("→", OpenJournal(language, page + 1))] if page + 1 < pages else []
    rows = [(*back, *on)] if back or on else []
    if entries and reader is None:
        rows.append((Button(say("Which one am I?"), NameMe(language)),))
    return Reply(language=language, kind="page", paragraphs=tuple(lines), buttons=tuple(rows))


def _moment(entry: Entry) -> dt.datetime:
    return dt.datetime.fromtimestamp(entry.at, dt.UTC)


def _done(entry: Entry, say: Speech) -> str:
    """The action in words that say nothing of who: in some of the languages a verb would tell a woman from a man."""
    words = {
        "announce.preview": say("announcement looked at before sending"),
        "announce.cancel": say("announcement not sent"),
        "announce.send": say("announcement {about}: sent", about=entry.about),
        "announce.undo": say("announcement {about}: undone", about=entry.about),
        "announce.stop": say("announcement {about}: stopped", about=entry.about),
        "announce.go": say("announcement {about}: resumed", about=entry.about),
        "announce.end": say("announcement {about}: ended early", about=entry.about),
        "report.phrasing": say("report, better phrasing wanted: {about}", about=entry.about),
        "report.done": say("report done: {about}", about=entry.about),
        "report.dismissed": say("report dismissed: {about}", about=entry.about),
        "questions.add": say("questions added to {about}", about=entry.about),
        "questions.decline": say("questions declined"),
    }
    return words.get(entry.what, f"{entry.what} {entry.about}")
