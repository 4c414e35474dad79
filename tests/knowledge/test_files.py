"""Files are read strictly and replaced whole."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.files import FileFault, parse_yaml, read_lines, read_text, write_atomically


@pytest.mark.parametrize(
    "text",
    [
        "2025-01-17", "2025-01-17T10:00:00Z", "yes", "no", "on", "off", "Yes", "NO", "True", "FALSE", "y", "n",
        "true love", "falsehood", "nullify", "010", "08", "0x1F", "0b_", "0o7", "12:30", "1:20:30", "1_000", ".nan",
        ".inf", "=", "<<", "5 млн", "1.2.3", "-x", "e5",
    ],
)  # fmt: skip
def test_text_stays_text(text: str) -> None:
    assert parse_yaml(f"key: {text}") == {"key": text}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True), ("false", False), ("null", None), ("~", None), ("", None), ("44", 44), ("0", 0), ("-3", -3),
        ("11.5", 11.5), ("1e3", 1000.0),
    ],
)  # fmt: skip
def test_plain_values_have_their_type(text: str, value: Any) -> None:
    read = parse_yaml(f"key: {text}")["key"]
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize("text", ["a: 1\nb: 2\na: 3\n", "- x\n- {b: 1, a: 1, a: 2}\n- a: 1\n"])
def test_a_repeated_key_is_an_error_with_its_line(text: str) -> None:
    with pytest.raises(FileFault, match="the key 'a' stands twice") as caught:
        parse_yaml(text)
    assert caught.value.line == (3 if text.startswith("a") else 2)


def test_a_key_repeated_deep_inside_is_an_error() -> None:
    with pytest.raises(FileFault, match="'ru' stands twice"):
        parse_yaml("texts:\n  ru:\n    answer: x\n  ru:\n    answer: y\n")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: [1", 1),
        ("a: 1\n\tb: 2", 2),
        ("a: b: c", 1),
        ("a: «x\nb: 'y", 2),
        ("? [a]\n: 1", 1),
        ("a: @x", 1),
        ("--- 1\n--- 2", 2),
        ("a: !!python/object:os.system x", 1),
    ],
)
def test_broken_yaml_is_a_fault_with_its_line(text: str, line: int) -> None:
    with pytest.raises(FileFault) as caught:
        parse_yaml(text)
    assert caught.value.line in (line, line + 1)


@pytest.mark.parametrize("text", ["a: !!int x", "a: !!timestamp 2025-99-99", f"a: {'1' * 5000}", "a: \x00", "\ud800"])
def test_values_that_python_refuses_are_faults(text: str) -> None:
    with pytest.raises(FileFault):
        parse_yaml(text)


@given(st.text(max_size=60) | st.text(alphabet="ab:-[]{}&*!|>'\"#%@`, \n\t01.", max_size=40))
def test_any_text_is_read_or_a_fault(text: str) -> None:
    try:
        parse_yaml(text)
    except FileFault as fault:
        assert str(fault)  # noqa: PT017  # most texts are no fault


def test_lines_skip_comments_and_empty_lines() -> None:
    assert read_lines("# head\n\n  one \r\n#two\nthree # four\n") == ["one", "three # four"]


def test_only_line_feeds_end_a_line() -> None:
    assert read_lines("a\u2028b\x85c\nd") == ["a\u2028b\x85c", "d"]


def test_a_byte_order_mark_is_dropped(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("\ufeff# comment\nвопрос\r\n".encode())
    assert read_lines(read_text(path)) == ["вопрос"]


def test_writing_makes_folders_and_replaces(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file.yaml"
    write_atomically(path, "один\r\nдва\n")
    write_atomically(path, "қос\n")
    assert path.read_bytes() == "қос\n".encode()
    assert [each.name for each in path.parent.iterdir()] == ["file.yaml"]


def test_writing_keeps_the_mode_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "file.yaml"
    write_atomically(path, "a")
    assert path.stat().st_mode & 0o777 == 0o644
    path.chmod(0o660)
    write_atomically(path, "b")
    assert path.stat().st_mode & 0o777 == 0o660


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.replace"])
def test_a_failure_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    path = tmp_path / "file.yaml"
    path.write_text("old")

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(step, fail)
    with pytest.raises(OSError, match="disk full"):
        write_atomically(path, "new" * 100_000)
    monkeypatch.undo()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_text_that_can_not_be_encoded_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "file.yaml"
    path.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write_atomically(path, "new \ud800")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
