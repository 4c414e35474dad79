"""Whether the four texts of a fact say the same: numbers, dates, names, negations and quotations.

The checks compare what a slip would change and a machine can see. They do not understand the texts: two texts that
pass may still differ, two that fail do differ in the place named.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, TypeAlias

from knowledge.checks.structure import MARK
from knowledge.model import LANGUAGES, Fact, Language, PerLanguage
from knowledge.problems import Problem
from knowledge.storage import file_of
from knowledge.text import dates, fold, words

if TYPE_CHECKING:
    from knowledge.casebook import Casebook

__all__ = ["figures", "parity_problems"]

Stems: TypeAlias = Mapping[Language, str]

_FIRST: Language = "en"
_SHORTEST_SURNAME = 5

# Digits with the separators that the languages put into them: 20,000 · 20 000 · 11.5 · 11,5
_GROUPED = re.compile(r"(?<=\d)[ \u00a0\u202f,](?=\d{3}(?!\d))")
_DECIMAL = re.compile(r"(?<=\d),(?=\d)")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")

# Words that turn a statement round. Suffixes carry negation in Kazakh and Kyrgyz verbs, so only a text that
# negates nowhere, where another language does, is reported.
_NEGATIONS: dict[Language, re.Pattern[str]] = {
    "ru": re.compile(r"\b(?:не|ни|нет|без|никто|ничего|никогда|нельзя|не\w+)\b", re.IGNORECASE),
    "kk": re.compile(
        r"\b(?:емес\w*|жоқ\w*|ешкім\w*|ештеңе\w*|ешқандай|ешқашан|ешбір\w*|\w+(?:сыз|сіз)\w*"
        r"|\w+[мбп][ае](?:й|ды|ді|ған|ген|с|йды|йді|у|уы|уын|ғаны\w*|гені\w*|йтын\w*|йтін\w*|са|се|ған\w*|ген\w*)\w*)\b",
        re.IGNORECASE,
    ),
    "ky": re.compile(
        r"\b(?:эмес\w*|жок\w*|эч|\w+с[ыиуү]з\w*|\w+[бп][аеоө](?:й|ды|ди|ду|дү|ган|ген|гон|гөн|с|т|йт|у|оо|өө|со|са|се)\w*)\b",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"\b(?:not|no|never|nobody|none|nothing|nor|without|cannot|neither|un\w+|\w+n't|non|failed|den(?:y|ied|ies)|ignored|withheld|refus\w+|reject\w+|lack\w*|missing|false\w*)\b",
        re.IGNORECASE,
    ),
}
_PLAIN_NO: dict[Language, re.Pattern[str]] = {
    "ru": re.compile(r"\b(?:не|нет|никто|ничего)\b", re.IGNORECASE),
    "kk": re.compile(r"\b(?:емес|жоқ|ешкім)\b", re.IGNORECASE),
    "ky": re.compile(r"\b(?:эмес|жок)\b", re.IGNORECASE),
    "en": re.compile(r"\b(?:not|nobody|never|no)\b", re.IGNORECASE),
}


def parity_problems(casebook: Casebook) -> Iterator[Problem]:
    """What differs between the languages of each fact, timeline event and figure."""
    stems = _stems(casebook)
    for fact in casebook.facts.values():
        yield from _fact(fact, stems)
        for field, reason in fact.reasons():
            yield from _lines(file_of("facts", fact.id), fact.id, field, reason)
    for event in casebook.timeline:
        yield from _lines(file_of("timeline", event.id), event.id, "text", event.text)
    for figure in casebook.figures.values():
        yield from _lines(file_of("figures", figure.id), figure.id, "counts", figure.counts)


def figures(text: str) -> Counter[str]:
    """The numbers written in digits in a text, in one spelling; citation marks are no numbers."""
    text = _DECIMAL.sub(".", _GROUPED.sub("", MARK.sub("", text)))
    return Counter(_DIGITS.findall(text))


def _days(text: str) -> set[str]:
    """Month and day of every day named: the year may stand once for several days, in another place a language."""
    found = dates(MARK.sub("", text))
    return {f"{date.month:02d}-{date.day:02d}" for date in found if date.month is not None and date.day is not None}


def _whole(fact: Fact, language: Language) -> str:
    text = fact.texts[language]
    return f"{text.headline}\n{text.whole()}"


def _own(fact: Fact) -> list[Language]:
    """The languages in which the fact has words of its own."""
    return [language for language in LANGUAGES if not fact.texts[language].untranslated]


def _fact(fact: Fact, stems: Mapping[str, Stems]) -> Iterator[Problem]:
    file = file_of("facts", fact.id)
    first = _whole(fact, _FIRST)
    for language in _own(fact):
        text = _whole(fact, language)
        field = f"texts.{language}"
        yield from _quotation_marks(file, fact.id, field, text)
        if fact.texts[_FIRST].untranslated:
            continue
        yield from _figures(file, fact.id, field, text, first)
        if _PLAIN_NO[_FIRST].search(fact.texts[_FIRST].headline) and not _NEGATIONS[language].search(
            fact.texts[language].headline
        ):
            yield Problem(file, fact.id, f"{field}.headline", "the English headline says no or not, this one does not")
        if _PLAIN_NO[language].search(fact.texts[language].headline) and not _NEGATIONS[_FIRST].search(
            fact.texts[_FIRST].headline
        ):
            yield Problem(file, fact.id, f"{field}.headline", "negates, and the English headline does not")
    yield from _names(file, fact, stems)


def _figures(file: str, entry: str, field: str, text: str, first: str) -> Iterator[Problem]:
    mine, theirs = set(figures(text)), set(figures(first))
    if mine != theirs:
        only = [f"only here {', '.join(sorted(mine - theirs))}"] if mine - theirs else []
        lacking = [f"lacking {', '.join(sorted(theirs - mine))}"] if theirs - mine else []
        yield Problem(file, entry, field, f"numbers differ from the English text: {'; '.join(only + lacking)}")
    days, others = _days(text), _days(first)
    if days != others:
        yield Problem(
            file, entry, field, f"days differ from the English text: {_listed(days)} here, {_listed(others)} there"
        )


def _listed(days: set[str]) -> str:
    return ", ".join(sorted(days)) or "none"


def _quotation_marks(file: str, entry: str, field: str, text: str) -> Iterator[Problem]:
    if text.count("«") != text.count("»") or text.count('"') % 2:
        yield Problem(file, entry, field, "a quotation mark is not closed: a reader can't see where the quotation ends")


def _lines(file: str, entry: str, field: str, texts: PerLanguage) -> Iterator[Problem]:
    for language in LANGUAGES:
        yield from _figures(file, entry, f"{field}.{language}", texts[language], texts[_FIRST])


def _names(file: str, fact: Fact, stems: Mapping[str, Stems]) -> Iterator[Problem]:
    """A person named in one language of a fact is named in all."""
    texts = {language: [fold(word) for word in words(_whole(fact, language))] for language in _own(fact)}
    for person, stem in stems.items():
        without = [
            language for language in texts if not any(word.startswith(stem[language]) for word in texts[language])
        ]
        if without and len(without) < len(texts):
            yield Problem(file, fact.id, f"texts ({', '.join(without)})", f"does not name {person}, other languages do")


def _stems(casebook: Casebook) -> dict[str, Stems]:
    """What people's surnames begin with: case endings change their ends, the beginnings are enough to know them by."""
    stems: dict[str, Stems] = {}
    for person in casebook.people.values():
        surnames = {language: _surname(person.names[language]) for language in LANGUAGES}
        # Shorter ones, as «Тен» or «Абиш», begin too many other words.
        if all(len(surname) >= _SHORTEST_SURNAME for surname in surnames.values()):
            stems[person.names["en"]] = {
                language: surname[: max(_SHORTEST_SURNAME, len(surname) - 2)] for language, surname in surnames.items()
            }
    return stems


def _surname(name: str) -> str:
    first, _, _ = name.partition("(")  # another form of the name follows in brackets
    return fold((first.split() or name.split())[-1])
