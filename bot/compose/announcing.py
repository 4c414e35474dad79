"""What curators see of an announcement: who would get it, how long it can be undone, and how far it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from bot.reply import Announce, Button, Paragraph, Reply, Step
from bot.speech import LANGUAGE_NAMES, speech
from knowledge.model import LANGUAGES, Language

__all__ = ["Progress", "announce_page", "going_out", "not_announced", "nothing_to_announce", "on_its_way", "outdated"]

_SQUARES = 10
_FULL, _EMPTY = "▓", "░"


@dataclass(frozen=True)
class Progress:
    """How far an announcement is, in chats. ``gone`` follow no more, as the bot was blocked or sent away there;
    ``unclear`` perhaps got it when the bot was cut off."""

    total: int
    sent: int
    failed: int
    gone: int
    unclear: int
    left: int


def announce_page(
    followers: Mapping[Language, int], print_: str, minutes: int, kept_days: int, language: Language
) -> Reply:
    """Under the previews: who gets it, and the question whether to send it. ``print_`` names what was previewed."""
    say = speech(language)
    counts = [
        Paragraph(f"{LANGUAGE_NAMES[each]}: " + say.plural("{n} chat", "{n} chats", followers[each]), "bullet")
        for each in LANGUAGES
    ]
    send = say.plural("Send in {n} minute", "Send in {n} minutes", minutes) if minutes else say("Send now")
    return Reply(
        language=language,
        kind="page",
        paragraphs=(
            Paragraph(say("Announce this to those who follow the record?"), "heading"),
            Paragraph(say("Above is what they will read, word for word. Who follows it:")),
            *counts,
            Paragraph(
                say.plural(
                    "Who announces, undoes or stops is written down for {n} day: a key that shows no name, when, and "
                    "what.",
                    "Who announces, undoes or stops is written down for {n} days: a key that shows no name, when, and "
                    "what.",
                    kept_days,
                ),
                "note",
            ),
        ),
        buttons=((_button(send, "send", print_, language), _button(say("Cancel"), "cancel", print_, language)),),
    )


def going_out(number: int, due_at: float, language: Language) -> Reply:
    """During the delay: when it goes out, and that it can be undone until then. ``due_at``: seconds since 1970."""
    say = speech(language)
    time = dt.datetime.fromtimestamp(due_at, dt.UTC).strftime("%H:%M")
    return Reply(
        language=language,
        kind="page",
        paragraphs=(Paragraph(say("It goes out at {time} UTC. Until then it can be undone.", time=time)),),
        buttons=((_button(say("Undo"), "undo", str(number), language),),),
    )


def on_its_way(
    number: int, progress: Progress, language: Language, *, stopped: bool = False, over: bool = False
) -> Reply:
    """How far it is; with a button to stop it, or to go on after that, unless it is over."""
    say = speech(language)
    head = say("Announced.") if over else say("Stopped.") if stopped else say("Being announced …")
    total = max(progress.total, 1)
    done = total - progress.left if progress.total else total
    bar = _FULL * (done * _SQUARES // total)
    lines = [
        say("Sent: {n}", n=say.number(progress.sent)),
        say("Could not be sent: {n}", n=say.number(progress.failed)),
        say("Left: {n}", n=say.number(progress.left)) if not over else "",
        say("Follow no more, as the bot was blocked or removed: {n}", n=say.number(progress.gone))
        if progress.gone
        else "",
        say("Perhaps sent when the bot was cut off, and not sent twice: {n}", n=say.number(progress.unclear))
        if progress.unclear
        else "",
    ]
    rows: tuple[tuple[Button, ...], ...] = ((_button(say("Stop"), "stop", str(number), language),),)
    if stopped:
        go_on, end = (say("Go on"), say("End it here"))
        rows = ((_button(go_on, "go", str(number), language), _button(end, "end", str(number), language)),)
    return Reply(
        language=language,
        kind="page",
        paragraphs=(
            Paragraph(head, "heading"),
            Paragraph(f"{bar:{_EMPTY}<{_SQUARES}}"),
            Paragraph("\n".join(filter(None, lines))),
        ),
        buttons=() if over else rows,
    )


def nothing_to_announce(language: Language) -> Reply:
    say = speech(language)
    return _word(language, say("Nothing was added, changed or withdrawn since the last announcement."))


def outdated(language: Language) -> Reply:
    """The record, or what was announced, is another by now than when it was previewed."""
    say = speech(language)
    return _word(language, say("This is not what would be announced now. /announce shows what would be."))


def not_announced(language: Language, *, undone: bool) -> Reply:
    say = speech(language)
    return _word(
        language,
        say("Undone: nobody got anything. /announce shows it again.")
        if undone
        else say("Cancelled: nobody got anything. /announce shows it again."),
    )


def _word(language: Language, words: str) -> Reply:
    return Reply(language=language, kind="page", paragraphs=(Paragraph(words),))


def _button(label: str, step: Step, about: str, language: Language) -> Button:
    return Button(label, Announce(step, about, language))
