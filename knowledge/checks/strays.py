"""Files that look as if they belonged to a record and are not read: a slip in a name must not pass in silence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from knowledge.model import LANGUAGES
from knowledge.problems import Problem
from knowledge.storage import TABLES, file_of

__all__ = ["stray_problems"]

# What a record is written in; notes, pictures and the like may lie where they want.
_WRITTEN_IN = (".yaml", ".yml", ".txt")
_ENTRIES = ("facts", "sources")
_QUESTIONS = ("questions", "declined")


def stray_problems(folder: Path) -> Iterator[Problem]:
    """Every file of a record's folder that nobody reads, though its ending says that it holds a part of a record."""
    lists = {file_of(table, "") for table in TABLES if table not in (*_ENTRIES, *_QUESTIONS)}
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.suffix.lower() not in _WRITTEN_IN or any(part.startswith(".") for part in parts) or path.is_dir():
            continue
        if advice := _advice(parts, lists):
            yield Problem("/".join(parts), "", "", f"is not read: {advice}, or take it out of the record's folder")


def _advice(parts: tuple[str, ...], lists: set[str]) -> str:
    """What to do so that a file is read; empty if it is."""
    top, name = parts[0], parts[-1]
    if len(parts) == 1:
        return "" if name in lists else f"the files here are named {', '.join(sorted(lists))}"
    if top in _ENTRIES:
        return "" if len(parts) == 2 and name.endswith(".yaml") else f"name it {top}/<id>.yaml"
    if top in _QUESTIONS:
        if len(parts) != 3 or parts[1] not in LANGUAGES:
            return f"it belongs to one of {', '.join(f'{top}/{language}/' for language in LANGUAGES)}"
        return "" if name.endswith(".txt") else f"name it {top}/{parts[1]}/<id>.txt"
    return f"the folders here are {', '.join((*_ENTRIES, *_QUESTIONS))}"
