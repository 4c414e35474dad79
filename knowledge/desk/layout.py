"""A YAML file in one layout: keys in the model's order, no white space at line ends; comments go with their keys.

Whole lines are moved, none is written anew, so that every comment, quotation mark and fold stays as people made it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

import yaml

from knowledge.desk.shapes import Shape
from knowledge.files import FileFault, parse_yaml

__all__ = ["laid_out"]

# The key and the value of an entry.
Entry: TypeAlias = tuple[yaml.ScalarNode, yaml.Node]


def laid_out(text: str, shape: Shape) -> str:
    """The text in the layout of the record. It says the same: a step that would change what it says is left out.

    Raises:
        FileFault: the text is not valid YAML.
    """
    meaning = parse_yaml(text)
    for step in (_trimmed, _with_ordered_braces, _with_ordered_blocks):
        changed = step(text, shape)
        if _says(changed, meaning):
            text = changed
    return text


def _says(text: str, meaning: object) -> bool:
    try:
        return bool(parse_yaml(text) == meaning)
    except FileFault:
        return False


def _trimmed(text: str, _: Shape) -> str:
    return "\n".join(line.rstrip(" \t\r") for line in text.rstrip().split("\n")) + "\n"


def _root(text: str) -> yaml.Node | None:
    return yaml.compose(text, Loader=yaml.CSafeLoader)


def _entries(node: yaml.MappingNode) -> list[Entry]:
    return [(key, value) for key, value in node.value if isinstance(key, yaml.ScalarNode)]


# -- groups in braces: {unit: years, value: 3} ---------------------------------------------------------------------


def _with_ordered_braces(text: str, shape: Shape) -> str:
    root = _root(text)
    for start, end, new in sorted(_braces(text, root, shape), reverse=True) if root else ():
        text = text[:start] + new + text[end:]
    return text


def _braces(text: str, node: yaml.Node, shape: Shape) -> Iterator[tuple[int, int, str]]:
    """The places of groups in braces whose keys stand in another order, and what is to stand there."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _braces(text, item, shape)
    elif isinstance(node, yaml.MappingNode):
        entries = _entries(node)
        ordered = sorted(entries, key=lambda entry: shape.place(entry[0].value))
        start, end = node.start_mark.index, node.end_mark.index
        plain = not any(sign in text[start:end] for sign in "\n#") and len(entries) == len(node.value)
        if node.flow_style and plain and ordered != entries:
            parts = (text[key.start_mark.index : value.end_mark.index] for key, value in ordered)
            yield start, end, f"{{{', '.join(parts)}}}"
        else:
            for key, value in entries:
                yield from _braces(text, value, shape.of(key.value))


# -- groups in lines ----------------------------------------------------------------------------------------------


def _with_ordered_blocks(text: str, shape: Shape) -> str:
    root = _root(text)
    if root is None:
        return text
    lines = text.splitlines(keepends=True)
    # Comments at the top and at the end belong to the file.
    first, last = root.start_mark.line, len(lines)
    while last > first and (not lines[last - 1].strip() or lines[last - 1].startswith("#")):
        last -= 1
    return "".join([*lines[:first], *_ordered(lines, root, shape, first, last), *lines[last:]])


def _ordered(lines: list[str], node: yaml.Node, shape: Shape, start: int, end: int) -> list[str]:
    """The lines from ``start`` to ``end``, which hold the node, with the keys of its groups in order."""
    if isinstance(node, yaml.SequenceNode) and not node.flow_style:
        dashes = [_dash(lines, item.start_mark.line, node.start_mark.column, start) for item in node.value]
        places = [_start(lines, dash, node.start_mark.column, start) for dash in dashes]
        parts = [lines[start : places[0] if places else end]]
        for item, dash, place, after in zip(node.value, dashes, places, [*places[1:], end], strict=True):
            # What stands above the dash is said of the whole item, what stands below it of the first key.
            head = dash if item.start_mark.line == dash else dash + 1
            parts += [lines[place:head], _ordered(lines, item, shape, head, after)]
        return _chained(parts)
    if isinstance(node, yaml.MappingNode) and not node.flow_style:
        return _ordered_group(lines, node, shape, start, end)
    return lines[start:end]


def _ordered_group(lines: list[str], node: yaml.MappingNode, shape: Shape, start: int, end: int) -> list[str]:
    entries = _entries(node)
    marks = [key.start_mark for key, _ in entries]
    if len({mark.line for mark in marks}) < len(node.value):
        return lines[start:end]
    places = [start, *(_start(lines, mark.line, mark.column, start) for mark in marks[1:])]
    blocks = []
    for (key, value), place, after in zip(entries, places, [*places[1:], end], strict=True):
        head = key.start_mark.line + (0 if value.start_mark.line == key.start_mark.line else 1)
        body = _ordered(lines, value, shape.of(key.value), head, after)
        blocks.append((key.value, key.start_mark.line - place, [*lines[place:head], *body]))
    ordered = sorted(blocks, key=lambda block: shape.place(block[0]))
    if ordered and ordered[0] is not blocks[0]:
        _swap_dash(blocks[0], ordered[0], marks[0].column)
    return _chained(block for _, _, block in ordered)


def _swap_dash(first: tuple[str, int, list[str]], new: tuple[str, int, list[str]], column: int) -> None:
    """The first key of a list's item stands behind the item's dash: give it to the key that comes first now."""
    (_, was, old), (_, place, lines) = first, new
    dash = old[was][:column]
    old[was] = " " * column + old[was][column:]
    lines[place] = dash + lines[place][column:]


def _dash(lines: list[str], line: int, column: int, start: int) -> int:
    """The line with the dash of a list's item that begins, at the latest, in ``line``."""
    while line > start and not (lines[line].startswith("-", column) and not lines[line][:column].strip(" -")):
        line -= 1
    return line


def _start(lines: list[str], line: int, column: int, start: int) -> int:
    """Where the lines of an entry begin: comments and empty lines right above it are its own."""
    while line > start and _is_above(lines[line - 1], column):
        line -= 1
    return line


def _is_above(line: str, column: int) -> bool:
    # What is indented further is, or may be, part of the text before.
    plain = line.lstrip(" ")
    return not plain.strip() or (plain.startswith("#") and len(line) - len(plain) <= column)


def _chained(parts: Iterable[list[str]]) -> list[str]:
    return [line for part in parts for line in part]
