"""What is wrong with a record, said so that the person who edits it knows where to look and what to do."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

__all__ = ["Problem", "RecordError"]


@dataclass(frozen=True, order=True)
class Problem:
    """One fault: the file (relative to the record), the entry's id, the field's path, advice, and the line.

    ``line`` counts from 1; 0 stands for none, or for one that nobody looked for: see `knowledge.places`.
    """

    file: str
    entry: str
    field: str
    message: str
    line: int = dataclasses.field(default=0, compare=False)

    def __str__(self) -> str:
        file = f"{self.file}:{self.line}" if self.line else self.file
        place = ": ".join(part for part in (file, self.entry, self.field) if part)
        return f"{place}: {self.message}"

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


class RecordError(Exception):
    """The record can't be used. ``problems`` holds everything that is wrong with it, not only the first fault."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))
