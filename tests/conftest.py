"""What all tests share: the included record, an invented one, and copies of the invented one to break."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from knowledge.casebook import Casebook, load_casebook
from knowledge.compiled import Compiled, compile_record

INCLUDED = Path(__file__).resolve().parent.parent / "knowledge" / "record"
FERRY = Path(__file__).resolve().parent / "records" / "ferry"

Edit: TypeAlias = Callable[[str, str, str], Path]


@pytest.fixture(scope="session")
def included() -> Path:
    """The record that comes with the program."""
    return INCLUDED


@pytest.fixture(scope="session")
def ferry() -> Path:
    """The invented record. Not to be written to: see `ferry_copy`."""
    return FERRY


@pytest.fixture(scope="session")
def ferry_casebook(ferry: Path) -> Casebook:
    return load_casebook(ferry)


@pytest.fixture(scope="session", params=[INCLUDED, FERRY], ids=["included", "ferry"])
def casebook(request: pytest.FixtureRequest) -> Casebook:
    """Each record in turn: what holds for one case must hold for another."""
    return load_casebook(request.param)


@pytest.fixture(scope="session")
def ferry_compiled(ferry: Path) -> Compiled:
    return compile_record(ferry)


@pytest.fixture
def ferry_copy(ferry: Path, tmp_path: Path) -> Path:
    """The invented record where a test may change it."""
    return Path(shutil.copytree(ferry, tmp_path / "ferry"))


@pytest.fixture
def edited(ferry_copy: Path) -> Edit:
    """Replaces, in one file of a copy of the invented record, a text that stands there; returns the copy's folder."""

    def edit(file: str, old: str, new: str) -> Path:
        path = ferry_copy / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return ferry_copy

    return edit
