"""A new fact with its questions and sources, made whole from what a curator gives, and checked before it is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel

from knowledge.casebook import casebook_of
from knowledge.checks.whole import only, text_problems
from knowledge.model import LANGUAGES, Fact, Source
from knowledge.problems import Problem, RecordError
from knowledge.storage import RecordStorage, Tables, file_of

__all__ = ["Addition", "AdditionFault", "addition_of", "check_addition", "write_addition"]

# Half a year: court cases move from one instance to the next in less.
REVIEW_AFTER: Final = dt.timedelta(days=182)
_BESIDES: Final = ("questions", "sources")


class AdditionFault(ValueError):
    """What was given is not of the form of a new fact; the message says what to do."""


@dataclass(frozen=True)
class Addition:
    """A fact, its questions by language, and the sources that are new with it, as documents of a record."""

    fact: dict[str, Any]
    questions: dict[str, Any]
    sources: tuple[dict[str, Any], ...] = ()

    @property
    def id(self) -> str:
        return str(self.fact["id"])

    @property
    def is_draft(self) -> bool:
        return self.fact.get("state") == "draft"

    def files(self) -> dict[str, str]:
        """The files that it becomes, and the keys under which each part stands in the document of an addition."""
        sources = {file_of("sources", str(source.get("id"))): f"sources.{source.get('id')}" for source in self.sources}
        asked = {f"questions/{language}/{self.id}.txt": f"questions.{language}" for language in LANGUAGES}
        return {file_of("facts", self.id): "", **sources, **asked}

    def as_draft(self) -> Addition:
        """The same, not shown to readers yet."""
        return Addition(_ordered(Fact, {**self.fact, "state": "draft"}), self.questions, self.sources)


def addition_of(given: object, today: dt.date) -> Addition:
    """The addition that a document asks for: a fact's keys, and ``questions`` by language and ``sources`` beside them.

    What can be known is filled in: the first version, reviewed today and again in half a year, texts written today.
    A language without a text gets the words of another one, marked as untranslated; such a fact, and one without
    questions in some language, is a draft unless it says otherwise.

    Raises:
        AdditionFault: it is no group of keys, or has no id, text, or list where there must be one.
    """
    if not isinstance(given, Mapping):
        raise AdditionFault("must be a group of keys, as a fact's file is: `id: some-name` and so on")
    if not isinstance(given.get("id"), str):
        raise AdditionFault("has no id: add `id: some-name`, in lower-case Latin letters, digits and hyphens")
    questions, sources = given.get("questions") or {}, given.get("sources") or []
    if not isinstance(questions, Mapping) or not all(isinstance(each, list) for each in questions.values()):
        raise AdditionFault("questions must be a group of lists, one a language: `questions: {en: [How did it end?]}`")
    if unknown := sorted(map(str, questions.keys() - set(LANGUAGES))):
        raise AdditionFault(f"questions has the language {unknown[0]!r}: it is one of {', '.join(LANGUAGES)}")
    if not isinstance(sources, list) or not all(isinstance(each, Mapping) for each in sources):
        raise AdditionFault("sources must be a list of new sources, each a group of keys; known ones are only cited")
    texts = _texts(given.get("texts"), today)
    waits = any(isinstance(text, Mapping) and text.get("untranslated") for text in texts.values())
    unasked = any(not questions.get(language) for language in LANGUAGES)
    fact = {
        "kind": "reported",
        "reviewed": today.isoformat(),
        "review_by": (today + REVIEW_AFTER).isoformat(),
        "version": 1,
        **({"state": "draft"} if waits or unasked else {}),
        **{key: value for key, value in given.items() if key not in _BESIDES},
        "texts": texts,
    }
    accessed = {"accessed": today.isoformat()}
    asked: dict[str, Any] = {language: list(questions[language]) for language in LANGUAGES if questions.get(language)}
    return Addition(
        _ordered(Fact, fact),
        {"id": given["id"], **asked},
        tuple(_ordered(Source, {**accessed, **source}) for source in sources),
    )


def _texts(given: object, today: dt.date) -> dict[str, Any]:
    if not isinstance(given, Mapping) or not given:
        raise AdditionFault("has no texts: give a headline and an answer in one language at least")
    first = next((given[language] for language in ("en", *LANGUAGES) if language in given), None)
    if not isinstance(first, Mapping):
        raise AdditionFault(f"texts must be groups of keys, one a language: {', '.join(LANGUAGES)}")
    borrowed = {key: value for key, value in first.items() if key not in ("written", "reread")}
    texts = dict(given)
    for language in LANGUAGES:
        text = texts.get(language)
        if text is None:
            texts[language] = {**borrowed, "untranslated": True}
        elif isinstance(text, Mapping) and not text.get("untranslated"):
            texts[language] = {**text, "written": text.get("written") or today.isoformat()}
    return {language: texts[language] for language in (*LANGUAGES, *(texts.keys() - set(LANGUAGES)))}


def _ordered(model: type[BaseModel], document: Mapping[str, Any]) -> dict[str, Any]:
    """The document with its keys in the order of the model, as `record format` lays them out."""
    order = list(model.model_fields)
    return dict(sorted(document.items(), key=lambda item: order.index(item[0]) if item[0] in order else len(order)))


def check_addition(tables: Tables, addition: Addition) -> tuple[list[Problem], list[Problem]]:
    """What keeps an addition from being written, and, if nothing does, what the checks say of its texts.

    Raises:
        RecordError: the record is broken already, so that nothing can be said about what comes to it.
    """
    _, problems = casebook_of(tables)
    if problems:
        raise RecordError(problems)
    taken = list(_taken(tables, addition))
    if taken:
        return taken, []
    casebook, problems = casebook_of(_with(tables, addition))
    if casebook is None:
        return sorted(set(problems)), []
    return [], sorted(set(text_problems(only(casebook, [addition.id]))))


def write_addition(folder: Path, addition: Addition) -> list[str]:
    """Write an addition into the record of a folder, all its files or none; their names, relative to it.

    Raises:
        ValueError: an id is taken, or a text can't be held by a record. Nothing was written.
        RecordError: the record can't be read. Nothing was written.
        OSError: a file can't be written. Nothing was written.
    """
    storage = RecordStorage(folder)
    tables = storage.read()
    for problem in _taken(tables, addition):
        raise ValueError(str(problem))
    storage.write(_with(tables, addition))
    return [
        file_of("facts", addition.id),
        *(file_of("sources", str(source["id"])) for source in addition.sources),
        *(f"questions/{language}/{addition.id}.txt" for language in LANGUAGES if language in addition.questions),
    ]


def _taken(tables: Tables, addition: Addition) -> Iterable[Problem]:
    ids = [("facts", addition.id), *(("sources", str(source.get("id"))) for source in addition.sources)]
    for table, key in ids:
        if key in tables[table]:
            yield Problem(file_of(table, key), key, "id", "is taken: choose another id, or edit the file that there is")


def _with(tables: Tables, addition: Addition) -> Tables:
    asked = {addition.id: addition.questions} if len(addition.questions) > 1 else {}
    return {
        **tables,
        "facts": {**tables["facts"], addition.id: addition.fact},
        "questions": {**tables["questions"], **asked},
        "sources": {**tables["sources"], **{str(source.get("id")): source for source in addition.sources}},
    }
