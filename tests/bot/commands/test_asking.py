"""When the questions that lean towards another fact are too many."""

import pytest

from bot.commands.record.asking import _outcome


@pytest.mark.parametrize(
    ("missed", "asked", "says"),
    [
        (0, 1, "the one stored question finds its own fact"),
        (0, 400, "all 400 stored questions find their own fact"),
        (1, 9, "1 of 9 stored questions finds another fact"),
        (3, 400, "3 of 400 stored questions find another fact"),
        (2, 400, "2 of 400 stored questions find another fact: few enough (up to one in 200)"),
    ],
)
def test_a_few_of_many_are_said_to_be_few(missed: int, asked: int, says: str) -> None:
    assert _outcome(missed, asked) == says
