"""What all tests share: the included record, an invented one, and copies of the invented one to break."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import settings

from knowledge.casebook import Casebook
from knowledge.compiled import Compiled
from tests import cases
from tests.cases import Case

# How long an example takes says what else the machine does, not whether it holds.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

Edit: TypeAlias = Callable[[str, str, str], Path]


@pytest.fixture(scope="session", params=[cases.INCLUDED, cases.FERRY], ids=["included", "ferry"])
def case(request: pytest.FixtureRequest) -> Case:
    """Each record in turn, with one of each thing in it: what holds for one case must hold for another."""
    found: Case = request.param
    return found


@pytest.fixture(scope="session")
def casebook(case: Case) -> Casebook:
    """Each record in turn."""
    return case.casebook


@pytest.fixture(scope="session")
def included() -> Path:
    """The record that comes with the program."""
    return cases.INCLUDED.folder


@pytest.fixture(scope="session")
def ferry() -> Path:
    """The invented record. Not to be written to: see `ferry_copy`."""
    return cases.FERRY.folder


@pytest.fixture(scope="session")
def ferry_casebook() -> Casebook:
    return cases.FERRY.casebook


@pytest.fixture(scope="session")
def ferry_compiled() -> Compiled:
    return cases.FERRY.compiled


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
