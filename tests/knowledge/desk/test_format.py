"""The layout of a record: keys in order, comments with their keys, the same meaning, nothing left for a second run."""

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.casebook import load_casebook
from knowledge.desk.format import format_changes
from knowledge.desk.layout import laid_out
from knowledge.desk.shapes import Shape, shape_of
from knowledge.files import FileFault, parse_yaml, write_together
from knowledge.model import Entity, Fact, Term
from knowledge.problems import RecordError
from tests.cases import Case
from tests.conftest import Edit
from tests.knowledge.desk.sheets import contents

FACT = shape_of(Fact)

BEFORE = """\
# About the fact.

id: a
# In two languages so far.
texts:
  en:
    # The long part.
    answer: >-
      One line
      # and this is text, too.

    headline: 'Short'   # quoted
  # Russian was first.
  ru: {answer: б, headline: а}
citations:
  # The first.
  - supports: "The day."  # checked by hand
    # Read in part.
    source: one
    odd: kept
  - {supports: 😀 place, source: two}
kind: reported

topic: t   \t
# The end.
"""
AFTER = """\
# About the fact.

id: a

topic: t
kind: reported
citations:
  # The first.
    # Read in part.
  - source: one
    supports: "The day."  # checked by hand
    odd: kept
  - {source: two, supports: 😀 place}
# In two languages so far.
texts:
  # Russian was first.
  ru: {headline: а, answer: б}
  en:

    headline: 'Short'   # quoted
    # The long part.
    answer: >-
      One line
      # and this is text, too.
# The end.
"""


def test_keys_take_their_comments_along() -> None:
    assert laid_out(BEFORE, FACT) == AFTER
    assert parse_yaml(AFTER) == parse_yaml(BEFORE)


def test_a_second_run_changes_nothing() -> None:
    assert laid_out(AFTER, FACT) == AFTER


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- ru: [б]\n  id: a\n- id: b\n", "- id: a\n  ru: [б]\n- id: b\n"),
        ("- note: n\n  avoid:\n    en: x\n    ru: y\n  id: a", "- id: a\n  avoid:\n    ru: y\n    en: x\n  note: n\n"),
        ("# none yet\n[]", "# none yet\n[]\n"),
        ("- {note: '{', id: a}\n", "- {id: a, note: '{'}\n"),
        ("- {note: n,\n   id: a}\n", "- {note: n,\n   id: a}\n"),
        ("id: |\n  kept  \n  so\n", "id: |\n  kept  \n  so\n"),
        ("\n\n", "\n"),
    ],
)  # fmt: skip
def test_lists_and_groups_in_braces(text: str, expected: str) -> None:
    assert laid_out(text, shape_of(Term)) == expected


def test_what_is_not_yaml_is_told() -> None:
    with pytest.raises(FileFault):
        laid_out("id: [", FACT)


VALUES = st.recursive(
    st.sampled_from(["x", "'a # b'", "{b: 1, a: 2}", "[c, a]"]),
    lambda inner: (
        st.dictionaries(st.sampled_from("abcdz"), inner, min_size=1, max_size=4) | st.lists(inner, min_size=1)
    ),
    max_leaves=12,
)
NESTED = Shape(
    ("a", "b", "c", "d"), {"a": Shape(("d", "c", "b", "a"), {"b": Shape(("c", "a"))}), "b": Shape(("b", "a"))}
)


def written(value: object, indent: str = "") -> list[str]:
    """YAML in lines, with a comment above every key and item."""
    if isinstance(value, str):
        return [f"{indent}{value}"]
    lines = []
    for head, item in value.items() if isinstance(value, dict) else ((None, item) for item in value):  # type: ignore[attr-defined]
        lines.append(f"{indent}# {head or 'item'}")
        label = "-" if head is None else f"{head}:"
        if isinstance(item, str):
            lines.append(f"{indent}{label} {item}")
        else:
            lines += [f"{indent}{label}", *written(item, f"{indent}  ")]
    return lines


@given(VALUES)
def test_any_layout_keeps_its_meaning_and_its_comments_and_is_final(value: object) -> None:
    text = "\n".join(written({"a": value})) + "\n"  # a comment at the top is the file's
    new = laid_out(text, NESTED)
    assert parse_yaml(new) == parse_yaml(text)
    assert sorted(re.sub(r"[ -]", "", new)) == sorted(re.sub(r"[ -]", "", text))
    assert all(below.startswith(above) for above, below in re.findall(r"# ([abcdz])\n *(.*)", new))
    assert laid_out(new, NESTED) == new


def test_shapes_follow_the_model() -> None:
    assert FACT.keys[:3] == ("id", "topic", "kind")
    assert FACT.of("citations").keys[0] == "source"
    assert FACT.of("texts").keys == ("ru", "kk", "ky", "en")
    assert FACT.of("texts").of("kk").keys[:2] == ("headline", "answer")
    assert shape_of(Entity).of("aliases").keys == ("ru", "kk", "ky", "en")
    assert FACT.of("related") == Shape()


# -- a whole record ------------------------------------------------------------------------------------------------


def test_the_invented_record_is_laid_out_well(ferry: Path) -> None:
    assert format_changes(ferry) == {}


def test_a_record_says_the_same_afterwards_and_has_its_layout(case: Case, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(case.folder, tmp_path / "copy"))
    before = contents(folder)
    changes = format_changes(folder)
    write_together(changes.items())
    after = contents(folder)
    assert {folder / name for name in after if after[name] != before[name]} == changes.keys()
    assert load_casebook(folder) == case.casebook
    assert format_changes(folder) == {}
    assert [body.count(b"#") for body in after.values()] == [body.count(b"#") for body in before.values()]


def test_only_files_that_change_are_named(edited: Edit) -> None:
    folder = edited("facts/deaths-count.yaml", "topic: victims\nkind: reported\n", "kind: reported\ntopic: victims\n")
    good = (folder / "facts/deaths-count.yaml").read_text(encoding="utf-8")
    (path,) = changes = format_changes(folder)
    assert path.name == "deaths-count.yaml"
    assert changes[path] == good.replace("kind: reported\ntopic: victims\n", "topic: victims\nkind: reported\n")


@pytest.mark.parametrize("file", ["facts/deaths-count.yaml", "questions/en/deaths-count.txt", "glossary.yaml"])
def test_marks_and_line_ends_of_other_systems_go(ferry_copy: Path, file: str) -> None:
    path = ferry_copy / file
    good = path.read_text(encoding="utf-8")
    path.write_bytes(good.replace("\n", "\r\n").encode("utf-8-sig"))
    assert format_changes(ferry_copy) == {path: good}


def test_questions_lose_white_space_and_repetitions(ferry_copy: Path) -> None:
    path = ferry_copy / "questions/en/deaths-count.txt"
    path.write_text("# first\n  How many? \nHow many?\n\nHow much?", encoding="utf-8")
    assert format_changes(ferry_copy) == {path: "# first\nHow many?\n\nHow much?\n"}


def test_files_that_cannot_be_read_are_all_named(ferry_copy: Path) -> None:
    (ferry_copy / "people.yaml").write_text("- [", encoding="utf-8")
    (ferry_copy / "places.yaml").write_bytes(b"\xff")
    with pytest.raises(RecordError) as caught:
        format_changes(ferry_copy)
    assert [problem.file for problem in caught.value.problems] == ["people.yaml", "places.yaml"]
