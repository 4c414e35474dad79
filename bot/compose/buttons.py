"""Buttons that several replies share: to facts, and to languages."""

from __future__ import annotations

from bot.reply import Button, Choose, Open
from bot.speech import LANGUAGE_NAMES
from knowledge.casebook import Casebook
from knowledge.model import LANGUAGES, Language

__all__ = ["fact_buttons", "label", "language_buttons"]


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
