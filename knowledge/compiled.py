"""A record made ready once and opened in milliseconds: checked, indexed, and stored under a digest of all it came from.

The stored form can't be stale: its file is named by a digest over every file of the record and of the program parts
that made it, so any change of either leads to another name. It holds arrays and JSON only; opening one runs no code.
"""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from tokenize import TokenError
from zipfile import BadZipFile

import numpy as np

from knowledge.casebook import Casebook, load_casebook
from knowledge.finding.classifier import Classifier, ready_made, save, train
from knowledge.finding.coverage import Coverage, build_coverage
from knowledge.finding.decide import Decisions, density_of
from knowledge.finding.finder import Finder
from knowledge.finding.index import Index, build_index
from knowledge.finding.meaning import Meaning
from knowledge.finding.sources import source_for
from knowledge.tongue import Tongue

__all__ = ["Compiled", "compile_record", "compiled_path", "digest", "load_compiled", "open_compiled"]

_PROGRAM = Path(__file__).resolve().parent
_DIGEST_BYTES = 16

# What NumPy and zipfile raise for a file that is absent, cut off or garbled; NumPy reads the head of an array as a line
# of Python, and a torn one is none.
_UNUSABLE = (OSError, ValueError, KeyError, IndexError, EOFError, RuntimeError, BadZipFile, SyntaxError, TokenError)


@dataclass(frozen=True)
class Compiled:
    casebook: Casebook
    index: Index
    classifier: Classifier
    coverage: Coverage
    #: Where it lies, to be opened by others; None if it was not kept.
    path: Path | None = None

    def finder(self) -> Finder:
        """The finder over this record, with the models and thresholds that come with the program."""
        source = source_for(self.index)
        # With an engine the largest part of the index is not held: `docs/growth.md` has the sizes.
        index = self.index.without_postings() if source else self.index
        parts = (self.casebook, index, self.classifier, self.coverage)
        decisions = Decisions.load(density=density_of(len(index.questions)))
        return Finder(*parts, Meaning(), Tongue(), decisions, source)


def digest(folder: Path) -> str:
    """A digest of the record's files and of the code that reads and indexes them."""
    total = blake2b(digest_size=_DIGEST_BYTES)
    total.update(np.__version__.encode())
    for root, paths in (
        (folder, _files(folder, "*.yaml", "*.txt")),
        (_PROGRAM, _files(_PROGRAM, "*.py", "meaning.npz")),
    ):
        for path in paths:
            body = path.read_bytes()
            total.update(f"{path.relative_to(root).as_posix()}\0{len(body)}\0".encode())
            total.update(body)
    return total.hexdigest()


def _files(folder: Path, *patterns: str) -> Iterable[Path]:
    return sorted(path for pattern in patterns for path in folder.rglob(pattern) if path.is_file())


def compile_record(folder: Path, trained: Path | None = None) -> Compiled:
    """Read, check and index a record.

    ``trained`` is a file in which the classifier is kept for the next time: training takes far longer than all the
    rest, and is needed only where questions changed.

    Raises:
        RecordError: the record is broken.
    """
    casebook = load_casebook(folder)
    index = build_index(casebook)
    meaning = Meaning()
    classifier = ready_made(index, meaning) or (ready_made(index, meaning, trained) if trained else None)
    if classifier is None:
        classifier = train(index, meaning)
        if trained:
            _keep(classifier, index, meaning, trained)
    return Compiled(casebook, index, classifier, build_coverage(casebook, index))


def _keep(classifier: Classifier, index: Index, meaning: Meaning, path: Path) -> None:
    buffer = io.BytesIO()
    save(classifier, index, meaning, buffer)
    _put(path, buffer)


def _trained_path(folder: Path, cache: Path) -> Path:
    """Where the classifier of a record's folder lies, whatever the record says now."""
    return cache / "trained" / f"{blake2b(str(folder.resolve()).encode(), digest_size=_DIGEST_BYTES).hexdigest()}.npz"


def open_compiled(folder: Path, cache: Path | None, compiling: Callable[[], None] | None = None) -> Compiled:
    """The record of a folder, from the cache folder if it was compiled before, else compiled and put there.

    A cache that can't be read or written costs time, never the answer. ``compiling`` is called before the record is
    compiled, which takes some minutes where many questions are to be learnt anew.

    Raises:
        RecordError: the record is broken.
    """
    tell = compiling or (lambda: None)
    if cache is None:
        tell()
        return compile_record(folder, None)
    path = compiled_path(folder, cache)
    compiled = load_compiled(path)
    if compiled is None:
        tell()
        compiled = compile_record(folder, _trained_path(folder, cache))
        if _store(path, compiled):
            return replace(compiled, path=path)
    return compiled


def compiled_path(folder: Path, cache: Path) -> Path:
    """Where the record of a folder, as it is now, lies once it is compiled."""
    return cache / f"{digest(folder)}.npz"


def load_compiled(path: Path) -> Compiled | None:
    """A compiled record, or None if it is not there or can't be used."""
    try:
        # NumPy leaves a file open that it opened itself and could not read.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            # First, so that its text is gone before the arrays are read: the peak of memory is some 5 MB lower.
            casebook = Casebook.model_validate_json(arrays["casebook"].tobytes())
            held = {name: arrays[name] for name in arrays.files if name != "casebook"}
        parts = Index.from_arrays(held), Classifier.from_arrays(held), Coverage.from_arrays(held)
        return Compiled(casebook, *parts, path)
    except _UNUSABLE:
        return None


def _store(path: Path, compiled: Compiled) -> bool:
    """Keep a record, and none beside it; whether it could be."""
    text = compiled.casebook.model_dump_json().encode()
    buffer = io.BytesIO()
    arrays = {**compiled.index.arrays(), **compiled.classifier.arrays(), **compiled.coverage.arrays()}
    np.savez(buffer, casebook=np.frombuffer(text, np.uint8), **arrays)  # type: ignore[arg-type]
    stored = _put(path, buffer)
    if stored:
        for old in path.parent.glob("*.npz"):
            if old != path:
                with suppress(OSError):
                    old.unlink()
    return stored


def _put(path: Path, body: io.BytesIO) -> bool:
    """Write a file whole, for its owner only; whether it could be. What is not kept costs the next one time."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(body.getbuffer())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError:
        return False
    return True
