"""A record as it was at a revision in git. The repository is read, never changed."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from knowledge.problems import Problem
from knowledge.storage import Tables, read_tables

__all__ = ["RevisionFault", "tables_at"]


class RevisionFault(Exception):
    """A revision that can't be read; the message says what to do. ``told`` is whether git said why."""

    def __init__(self, message: str, *, told: bool = False) -> None:
        super().__init__(message)
        self.told = told


def tables_at(folder: Path, revision: str) -> tuple[Tables, list[Problem]]:
    """What a record's folder held at a revision, and what of it can't be read.

    Raises:
        RevisionFault: there is no such revision, or no record in it.
    """
    commit = _commit(folder, revision)
    # In a folder below the repository's top, git packs that folder only.
    packed = _git(folder, "archive", "--format=tar", commit)
    with tempfile.TemporaryDirectory() as name:
        then = Path(name)
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(then, filter="data")
        if not (then / "case.yaml").exists():
            raise RevisionFault(f"there was no record in {folder} at {revision}: name a later revision")
        return read_tables(then)


def _commit(folder: Path, revision: str) -> str:
    try:
        found = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    except RevisionFault as fault:
        if fault.told:
            raise
        raise RevisionFault(
            f"there is no revision {revision!r}: name a commit, a tag or a branch, such as HEAD~1"
        ) from None
    return found.decode().strip()


def _git(folder: Path, *arguments: str) -> bytes:
    git = shutil.which("git")
    if git is None:
        raise RevisionFault("git is not installed here: install it, or compare where it is", told=True)
    if not folder.is_dir():
        raise RevisionFault(f"there is no folder {folder}: set RECORD or --record to a record's folder", told=True)
    command = [git, "-C", str(folder), *arguments]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603  # no shell, and git alone
    if done.returncode:
        said = " ".join(done.stderr.decode(errors="replace").split())
        raise RevisionFault(f"{folder} can't be read with git: {said}", told=bool(said))
    return done.stdout
