"""Texts held as one are the texts they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.finding.lines import Lines, packed

LINE = st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), min_size=1, max_size=8)


@given(st.lists(LINE, max_size=12), st.slices(12))
def test_lines_are_the_texts_that_were_packed(texts: list[str], part: slice) -> None:
    lines = Lines(packed(texts))
    assert (len(lines), list(lines), lines[part]) == (len(texts), texts, tuple(texts[part]))
    assert [lines[place] for place in range(-len(texts), len(texts))] == texts * 2


@pytest.mark.parametrize("place", [2, -3])
def test_beyond_the_last_line_there_is_none(place: int) -> None:
    with pytest.raises(IndexError):
        Lines(packed(["кто", "who"]))[place]


def test_an_empty_line_among_others_is_kept() -> None:
    assert list(Lines(packed(["кто", "", "who", ""]))) == ["кто", "", "who", ""]
