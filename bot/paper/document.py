"""The record as JSON for other programs, in a documented shape that outlives changes of the record's files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from knowledge.casebook import Casebook
from knowledge.model import LANGUAGES, Fact

__all__ = ["SHAPE", "Document", "as_json", "schema"]

# Raised when a field goes or changes its meaning; a new field leaves it as it is.
SHAPE = 1

PerLanguage = Annotated[dict[str, str], Field(description="One text a language: ru, kk, ky, en.")]
Partial = Annotated[
    str | None,
    Field(description="A year, month or day (EDTF, level 1): 2025, 2025-01, 2025-01-17; ~ about, ? inferred."),
]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TextPart(_Part):
    headline: str
    answer: str = Field(description="Marks like [2] count the fact's own sources from 1.")
    accounts: list[str] = Field(description="Where the sources differ: the accounts, side by side.")


class CitationPart(_Part):
    source: str = Field(description="The key of an entry in `sources`.")
    supports: str = Field(description="What this source carries, in English.")


class FactPart(_Part):
    id: str
    topic: str = Field(description="The key of an entry in `topics`.")
    kind: str = Field(description="reported; differs: the sources disagree; unknown: nobody has reported it.")
    procedure: str | None = Field(
        description="How it stands: alleged, investigated, charged, testified, found-by-court, upheld; or null."
    )
    said_by: list[str]
    event: Partial
    reviewed: str = Field(description="The day on which it was last checked against its sources.")
    version: int = Field(description="Raised when what the answer says changes.")
    texts: dict[str, TextPart]
    citations: list[CitationPart] = Field(description="In the order of the marks.")
    related: list[str]


class SourcePart(_Part):
    publisher: str
    title: str
    author: str | None
    date: Partial
    language: str = Field(description="An ISO 639 code.")
    url: str | None
    archive_url: str | None
    reliability: str


class EventPart(_Part):
    id: str
    date: Partial
    text: PerLanguage
    sources: list[str]
    facts: list[str]


class FigurePart(_Part):
    id: str
    value: int | float
    unit: str
    date: Partial
    counts: PerLanguage
    said_by: PerLanguage
    sources: list[str]
    facts: list[str]
    mistaken_for: list[str] = Field(description="Figures that this one is taken for: ids of other entries.")


class Document(_Part):
    """What readers see of a record: drafts, withdrawn facts and the curators' own notes are left out."""

    shape: int = Field(description="The version of this shape.")
    id: str
    title: PerLanguage
    about: PerLanguage
    as_of: str = Field(description="The day on which the record was current.")
    licence: str
    topics: dict[str, PerLanguage]
    facts: list[FactPart]
    timeline: list[EventPart]
    figures: list[FigurePart]
    sources: dict[str, SourcePart]


def as_json(casebook: Casebook) -> bytes:
    """The published record as one JSON object, see `schema`."""
    return f"{_document(casebook).model_dump_json(indent=2)}\n".encode()


def schema() -> bytes:
    """The shape as JSON Schema, draft 2020-12."""
    described = Document.model_json_schema(mode="serialization")
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", **described}
    return f"{json.dumps(whole, ensure_ascii=False, indent=2)}\n".encode()


def _document(casebook: Casebook) -> Document:
    facts = list(casebook.published())
    shown = {fact.id for fact in facts}
    figures = casebook.figures.values()
    cited = {citation.source for fact in facts for citation in fact.citations}
    for sources in (*(event.sources for event in casebook.timeline), *(figure.sources for figure in figures)):
        cited.update(sources)
    return Document(
        shape=SHAPE,
        id=casebook.case.id,
        title=_texts(casebook.case.title),
        about=_texts(casebook.case.about),
        as_of=casebook.case.as_of,
        licence="CC-BY-4.0",
        topics={topic.id: _texts(topic.title) for topic in casebook.case.topics},
        facts=[_fact(fact, shown) for fact in facts],
        timeline=[
            EventPart(
                id=event.id,
                date=event.date,
                text=_texts(event.text),
                sources=list(event.sources),
                facts=[fact for fact in event.facts if fact in shown],
            )
            for event in casebook.timeline
        ],
        figures=[
            FigurePart(
                id=figure.id,
                value=figure.value,
                unit=figure.unit,
                date=figure.date,
                counts=_texts(figure.counts),
                said_by=_texts(figure.said_by),
                sources=list(figure.sources),
                facts=[fact for fact in figure.facts if fact in shown],
                mistaken_for=list(figure.mistaken_for),
            )
            for figure in figures
        ],
        sources={
            key: SourcePart(
                publisher=source.publisher,
                title=source.title,
                author=source.author,
                date=source.date,
                language=source.language,
                url=source.address(),
                archive_url=source.archive_url,
                reliability=source.reliability,
            )
            for key, source in casebook.sources.items()
            if key in cited
        },
    )


def _texts(texts: BaseModel) -> dict[str, str]:
    said: Mapping[str, str] = texts.model_dump()
    return dict(said)


def _fact(fact: Fact, shown: set[str]) -> FactPart:
    return FactPart(
        id=fact.id,
        topic=fact.topic,
        kind=fact.kind,
        procedure=fact.procedure,
        said_by=list(fact.said_by),
        event=fact.event,
        reviewed=fact.reviewed,
        version=fact.version,
        texts={
            language: TextPart(
                headline=fact.texts[language].headline,
                answer=fact.texts[language].answer,
                accounts=list(fact.texts[language].accounts),
            )
            for language in LANGUAGES
        },
        citations=[CitationPart(source=each.source, supports=each.supports) for each in fact.citations],
        related=[other for other in fact.related if other in shown],
    )
