"""What leaves the record: its texts as rows for people, or all of it as JSON for machines."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from knowledge.casebook import Casebook
from knowledge.desk.parts import parts_of
from knowledge.desk.sheet import Row
from knowledge.desk.terms import terms_for
from knowledge.model import LANGUAGES, Fact, Language

__all__ = ["as_json", "text_rows"]


def text_rows(casebook: Casebook, languages: Collection[Language] = LANGUAGES) -> Iterator[Row]:
    """A row for every text of every fact, drafts and withdrawn ones too, in the order in which the case is told."""
    order = {topic.id: position for position, topic in enumerate(casebook.case.topics)}
    for fact in sorted(casebook.facts.values(), key=lambda fact: order[fact.topic]):
        for language in LANGUAGES:
            if language in languages:
                yield from _rows(casebook, fact, language)


def _rows(casebook: Casebook, fact: Fact, language: Language) -> Iterator[Row]:
    english, russian, mine = (parts_of(dict(fact.texts[code])) for code in ("en", "ru", language))
    for part, text in mine.items():
        terms = terms_for(casebook.glossary, fact.topic, {"en": english[part], "ru": russian[part]}, language)
        yield Row(
            fact=fact.id,
            part=part,
            language=language,
            version=str(fact.version),
            last_read=fact.texts[language].reread or "",
            english=english[part],
            russian=russian[part],
            text=text,
            terms="\n".join(terms),
        )


def as_json(casebook: Casebook) -> bytes:
    """The whole record, every field with its value, as one JSON object."""
    return f"{casebook.model_dump_json(indent=2)}\n".encode()
