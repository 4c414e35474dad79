"""What is left of a question when the names are taken out of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.casebook import Casebook
from knowledge.finding.features import keys
from knowledge.finding.unnamed import name_beginnings, without_names
from knowledge.model import LANGUAGES


def test_every_name_of_the_record_is_taken_out(ferry_casebook: Casebook) -> None:
    beginnings = name_beginnings(ferry_casebook)
    for entity in (*ferry_casebook.people.values(), *ferry_casebook.places.values()):
        for language in LANGUAGES:
            for word in keys(entity.names[language]):
                assert len(word) < 4 or not without_names([word], beginnings)


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("how tall is Dalgren", "how tall is"),
        ("какого роста Дальгрена капитан", "какого роста капитан"),
        ("Дальгреннің бойы қанша", "бойы қанша"),
        ("Dalgren", ""),
        ("what is the sentence", "what is the sentence"),
    ],
)
def test_the_rest_stays_in_its_order(ferry_casebook: Casebook, question: str, left: str) -> None:
    assert without_names(keys(question), name_beginnings(ferry_casebook)) == keys(left)


@given(words=st.lists(st.text("abcdefgh", min_size=1, max_size=9)), names=st.sets(st.text("abc", max_size=6)))
def test_nothing_is_added_and_twice_is_once(words: list[str], names: set[str]) -> None:
    left = without_names(words, names)
    assert without_names(left, names) == left
    assert all(word in words for word in left)
