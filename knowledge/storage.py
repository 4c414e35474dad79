"""The record as a TinyDB database: a ``Storage`` over a folder of text files that people review in git.

===========  ==============================  ==========================================
table        where it lies                   one document is
===========  ==============================  ==========================================
case         ``case.yaml``                   the case (one document)
facts        ``facts/<id>.yaml``             a fact
questions    ``questions/<language>/<id>``   how people ask for a fact, one a line
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
from tinydb.table import Table

from knowledge.files import FileFault, parse_yaml, read_lines, update_lines, update_yaml, write_atomically
from knowledge.model import LANGUAGES
from knowledge.problems import Problem, RecordError

__all__ = ["TABLES", "RecordStorage", "RecordTable", "file_of", "open_record", "read_tables"]

Document: TypeAlias = dict[str, Any]
Documents: TypeAlias = dict[str, Document]
Tables: TypeAlias = dict[str, Documents]


class _Shelf(Protocol):
    """How one table lies in the folder."""

    def read(self, folder: Path, problems: list[Problem]) -> Documents: ...

    def write(self, folder: Path, old: Documents, new: Documents) -> None: ...

    def file_of(self, key: str) -> str: ...


def _parse(path: Path, name: str, problems: list[Problem]) -> Any:
    try:
        return parse_yaml(path.read_text(encoding="utf-8"))
    except FileFault as fault:
        problems.append(Problem(name, "", f"line {fault.line}" if fault.line else "", str(fault)))
    except UnicodeDecodeError:
        problems.append(Problem(name, "", "", "not UTF-8 text: save it as UTF-8"))
    except FileNotFoundError:
        problems.append(Problem(name, "", "", "the file is missing"))
    except OSError as error:
        problems.append(Problem(name, "", "", f"can't be read: {error.strerror}"))
    return None


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
            parsed = _parse(path, name, problems)
            if parsed is None:
                continue
            for key, document in _keyed([parsed], name, problems):
                if key in documents:
                    problems.append(Problem(name, key, "id", "the same id stands in two files: ids are unique"))
                elif key != path.stem:
                    problems.append(
                        Problem(name, key, "id", f"the file must be named {key}.yaml, or the id {path.stem}")
                    )
                documents[key] = document
        return documents

    def write(self, folder: Path, old: Documents, new: Documents) -> None:
        for key in new:
            if new[key] != old.get(key):
                path = folder / self.file_of(key)
                before = path.read_text(encoding="utf-8") if path.exists() else None
                write_atomically(path, update_yaml(before, new[key]))
        for key in old.keys() - new.keys():
            (folder / self.file_of(key)).unlink(missing_ok=True)


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

    def write(self, folder: Path, old: Documents, new: Documents) -> None:
        if old != new:
            path = folder / self._name
            before = path.read_text(encoding="utf-8") if path.exists() else None
            write_atomically(path, update_yaml(before, list(new.values())))


class _SingleFile:
    """One YAML file that is one document."""

    def __init__(self, name: str) -> None:
        self._name = name

    def file_of(self, key: str) -> str:
        return self._name

    def read(self, folder: Path, problems: list[Problem]) -> Documents:
        parsed = _parse(folder / self._name, self._name, problems)
        return {} if parsed is None else dict(_keyed([parsed], self._name, problems))

    def write(self, folder: Path, old: Documents, new: Documents) -> None:
        for document in new.values():
            if document not in old.values():
                path = folder / self._name
                before = path.read_text(encoding="utf-8") if path.exists() else None
                write_atomically(path, update_yaml(before, document))


class _QuestionFiles:
    """A folder a language, a text file a fact, a question a line: 20,000 questions load in milliseconds."""

    def __init__(self, directory: str) -> None:
        self._directory = directory

    def file_of(self, key: str) -> str:
        return f"{self._directory}/<language>/{key}.txt"

    def read(self, folder: Path, problems: list[Problem]) -> Documents:
        documents: Documents = {}
        for language in LANGUAGES:
            for path in sorted((folder / self._directory / language).glob("*.txt")):
                try:
                    lines = read_lines(path.read_text(encoding="utf-8"))
                except UnicodeDecodeError:
                    name = f"{self._directory}/{language}/{path.name}"
                    problems.append(Problem(name, path.stem, "", "not UTF-8 text: save it as UTF-8"))
                    continue
                documents.setdefault(path.stem, {"id": path.stem})[language] = lines
        return documents

    def write(self, folder: Path, old: Documents, new: Documents) -> None:
        for key in old.keys() | new.keys():
            for language in LANGUAGES:
                entries = new.get(key, {}).get(language, [])
                if entries == old.get(key, {}).get(language, []):
                    continue
                path = folder / self._directory / language / f"{key}.txt"
                before = path.read_text(encoding="utf-8") if path.exists() else None
                if entries:
                    write_atomically(path, update_lines(before, entries))
                else:
                    path.unlink(missing_ok=True)


TABLES: Mapping[str, _Shelf] = {
    "case": _SingleFile("case.yaml"),
    "facts": _FilePerEntry("facts"),
    "questions": _QuestionFiles("questions"),
    "sources": _FilePerEntry("sources"),
    "people": _ListFile("people.yaml"),
    "places": _ListFile("places.yaml"),
    "bodies": _ListFile("bodies.yaml"),
    "timeline": _ListFile("timeline.yaml"),
    "figures": _ListFile("figures.yaml"),
    "glossary": _ListFile("glossary.yaml"),
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
        old = self.read()
        for table, shelf in TABLES.items():
            new = {str(key): dict(document) for key, document in data.get(table, {}).items()}
            shelf.write(self._folder, old.get(table, {}), new)


class RecordTable(Table):
    """A table whose documents are keyed by their own ids instead of numbers."""

    document_id_class = str  # type: ignore[assignment]  # TinyDB annotates int, and documents other types


class _Record(TinyDB):
    table_class = RecordTable


def open_record(folder: str | Path) -> TinyDB:
    """The record as a database to query and edit: ``open_record(folder).table("facts").get(doc_id="…")``."""
    return _Record(folder, storage=RecordStorage)
