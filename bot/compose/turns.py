"""The reply to a question: an answer, an offer or an honest abstention; and what follows an offer or an old link."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.compose.answers import answer_fact, fits
from bot.compose.buttons import fact_buttons, language_buttons
from bot.compose.neighbours import in_its_own_language
from bot.reply import Button, Dismiss, OpenTopic, Paragraph, Recipe, Reply
from bot.speech import speech
from knowledge.casebook import Casebook
from knowledge.finding import Contrast, Finding, Reason
from knowledge.finding.decide import OFFERED
from knowledge.model import Language

__all__ = [
    "about_facts",
    "about_post",
    "abstain",
    "dismissed",
    "offer",
    "reply_to",
    "short_word",
    "withdrawn",
]

# Three choices and "none of these": every system that asked readers what they meant ended at three.
CHOICES = OFFERED


def reply_to(finding: Finding, casebook: Casebook, today: dt.date) -> Reply:
    """The reply to a question, in the language of the finding."""
    if finding.outcome == "answer":
        return answer_fact(
            casebook,
            finding.candidates[0].fact,
            finding.language,
            today,
            contrasts=finding.contrasts,
            also=finding.also,
            asked=True,
        )
    if finding.outcome == "suggest":
        return offer(casebook, [candidate.fact for candidate in finding.candidates[:CHOICES]], finding.language)
    neighbour = in_its_own_language(finding.question) if finding.reason == "other-language" else None
    return abstain(casebook, finding.language, finding.reason, neighbour or "")


def offer(casebook: Casebook, facts: list[str], language: Language) -> Reply:
    """Which of these facts was meant?"""
    say = speech(language)
    buttons = fact_buttons(casebook, facts, language, CHOICES, in_place=True)
    return Reply(
        language=language,
        kind="suggest",
        paragraphs=(Paragraph(say("I am not sure what you mean. Is it one of these?")),),
        as_of=casebook.case.as_of,
        facts=tuple(facts),
        buttons=(*buttons, (Button(say("None of these"), Dismiss(language)),)),
        recipe=Recipe("offer", language, tuple(facts)),
    )


def abstain(casebook: Casebook, language: Language, reason: Reason | None, neighbour: str = "") -> Reply:
    """Why there is no answer, and ways on. ``neighbour``: a word of `bot.compose.neighbours` to begin with."""
    say = speech(language)
    title = casebook.case.title[language]
    reasons = {
        "not-in-record": say("The record has no answer to this. A wrong answer would be worse than none."),
        "other-case": say("This does not seem to be about the case I know: {title}.", title=title),
        "unclear": say("I could not make out the question. Please ask it in a few more words."),
        "other-language": say("I can answer in Russian, Kazakh, Kyrgyz and English only."),
    }
    why = " ".join(filter(None, (neighbour, reasons[reason or "not-in-record"])))
    steps = say("You can put it in other words, or look through the topics.")
    buttons: list[tuple[Button, ...]] = [(Button(say("Topics"), OpenTopic("", language)),)]
    if reason == "other-language":
        buttons.append(language_buttons())
    else:
        buttons += fact_buttons(casebook, [casebook.case.status_fact], language, 1)
    return Reply(
        language=language,
        kind="none",
        paragraphs=(Paragraph(why), Paragraph(steps)),
        as_of=casebook.case.as_of,
        buttons=tuple(buttons),
        recipe=Recipe("none", language, (reason or "not-in-record", neighbour)),
    )


def dismissed(language: Language) -> Reply:
    """What is said when none of the offered facts was meant."""
    say = speech(language)
    return Reply(
        language=language,
        kind="none",
        paragraphs=(
            Paragraph(say("Then the record may have no answer to this.")),
            Paragraph(say("You can put it in other words, or look through the topics.")),
        ),
        buttons=((Button(say("Topics"), OpenTopic("", language)),),),
        recipe=Recipe("dismissed", language),
    )


def withdrawn(casebook: Casebook, fact_id: str, language: Language) -> Reply:
    """What is said when a link or an old button leads to a fact that the record no longer tells: why, if it says so."""
    say = speech(language)
    fact = casebook.facts.get(fact_id)
    told = fact.withdrawal if fact is not None else None
    lines = [Paragraph(say("The record no longer holds this. It may have been corrected or moved."))]
    instead: tuple[tuple[Button, ...], ...] = ()
    if fact is not None and told is not None:
        lines = [
            Paragraph(say("Withdrawn: {headline}", headline=fact.texts[language].headline), "heading"),
            Paragraph(f"{say.date(told.date)}: {told.reason[language]}"),
        ]
        if told.instead is not None:
            instead = fact_buttons(casebook, [told.instead], language, 1)
    return Reply(
        language=language,
        kind="none",
        paragraphs=tuple(lines),
        buttons=(*instead, (Button(say("Topics"), OpenTopic("", language)),)),
        # Any words can stand in a link in the place of a fact.
        recipe=Recipe("withdrawn", language, (fact.id,) if fact is not None else ()),
    )


def short_word(language: Language) -> Reply:
    """What is said in a group instead of an offer: others read along, and choices would be pressed by anybody."""
    say = speech(language)
    return Reply(
        language=language,
        kind="none",
        paragraphs=(Paragraph(say("I am not sure what is meant. Please ask it in a few more words.")),),
        recipe=Recipe("short-word", language),
    )


def about_post(findings: tuple[Finding, ...], casebook: Casebook, language: Language, today: dt.date) -> Reply:
    """What the record says about a post that was passed on: the facts that its sentences clearly touch."""
    return about_facts(
        tuple(finding.candidates[0].fact for finding in findings),
        casebook,
        language,
        today,
        contrasts=tuple(contrast for finding in findings for contrast in finding.contrasts),
        asked=True,
    )


def about_facts(
    facts: tuple[str, ...],
    casebook: Casebook,
    language: Language,
    today: dt.date,
    *,
    contrasts: tuple[Contrast, ...] = (),
    asked: bool = False,
) -> Reply:
    """The same, by the facts themselves; ``contrasts`` and ``asked`` are those of `answer_fact`."""
    say = speech(language)
    if not facts:
        return Reply(
            language=language,
            kind="none",
            paragraphs=(
                Paragraph(say("In this post I found nothing that the record clearly speaks about.")),
                Paragraph(say("Ask about one thing in it, in your own words.")),
            ),
            as_of=casebook.case.as_of,
            buttons=((Button(say("Topics"), OpenTopic("", language)),),),
            recipe=Recipe("post", language),
        )
    first, *also = facts
    told = answer_fact(casebook, first, language, today, contrasts=contrasts, also=tuple(also), asked=asked)
    introduced = Paragraph(say("About this post, the record says:"), "note")
    longer = replace(told, paragraphs=(introduced, *told.paragraphs), recipe=Recipe("post", language, facts))
    return longer if fits(longer) else told
