"""A finder small enough to foresee: it knows the stored questions and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from knowledge.casebook import Casebook
from knowledge.finding import Candidate, Context, Finding
from knowledge.model import LANGUAGES, Language

__all__ = ["exact_finder"]

Find: TypeAlias = Callable[[str, Context], Finding]


# The finders of the records asked most lately, each with its record: the same record is the same object.
_made: dict[int, tuple[Casebook, Find]] = {}
_KEPT = 8


def exact_finder(casebook: Casebook) -> Find:
    """A ``find`` over a record, made once for it.

    A stored question, give or take case and punctuation, is answered. Words that all stand in some stored question
    give choices. Letters that are neither Cyrillic nor Latin are another language; words none of which is known are
    another case; no words at all are unclear; and the rest is not in the record.
    """
    if id(casebook) not in _made:
        if len(_made) == _KEPT:
            del _made[next(iter(_made))]
        _made[id(casebook)] = (casebook, _finder(casebook))
    return _made[id(casebook)][1]


def _finder(casebook: Casebook) -> Find:
    stored: list[tuple[str, Language]] = []
    same: dict[tuple[str, ...], list[int]] = {}
    having: dict[str, set[int]] = {}
    for fact in casebook.published():
        for language in LANGUAGES:
            for question in casebook.asked(fact.id, language):
                if words := _words(question):
                    same.setdefault(words, []).append(len(stored))
                    for word in words:
                        having.setdefault(word, set()).add(len(stored))
                    stored.append((fact.id, language))

    def find(question: str, context: Context) -> Finding:
        asked = _words(question)
        fallback = context.language or "en"
        if not asked:
            return Finding(question, fallback, "none", "unclear")
        exact = asked in same
        near = same[asked] if exact else sorted(set.intersection(*(having.get(word, set()) for word in asked)))
        if near:
            language = _language([stored[place][1] for place in near], context)
            facts = list(dict.fromkeys(stored[place][0] for place in near if stored[place][1] == language))
            score = 1.0 if exact else 0.5
            candidates = tuple(Candidate(fact, score, question, language) for fact in facts[: 1 if exact else 8])
            return Finding(question, language, "answer" if exact else "suggest", None, candidates)
        if any(ord(letter) > 0x52F for word in asked for letter in word):
            return Finding(question, fallback, "none", "other-language")
        known = any(word in having for word in asked)
        return Finding(question, fallback, "none", "not-in-record" if known else "other-case")

    return find


def _words(question: str) -> tuple[str, ...]:
    kept = "".join(character if character.isalnum() else " " for character in question.casefold())
    return tuple(kept.split())


def _language(languages: list[Language], context: Context) -> Language:
    return context.language if context.language in languages else languages[0]
