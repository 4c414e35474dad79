"""The record as a TinyDB database: a ``Storage`` over a folder of text files that people review in git.

===========  ==============================  ==========================================
table        where it lies                   one document is
===========  ==============================  ==========================================
case         ``case.yaml``                   the case (one document)
facts        ``facts/<id>.yaml``             a fact
questions    ``questions/<language>/<id>``   how people ask for a fact, one a line
declined     ``declined/<language>/<kind>``  questions that the record knowingly does not answer
sources      ``sources/<id>.yaml``           a source
people …     ``people.yaml`` …               an entry of the list in the file
===========  ==============================  ==========================================

Documents are keyed by their own ids. A write touches only the files whose documents changed, replaces each of
them atomically, and keeps comments and order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Document as TinyDocument
from tinydb.table import Table

from knowledge.editing import update_lines, update_yaml
from knowledge.files import FileFault, parse_yaml, read_lines, read_text, write_together
from knowledge.model import LANGUAGES, is_id
from knowledge.problems import Problem, RecordError

__all__ = ["TABLES", "Documents", "RecordStorage", "RecordTable", "Tables", "file_of", "open_record", "read_tables"]

Document: TypeAlias = dict[str, Any]
Documents: TypeAlias = dict[str, Document]
Tables: TypeAlias = dict[str, Documents]
# A file and its new text; None stands for a file that is to go.
Change: TypeAlias = tuple[Path, str | None]


class _Shelf(Protocol):
    """How one table lies in the folder."""

    def read(self, folder: Path, problems: list[Problem]) -> Documents: ...

    def changes(self, folder: Path, old: Documents, new: Documents) -> Iterator[Change]: ...

    def file_of(self, key: str) -> str: ...


def _read(path: Path, name: str, problems: list[Problem]) -> str | None:
    try:
        return read_text(path)
    except UnicodeDecodeError:
        problems.append(Problem(name, "", "", "not UTF-8 text: save it as UTF-8"))
    except FileNotFoundError:
        problems.append(Problem(name, "", "", "the file is missing"))
    except OSError as error:
        problems.append(Problem(name, "", "", f"can't be read: {error.strerror}"))
    return None


def _parse(path: Path, name: str, problems: list[Problem]) -> Any:
    text = _read(path, name, problems)
    if text is None:
        return None
    try:
        return parse_yaml(text)
    except FileFault as fault:
        problems.append(Problem(name, "", "", str(fault), fault.line or 0))
        return None


def _document(path: Path, name: str, problems: list[Problem]) -> Iterator[tuple[str, Document]]:
    """The one document of a file; none, and a problem, where there is none."""
    before = len(problems)
    parsed = _parse(path, name, problems)
    if parsed is None and len(problems) == before:
        problems.append(Problem(name, "", "", "the file is empty: fill it, or delete it"))
    elif parsed is not None and not isinstance(parsed, dict):
        problems.append(Problem(name, "", "", "must be a group of keys, one of them `id: some-name`"))
    elif parsed is not None:
        yield from _keyed([parsed], name, problems)


def _before(path: Path) -> str | None:
    return read_text(path) if path.exists() else None


def _keyed(entries: Iterable[Any], name: str, problems: list[Problem]) -> Iterator[tuple[str, Document]]:
    for position, entry in enumerate(entries, start=1):
        if isinstance(entry, dict) and isinstance(entry.get("id"), str):
            yield entry["id"], entry
        else:
            problems.append(Problem(name, f"entry {position}", "id", "every entry needs an id: add `id: some-name`"))


class _FilePerEntry:
    """A folder with one YAML file a document, named after its id."""

    def __init__(self, directory: str) -> None:
        self._directory = directory

    def file_of(self, key: str) -> str:
        return f"{self._directory}/{key}.yaml"

    def read(self, folder: Path, problems: list[Problem]) -> Documents:
        documents: Documents = {}
        for path in sorted((folder / self._directory).glob("*.yaml")):
            name = f"{self._directory}/{path.name}"
            for key, document in _document(path, name, problems):
                if key in documents:
                    problems.append(Problem(name, key, "id", "the same id stands in two files: ids are unique"))
                elif key != path.stem:
                    problems.append(
                        Problem(name, key, "id", f"the file must be named {key}.yaml, or the id {path.stem}")
                    )
                documents[key] = document
        return documents

    def changes(self, folder: Path, old: Documents, new: Documents) -> Iterator[Change]:
        for key in new:
            if new[key] != old.get(key):
                path = folder / self.file_of(key)
                yield path, update_yaml(_before(path), new[key])
        for key in old.keys() - new.keys():
            yield folder / self.file_of(key), None


class _ListFile:
    """One YAML file with a list of documents."""

    def __init__(self, name: str) -> None:
        self._name = name

    def file_of(self, key: str) -> str:
        return self._name

    def read(self, folder: Path, problems: list[Problem]) -> Documents:
        path = folder / self._name
        if not path.exists():
            return {}
        parsed = _parse(path, self._name, problems)
        if parsed is None:
            return {}
        if not isinstance(parsed, list):
            problems.append(Problem(self._name, "", "", "must be a list: each entry starts with `- id: …`"))
            return {}
        documents: Documents = {}
        for key, document in _keyed(parsed, self._name, problems):
            if key in documents:
                problems.append(Problem(self._name, key, "id", "the same id stands twice: ids are unique"))
            documents[key] = document
        return documents

    def changes(self, folder: Path, old: Documents, new: Documents) -> Iterator[Change]:
        if list(old.items()) != list(new.items()):
            path = folder / self._name
            yield path, update_yaml(_before(path), list(new.values()))


class _SingleFile:
    """One YAML file that is one document."""

    def __init__(self, name: str) -> None:
        self._name = name

    def file_of(self, key: str) -> str:
        return self._name

    def read(self, folder: Path, problems: list[Problem]) -> Documents:
        return dict(_document(folder / self._name, self._name, problems))

    def changes(self, folder: Path, old: Documents, new: Documents) -> Iterator[Change]:
        for document in new.values():
            if document not in old.values():
                path = folder / self._name
                yield path, update_yaml(_before(path), document)


class _QuestionFiles:
    """A folder a language, a text file a document, a question a line: 20,000 questions load in milliseconds."""

    def __init__(self, directory: str) -> None:
        self._directory = directory

    def file_of(self, key: str) -> str:
        return f"{self._directory}/<language>/{key}.txt"

    def read(self, folder: Path, problems: list[Problem]) -> Documents:
        documents: Documents = {}
        for language in LANGUAGES:
            for path in sorted((folder / self._directory / language).glob("*.txt")):
                text = _read(path, f"{self._directory}/{language}/{path.name}", problems)
                if text is not None:
                    documents.setdefault(path.stem, {"id": path.stem})[language] = read_lines(text)
        return documents

    def changes(self, folder: Path, old: Documents, new: Documents) -> Iterator[Change]:
        for key in old.keys() | new.keys():
            for language in LANGUAGES:
                entries = new.get(key, {}).get(language, [])
                if entries == old.get(key, {}).get(language, []):
                    continue
                path = folder / self._directory / language / f"{key}.txt"
                yield path, update_lines(_before(path), entries) if entries else None


TABLES: Mapping[str, _Shelf] = {
    "case": _SingleFile("case.yaml"),
    "facts": _FilePerEntry("facts"),
    "questions": _QuestionFiles("questions"),
    "declined": _QuestionFiles("declined"),
    "sources": _FilePerEntry("sources"),
    "people": _ListFile("people.yaml"),
    "places": _ListFile("places.yaml"),
    "bodies": _ListFile("bodies.yaml"),
    "timeline": _ListFile("timeline.yaml"),
    "figures": _ListFile("figures.yaml"),
    "glossary": _ListFile("glossary.yaml"),
    "oppositions": _ListFile("oppositions.yaml"),
}


def file_of(table: str, key: str) -> str:
    """The file, relative to the record's folder, that holds a document."""
    return TABLES[table].file_of(key)


def read_tables(folder: Path) -> tuple[Tables, list[Problem]]:
    """Everything that can be read of a record's folder, and everything that can't."""
    problems: list[Problem] = []
    if not folder.is_dir():
        problems.append(
            Problem(str(folder), "", "", "there is no such folder: set RECORD or --record to a record's folder")
        )
        return {}, problems
    return {table: shelf.read(folder, problems) for table, shelf in TABLES.items()}, problems


class RecordStorage(Storage):
    """TinyDB's storage over a record's folder."""

    def __init__(self, folder: str | Path) -> None:
        self._folder = Path(folder)

    def read(self) -> Tables:
        """All tables.

        Raises:
            RecordError: some file can't be read; all faults at once.
        """
        tables, problems = read_tables(self._folder)
        if problems:
            raise RecordError(problems)
        return tables

    def write(self, data: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> None:
        """Write the documents that changed: all new files are made first, then each takes the place of the old one.

        Raises:
            RecordError: some file can't be read, so that nothing was written.
            ValueError: a table, an id or a text that a record can't hold; nothing was written.
        """
        old = self.read()
        if unknown := data.keys() - TABLES.keys():
            raise ValueError(f"a record has no table {min(unknown)!r}: its tables are {', '.join(TABLES)}")
        new = {table: _by_own_id(table, data.get(table, {}).values()) for table in TABLES}
        shelves = TABLES.items()
        changes = [change for table, shelf in shelves for change in shelf.changes(self._folder, old[table], new[table])]
        write_together(changes)


def _by_own_id(table: str, documents: Iterable[Mapping[str, Any]]) -> Documents:
    """The documents by the ids in them, so that a changed id moves the document's file along."""
    keyed: Documents = {}
    for document in documents:
        key = document.get("id")
        if not isinstance(key, str) or not is_id(key):
            raise ValueError(
                f"a document of {table} has the id {key!r}: ids are lower-case letters, digits and hyphens"
            )
        if key in keyed:
            raise ValueError(f"two documents of {table} have the id {key!r}: ids are unique")
        keyed[key] = dict(document)
    return keyed


class RecordTable(Table):
    """A table whose documents are keyed by their own ids instead of numbers."""

    document_id_class = str  # type: ignore[assignment]  # TinyDB annotates int, and documents other types

    def insert(self, document: Mapping[str, Any]) -> int:
        return super().insert(_with_own_id(document))

    def insert_multiple(self, documents: Iterable[Mapping[str, Any]]) -> list[int]:
        return super().insert_multiple(map(_with_own_id, documents))


def _with_own_id(document: Mapping[str, Any]) -> Document:
    return TinyDocument(document, document.get("id"))  # type: ignore[arg-type]  # see RecordTable


class _Record(TinyDB):
    table_class = RecordTable


def open_record(folder: str | Path) -> TinyDB:
    """The record as a database to query and edit: ``open_record(folder).table("facts").get(doc_id="…")``."""
    return _Record(folder, storage=RecordStorage)
