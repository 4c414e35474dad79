"""Words and tokens with their places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text import clean, tokens, unit_of, words


def test_words() -> None:
    assert words("Сколько лет дали, 3-5?") == ["сколько", "лет", "дали", "3", "5"]


@given(st.text(alphabet=st.characters(), max_size=200))
def test_tokens_are_where_they_say(text: str) -> None:
    cleaned = clean(text)
    assert all(cleaned[token.start : token.end] == token.text for token in tokens(text))


def test_kinds_of_token() -> None:
    assert [(token.text, token.is_word, token.is_digits) for token in tokens("ст. 146")] == [
        ("ст", True, False),
        (".", False, False),
        ("146", False, True),
    ]


@pytest.mark.parametrize(
    ("word", "unit"),
    [
        ("жылға", "years"), ("zhylga", "years"), ("лет", "years"), ("полицейлердің", "officers"), ("теңгеге", "tenge"),
        ("бабы", "article"), ("беренеси", "article"), ("people", "people"), ("$", "dollars"), ("суд", None),
    ],
)  # fmt: skip
def test_units(word: str, unit: str | None) -> None:
    assert unit_of(word) == unit
