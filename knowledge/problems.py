"""What is wrong with a record, said so that the person who edits it knows where to look and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

__all__ = ["Problem", "RecordError"]


@dataclass(frozen=True, order=True)
class Problem:
    """One fault: the file (relative to the record), the entry's id, the field's path, and advice."""

    file: str
    entry: str
    field: str
    message: str

    def __str__(self) -> str:
        place = ": ".join(part for part in (self.file, self.entry, self.field) if part)
        return f"{place}: {self.message}"

    def as_data(self) -> dict[str, str]:
        return asdict(self)


class RecordError(Exception):
    """The record can't be used. ``problems`` holds everything that is wrong with it, not only the first fault."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))
