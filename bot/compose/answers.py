"""A fact told in a language, with every source it rests on; several facts as one answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.compose.buttons import answer_buttons, reading_buttons
from bot.compose.citing import cited
from bot.compose.corrections import correction
from bot.reply import Paragraph, Recipe, Reply
from bot.speech import Speech, speech
from knowledge.casebook import Casebook
from knowledge.checks.freshness import Lag, lag_of
from knowledge.checks.structure import MARK
from knowledge.finding import Contrast
from knowledge.model import Fact, Language

__all__ = ["answer_fact", "fits", "to_be_read_in"]

# What one message of Telegram holds: nothing here knows a surface, so the number stands here too.
MESSAGE_LIMIT = 4096
# Bullet, number, brackets and line ends around a part of a message.
BETWEEN = 10
# Of many changes since a version the latest are told.
CHANGES_TOLD = 3


def answer_fact(
    casebook: Casebook,
    fact_id: str,
    language: Language,
    today: dt.date,
    *,
    contrasts: tuple[Contrast, ...] = (),
    also: tuple[str, ...] = (),
    asked: bool = False,
    since: int | None = None,
    parked: int | None = None,
) -> Reply:
    """A fact told in a language, with every source it rests on.

    ``asked``: it was found for a question. ``since``: the version that a reader knows; what changed after it is said
    first, as far as a message has room for it. ``parked``: the version that was to be told, before the answer had to
    wait; likewise.
    """
    say = speech(language)
    fact = casebook.facts[fact_id]
    text = fact.texts[language]
    paragraphs = [Paragraph(correction(contrast, casebook, say), "correction") for contrast in contrasts]
    paragraphs.append(Paragraph(text.headline, "heading"))
    paragraphs.append(Paragraph(text.answer))
    paragraphs += [Paragraph(account, "bullet") for account in text.accounts]
    paragraphs += [Paragraph(note, "note") for note in _notes(casebook, fact, say, today)]
    told = Reply(
        language=language,
        kind="answer",
        paragraphs=tuple(paragraphs),
        citations=cited(casebook, fact, say),
        citations_title=say("Sources"),
        closing=say("Record as of {date}.", date=say.date(casebook.case.as_of)),
        as_of=casebook.case.as_of,
        facts=(fact.id,),
    )
    for other in also:
        told = _joined(told, answer_fact(casebook, other, language, today))
    if since is not None:
        changed = say("This was changed since version {version}, to which the link leads.", version=since)
        told = _with_changes(told, fact, since, changed, say)
    elif parked is not None:
        told = _with_changes(told, fact, parked, say("The answer was changed while it waited to be sent:"), say)
    next_asked = [other for other in dict.fromkeys((*also, *fact.related)) if other not in told.facts]
    return replace(
        told,
        buttons=answer_buttons(casebook, fact, next_asked, language, asked=asked),
        recipe=_recipe(fact, language, also, since),
    )


def to_be_read_in(told: Reply) -> Reply:
    """The same answer with the languages in which it can be read under it."""
    return replace(
        told,
        buttons=reading_buttons(told.facts[0], told.language),
        recipe=Recipe("reading", told.language, told.facts),
    )


def _recipe(fact: Fact, language: Language, also: tuple[str, ...], since: int | None) -> Recipe:
    """Without what the question took for granted, and how the answer was found: that is kept in memory only."""
    if since is not None and 0 < since < fact.version:  # any other number is not one of the record's
        return Recipe("changed", language, (str(since), fact.id, *also))
    return Recipe("answer", language, (str(fact.version), fact.id, *also))


def _with_changes(told: Reply, fact: Fact, since: int, changed: str, say: Speech) -> Reply:
    """The answer with what changed after a version before it: the latest changes first, as many as fit."""
    changes = [change for change in fact.changes if change.version > since][: -CHANGES_TOLD - 1 : -1]
    for known in range(len(changes), 0, -1):
        notes = [
            Paragraph(f"{say.date(each.date)}: {each.reason[told.language]}", "bullet") for each in changes[:known]
        ]
        longer = replace(told, paragraphs=(Paragraph(changed, "note"), *notes, *told.paragraphs))
        if fits(longer):
            return longer
    return told


def _joined(first: Reply, second: Reply) -> Reply:
    """Two answers as one, the second's citations numbered on; only the first where both would not fit in a message.

    The second then stays a button under the first.
    """
    if _length(first) + _length(second) > MESSAGE_LIMIT:
        return first
    shift = len(first.citations)
    paragraphs = [
        replace(each, text=MARK.sub(lambda mark: f"[{int(mark[1]) + shift}]", each.text)) for each in second.paragraphs
    ]
    return replace(
        first,
        paragraphs=(*first.paragraphs, *paragraphs),
        citations=(*first.citations, *(replace(each, n=each.n + shift) for each in second.citations)),
        facts=(*first.facts, *second.facts),
    )


def fits(reply: Reply) -> bool:
    """Whether a reply surely fits into one message."""
    return _length(reply) <= MESSAGE_LIMIT


def _length(reply: Reply) -> int:
    """Characters that a reply takes in a message, with room for what stands between its parts."""
    parts = [each.text for each in reply.paragraphs] + [each.line for each in reply.citations]
    return sum(len(part) + BETWEEN for part in parts) + len(reply.citations_title) + len(reply.closing)


def _notes(casebook: Casebook, fact: Fact, say: Speech, today: dt.date) -> list[str]:
    notes = []
    if fact.kind == "differs":
        notes.append(say("The sources differ; the accounts stand side by side."))
    if fact.kind == "unknown" and fact.unknown_since:
        notes.append(
            say("Not known to the record. The last report that bears on it: {date}.", date=say.date(fact.unknown_since))
        )
    if fact.procedure is not None:
        notes.append(_procedure(fact.procedure, say))
    if today > dt.date.fromisoformat(fact.review_by):
        notes.append(say("Not re-checked since {date}: things may have changed.", date=say.date(fact.reviewed)))
    lag = lag_of(fact, say.language, casebook.case.original)
    if lag is not None:
        notes.append(_lagging(lag, say))
    return notes


def _lagging(lag: Lag, say: Speech) -> str:
    date = say.date(lag.date)
    return {
        "ru": say("This text may lag behind the Russian one, changed on {date}.", date=date),
        "kk": say("This text may lag behind the Kazakh one, changed on {date}.", date=date),
        "ky": say("This text may lag behind the Kyrgyz one, changed on {date}.", date=date),
        "en": say("This text may lag behind the English one, changed on {date}.", date=date),
    }[lag.language]


def _procedure(procedure: str, say: Speech) -> str:
    return {
        "alleged": say("Standing: alleged, not established by a court."),
        "investigated": say("Standing: from an investigation, not established by a court."),
        "charged": say("Standing: a charge brought before the court."),
        "testified": say("Standing: testimony or a statement, not a finding of a court."),
        "found-by-court": say("Standing: found by the court of first instance."),
        "upheld": say("Standing: reported as upheld on appeal."),
    }[procedure]
