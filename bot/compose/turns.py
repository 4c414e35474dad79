"""The reply to a question: an answer, an offer or an honest abstention; and what follows an offer or an old link."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.compose.answers import answer_fact, fits
from bot.compose.buttons import fact_buttons, language_buttons
from bot.compose.neighbours import in_its_own_language
from bot.reply import Button, Dismiss, OpenTopic, Paragraph, Reply
from bot.speech import speech
from knowledge.casebook import Casebook
from knowledge.finding import Finding
from knowledge.model import Language

__all__ = ["about_post", "dismissed", "reply_to", "short_word", "withdrawn"]

# Three choices and "none of these": every system that asked readers what they meant ended at three.
CHOICES = 3


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
        return _offer(finding, casebook)
    return _abstain(finding, casebook)


def _offer(finding: Finding, casebook: Casebook) -> Reply:
    say = speech(finding.language)
    facts = [candidate.fact for candidate in finding.candidates[:CHOICES]]
    buttons = fact_buttons(casebook, facts, finding.language, CHOICES, in_place=True)
    return Reply(
        language=finding.language,
        kind="suggest",
        paragraphs=(Paragraph(say("I am not sure what you mean. Is it one of these?")),),
        as_of=casebook.case.as_of,
        facts=tuple(facts),
        buttons=(*buttons, (Button(say("None of these"), Dismiss(finding.language)),)),
    )


def _abstain(finding: Finding, casebook: Casebook) -> Reply:
    language = finding.language
    say = speech(language)
    title = casebook.case.title[language]
    reasons = {
        "not-in-record": say("The record has no answer to this. A wrong answer would be worse than none."),
        "other-case": say("This does not seem to be about the case I know: {title}.", title=title),
        "unclear": say("I could not make out the question. Please ask it in a few more words."),
        "other-language": say("I can answer in Russian, Kazakh, Kyrgyz and English only."),
    }
    if finding.reason == "other-language":
        words = in_its_own_language(finding.question)
        reasons["other-language"] = " ".join([*([words] if words else []), reasons["other-language"]])
    steps = say("You can put it in other words, or look through the topics.")
    buttons: list[tuple[Button, ...]] = [(Button(say("Topics"), OpenTopic("", language)),)]
    if finding.reason == "other-language":
        buttons.append(language_buttons())
    else:
        buttons += fact_buttons(casebook, [casebook.case.status_fact], language, 1)
    return Reply(
        language=language,
        kind="none",
        paragraphs=(Paragraph(reasons[finding.reason or "not-in-record"]), Paragraph(steps)),
        as_of=casebook.case.as_of,
        buttons=tuple(buttons),
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
    )


def short_word(finding: Finding) -> Reply:
    """What is said in a group instead of an offer: others read along, and choices would be pressed by anybody."""
    say = speech(finding.language)
    return Reply(
        language=finding.language,
        kind="none",
        paragraphs=(Paragraph(say("I am not sure what is meant. Please ask it in a few more words.")),),
    )


def about_post(findings: tuple[Finding, ...], casebook: Casebook, language: Language, today: dt.date) -> Reply:
    """What the record says about a post that was passed on: the facts that its sentences clearly touch."""
    say = speech(language)
    if not findings:
        return Reply(
            language=language,
            kind="none",
            paragraphs=(
                Paragraph(say("In this post I found nothing that the record clearly speaks about.")),
                Paragraph(say("Ask about one thing in it, in your own words.")),
            ),
            as_of=casebook.case.as_of,
            buttons=((Button(say("Topics"), OpenTopic("", language)),),),
        )
    told = answer_fact(
        casebook,
        findings[0].candidates[0].fact,
        language,
        today,
        contrasts=tuple(contrast for finding in findings for contrast in finding.contrasts),
        also=tuple(finding.candidates[0].fact for finding in findings[1:]),
        asked=True,
    )
    introduced = Paragraph(say("About this post, the record says:"), "note")
    longer = replace(told, paragraphs=(introduced, *told.paragraphs))
    return longer if fits(longer) else told
