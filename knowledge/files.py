"""The files of a record: YAML read strictly and fast, written atomically with comments and order kept."""

from __future__ import annotations

import io
import os
import re
import tempfile
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any

import yaml

__all__ = ["FileFault", "parse_yaml", "read_lines", "update_lines", "update_yaml", "write_atomically"]

# Longer texts are folded over several lines, so that a change of one sentence shows as a change of few lines.
_FOLD_FROM = 90
_LINE_WIDTH = 118


class FileFault(ValueError):
    """A file that can't be read as what it should be; ``line`` counts from 1, or is None."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


class _StrictLoader(yaml.CSafeLoader):
    """YAML with two traps closed: a repeated key is an error, and dates and yes/no/on/off stay text."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Hashable] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise FileFault(f"the key {key!r} stands twice: keep one", key_node.start_mark.line + 1)
            seen.add(key)
        return super().construct_mapping(node, deep)


def _mapping(loader: _StrictLoader, node: yaml.MappingNode) -> dict[Hashable, Any]:
    return loader.construct_mapping(node, deep=True)


_StrictLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":timestamp", ":bool"))]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_StrictLoader.add_constructor("tag:yaml.org,2002:map", _mapping)
_StrictLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(?:true|false)\Z"), ["t", "f"])


def parse_yaml(text: str) -> Any:
    """Read one YAML document.

    Raises:
        FileFault: with the line, when the text is not YAML or repeats a key.
    """
    try:
        return yaml.load(text, Loader=_StrictLoader)  # noqa: S506  # a SafeLoader, made stricter
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise FileFault(f"not valid YAML: {error.problem or error}", line) from None
    except yaml.YAMLError as error:
        raise FileFault(f"not valid YAML: {error}") from None


def read_lines(text: str) -> list[str]:
    """The entries of a text file with one entry a line; empty lines and ``#`` comments are skipped."""
    stripped = (line.strip() for line in text.splitlines())
    return [line for line in stripped if line and not line.startswith("#")]


def write_atomically(path: Path, text: str) -> None:
    """Replace a file so that a reader, or a crash, finds either the old text or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp gives 0600; a record is public text that other people's tools read.
        Path(name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def update_yaml(old: str | None, value: Any) -> str:
    """The YAML text of ``value``, keeping the comments and the key order of ``old`` where it has the same keys."""
    from ruamel.yaml import YAML  # slow to import, and only needed where something is written

    round_trip = YAML()
    round_trip.preserve_quotes = True
    round_trip.width = _LINE_WIDTH
    round_trip.indent(mapping=2, sequence=4, offset=2)
    kept = round_trip.load(old) if old else None
    merged = _merge(kept, value)
    stream = io.StringIO()
    round_trip.dump(merged, stream)
    return stream.getvalue()


def _merge(kept: Any, value: Any) -> Any:
    """``value`` laid into the commented structure ``kept``; whatever is equal stays as it was written."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq
    from ruamel.yaml.scalarstring import FoldedScalarString

    if isinstance(value, Mapping):
        mapping = kept if isinstance(kept, CommentedMap) else CommentedMap()
        for key in [key for key in mapping if key not in value]:
            del mapping[key]
        for key, item in value.items():
            mapping[key] = _merge(mapping.get(key), item)
        return mapping
    if isinstance(value, list | tuple):
        sequence = kept if isinstance(kept, CommentedSeq) else CommentedSeq()
        by_id = {item.get("id"): item for item in sequence if isinstance(item, Mapping) and "id" in item}
        items = []
        for position, item in enumerate(value):
            if isinstance(item, Mapping) and "id" in item:
                items.append(_merge(by_id.get(item["id"]), item))
            else:
                items.append(_merge(sequence[position] if position < len(sequence) else None, item))
        if len(items) == len(sequence):
            for position, item in enumerate(items):
                sequence[position] = item
            return sequence
        sequence.clear()
        sequence.extend(items)
        return sequence
    if isinstance(value, str):
        if kept is not None and str(kept) == value:
            return kept
        if len(value) >= _FOLD_FROM and "\n" not in value:
            return FoldedScalarString(value)
    return value


def update_lines(old: str | None, entries: list[str]) -> str:
    """The text of a file with one entry a line: comments and the old order stay, new entries come last."""
    wanted = dict.fromkeys(entries)
    lines: list[str] = []
    for line in (old or "").splitlines():
        entry = line.strip()
        if not entry or entry.startswith("#"):
            lines.append(line.rstrip())
        elif entry in wanted:
            lines.append(entry)
            del wanted[entry]
    return "\n".join([*lines, *wanted]) + "\n"
