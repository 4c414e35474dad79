"""In which line of its file a problem stands: found by its entry and its field, and by the words that it quotes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import yaml

from knowledge.files import read_text
from knowledge.problems import Problem

__all__ = ["placed", "placed_in"]

_QUOTED = re.compile(r"'([^']+)'|\"([^\"]+)\"")
_NUMBERED = re.compile(r"(?:entry|question) (\d+)")
_WORD = re.compile(r"[\w-]+")


def placed(folder: Path, problems: Iterable[Problem]) -> list[Problem]:
    """The problems of a record's folder with their lines, where they can be found; in the same order."""
    sheets: dict[str, _Sheet | None] = {}
    return [
        each if each.line or not each.file else _with_line(each, _sheet(sheets, folder / each.file, each.file))
        for each in problems
    ]


def placed_in(path: Path, name: str, problems: Iterable[Problem], entries: Mapping[str, str]) -> list[Problem]:
    """Problems of entries that lie together in one file, under its ``name``.

    ``entries`` says which files of the record they would be: each file, and the words that lead to it in this one.
    """
    sheet = _sheet({}, path, name)
    moved = []
    for each in problems:
        if each.file not in entries:
            moved.append(each)
            continue
        inside = replace(each, file=name, field=".".join(filter(None, (entries[each.file], each.field))))
        line = _with_line(inside, sheet).line
        moved.append(replace(each, file=name, line=line))
    return moved


class _Sheet:
    """A file as lines, and as YAML where it is that."""

    def __init__(self, text: str, is_yaml: bool) -> None:
        self.lines = text.split("\n")
        self.root: yaml.Node | None = None
        if is_yaml:
            try:
                self.root = yaml.compose(text, Loader=yaml.CSafeLoader)
            except (yaml.YAMLError, RecursionError):
                self.root = None


def _sheet(sheets: dict[str, _Sheet | None], path: Path, name: str) -> _Sheet | None:
    if name not in sheets:
        try:
            sheets[name] = _Sheet(read_text(path), path.suffix == ".yaml")
        except (OSError, UnicodeDecodeError):
            sheets[name] = None
    return sheets[name]


def _with_line(problem: Problem, sheet: _Sheet | None) -> Problem:
    if sheet is None:
        return problem
    if sheet.root is None:
        return replace(problem, line=_of_entries(problem, sheet.lines))
    first, last = _span(problem, sheet.root)
    quoted = _quoted(problem.message, sheet.lines, first, last)
    return replace(problem, line=quoted or (first if problem.field or first > 1 else 0))


def _of_entries(problem: Problem, lines: list[str]) -> int:
    """The line of an entry in a file with one entry a line: counted, or quoted; 0 if it is neither."""
    if found := _NUMBERED.fullmatch(problem.entry):
        filled = [number for number, line in enumerate(lines, start=1) if line.strip()]
        return filled[int(found[1]) - 1] if int(found[1]) <= len(filled) else 0
    for words in _words(problem.message):
        for number, line in enumerate(lines, start=1):
            if line.strip() == words:
                return number
    return 0


def _span(problem: Problem, root: yaml.Node) -> tuple[int, int]:
    """The first and the last line of what a problem is about, as far as its path can be followed."""
    node, first = root, 1
    if isinstance(root, yaml.SequenceNode):
        node, first = _entry(problem.entry, root)
    for part in _WORD.findall(problem.field):
        step = _step(node, part)
        if step is None:
            break
        first, node = step
    return first, max(first, node.end_mark.line + (1 if node.end_mark.column else 0))


def _entry(entry: str, root: yaml.SequenceNode) -> tuple[yaml.Node, int]:
    numbered = _NUMBERED.fullmatch(entry)
    for number, item in enumerate(root.value, start=1):
        key = next((value.value for name, value in _pairs(item) if name.value == "id"), None)
        if key == entry or (numbered and int(numbered[1]) == number):
            return item, item.start_mark.line + 1
    return root, 1


def _step(node: yaml.Node, part: str) -> tuple[int, yaml.Node] | None:
    """One step down a path: the value of a key, the entry at a place of a list, or the one with an id."""
    for name, value in _pairs(node):
        if name.value == part:
            return name.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode):
        for place, item in enumerate(node.value):
            if str(place) == part or any(name.value == "id" and value.value == part for name, value in _pairs(item)):
                return item.start_mark.line + 1, item
    return None


def _pairs(node: yaml.Node) -> list[tuple[yaml.Node, yaml.Node]]:
    return node.value if isinstance(node, yaml.MappingNode) else []


def _quoted(message: str, lines: list[str], first: int, last: int) -> int:
    """The first line between two in which words stand that the message quotes; 0 if there is none."""
    for words in _words(message):
        folded = words.casefold()
        for number in range(first, min(last, len(lines)) + 1):
            if folded in lines[number - 1].casefold():
                return number
    return 0


def _words(message: str) -> Iterator[str]:
    for one, other in _QUOTED.findall(message):
        yield one or other
