"""Languages near to the four: which it is, and that nothing is guessed of what could be any's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.compose.neighbours import NEIGHBOURS, in_its_own_language


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("Скільки років дали поліцейським?", "українською"),
        ("хто був у суді", "українською"),
        ("Ба полисҳо чанд сол ҳабс доданд?", "тоҷикӣ"),
        ("Sud qachon hukm chiqardi?", "oʻzbek"),
        ("Nima bo'ldi?", "oʻzbek"),
        ("Қанча одам қийноққа солинди?", "ўзбек"),
        ("ساقچىلارغا قانچە يىل كېسىلدى؟", "ئۇيغۇرچە"),
        ("Пианистқа немә болди, сот қачан?", "уйғурчә"),
        ("Polislere kaç yıl hapis cezası verildi?", "Türkçe"),
    ],
)
def test_a_reader_of_a_neighbouring_language_is_told_so_in_it(question, word):
    assert word in (in_its_own_language(question) or "")


@pytest.mark.parametrize("text", ["", "???", "判决是什么?", "Wie viele Jahre bekamen sie?", "ва"])
def test_what_fits_none_or_several_gets_no_word(text):
    assert in_its_own_language(text) is None


@given(st.text())
def test_any_text_gets_one_of_the_words_or_none(text):
    assert in_its_own_language(text) in {None, *(each.text for each in NEIGHBOURS)}


def test_what_a_neighbour_is_told_is_known_as_its_own():
    assert all(in_its_own_language(each.text) == each.text for each in NEIGHBOURS if each.letters)
