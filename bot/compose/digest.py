"""What is new in the record, as those who follow it read it: corrections first, then what was added."""

from __future__ import annotations

from dataclasses import replace

from bot.compose.answers import fits
from bot.compose.buttons import label
from bot.reply import Button, Open, OpenTopic, Paragraph, Reply
from bot.speech import Speech, speech
from knowledge.casebook import Casebook
from knowledge.model import Language
from knowledge.news import News

__all__ = ["MOST_TOLD", "digest"]

#: A button a fact: more of them is a list, and the record has lists of its own.
MOST_TOLD = 12


def digest(casebook: Casebook, news: tuple[News, ...], language: Language) -> Reply:
    """One message for all that is new; what has no room in it is counted, with the way to the topics."""
    most = min(len(news), MOST_TOLD)
    while not fits(told := _told(casebook, news[:most], len(news) - most, language)) and most:
        most -= 1
    return told


def _told(casebook: Casebook, news: tuple[News, ...], more: int, language: Language) -> Reply:
    say = speech(language)
    corrections = [each for each in news if each.how != "added"]
    added = [each for each in news if each.how == "added"]
    paragraphs = [Paragraph(casebook.case.title[language], "heading")]
    if corrections:
        paragraphs.append(Paragraph(say("What I told before has changed:"), "correction"))
        paragraphs += [_corrected(casebook, each, say) for each in corrections]
    if added:
        paragraphs.append(Paragraph(say("New in the record:"), "heading"))
        paragraphs += [Paragraph(casebook.facts[each.fact].texts[language].headline, "bullet") for each in added]
    rows = [(_button(casebook, each, language),) for each in news]
    if more:
        rest = say.plural(
            "{n} more fact is new or changed; it is among the topics: /topics",
            "{n} more facts are new or changed; they are among the topics: /topics",
            more,
        )
        paragraphs.append(Paragraph(rest))
        rows.append((Button(say("Topics"), OpenTopic("", language)),))
    reply = Reply(
        language=language,
        kind="page",
        paragraphs=tuple(paragraphs),
        closing=say("You read this because this chat follows the record. /unfollow ends it."),
        as_of=casebook.case.as_of,
        facts=tuple(each.fact for each in news),
    )
    return replace(reply, buttons=tuple(rows))


def _corrected(casebook: Casebook, news: News, say: Speech) -> Paragraph:
    """A fact that is told otherwise now, or no more, and why."""
    fact = casebook.facts[news.fact]
    headline = fact.texts[say.language].headline
    if news.how == "withdrawn":
        headline = say("Withdrawn: {headline}", headline=headline)
        told = fact.withdrawal
        reasons = [f"{say.date(told.date)}: {told.reason[say.language]}"] if told is not None else []
    else:
        reasons = [f"{say.date(change.date)}: {change.reason[say.language]}" for change in reversed(news.changes)]
    return Paragraph("\n".join([headline, *reasons]), "bullet")


def _button(casebook: Casebook, news: News, language: Language) -> Button:
    """To the fact as it is now; to what stands in the place of one that was withdrawn, if something does."""
    withdrawal = casebook.facts[news.fact].withdrawal
    fact = withdrawal.instead if news.how == "withdrawn" and withdrawal and withdrawal.instead else news.fact
    return Button(label(casebook, fact, language), Open(fact, language))
