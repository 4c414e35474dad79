"""The facts as a table for spreadsheets: one row a fact, words in the reader's language."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from bot.paper import words
from bot.paper.numbering import numbered, source_line, with_numbers
from bot.speech import Speech, speech
from knowledge.casebook import Casebook
from knowledge.model import Fact, Language

__all__ = ["as_csv", "guarded"]

# A cell that starts with one of these may be run as a formula; an apostrophe before it says that it is text.
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Office programs split a file at the separator of the reader's country: a comma where English is spoken, a semicolon
# where a comma stands in decimal numbers.
_SEPARATORS: dict[Language, str] = {"en": ",", "ru": ";", "kk": ";", "ky": ";"}


def as_csv(casebook: Casebook, language: Language) -> bytes:
    """The table as CSV in UTF-8 with a byte order mark, by which Excel knows that it is UTF-8."""
    say = speech(language)
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=_SEPARATORS[language])
    writer.writerow(_headings(say))
    writer.writerows(_rows(casebook, say))
    return stream.getvalue().encode("utf-8-sig")


def guarded(cell: str) -> str:
    """The cell as text, whatever it starts with."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _headings(say: Speech) -> list[str]:
    return [
        "id",
        say("topic"),
        say("headline"),
        say("answer"),
        say("accounts"),
        say("kind"),
        say("standing"),
        say("said by"),
        say("date of the event"),
        say("checked"),
        say("version"),
        say("sources"),
    ]


def _rows(casebook: Casebook, say: Speech) -> Iterator[list[str]]:
    topics = {topic.id: topic.title[say.language] for topic in casebook.case.topics}
    numbers = numbered(casebook)
    for fact in casebook.published():
        cited = tuple(citation.source for citation in fact.citations)
        text = fact.texts[say.language]
        answer, *accounts = (
            with_numbers(each, cited, numbers, "[{}]".format) for each in (text.answer, *text.accounts)
        )
        cells = [
            fact.id,
            topics[fact.topic],
            text.headline,
            answer,
            "\n".join(accounts),
            words.kind(fact, say),
            words.standing(fact, say),
            words.said_by(fact, say),
            fact.event or "",
            fact.reviewed,
            str(fact.version),
            "\n".join(_source_cells(fact, casebook, numbers, say)),
        ]
        yield [guarded(cell) for cell in cells]


def _source_cells(fact: Fact, casebook: Casebook, numbers: dict[str, int], say: Speech) -> Iterator[str]:
    for key in sorted({citation.source for citation in fact.citations}, key=numbers.__getitem__):
        source = casebook.sources[key]
        line = f"[{numbers[key]}] {source_line(source, say)}. {source.title}"
        yield f"{line}. {address}" if (address := source.address()) else line
