"""A number and its noun agree, also in what operators and curators read."""

from __future__ import annotations

import pytest

from bot.counting import counted


@pytest.mark.parametrize(
    ("number", "told"),
    [(0, "0 problems"), (1, "1 problem"), (2, "2 problems"), (11, "11 problems"), (21, "21 problems")],
)
def test_one_thing_is_told_apart_from_others(number, told):
    assert counted(number, "problem") == told


@pytest.mark.parametrize(("number", "told"), [(1, "1 file is"), (3, "3 files are")])
def test_other_words_may_change_with_the_number(number, told):
    assert counted(number, "file is", "files are") == told
