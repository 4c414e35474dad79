"""A finder small enough to foresee: it knows the stored questions and nothing else."""

from __future__ import annotations

from collections.abc import Callable

from knowledge.casebook import Casebook
from knowledge.finding import Candidate, Context, Finding
from knowledge.model import LANGUAGES, Language

__all__ = ["exact_finder"]


def exact_finder(casebook: Casebook) -> Callable[[str, Context], Finding]:
    """A ``find`` over a record.

    A stored question, give or take case and punctuation, is answered. Words that all stand in some stored question
    give choices. Letters that are neither Cyrillic nor Latin are another language; words none of which is known are
    another case; no words at all are unclear; and the rest is not in the record.
    """
    stored = [
        (words, fact.id, language, question)
        for fact in casebook.published()
        for language in LANGUAGES
        for question in casebook.asked(fact.id, language)
        if (words := _words(question))
    ]
    known = {word for words, *_ in stored for word in words}

    def find(question: str, context: Context) -> Finding:
        asked = _words(question)
        fallback = context.language or "en"
        if not asked:
            return Finding(question, fallback, "none", "unclear")
        same = [entry for entry in stored if entry[0] == asked]
        near = same or [entry for entry in stored if set(asked) <= set(entry[0])]
        if near:
            language = _language([entry[2] for entry in near], context)
            mine = [entry for entry in near if entry[2] == language]
            facts = list(dict.fromkeys(fact for _, fact, *_ in mine))
            score = 1.0 if same else 0.5
            candidates = tuple(Candidate(fact, score, question, language) for fact in facts[: 1 if same else 8])
            return Finding(question, language, "answer" if same else "suggest", None, candidates)
        if any(ord(letter) > 0x52F for word in asked for letter in word):
            return Finding(question, fallback, "none", "other-language")
        return Finding(question, fallback, "none", "not-in-record" if known & set(asked) else "other-case")

    return find


def _words(question: str) -> tuple[str, ...]:
    kept = "".join(character if character.isalnum() else " " for character in question.casefold())
    return tuple(kept.split())


def _language(languages: list[Language], context: Context) -> Language:
    return context.language if context.language in languages else languages[0]
