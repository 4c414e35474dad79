"""An edit changes what was edited: comments, order, styles and all other entries stay letter for letter."""

import difflib
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.editing import update_lines, update_yaml
from knowledge.files import parse_yaml, read_lines
from tests.cases import Case

LIST = """\
# The people of the case.
# Oldest first.
- id: anna   # she spoke first
  names: {ru: Анна, en: 'Anna'}
  height: 1.70

# Boris came later.
- id: boris
  born: 1970-01-02
# The end.
"""
MAPPING = """\
# A fact.
id: fact
related: [a, b]   # both are near
# Numbered as in the text.
citations:
  - source: one
    supports: "The day."
  - source: two
    supports: The place.
texts:
  ru:
    headline: Заголовок   # short
    answer: >-
      Первая строка
      вторая строка.
  en:
    headline: 'Headline'
    answer: >-
      First line
      second line.
"""

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
    | st.text(alphabet="ab яё,:#-«»'\" \t\n\u2028\x85", max_size=150)
    | st.sampled_from(["yes", "12:30", "010", "2025-01-17", "=", "<<", "true", "~", "1e3", "0b_", "- a", "? b", "x: y"])
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=3)
)
ENTRIES = st.text(alphabet="abcя ?#", min_size=1, max_size=8).filter(
    lambda text: text == text.strip() and not text.startswith("#")
)


def changed(old: str, new: str) -> list[str]:
    """The lines that went and came."""
    return [line for line in difflib.ndiff(old.splitlines(), new.splitlines()) if line[0] in "+-"]


def test_an_unchanged_file_stays_as_it_is(case: Case) -> None:
    paths = sorted(case.folder.rglob("*.yaml"))
    assert paths
    for path in paths:
        text = path.read_text(encoding="utf-8")
        assert update_yaml(text, parse_yaml(text)) == text


def test_a_changed_entry_of_a_list_leaves_the_others_alone() -> None:
    people = parse_yaml(LIST)
    people[1]["born"] = "1971-01-02"
    assert changed(LIST, update_yaml(LIST, people)) == ["-   born: 1970-01-02", "+   born: '1971-01-02'"]


def test_a_new_entry_comes_before_the_closing_comment() -> None:
    people = [*parse_yaml(LIST), {"id": "clara"}]
    assert changed(LIST, update_yaml(LIST, people)) == ["+ - id: clara"]
    assert update_yaml(LIST, people).endswith("- id: clara\n# The end.\n")


def test_a_removed_entry_takes_its_comment_with_it() -> None:
    people = parse_yaml(LIST)
    assert changed(LIST, update_yaml(LIST, people[:1])) == [
        "- ", "- # Boris came later.", "- - id: boris", "-   born: 1970-01-02",
    ]  # fmt: skip
    assert update_yaml(LIST, people[1:]).startswith("# The people of the case.\n# Oldest first.\n")


def test_entries_take_their_comments_along_when_they_move() -> None:
    moved = update_yaml(LIST, parse_yaml(LIST)[::-1])
    assert sorted(moved.splitlines()) == sorted(LIST.splitlines())
    assert moved.index("# Boris came later.\n- id: boris") < moved.index("- id: anna   # she spoke first")


def test_a_changed_text_leaves_the_other_languages_alone() -> None:
    fact = parse_yaml(MAPPING)
    fact["texts"]["ru"]["answer"] = "Другой ответ."
    new = update_yaml(MAPPING, fact)
    assert all("Перв" in line or "втор" in line or "answer" in line or "Друг" in line for line in changed(MAPPING, new))
    assert parse_yaml(new) == fact


def test_comments_stay_beside_changed_values() -> None:
    fact = parse_yaml(MAPPING)
    fact["texts"]["ru"]["headline"] = "Новый"
    fact["related"] = ["b", "c"]
    new = update_yaml(MAPPING, fact)
    assert re.search("headline: Новый +# short\n", new)
    assert "related: [b, c]   # both are near" in new
    assert "# Numbered as in the text.\ncitations:" in new


def test_keys_keep_their_order_and_new_ones_come_last() -> None:
    fact = {"version": 2, **parse_yaml(MAPPING)}
    del fact["related"]
    assert list(parse_yaml(update_yaml(MAPPING, fact))) == ["id", "citations", "texts", "version"]


def test_a_number_that_becomes_text_is_quoted() -> None:
    assert update_yaml("date: 2025\n", {"date": "2025"}) == "date: '2025'\n"
    assert update_yaml("flag: true\n", {"flag": "true"}) == "flag: 'true'\n"


def test_a_long_text_is_folded() -> None:
    text = "Слова " * 40 + "конец."
    written = update_yaml(None, {"answer": text})
    assert written.startswith("answer: >-\n  Слова")
    assert max(map(len, written.splitlines())) < 125


@pytest.mark.parametrize(
    "old", ["", "# only a comment\n", "[1, 2]", "a: 1", "- a\n- b", "a: &x [1]\nb: *x\n", "---\na: 1\n"]
)
@pytest.mark.parametrize("value", [{"a": [{"id": "x", "n": 1.0}]}, [{"id": "x"}, {"id": "y"}], ["b", "c"], {}, []])
def test_any_old_layout_gives_way(old: str, value: Any) -> None:
    assert parse_yaml(update_yaml(old, value)) == value


@given(VALUES)
def test_what_is_written_reads_the_same(value: Any) -> None:
    assert parse_yaml(update_yaml(None, value)) == value


@given(st.dictionaries(st.sampled_from("abcd"), VALUES), st.dictionaries(st.sampled_from("abcd"), VALUES))
def test_what_is_updated_reads_as_the_new_value(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert parse_yaml(update_yaml(update_yaml(None, old), new)) == new


@given(
    st.lists(st.sampled_from(["anna", "boris", "clara", "dora"]), unique=True),
    st.dictionaries(st.sampled_from(["anna", "boris", "clara"]), SCALARS),
)
def test_lists_take_any_edit(ids: list[str], notes: dict[str, Any]) -> None:
    known = {person["id"]: person for person in parse_yaml(LIST)}
    people = [{**known.get(each, {"id": each}), **({"note": notes[each]} if each in notes else {})} for each in ids]
    new = update_yaml(LIST, people)
    assert parse_yaml(new) == people
    assert new.startswith("# The people of the case.\n# Oldest first.\n")
    assert (
        "- id: anna   # she spoke first\n  names: {ru: Анна, en: 'Anna'}\n  height: 1.70\n" in new or "anna" not in ids
    )


@pytest.mark.parametrize("value", [float("nan"), {"a": object()}, {"a": "\ud800"}])
def test_what_yaml_can_not_hold_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="YAML"):
        update_yaml(None, value)


def test_lines_keep_comments_and_the_old_order() -> None:
    old = "# how people ask\none\n\n# about money\n  two\nthree\n"
    assert update_lines(old, ["four", "three", "one"]) == "# how people ask\none\n\n# about money\nthree\nfour\n"


def test_unchanged_lines_stay() -> None:
    old = "# head\n\none\ntwo\n"
    assert update_lines(old, ["one", "two"]) == old


@given(st.none() | st.text(alphabet="abя#? \n", max_size=40), st.lists(ENTRIES))
def test_lines_read_as_the_new_entries(old: str | None, entries: list[str]) -> None:
    new = update_lines(old, entries)
    assert sorted(read_lines(new)) == sorted(set(entries))
    assert new.endswith("\n")
    assert update_lines(new, entries) == new


@pytest.mark.parametrize("entry", ["", " a", "a ", "a\nb", "a\r", "# a", "#a"])
def test_lines_that_would_not_be_read_back_are_refused(entry: str) -> None:
    with pytest.raises(ValueError, match="is not one line of text"):
        update_lines(None, [entry])
