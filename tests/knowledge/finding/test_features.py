"""Words and their pieces: one script for all, edges marked, nothing lost and nothing that ends a line."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.finding.features import LONGEST, SHORTEST, grams, keys

WORDS = st.lists(st.text(alphabet="abcdefgh'0123", min_size=1, max_size=12), max_size=8)


def obvious(words: list[str]) -> Counter[str]:
    """The same, letter by letter."""
    pieces = []
    for word in words:
        edged = f" {word} "
        spans = [(start, end) for start in range(len(edged)) for end in range(start + 1, len(edged) + 1)]
        pieces += [edged[start:end] for start, end in spans if SHORTEST <= end - start <= LONGEST]
        pieces.append(f"={word}")
    return Counter(pieces)


@given(WORDS)
def test_pieces_are_those_of_the_slow_way(words: list[str]) -> None:
    assert grams(words) == obvious(words)


@given(WORDS, WORDS)
def test_pieces_of_two_texts_are_the_sum(one: list[str], other: list[str]) -> None:
    assert grams([*one, *other]) == grams(one) + grams(other)


def test_whole_words_differ_from_pieces() -> None:
    assert grams(["sud"]) == {" su": 1, "sud": 1, "ud ": 1, " sud": 1, "sud ": 1, "=sud": 1}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Капитан", "kapitan"),
        ("КАПИТАНҒА", "капитанга"),
        ("жүргүнчү", "жургунчу"),
        ("жолаушы", "jolaushy"),
        ("по́ром", "пором"),
        ("и\u0306од", "йод"),
        ("Аурелия!", "«аурелия»"),
    ],
)
def test_spellings_meet(one: str, other: str) -> None:
    assert keys(one) == keys(other)


@given(st.text(max_size=80))
def test_keys_can_be_packed_into_lines(text: str) -> None:
    for word in keys(text):
        assert word
        assert not any(character.isspace() for character in word)
        word.encode()


@given(st.text(max_size=60))
def test_keys_of_keys_are_themselves(text: str) -> None:
    once = keys(text)
    assert keys(" ".join(once)) == once
