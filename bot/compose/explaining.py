"""Why an answer was given: the stored question that came nearest, how sure the bot was, and what came second."""

from __future__ import annotations

from bot.compose.buttons import fact_buttons, label
from bot.reply import Paragraph, Recipe, Reply
from bot.speech import Speech, speech
from knowledge.casebook import Casebook
from knowledge.finding import Finding
from knowledge.model import Language

__all__ = ["explained"]

# From these probabilities on the bot calls itself so sure. Below the first it would have offered choices.
_VERY_SURE, _SURE = 0.95, 0.8
# A fact less likely than this was no rival.
_RIVAL = 0.01


def explained(finding: Finding | None, casebook: Casebook, fact_id: str, language: Language) -> Reply:
    """How an answer was found; without a finding, that this is no longer known.

    How it was found is kept in memory only: an explanation that has to wait becomes a word about that.
    """
    say = speech(language)
    if finding is None or not finding.candidates:
        text = say(
            "How I came to this answer I no longer know: I remember that for ten minutes, your question not at all. "
            "Ask again, and I can tell."
        )
        return Reply(
            language=language, kind="page", paragraphs=(Paragraph(text),), recipe=Recipe("unexplained", language)
        )
    best = finding.candidates[0]
    lines = [say("I compared your question with stored questions, each of which leads to one fact.")]
    if best.question:
        lines.append(say("Nearest to it was: “{question}”", question=best.question))
    lines.append(_sureness(best.score, say))
    if finding.contrasts:
        lines.append(say("The figure in the question is not the one in the record, so the answer begins with that."))
    told = {best.fact, *finding.also, fact_id}
    rivals = [each for each in finding.candidates[1:] if each.fact not in told and each.score >= _RIVAL]
    rivals = [each for each in rivals if casebook.facts[each.fact].state == "published"][:1]
    lines += [
        say(
            "Second came: “{question}” ({percent}%).",
            question=label(casebook, rival.fact, language),
            percent=round(100 * rival.score),
        )
        for rival in rivals
    ]
    if not rivals:
        lines.append(say("No other fact came near."))
    lines.append(say("The answer itself was written beforehand from the sources under it."))
    return Reply(
        language=language,
        kind="page",
        paragraphs=(Paragraph(say("Why this answer?"), "heading"), *(Paragraph(line, "bullet") for line in lines)),
        buttons=fact_buttons(casebook, [each.fact for each in rivals], language, 1),
        recipe=Recipe("unexplained", language),
    )


def _sureness(score: float, say: Speech) -> str:
    percent = round(100 * score)
    if score >= _VERY_SURE:
        return say("I was very sure that this is what was meant: {percent}%.", percent=percent)
    if score >= _SURE:
        return say("I was sure that this is what was meant: {percent}%.", percent=percent)
    return say("I was fairly sure that this is what was meant: {percent}%.", percent=percent)
