"""Buttons that several replies share: to facts, to languages, and the rows that stand under an answer."""

from __future__ import annotations

from bot.reply import Button, Choose, Cite, Explain, Judge, Open, OpenLanguages, Share, Wrong
from bot.speech import LANGUAGE_NAMES, speech
from knowledge.casebook import Casebook
from knowledge.model import LANGUAGES, Fact, Language

__all__ = ["answer_buttons", "fact_buttons", "label", "language_buttons", "reading_buttons"]

# More rows would push the answer off a phone's screen: two questions to go on with, and three rows of what one can do.
RELATED = 2


def label(casebook: Casebook, fact_id: str, language: Language) -> str:
    """What a button that opens a fact says: the first question that readers put for it."""
    questions = casebook.asked(fact_id, language)
    return questions[0] if questions else casebook.facts[fact_id].texts[language].headline


def fact_buttons(
    casebook: Casebook, facts: list[str], language: Language, most: int, *, in_place: bool = False
) -> tuple[tuple[Button, ...], ...]:
    """A row for each of the first published facts, at most so many."""
    shown = [fact for fact in facts if casebook.facts[fact].state == "published"][:most]
    return tuple((Button(label(casebook, fact, language), Open(fact, language, in_place)),) for fact in shown)


def language_buttons() -> tuple[Button, ...]:
    """A button for each language, in its own name."""
    return tuple(Button(LANGUAGE_NAMES[language], Choose(language)) for language in LANGUAGES)


def answer_buttons(
    casebook: Casebook, fact: Fact, next_asked: list[str], language: Language, *, asked: bool
) -> tuple[tuple[Button, ...], ...]:
    """Under an answer: what is asked next, handing it on, what else can be done with it, and what one thinks of it.

    ``asked``: the answer was found for a question, so that there is something to explain.
    """
    say = speech(language)
    handing_on = (
        Button(say("Share"), Share(fact.id, language)),
        Button(say("Copy citation"), _citation(casebook, fact, language)),
    )
    why = (Button(say("Why this answer?"), Explain(fact.id, language)),) if asked else ()
    languages = Button("🌐 " + " · ".join(each.upper() for each in LANGUAGES), OpenLanguages(fact.id, language))
    thoughts = (
        Button("👍 " + say("It helped"), Judge(fact.id, fact.version, language, helped=True)),
        Button("👎 " + say("It did not"), Judge(fact.id, fact.version, language, helped=False)),
        Button(say("Wrong?"), Wrong(fact.id, fact.version, language)),
    )
    return (*fact_buttons(casebook, next_asked, language, RELATED), handing_on, (*why, languages), thoughts)


def reading_buttons(fact_id: str, language: Language) -> tuple[tuple[Button, ...], ...]:
    """The languages in which an answer can be read, the one that is shown marked; a choice changes this answer only."""
    each = [
        Button(("✓ " if code == language else "") + LANGUAGE_NAMES[code], Open(fact_id, code, in_place=True))
        for code in LANGUAGES
    ]
    return tuple(each[:2]), tuple(each[2:])


def _citation(casebook: Casebook, fact: Fact, language: Language) -> Cite:
    source = casebook.sources[fact.citations[0].source]
    where = [source.publisher, *([speech(language).date(source.date)] if source.date else [])]
    return Cite(fact.id, fact.version, fact.texts[language].headline, ", ".join(where))
