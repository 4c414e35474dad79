"""Whether texts keep to the wording the record asks for: letters, glossary, attribution, closed dates.

What is to be avoided in a case, and why, stands in the record's glossary; only knowledge of the languages is here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from knowledge.model import LANGUAGES, Fact, Language
from knowledge.problems import Problem
from knowledge.storage import file_of
from knowledge.text import words

if TYPE_CHECKING:
    from knowledge.casebook import Casebook

__all__ = ["wording_problems"]

# Letters that a language does not have, of those that its neighbours use.
_FOREIGN: dict[Language, re.Pattern[str]] = {
    "ru": re.compile(r"\w*[әғқңөұүһіӘҒҚҢӨҰҮҺІ]\w*"),
    "ky": re.compile(r"\w*[әғқұһіӘҒҚҰҺІ]\w*"),
    "en": re.compile(r"\w*[Ѐ-ӿ]\w*"),
}

# Everyday words of Russian that neither Kazakh nor Kyrgyz has; names and titles in quotation marks are left out.
# «от» (fire, grass in both) and «суда» (in the water, in Kazakh) are words there and are not among them.
_RUSSIAN = re.compile(
    r"\b(?:и|в|во|на|что|это|или|для|при|был|была|были|его|её|их|который|которая|которые|также|после|"
    r"согласно|словам|года|году|лет|полицейские|приговор\w*|пытк\w+)\b",
    re.IGNORECASE,
)
_TURKIC: tuple[Language, ...] = ("kk", "ky")
# Letters that begin a Russian word in all its forms, and are too many to begin a word of another language by chance.
_STEM = 6
_QUOTED = re.compile(r'«[^»]*»|"[^"]*"')

# Tags, character references, Markdown's bold, code and links: for other programs, never for a reader.
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:#\w+|[a-zA-Z]+);|\*\*|__|`|\]\(")

# Signs in a text that somebody is named as the one who says it.
_ATTRIBUTION: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:sa(?:id|ys?)|according|report\w*|wrote|writes?|told|tells?|describ\w+|testif\w+|announc\w+|nam(?:ed|es)|"
        r"stat(?:ed|es|ement)|list\w*|count\w*|found|cit(?:ed|es|ing)|quot\w+|complain\w+|claim\w*|relay\w+|article|retelling|explain\w+|notes?|"
        r"noted|call(?:ed|s)|press service|confirm\w+|court|prosecutor\w*|ministry|law|show\w*|gives?|gave)\b",
        re.IGNORECASE,
    ),
    "ru": re.compile(
        r"\b(?:сказал\w*|сообщ\w+|\w*писа\w+|говор\w+|по\s+(?:словам|данным|версии|сведениям)|согласно|пиш\w+|писал\w*|заяв\w+|"
        r"рассказ\w+|показа\w+|назва\w+|назыв\w+|привод\w+|счита\w+|пересказ\w*|утвержд\w+|указ\w+|отме\w+|объяв\w+|"
        r"подтверд\w+|суд\w*|прокур\w+|министерств\w+|статья\w*|закон\w*|ссыла\w+|описыва\w+|описал\w*|цитир\w+|вспомин\w+|"
        r"пояс\w+|объясн\w+|данны\w+|дава\w+|да[её]т)\b",
        re.IGNORECASE,
    ),
    "kk": re.compile(
        r"(?:айт\w+|деп\b|деген|дейді|деді|хабарла\w+|жаз\w+|мәлімде\w+|бойынша|сөзін\w+|дерегі\w+|көрсет\w+|ата\w+|"
        r"келтір\w+|баянда\w+|сүйен\w+|сот\w*|прокуратура\w*|министрлі\w+|бап\w*|заң\w*|растады|түсіндір\w+|сипатта\w+|"
        r"куәлік|айғақ\w*|жарияла\w+|мәліметі\w+)",
        re.IGNORECASE,
    ),
    "ky": re.compile(
        r"(?:айт\w+|деп\b|деген|дейт|деди|кабарла\w+|жаз\w+|билдир\w+|боюнча|сөзүн\w+|маалымат\w+|көрсөт\w+|ата\w+|"
        r"келтир\w+|баянда\w+|таян\w+|сот\w*|прокуратура\w*|министрли\w+|берене\w*|мыйзам\w*|ырастады|түшүндүр\w+|"
        r"сүрөттө\w+|күбө\w*|жарыяла\w+|караганда)",
        re.IGNORECASE,
    ),
}


def wording_problems(casebook: Casebook) -> Iterator[Problem]:
    """What in the texts of facts, timeline and figures is not worded as the record asks."""
    russian = {language: _russian_stems(casebook, language) for language in _TURKIC}
    for fact in casebook.facts.values():
        file = file_of("facts", fact.id)
        for language in LANGUAGES:
            text = fact.texts[language]
            if text.untranslated:
                continue
            whole = f"{text.headline}\n{text.whole()}"
            yield from _marked_up(file, fact.id, f"texts.{language}", whole)
            yield from _letters(file, fact.id, f"texts.{language}", language, whole)
            yield from _avoided(file, fact.id, f"texts.{language}", language, whole, fact.topic, casebook)
            yield from _russian(file, fact.id, f"texts.{language}", whole, russian.get(language, {}))
            yield from _attribution(file, fact, language)
            for field, reason in fact.reasons():
                yield from _line(file, fact.id, f"{field}.{language}", language, reason[language], casebook)
    for event in casebook.timeline:
        file = file_of("timeline", event.id)
        for language in LANGUAGES:
            yield from _line(file, event.id, f"text.{language}", language, event.text[language], casebook)
    for figure in casebook.figures.values():
        file = file_of("figures", figure.id)
        for language in LANGUAGES:
            yield from _line(file, figure.id, f"counts.{language}", language, figure.counts[language], casebook)
            yield from _line(file, figure.id, f"said_by.{language}", language, figure.said_by[language], casebook)


def _line(file: str, entry: str, field: str, language: Language, text: str, casebook: Casebook) -> Iterator[Problem]:
    yield from _marked_up(file, entry, field, text)
    yield from _letters(file, entry, field, language, text)
    yield from _avoided(file, entry, field, language, text, None, casebook)


def _marked_up(file: str, entry: str, field: str, text: str) -> Iterator[Problem]:
    if found := _MARKUP.search(text):
        yield Problem(
            file,
            entry,
            field,
            f"{found[0]!r} would be shown letter for letter: texts are plain, without HTML or Markdown",
        )


def _letters(file: str, entry: str, field: str, language: Language, text: str) -> Iterator[Problem]:
    foreign = _FOREIGN.get(language)
    if foreign is not None and (found := foreign.search(text)):
        yield Problem(file, entry, field, f"{found[0]!r} has a letter that this language does not have")
    if language in ("kk", "ky") and (found := _RUSSIAN.search(_QUOTED.sub(" ", text))):
        yield Problem(file, entry, field, f"{found[0]!r} is a Russian word: use the word that the language has")


def _russian_stems(casebook: Casebook, language: Language) -> dict[str, str]:
    """Beginnings of Russian glossary words, each with the word that the language has instead.

    A word that the language shares with Russian (адвокат, апелляция) is no stem.
    """
    own = {word[: _STEM - 1] for term in casebook.glossary for text in getattr(term, language) for word in words(text)}
    stems: dict[str, str] = {}
    for term in casebook.glossary:
        for text in term.ru if getattr(term, language) else ():
            for word in words(text):
                if len(word) >= _STEM + 1 and word[: _STEM - 1] not in own:
                    stems.setdefault(word[:_STEM], ", ".join(getattr(term, language)))
    return stems


def _russian(file: str, entry: str, field: str, text: str, stems: dict[str, str]) -> Iterator[Problem]:
    for word in words(_QUOTED.sub(" ", text)):
        if (better := stems.get(word[:_STEM])) is not None:
            yield Problem(file, entry, field, f"{word!r} is a Russian word that the glossary has a word for: {better}")


def _avoided(
    file: str, entry: str, field: str, language: Language, text: str, topic: str | None, casebook: Casebook
) -> Iterator[Problem]:
    lower = _QUOTED.sub(" ", text).casefold()
    for term in casebook.glossary:
        if term.avoid_in and topic not in term.avoid_in:
            continue
        for word in term.avoid.get(language, ()):
            if re.search(rf"\b{re.escape(word.casefold())}", lower):
                better = ", ".join(getattr(term, language)) or "other words"
                note = f" ({term.note})" if term.note else ""
                yield Problem(file, entry, field, f"avoid {word!r}, use {better}{note}")


def _attribution(file: str, fact: Fact, language: Language) -> Iterator[Problem]:
    if not _ATTRIBUTION[language].search(fact.texts[language].whole()):
        yield Problem(
            file, fact.id, f"texts.{language}.answer", "does not say who says it: name the source of the claim"
        )
