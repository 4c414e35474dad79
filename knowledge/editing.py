"""The new text of an edited file: what did not change stays letter for letter as people wrote it, comments too."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import chain, repeat
from typing import Any

import yaml

from knowledge.files import FileFault, parse_yaml

__all__ = ["update_lines", "update_yaml"]

# Longer texts are folded over several lines, so that a change of one sentence shows as a change of few lines.
_FOLD_FROM = 90
_LINE_WIDTH = 118
_FOLDABLE = re.compile(r"\S+(?: \S+)*")
_COMMENT = re.compile(r"\s*(?:#.*)?\n?")


def update_yaml(old: str | None, value: Any) -> str:
    """The YAML text of ``value``, in which every entry that ``old`` has too stays as it was written.

    Raises:
        ValueError: the value is not made of mappings, lists, texts, numbers, true, false and None.
    """
    if old is not None:
        spliced = _spliced(old if old.endswith("\n") else f"{old}\n", value)
        if spliced is not None and _reads_as(spliced, value):
            return spliced
    for written in (partial(_dumped, old), partial(_dumped, None), _escaped):
        text = written(value)
        if _reads_as(text, value):
            return text
    raise ValueError(f"can't be written as YAML that reads the same: {value!r}")


def update_lines(old: str | None, entries: Iterable[str]) -> str:
    """The text of a file with one entry a line: comments and the old order stay, new entries come last.

    Raises:
        ValueError: an entry would not be read back: it is empty, is several lines, or looks like a comment.
    """
    wanted = dict.fromkeys(entries)
    for entry in wanted:
        if not entry or entry != entry.strip() or "\n" in entry or "\r" in entry or entry.startswith("#"):
            raise ValueError(f"{entry!r} is not one line of text that starts with no # and no space")
    lines: list[str] = []
    for line in (old or "").split("\n"):
        entry = line.strip()
        if not entry or entry.startswith("#"):
            lines.append(line.rstrip())
        elif entry in wanted:
            lines.append(entry)
            del wanted[entry]
    if lines and not lines[-1]:
        lines.pop()  # what follows the last line break is no line
    return "\n".join([*lines, *wanted]) + "\n"


def _reads_as(text: str, value: Any) -> bool:
    try:
        return _same(parse_yaml(text), value)
    except FileFault:
        return False


def _same(one: Any, other: Any) -> bool:
    """Whether two values are written alike: 1, 1.0 and true are equal in Python, and are not the same here."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    return type(one) is type(other) and bool(one == other)


def _spliced(old: str, value: Any) -> str | None:
    """``old`` with the blocks of changed entries replaced; None where it is not laid out in blocks, one an entry."""
    before = parse_yaml(old)
    if _same(before, value):
        return old
    root = yaml.compose(old, Loader=yaml.CSafeLoader)
    if isinstance(root, yaml.MappingNode) and isinstance(value, Mapping) and not root.flow_style:
        nodes = [key for key, _ in root.value]
        return _joined(old, nodes, list(before), before, value, _changed_key, lambda key: {key: value[key]})
    if isinstance(root, yaml.SequenceNode) and isinstance(value, list | tuple) and not root.flow_style:
        was, now = _by_id(before), _by_id(value)
        if was is not None and now is not None:
            return _joined(old, root.value, list(was), was, now, _changed_item, lambda key: [now[key]])
    return None


def _by_id(items: Iterable[Any]) -> dict[Any, Any] | None:
    """The items by what each is known by: its id, or, if it is a plain text or number, itself."""
    keyed: dict[Any, Any] = {}
    for item in items:
        key = item.get("id") if isinstance(item, Mapping) else item
        if key is None or isinstance(key, list | tuple) or key in keyed:
            return None
        keyed[key] = item
    return keyed


def _joined(
    old: str,
    nodes: list[yaml.Node],
    keys: list[Any],
    before: Mapping[Any, Any],
    after: Mapping[Any, Any],
    changed: Callable[[str, Any, Any, Any], str],
    entry: Callable[[Any], Any],
) -> str | None:
    lines = old.splitlines(keepends=True)
    starts = [node.start_mark.line for node in nodes]
    if len(set(starts)) < len(starts) or any(lines[start][0].isspace() for start in starts):
        return None
    # Comments and empty lines above an entry belong to it; those at the top and the end belong to the file.
    ends = [_content_end(lines, start, end) for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]
    heads = [starts[0], *ends[:-1]]
    blocks = {key: "".join(lines[head:end]) for key, head, end in zip(keys, heads, ends, strict=True)}
    parts = ["".join(lines[: starts[0]])]
    # A mapping's keys keep their old order, a list's items come in the new one.
    order = after if changed is _changed_item else [*(key for key in keys if key in after), *after]
    for key in dict.fromkeys(order):
        if key not in blocks:
            parts.append(_dumped(None, entry(key)))
        elif _same(before[key], after[key]):
            parts.append(blocks[key])
        else:
            parts.append(changed(blocks[key], key, before[key], after[key]))
    return "".join([*parts, *lines[ends[-1] :]])


def _content_end(lines: list[str], start: int, end: int) -> int:
    while end > start + 1 and _COMMENT.fullmatch(lines[end - 1]) and not lines[end - 1].startswith(" "):
        end -= 1
    return end


def _changed_key(block: str, key: Any, before: Any, after: Any) -> str:
    lines = block.splitlines(keepends=True)
    first = next(number for number, line in enumerate(lines) if not _COMMENT.fullmatch(line))
    head, body = lines[: first + 1], lines[first + 1 :]
    if body and isinstance(after, Mapping | list | tuple) and isinstance(before, Mapping | list):
        inner = _within(body, after)
        if inner is not None:
            return "".join([*head, *inner])
    return "".join(lines[:first]) + _dumped("".join(lines[first:]), {key: after})


def _changed_item(block: str, key: Any, before: Any, after: Any) -> str:
    lines = block.splitlines(keepends=True)
    first = next(number for number, line in enumerate(lines) if not _COMMENT.fullmatch(line))
    body = lines[first:]
    inner = _within([f" {body[0][1:]}", *body[1:]], after)
    if inner is not None and inner[0].startswith(" "):
        return "".join([*lines[:first], f"-{inner[0][1:]}", *inner[1:]])
    return "".join(lines[:first]) + _dumped("".join(body), [after])


def _within(body: list[str], after: Any) -> list[str] | None:
    """The lines of an indented block with ``after`` in it."""
    indent = min((len(line) - len(line.lstrip(" ")) for line in body if not _COMMENT.fullmatch(line)), default=0)
    if not indent or any(line.strip() and line[:indent].strip() for line in body):
        return None
    try:
        inner = _spliced("".join(line[indent:] if line.strip() else "\n" for line in body), after)
    except (FileFault, yaml.YAMLError):
        return None
    if inner is None:
        return None
    return [f"{' ' * indent}{line}" if line.strip() else line for line in inner.splitlines(keepends=True)]


def _dumped(old: str | None, value: Any) -> str:
    """All of ``value`` written anew, with the comments and styles of ``old`` where it has the same keys."""
    from ruamel.yaml import YAML  # slow to import, and only needed where something is written
    from ruamel.yaml.error import YAMLError

    round_trip = YAML()
    round_trip.preserve_quotes = True
    round_trip.width = max(_LINE_WIDTH, *map(len, (old or "").splitlines() or [""]))
    round_trip.indent(mapping=2, sequence=4, offset=2)
    try:
        kept, before = (round_trip.load(old), parse_yaml(old)) if old else (None, None)
    except (YAMLError, FileFault, ValueError):
        kept = before = None
    stream = io.StringIO()
    try:
        round_trip.dump(_merge(kept, before, value), stream)
    except YAMLError:
        return ""  # reads as nothing that can be wanted
    # A list in a file, or in a list's item, starts where the file does.
    shift = 2 if isinstance(value, list | tuple) else 0
    return "".join(_shifted(stream.getvalue().splitlines(keepends=True), shift))


def _escaped(value: Any) -> str:
    """All of ``value``, with line separators and other invisible characters in texts escaped."""
    try:
        return str(yaml.dump(value, Dumper=yaml.SafeDumper, allow_unicode=True, sort_keys=False, width=_LINE_WIDTH))
    except yaml.YAMLError:
        return ""


def _shifted(lines: Iterable[str], columns: int) -> Iterator[str]:
    for line in lines:
        yield line[columns:] if line[:columns].isspace() and line.strip() else line


def _merge(kept: Any, before: Any, value: Any) -> Any:
    """``value`` laid into the commented structure ``kept``, which reads as ``before``; what is the same stays."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    if isinstance(value, Mapping):
        mapping = kept if isinstance(kept, CommentedMap) and isinstance(before, Mapping) else CommentedMap()
        for key in [key for key in mapping if key not in value]:
            del mapping[key]
        for key, item in value.items():
            old = before.get(key) if mapping is kept else None
            mapping[key] = _merge(mapping.get(key), old, item)
        return mapping
    if isinstance(value, list | tuple):
        sequence = kept if isinstance(kept, CommentedSeq) and isinstance(before, list) else CommentedSeq()
        pairs = zip(sequence, before, strict=True) if sequence is kept else ()
        olds = chain(pairs, repeat((None, None)))
        items = [_merge(old, was, item) for item, (old, was) in zip(value, olds, strict=False)]
        while len(sequence) > len(items):
            del sequence[-1]
        for at, item in enumerate(items):
            if at < len(sequence):
                sequence[at] = item
            else:
                sequence.append(item)
        return sequence
    if kept is not None and _same(before, value):
        return kept
    return _styled(value) if isinstance(value, str) else value


def _styled(text: str) -> Any:
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString, FoldedScalarString

    if not text.isprintable():
        return DoubleQuotedScalarString(text)
    return FoldedScalarString(text) if len(text) >= _FOLD_FROM and _FOLDABLE.fullmatch(text) else text
