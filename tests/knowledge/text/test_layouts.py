"""Keys pressed under the wrong layout."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text import readings
from knowledge.text.layouts import Layout, to_cyrillic, to_latin

RUSSIAN = "абвгдежзийклмнопрстуфхцчшщъыьэюяё"


@given(st.text(alphabet=RUSSIAN + RUSSIAN.upper() + " ?.,", max_size=40))
def test_russian_round_trip(text: str) -> None:
    assert to_cyrillic(to_latin(text, "ru"), "ru") == text


@given(st.lists(st.text(alphabet=RUSSIAN.replace("ё", "") + "әіңғүұқөһ", min_size=2, max_size=9), max_size=6))
def test_kazakh_round_trip(words: list[str]) -> None:
    # Each word starts with a letter of the letter rows: digits without any letter beside them are digits.
    text = " ".join("к" + word for word in words)
    assert to_cyrillic(to_latin(text, "kk"), "kk") == text


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ ", max_size=40))
def test_english_round_trip(text: str) -> None:
    assert to_latin(to_cyrillic(text, "ru"), "ru") == text


@pytest.mark.parametrize(
    ("keys", "layout", "expected"),
    [
        ("ghbdtn", "ru", "привет"),
        ("crjkmrj ktn&", "ru", "сколько лет?"),
        ("0fyif ;sk", "kk", "қанша жыл"),
        ("-rsv 10 ;sk", "kk", "өкым 10 жыл"),
        ("rfyxf ;sk", "ky", "канча жыл"),
    ],
)
def test_to_cyrillic(keys: str, layout: Layout, expected: str) -> None:
    assert to_cyrillic(keys, layout) == expected


def test_kyrgyz_letters_are_typed_on_their_plain_keys() -> None:
    assert to_cyrillic(to_latin("өкүм", "ky"), "ky") == "окум"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ghbdtn", {"привет"}),
        ("кто nfrjq", {"кто такой"}),
        ("цщкдв", {"world"}),
        ("0fyif", {"0анша", "қанша"}),
        ("2025", set()),
        ("", set()),
        ("سوت", set()),
    ],
)
def test_readings(typed: str, expected: set[str]) -> None:
    assert {reading.text for reading in readings(typed)} == expected


@given(st.text(alphabet="abcQ;[01-=$ .", max_size=12) | st.text(alphabet="абвҚқһіёө №;5 .", max_size=12))
def test_readings_are_of_both_layouts_each_once(text: str) -> None:
    read = to_cyrillic if any(letter in "abcQ" for letter in text) else to_latin
    both = [read(text, "ru"), read(text, "kk")] if any(map(str.isalpha, text)) else []
    assert [reading.text for reading in readings(text)] == [each for each in dict.fromkeys(both) if each != text]


@given(st.text(alphabet=st.characters(), max_size=200))
def test_readings_never_fail_nor_repeat(text: str) -> None:
    found = [reading.text for reading in readings(text)]
    assert len(found) == len(set(found)) <= 2
    assert text not in found
