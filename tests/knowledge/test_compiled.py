"""A record compiled before is opened from the cache, which is never stale and never needed."""

from pathlib import Path

import numpy as np
import pytest

from knowledge import compiled
from knowledge.casebook import Casebook
from knowledge.compiled import Compiled, digest, open_compiled
from knowledge.finding import Context
from knowledge.problems import RecordError
from tests.conftest import Edit

QUESTION = "How long did the captain get?"


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def compilations(monkeypatch: pytest.MonkeyPatch, ferry: Path, ferry_compiled: Compiled) -> list[Path]:
    """The folders that were compiled; the invented record itself is not compiled anew, which would take its time."""
    folders: list[Path] = []
    original = compiled.compile_record

    def count(folder: Path, trained: Path | None) -> Compiled:
        folders.append(folder)
        return ferry_compiled if folder == ferry else original(folder, trained)

    monkeypatch.setattr(compiled, "compile_record", count)
    return folders


def only(cache: Path) -> Path:
    (path,) = cache.iterdir()
    return path


def test_the_second_opening_compiles_nothing(ferry: Path, cache: Path, compilations: list[Path]) -> None:
    first = open_compiled(ferry, cache)
    second = open_compiled(ferry, cache)
    assert len(compilations) == 1
    assert second.casebook == first.casebook
    for name, array in first.index.arrays().items():
        assert np.array_equal(second.index.arrays()[name], array), name


def test_a_record_from_the_cache_finds_the_same(ferry: Path, cache: Path, compilations: list[Path]) -> None:
    first = open_compiled(ferry, cache).finder()
    second = open_compiled(ferry, cache).finder()
    for question in (QUESTION, "паром қашан батты", "штраф", "xyzzy", ""):
        assert second.find(question, Context()) == first.find(question, Context())


def test_without_a_cache_every_opening_compiles(ferry: Path, compilations: list[Path]) -> None:
    assert open_compiled(ferry, None).casebook.case.id == "aurelia"
    open_compiled(ferry, None)
    assert len(compilations) == 2


def test_an_edit_is_seen_at_once(edited: Edit, ferry_copy: Path, cache: Path, compilations: list[Path]) -> None:
    open_compiled(ferry_copy, cache)
    edited("questions/en/deaths-count.txt", "how many victims", "how many were lost at sea")
    again = open_compiled(ferry_copy, cache)
    assert len(compilations) == 2
    assert "how many were lost at sea" in again.casebook.asked("deaths-count", "en")
    assert len(list(cache.glob("*.npz"))) == 1, "what can't be used any more is removed"


def test_only_changed_questions_are_learnt_anew(edited: Edit, ferry_copy: Path, cache: Path, monkeypatch) -> None:
    trainings = []
    train = compiled.train
    monkeypatch.setattr(compiled, "train", lambda *given: trainings.append(given) or train(*given))
    first = open_compiled(ferry_copy, cache)
    edited("facts/deaths-count.yaml", "version: 1", "version: 1 ")
    second = open_compiled(ferry_copy, cache)
    assert len(trainings) == 1
    assert np.array_equal(first.classifier.pieces, second.classifier.pieces)
    edited("questions/en/deaths-count.txt", "how many victims", "how many were lost at sea")
    open_compiled(ferry_copy, cache)
    assert len(trainings) == 2


def test_where_nothing_can_be_kept_it_is_learnt_every_time(ferry_copy: Path, tmp_path: Path, ferry: Path) -> None:
    (tmp_path / "file").write_text("")
    assert open_compiled(ferry_copy, tmp_path / "file").casebook.case.id == "aurelia"


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("case.yaml", "2022-03-01", "2022-03-02"),
        ("facts/deaths-count.yaml", "version: 1", "version: 1 "),
        ("people.yaml", "Halworn", "Hallworn"),
        ("questions/ky/deaths-count.txt", "Канча", "Нече"),
        ("declined/ru/small-talk.txt", "Привет", "Здравствуйте"),
        ("sources/nordline-2019.yaml", "Nordline", "Nordlíne"),
    ],
)
def test_every_file_counts(edited: Edit, ferry: Path, file: str, old: str, new: str) -> None:
    assert digest(edited(file, old, new)) != digest(ferry)


def test_names_and_presence_of_files_count(ferry: Path, ferry_copy: Path) -> None:
    assert digest(ferry_copy) == digest(ferry)
    path = ferry_copy / "questions/en/deaths-count.txt"
    path.rename(path.with_stem("deaths"))
    renamed = digest(ferry_copy)
    path.with_stem("deaths").unlink()
    assert len({digest(ferry), renamed, digest(ferry_copy)}) == 3


def test_the_program_counts(ferry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = digest(ferry)
    (tmp_path / "changed.py").write_text("# another program\n")
    monkeypatch.setattr(compiled, "_PROGRAM", tmp_path)
    assert digest(ferry) != before


@pytest.mark.parametrize("keep", [0, 1, 4, 100, 0.5, -1])
def test_a_cache_that_was_cut_off_is_made_again(
    ferry: Path, cache: Path, compilations: list[Path], ferry_compiled: Compiled, keep: float
) -> None:
    open_compiled(ferry, cache)
    path = only(cache)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * keep) if isinstance(keep, float) else keep])
    assert open_compiled(ferry, cache).casebook == ferry_compiled.casebook
    assert len(compilations) == 2
    assert path.read_bytes() == whole


@pytest.mark.parametrize("garbage", [b"PK\x03\x04garbage", b"\x93NUMPY\x01\x00", b"\x80\x04K\x01.", b"text" * 1000])
def test_a_cache_of_something_else_is_made_again(
    ferry: Path, cache: Path, compilations: list[Path], ferry_compiled: Compiled, garbage: bytes
) -> None:
    cache.mkdir()
    (cache / f"{digest(ferry)}.npz").write_bytes(garbage)
    assert open_compiled(ferry, cache).casebook == ferry_compiled.casebook
    assert len(compilations) == 1


@pytest.mark.parametrize("place", range(0, 100, 4))
def test_a_flipped_byte_never_reaches_a_reader(
    ferry: Path, cache: Path, compilations: list[Path], ferry_compiled: Compiled, place: int
) -> None:
    open_compiled(ferry, cache)
    path = only(cache)
    body = bytearray(path.read_bytes())
    body[len(body) * place // 100] ^= 0xFF
    path.write_bytes(body)
    assert open_compiled(ferry, cache).casebook == ferry_compiled.casebook


def test_an_archive_without_the_parts_is_made_again(
    ferry: Path, cache: Path, compilations: list[Path], ferry_compiled: Compiled
) -> None:
    cache.mkdir()
    np.savez(cache / f"{digest(ferry)}.npz", casebook=np.zeros(3, np.uint8))
    assert open_compiled(ferry, cache).casebook == ferry_compiled.casebook


def test_a_cache_that_can_not_be_made_is_done_without(
    ferry: Path, tmp_path: Path, compilations: list[Path], ferry_compiled: Compiled
) -> None:
    (tmp_path / "file").write_text("in the way")
    assert open_compiled(ferry, tmp_path / "file").casebook == ferry_compiled.casebook
    assert open_compiled(ferry, tmp_path / "file" / "below").casebook == ferry_compiled.casebook


def test_a_full_disk_is_done_without_and_nothing_is_left_behind(
    ferry: Path, cache: Path, compilations: list[Path], monkeypatch: pytest.MonkeyPatch, ferry_compiled: Compiled
) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    assert open_compiled(ferry, cache).casebook == ferry_compiled.casebook
    assert list(cache.iterdir()) == []


def test_a_broken_record_is_not_opened_from_an_older_cache(edited: Edit, ferry_copy: Path, cache: Path) -> None:
    cache.mkdir()
    folder = edited("facts/deaths-count.yaml", "topic: victims", "topic: heroes")
    with pytest.raises(RecordError, match="there is no topic 'heroes'"):
        open_compiled(folder, cache)
    assert list(cache.iterdir()) == []


def test_what_is_cached_is_readable_by_its_owner_only(ferry: Path, cache: Path, compilations: list[Path]) -> None:
    open_compiled(ferry, cache)
    assert cache.stat().st_mode & 0o077 == 0
    assert only(cache).stat().st_mode & 0o077 == 0


def test_the_casebook_survives_its_stored_form(casebook: Casebook) -> None:
    assert Casebook.model_validate_json(casebook.model_dump_json()) == casebook
