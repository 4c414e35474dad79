"""Words that mean the like lie near each other, in four languages."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.finding.features import keys
from knowledge.finding.meaning import Meaning, save_vectors

NEVER: dict[str, float] = {}


def likeness(meaning: Meaning, one: str, other: str) -> float:
    return float(meaning.embed(keys(one), NEVER) @ meaning.embed(keys(other), NEVER))


@pytest.fixture
def three(tmp_path: Path) -> Meaning:
    """Three words in three directions, one of them twice as long."""
    path = tmp_path / "vectors.npz"
    save_vectors(path, ["east", "north", "up"], np.diag([1, 1, 2]).astype(np.float32))
    return Meaning(path)


@pytest.mark.parametrize(
    ("word", "like", "unlike"),
    [
        ("суд", "court", "weather"),
        ("тюрьма", "prison", "music"),
        ("жыл", "year", "doctor"),
        ("адвокат", "lawyer", "water"),
        ("сколько", "қанша", "мать"),
        ("died", "погиб", "купил"),
    ],
)
def test_translations_are_nearer_than_other_words(meaning: Meaning, word: str, like: str, unlike: str) -> None:
    assert likeness(meaning, word, like) > likeness(meaning, word, unlike)


@pytest.mark.parametrize("text", ["", "qwxzqwxz", "qwxzqwxz zxqwzxqw"])
def test_unknown_words_mean_nothing(meaning: Meaning, text: str) -> None:
    vector = meaning.embed(keys(text), NEVER)
    assert vector.shape == (meaning.dimensions,)
    assert vector.dtype == np.float32
    assert not vector.any()


@given(st.lists(st.sampled_from(["sud", "court", "people", "parom", "qwxz", "1"]), max_size=8))
def test_vectors_are_of_unit_length(meaning: Meaning, words: list[str]) -> None:
    length = float(np.linalg.norm(meaning.embed(words, {"sud": 0.3, "people": 1.0})))
    assert length == pytest.approx(1, abs=1e-5) or length == 0


def test_unknown_words_and_order_do_not_count(meaning: Meaning) -> None:
    one = meaning.embed(["court", "people"], NEVER)
    np.testing.assert_allclose(meaning.embed(["people", "qwxzqwxz", "court"], NEVER), one, atol=1e-6)


def test_a_frequent_word_weighs_less(three: Meaning) -> None:
    np.testing.assert_allclose(three.embed(["east", "north"], NEVER), [0.5**0.5, 0.5**0.5, 0], atol=1e-6)
    east, north, _ = three.embed(["east", "north"], {"east": 1e-3})
    assert east / north == pytest.approx(0.5)


def test_vectors_survive_being_stored(tmp_path: Path) -> None:
    vectors = np.random.default_rng(0).normal(size=(20, 6)).astype(np.float32)
    words = [f"word{n}" for n in range(20)]
    save_vectors(tmp_path / "vectors.npz", words, vectors)
    again = Meaning(tmp_path / "vectors.npz")
    for word, vector in zip(words, vectors, strict=True):
        np.testing.assert_allclose(again.embed([word], NEVER), vector / np.linalg.norm(vector), atol=0.02)


def test_the_digest_tells_vectors_apart(three: Meaning, meaning: Meaning, tmp_path: Path) -> None:
    save_vectors(tmp_path / "other.npz", ["east", "north", "top"], np.diag([1, 1, 2]).astype(np.float32))
    assert len({three.digest(), meaning.digest(), Meaning(tmp_path / "other.npz").digest()}) == 3
    assert Meaning().digest() == meaning.digest()


def test_vectors_that_are_missing_are_told(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"none\.npz"):
        Meaning(tmp_path / "none.npz")
    np.savez(tmp_path / "empty.npz")
    with pytest.raises(KeyError, match="words"):
        Meaning(tmp_path / "empty.npz")
