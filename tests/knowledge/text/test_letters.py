"""Scripts of whole texts agree with those of their letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text.letters import other_letters, script, scripts


@pytest.mark.parametrize("block", range(0, 0x20000, 0x400), ids=hex)
def test_scripts_of_every_letter(block: int) -> None:
    for letter in map(chr, range(block, block + 0x400)):
        assert scripts(letter) == {script(letter)} - {"other"}, hex(ord(letter))
        assert other_letters(letter) == (letter.isalpha() and script(letter) == "other"), hex(ord(letter))


@given(st.text(alphabet="aàяꙗ҂ა中ⅷ7 .", max_size=8))
def test_scripts_of_a_text_are_those_of_its_letters(text: str) -> None:
    assert scripts(text) == {script(letter) for letter in text} - {"other"}
    assert other_letters(text) == sum(letter.isalpha() and script(letter) == "other" for letter in text)
