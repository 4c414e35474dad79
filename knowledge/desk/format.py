"""A record in one layout, so that a review shows what changed and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import BaseModel

from knowledge.desk.layout import laid_out
from knowledge.desk.shapes import Shape, shape_of
from knowledge.editing import update_lines
from knowledge.files import FileFault, read_lines, read_text
from knowledge.model import Case, Entity, Event, Fact, Figure, Opposition, Source, Term
from knowledge.problems import Problem, RecordError

__all__ = ["format_changes"]

_MODELS: Mapping[str, type[BaseModel]] = {
    "case.yaml": Case,
    "facts/*.yaml": Fact,
    "sources/*.yaml": Source,
    "people.yaml": Entity,
    "places.yaml": Entity,
    "bodies.yaml": Entity,
    "timeline.yaml": Event,
    "figures.yaml": Figure,
    "glossary.yaml": Term,
    "oppositions.yaml": Opposition,
}
_LINES = ("questions/*/*.txt", "declined/*/*.txt")


def format_changes(folder: Path) -> dict[Path, str]:
    """The files of a record that are not in the layout, with the text that they should have.

    Raises:
        RecordError: some files can't be read; all of them are named.
    """
    problems: list[Problem] = []
    changes: dict[Path, str] = {}
    for path, shape in _files(folder):
        name = path.relative_to(folder).as_posix()
        try:
            text = read_text(path)
            new = laid_out(text, shape) if shape else update_lines(text, read_lines(text))
            if new.encode() != path.read_bytes():
                changes[path] = new
        except FileFault as fault:
            problems.append(Problem(name, "", "", str(fault), fault.line or 0))
        except UnicodeDecodeError:
            problems.append(Problem(name, "", "", "not UTF-8 text: save it as UTF-8"))
        except OSError as error:
            problems.append(Problem(name, "", "", f"can't be read: {error.strerror}"))
    if problems:
        raise RecordError(problems)
    return changes


def _files(folder: Path) -> Iterator[tuple[Path, Shape | None]]:
    """The files of a record; those with one entry a line have no shape."""
    for pattern, model in _MODELS.items():
        shape = shape_of(model)
        yield from ((path, shape) for path in sorted(folder.glob(pattern)))
    for pattern in _LINES:
        yield from ((path, None) for path in sorted(folder.glob(pattern)))
