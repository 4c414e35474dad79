"""New ways of asking, put into the record's files: with the questions of a fact, or with those it declines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.casebook import casebook_of
from knowledge.model import DECLINED, Language
from knowledge.storage import RecordStorage, Tables
from knowledge.text import normalise

__all__ = ["Phrasing", "store"]


@dataclass(frozen=True)
class Phrasing:
    """A question in a language, for a fact, or, if ``declined``, for a kind of declined question."""

    language: Language
    words: str
    target: str
    declined: bool = False

    @property
    def table(self) -> str:
        return "declined" if self.declined else "questions"

    @property
    def file(self) -> str:
        """The file it goes into, inside the record's folder."""
        return f"{self.table}/{self.language}/{self.target}.txt"


def store(folder: Path, phrasings: Sequence[Phrasing]) -> list[Phrasing]:
    """Appends phrasings to the record of a folder, all or none; those that stand there already are left out.

    Returns those that were written.

    Raises:
        ValueError: one would break the record: it belongs to another fact, say, or is no line of text. Nothing was
            written.
        RecordError: the record can't be read.
    """
    storage = RecordStorage(folder)
    tables = storage.read()
    _, before = casebook_of(tables)
    written: list[Phrasing] = []
    for phrasing in phrasings:
        known = DECLINED if phrasing.declined else tables["facts"]
        if phrasing.target not in known:
            raise ValueError(f"there is no {'kind' if phrasing.declined else 'fact'} {phrasing.target!r}")
        if " ".join(phrasing.words.split()) != phrasing.words or not normalise(phrasing.words).strip():
            raise ValueError(f"{phrasing.words!r} is not one line of words")
        if _added(tables, phrasing):
            written.append(phrasing)
    _, after = casebook_of(tables)
    if new := sorted(set(after) - set(before)):
        raise ValueError("; ".join(map(str, new)))
    storage.write(tables)
    return written


def _added(tables: Tables, phrasing: Phrasing) -> bool:
    """Puts a phrasing into the tables; whether it is a new one."""
    table = tables[phrasing.table]
    document = table.setdefault(phrasing.target, {"id": phrasing.target})
    entries = document.get(phrasing.language, [])
    if normalise(phrasing.words) in map(normalise, entries):
        return False
    table[phrasing.target] = {**document, phrasing.language: [*entries, phrasing.words]}
    return True
