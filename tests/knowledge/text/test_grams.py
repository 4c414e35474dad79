"""Grams as hashes agree with grams as strings."""

import zlib
from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text.grams import LONGEST, ORDERS, grams, grams_of


def _slowly(words: str) -> Counter[tuple[int, str]]:
    """Count (kind, gram) as strings, the obvious way."""
    parts = "".join(" " if letter.isdecimal() else letter for letter in words).split()
    text = f" {' '.join(parts)} " if parts else ""
    counts = Counter(
        (size - 1, text[at : at + size]) for size in range(1, LONGEST + 1) for at in range(len(text) - size + 1)
    )
    return counts + Counter((LONGEST, part) for part in parts)


@given(st.text(alphabet="абвқab' 12", max_size=40))
def test_as_many_of_each_as_in_the_slow_count(words: str) -> None:
    hashes, kinds = grams(words)
    expected = _slowly(words)
    assert len(hashes) == len(kinds) == expected.total()
    assert (np.diff(kinds.astype(int)) >= 0).all()
    found = Counter(zip(kinds.tolist(), hashes.tolist(), strict=True))
    assert sorted(found.values()) == sorted(expected.values())


@given(st.lists(st.text(alphabet="абв' 12\ud800", max_size=9), min_size=1, max_size=4))
def test_grams_of_several_texts_are_those_of_each(texts: list[str]) -> None:
    for text, (hashes, sizes) in zip(texts, grams_of(texts), strict=True):
        alone, kinds = grams(text)
        np.testing.assert_array_equal(hashes, alone)
        assert sizes == np.bincount(kinds, minlength=ORDERS).tolist()


@given(st.text(alphabet="абя'z \u2009\u0085\x1c\ud800", max_size=20))
def test_a_word_is_hashed_as_it_stands(text: str) -> None:
    hashes, kinds = grams(text)
    assert hashes[kinds == LONGEST].tolist() == [zlib.crc32(word.encode("utf-8", "replace")) for word in text.split()]


def test_same_gram_same_hash_wherever_it_stands() -> None:
    assert set(grams("суд")[0]) <= set(grams("суд суд")[0])
    assert zlib.crc32("суд".encode()) in grams("был суд")[0]


@given(st.text(alphabet=st.characters(), max_size=50))
def test_never_fails(text: str) -> None:
    hashes, kinds = grams(text)
    assert hashes.shape == kinds.shape
