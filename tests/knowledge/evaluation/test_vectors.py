"""Vectors are those of the encoder, and no text is read twice, whatever became of the process that read it first."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from knowledge.evaluation.vectors import KeptVectors


class Encoder:
    """Tells each text by its length and its first letter, and remembers what it was asked."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def __call__(self, texts: list[str]) -> NDArray[np.float32]:
        self.read += texts
        return np.array([[len(text) + 1, ord(text[:1] or "\0"), 1] for text in texts], np.float32)


def kept(encoder: Encoder, folder: Path) -> KeptVectors:
    return KeptVectors(encoder, 3, folder / "of" / "vectors")


def expected(texts: list[str]) -> NDArray[np.float32]:
    vectors = Encoder()(texts)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@given(st.lists(st.text(max_size=5), min_size=1, max_size=150))
def test_each_text_has_its_own_vector_of_length_one(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    encoder, folder = Encoder(), tmp_path_factory.mktemp("kept")
    for vectors in (kept(encoder, folder).of(texts), kept(encoder, folder).of(texts)):
        assert vectors == pytest.approx(expected(texts), abs=1e-3)
    assert sorted(encoder.read) == sorted(set(texts))


def test_only_new_texts_are_read_by_the_next_process(tmp_path: Path) -> None:
    kept(Encoder(), tmp_path).of(["who", "where"])
    encoder = Encoder()
    kept(encoder, tmp_path).of(["where", "when", "who"])
    assert encoder.read == ["when"]


def test_what_a_killed_process_left_half_written_is_read_again(tmp_path: Path) -> None:
    kept(Encoder(), tmp_path).of(["who", "where"])
    file = tmp_path / "of" / "vectors"
    file.write_bytes(file.read_bytes()[:-1])
    encoder = Encoder()
    assert kept(encoder, tmp_path).of(["who", "where"]) == pytest.approx(expected(["who", "where"]), abs=1e-3)
    assert encoder.read == ["where"]
    assert kept(Encoder(), tmp_path).of(["where"]) == pytest.approx(expected(["where"]), abs=1e-3)
