"""Which lines of the glossary apply to a text, and how a translator is told of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from knowledge.model import Language, Term

__all__ = ["terms_for"]

# Russian words change at their ends: «пытки», «пыток». Four letters and what follows still tell words apart.
_ENDING = 2
_SHORTEST_STEM = 4


def terms_for(glossary: Iterable[Term], topic: str, sources: Mapping[Language, str], language: Language) -> list[str]:
    """The words to use and to avoid in a text, one line a term, such as ``torture: азаптау (not қинау)``.

    A term applies where its English or Russian words stand in the text that is translated.
    """
    return [line for term in glossary if _applies(term, sources) for line in _line(term, topic, language)]


def _applies(term: Term, sources: Mapping[Language, str]) -> bool:
    return any(
        _pattern(word, stemmed=language != "en").search(text)
        for language, text in sources.items()
        for word in getattr(term, language)
    )


def _pattern(words: str, *, stemmed: bool) -> re.Pattern[str]:
    parts = [re.escape(_stem(word) if stemmed else word) for word in words.split()]
    return re.compile(r"\b" + r"\w*\s+".join(parts), re.IGNORECASE)


def _stem(word: str) -> str:
    return word[: max(_SHORTEST_STEM, len(word) - _ENDING)]


def _line(term: Term, topic: str, language: Language) -> Iterator[str]:
    use = ", ".join(getattr(term, language))
    avoided = term.avoid.get(language, ()) if not term.avoid_in or topic in term.avoid_in else ()
    if not use and not avoided:
        return
    source = next(iter(term.en), term.id)
    avoid = f"not {', '.join(avoided)}" if avoided else ""
    note = "; ".join(part for part in (avoid, term.note) if part)
    yield f"{source}: {use or 'other words'}" + (f" ({note})" if note else "")
