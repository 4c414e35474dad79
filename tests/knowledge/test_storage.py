"""The record as a database: queries read the files, edits touch only the files they must."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tinydb import where
from tinydb.table import Document

from knowledge.problems import RecordError
from knowledge.storage import TABLES, file_of, open_record, read_tables

QUESTIONS = st.lists(
    st.text(alphabet="abcдә ?\u2028", min_size=1, max_size=12).filter(lambda text: text == text.strip()), unique=True
)


def state(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file with its inode, which a replacement changes, and its bytes."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): (path.stat().st_ino, path.read_bytes()) for path in paths}


def one(folder: Path, table: str, key: str) -> Any:
    """The document as it stands in the files."""
    return open_record(folder).table(table).get(where("id") == key)


@contextmanager
def touching(folder: Path, *names: str) -> Iterator[None]:
    """Whatever happens inside, no other file is written."""
    before = state(folder)
    yield
    after = state(folder)
    assert {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)} == set(names)


def test_documents_are_found_by_id_and_by_query(ferry: Path) -> None:
    record = open_record(ferry)
    key: Any = "deaths-count"
    assert record.table("facts").contains(doc_id=key)
    assert one(ferry, "facts", "deaths-count")["topic"] == "victims"
    trial = record.table("facts").search(where("topic") == "trial")
    assert {fact["id"] for fact in trial} == {"captain-sentence", "operator-fine", "trial-length"}
    assert all(isinstance(fact.doc_id, str) for fact in trial)
    assert record.table("people").contains(where("names").en == "Mira Dalgren")
    assert "When did the ferry sink?" in one(ferry, "questions", "ferry-sinking")["en"]
    assert len(record.table("case")) == 1
    assert record.tables() == set(TABLES)


@pytest.mark.parametrize(
    ("table", "key", "fields", "file"),
    [
        ("facts", "deaths-count", {"reviewed": "2022-02-21"}, "facts/deaths-count.yaml"),
        ("sources", "court-2021-06", {"note": "Read again."}, "sources/court-2021-06.yaml"),
        ("people", "dalgren", {"variants": ["Dahlgrén"]}, "people.yaml"),
        ("timeline", "sinking", {"date": "2019-03-04~"}, "timeline.yaml"),
        ("case", "aurelia", {"as_of": "2022-03-02"}, "case.yaml"),
        ("questions", "deaths-count", {"ky": ["Канча адам өлдү?"]}, "questions/ky/deaths-count.txt"),
        ("declined", "small-talk", {"en": ["Hi"]}, "declined/en/small-talk.txt"),
    ],
)
def test_an_edit_touches_its_own_file_only(
    ferry_copy: Path, table: str, key: str, fields: dict[str, Any], file: str
) -> None:
    with touching(ferry_copy, file):
        open_record(ferry_copy).table(table).update(fields, where("id") == key)
    stored = one(ferry_copy, table, key)
    assert {name: stored[name] for name in fields} == fields


def test_an_edit_that_changes_nothing_writes_nothing(ferry_copy: Path) -> None:
    with touching(ferry_copy):
        open_record(ferry_copy).table("facts").update({"version": 1}, where("id") == "deaths-count")


def test_comments_and_order_survive_an_edit(ferry_copy: Path) -> None:
    path = ferry_copy / "timeline.yaml"
    before = path.read_text(encoding="utf-8")
    open_record(ferry_copy).table("timeline").update({"date": "2021-06-13"}, where("id") == "verdict")
    assert path.read_text(encoding="utf-8") == before.replace('"2021-06-12"', '"2021-06-13"')


def test_a_new_document_gets_its_own_file(ferry_copy: Path) -> None:
    source = {"id": "new-source", "publisher": "P", "title": "T", "language": "en", "reliability": "press"}
    with touching(ferry_copy, "sources/new-source.yaml"):
        assert open_record(ferry_copy).table("sources").insert(source) == "new-source"
    with touching(ferry_copy, "sources/b.yaml", "sources/c.yaml"):
        open_record(ferry_copy).table("sources").insert_multiple([{**source, "id": "b"}, {**source, "id": "c"}])
    assert one(ferry_copy, "sources", "new-source") == source


def test_upsert_adds_or_changes(ferry_copy: Path) -> None:
    people = open_record(ferry_copy).table("people")
    key: Any = "verlund"
    people.upsert(Document({"id": key, "variants": ["V"]}, doc_id=key))
    people.upsert({"id": "verlund", "variants": ["W"]}, where("id") == "verlund")
    assert one(ferry_copy, "people", "verlund")["variants"] == ["W"]


def test_an_id_is_never_given_twice(ferry_copy: Path) -> None:
    with touching(ferry_copy), pytest.raises(ValueError, match="already exists"):
        open_record(ferry_copy).table("facts").insert({"id": "deaths-count"})
    with touching(ferry_copy), pytest.raises(ValueError, match="ids are unique"):
        open_record(ferry_copy).table("facts").update({"id": "deaths-count"}, where("id") == "trial-length")


def test_a_removed_document_takes_its_file_along(ferry_copy: Path) -> None:
    with touching(ferry_copy, "facts/deaths-count.yaml"):
        open_record(ferry_copy).table("facts").remove(where("id") == "deaths-count")
    questions = [f"questions/{language}/deaths-count.txt" for language in ("ru", "kk", "ky", "en")]
    with touching(ferry_copy, *questions):
        open_record(ferry_copy).table("questions").remove(where("id") == "deaths-count")


def test_a_changed_id_moves_the_file(ferry_copy: Path) -> None:
    with touching(ferry_copy, "facts/deaths-count.yaml", "facts/the-dead.yaml"):
        open_record(ferry_copy).table("facts").update({"id": "the-dead"}, where("id") == "deaths-count")
    assert one(ferry_copy, "facts", "the-dead")["topic"] == "victims"
    assert not (ferry_copy / "facts/deaths-count.yaml").exists()


@pytest.mark.parametrize("key", ["../escape", "a/b", "Upper", "", "пароль", None, 7])
def test_an_id_that_is_no_file_name_is_refused(ferry_copy: Path, key: object) -> None:
    with touching(ferry_copy), pytest.raises(ValueError, match="ids are lower-case"):
        open_record(ferry_copy).table("facts").insert({"id": key})


def test_a_misspelt_table_is_refused(ferry_copy: Path) -> None:
    with touching(ferry_copy), pytest.raises(ValueError, match="no table 'fact'"):
        open_record(ferry_copy).table("fact").insert({"id": "x"})


def test_nothing_is_written_when_one_text_can_not_be(ferry_copy: Path) -> None:
    record = open_record(ferry_copy)
    data: Any = record.storage.read()
    data["facts"]["deaths-count"]["reviewed"] = "2022-02-25"
    data["questions"]["deaths-count"]["en"] = ["# a comment by mistake"]
    with touching(ferry_copy), pytest.raises(ValueError, match="not one line of text"):
        record.storage.write(data)


def test_a_failing_disk_leaves_every_file_whole(ferry_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("os.fsync", fail)
    with touching(ferry_copy), pytest.raises(OSError, match="disk full"):
        open_record(ferry_copy).table("people").update({"variants": []}, where("id") == "halvorn")


def test_a_record_with_broken_files_is_not_edited(ferry_copy: Path) -> None:
    (ferry_copy / "people.yaml").write_text("- id: [")
    with touching(ferry_copy), pytest.raises(RecordError, match=r"people\.yaml"):
        open_record(ferry_copy).table("facts").update({"version": 3}, where("id") == "deaths-count")


@pytest.mark.parametrize(
    ("file", "content", "field", "message"),
    [
        ("facts/deaths-count.yaml", b"", "", "the file is empty"),
        ("facts/deaths-count.yaml", b"# to do\n", "", "the file is empty"),
        ("facts/deaths-count.yaml", b"- id: a\n", "", "must be a group of keys"),
        ("facts/deaths-count.yaml", b"topic: victims\n", "id", "every entry needs an id"),
        ("facts/deaths-count.yaml", b"id: 7\n", "id", "every entry needs an id"),
        ("facts/deaths-count.yaml", b"id: a\nid: b\n", "", "stands twice"),
        ("facts/deaths-count.yaml", b"id: 'a\n", "", "not valid YAML"),
        ("facts/deaths-count.yaml", "id: число".encode("cp1251"), "", "not UTF-8"),
        ("case.yaml", b"", "", "the file is empty"),
        ("case.yaml", None, "", "the file is missing"),
        ("people.yaml", b"id: a\n", "", "must be a list"),
        ("people.yaml", b"- id: a\n- name: b\n", "id", "every entry needs an id"),
        ("people.yaml", b"- id: a\n- id: a\n", "id", "stands twice"),
        ("facts/other.yaml", b"id: deaths-count\n", "id", "stands in two files"),
        ("facts/other.yaml", b"id: another\n", "id", "the file must be named another.yaml"),
        ("questions/kk/deaths-count.txt", "сколько".encode("utf-16"), "", "not UTF-8"),
    ],
)
def test_a_file_that_can_not_be_read_is_named(
    ferry_copy: Path, file: str, content: bytes | None, field: str, message: str
) -> None:
    path = ferry_copy / file
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    _, problems = read_tables(ferry_copy)
    assert [(problem.file, problem.field) for problem in problems if message in problem.message] == [(file, field)]


def test_a_folder_in_the_place_of_a_file_is_named(ferry_copy: Path) -> None:
    for name in ("facts/x.yaml", "questions/en/x.txt"):
        (ferry_copy / name).mkdir()
    _, problems = read_tables(ferry_copy)
    assert sorted(problem.file for problem in problems) == ["facts/x.yaml", "questions/en/x.txt"]


def test_list_files_may_be_absent_or_empty(ferry_copy: Path) -> None:
    (ferry_copy / "glossary.yaml").unlink()
    (ferry_copy / "figures.yaml").write_text("# none yet\n")
    tables, problems = read_tables(ferry_copy)
    assert not problems
    assert tables["glossary"] == tables["figures"] == {}


def test_no_folder_is_said_so(tmp_path: Path) -> None:
    _, problems = read_tables(tmp_path / "nowhere")
    assert "there is no such folder" in str(problems[0])


def test_every_table_names_its_files() -> None:
    assert file_of("facts", "a") == "facts/a.yaml"
    assert file_of("people", "a") == "people.yaml"
    assert file_of("questions", "a") == "questions/<language>/a.txt"


@settings(max_examples=25)
@given(QUESTIONS, st.sampled_from(["ru", "kk", "ky", "en"]))
def test_questions_read_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, asked: list[str], language: str
) -> None:
    folder = tmp_path_factory.mktemp("record")
    shutil.copy(Path(__file__).parent.parent / "records" / "ferry" / "case.yaml", folder)
    open_record(folder).table("questions").insert({"id": "fact", language: asked})
    stored = one(folder, "questions", "fact")
    assert (stored[language] if stored else []) == asked
