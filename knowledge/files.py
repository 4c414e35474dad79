"""The files of a record: YAML and lines of text read strictly and fast, files replaced atomically."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Hashable, Iterable
from pathlib import Path
from typing import Any

import yaml

from knowledge.slips import advice_on_slip

__all__ = ["FileFault", "parse_yaml", "read_lines", "read_text", "write_atomically", "write_bytes", "write_together"]


class FileFault(ValueError):
    """A file that can't be read as what it should be; ``line`` counts from 1, or is None."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


class _StrictLoader(yaml.CSafeLoader):
    """YAML with its traps closed.

    A repeated key is an error. Only null, true, false and plain decimal numbers are more than text: dates,
    yes/no/on/off, ``010`` (octal in YAML 1.1), ``12:30`` (base 60) and ``.nan`` stay as they were written.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Hashable] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            line = key_node.start_mark.line + 1
            if not isinstance(key, Hashable):
                raise FileFault("a list or a group of keys can't be a key: put it in quotes if it is text", line)
            if key in seen:
                raise FileFault(f"the key {key!r} stands twice: keep one", line)
            seen.add(key)
        return super().construct_mapping(node, deep)


def _mapping(loader: _StrictLoader, node: yaml.MappingNode) -> dict[Hashable, Any]:
    return loader.construct_mapping(node, deep=True)


_StrictLoader.yaml_implicit_resolvers = {}
_StrictLoader.add_constructor("tag:yaml.org,2002:map", _mapping)
for _tag, _form, _first in (
    ("null", r"(?:~|null|Null|NULL|)", ["~", "n", "N", ""]),
    ("bool", r"(?:true|false)", ["t", "f"]),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", list("-+0123456789")),
    ("float", r"[-+]?(?:(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+)", list("-+.0123456789")),
):
    _StrictLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"{_form}\Z"), _first)


def parse_yaml(text: str) -> Any:
    """Read one YAML document.

    Raises:
        FileFault: with the line, when the text is not YAML or repeats a key.
    """
    try:
        return yaml.load(text, Loader=_StrictLoader)  # noqa: S506  # a SafeLoader, made stricter
    except yaml.MarkedYAMLError as error:
        raise _slip(text, error) from None
    except FileFault:
        raise
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        # Beside its own errors PyYAML lets those of int, float and date through, for values like `!!int x`.
        raise FileFault(f"not valid YAML: {error}") from None


def _slip(text: str, error: yaml.MarkedYAMLError) -> FileFault:
    """Where to look: what is not closed is told where it opens, all else where the parser stopped."""
    opens = any(what in (error.context or "") for what in ("quoted", "simple key", "flow", "tag", "anchor"))
    mark = error.context_mark if opens else error.problem_mark
    line, column = (min(mark.line + 1, text.count("\n") + 1), mark.column) if mark else (None, None)
    return FileFault(f"not valid YAML: {advice_on_slip(text, str(error.problem or error), line, column)}", line)


def read_text(path: Path) -> str:
    """The text of a file; the byte order mark that some editors put before it is dropped."""
    return path.read_text(encoding="utf-8-sig")


def read_lines(text: str) -> list[str]:
    """The entries of a text file with one entry a line; empty lines and ``#`` comments are skipped."""
    stripped = (line.strip() for line in text.split("\n"))
    return [line for line in stripped if line and not line.startswith("#")]


def write_atomically(path: Path, text: str) -> None:
    """Replace a file so that a reader, or a crash, finds either the old text or the new one, never half of it."""
    write_together([(path, text)])


def write_bytes(path: Path, body: bytes) -> None:
    """Replace a file as a whole, as `write_atomically` does; its folder is made if it is not there."""
    temporary = _staged(path, body)
    try:
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_together(changes: Iterable[tuple[Path, str | None]]) -> None:
    """Replace several files, each atomically; None removes one.

    All new texts lie complete beside their files before the first is replaced, so that a full disk, a folder that
    can't be written to or a text that can't be encoded leaves every file as it was.
    """
    changes = list(changes)
    staged: dict[Path, Path] = {}
    try:
        for path, text in changes:
            if text is not None:
                staged[path] = _staged(path, text.encode())
        for path, _ in changes:
            if path in staged:
                staged[path].replace(path)
            else:
                path.unlink(missing_ok=True)
    except BaseException:
        for temporary in staged.values():
            temporary.unlink(missing_ok=True)
        raise


def _staged(path: Path, body: bytes) -> Path:
    """A file beside ``path`` that holds the body and is safely on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp gives 0600; a record is public text that other people's tools read.
        temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary
