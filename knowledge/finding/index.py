"""The searchable form of a record: every stored question as a weighted vector, held as an inverted index.

Weighting is TF-IDF with sublinear term frequency and cosine normalisation (Salton & Buckley 1988, "ltc"); a fact
is also held as the centroid of its questions (Rocchio). Everything is a flat NumPy array, so that the index is
stored and loaded without being rebuilt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.casebook import Casebook
from knowledge.finding.features import grams, keys
from knowledge.model import LANGUAGES, Language

__all__ = ["Index", "Postings", "build_index"]

Floats = NDArray[np.float32]
Numbers = NDArray[np.int32]


@dataclass(frozen=True)
class Postings:
    """Rows of a sparse matrix by column: ``rows[start[c]:start[c + 1]]`` hold ``weights`` for column ``c``."""

    start: Numbers
    rows: Numbers
    weights: Floats
    size: int

    def scores(self, columns: Numbers, weights: Floats) -> Floats:
        """The dot product of every row with a sparse vector; shape (size,)."""
        spans = [slice(self.start[column], self.start[column + 1]) for column in columns]
        if not spans:
            return np.zeros(self.size, np.float32)
        rows = np.concatenate([self.rows[span] for span in spans])
        parts = np.concatenate([self.weights[span] * weight for span, weight in zip(spans, weights, strict=True)])
        return np.bincount(rows, parts, self.size).astype(np.float32)


@dataclass(frozen=True)
class Index:
    """Stored questions of all languages in one index.

    ``facts`` names the facts; ``owner[q]`` is the position of question ``q``'s fact in it, ``language[q]`` the position
    of its language in ``LANGUAGES``. ``vocabulary`` maps a piece of a word to its column in the postings.
    """

    facts: tuple[str, ...]
    questions: tuple[str, ...]
    owner: Numbers
    language: Numbers
    vocabulary: Mapping[str, int]
    words: tuple[str, ...]
    idf: Floats
    by_question: Postings
    by_fact: Postings

    def vector(self, words: list[str]) -> tuple[Numbers, Floats]:
        """The columns and weights of a question, of unit length; pieces that no stored question has are left out."""
        counts = grams(words)
        known = [(self.vocabulary[piece], count) for piece, count in counts.items() if piece in self.vocabulary]
        if not known:
            return np.zeros(0, np.int32), np.zeros(0, np.float32)
        columns = np.array([column for column, _ in known], np.int32)
        weights = (1 + np.log(np.array([count for _, count in known], np.float32))) * self.idf[columns]
        return columns, (weights / np.linalg.norm(weights)).astype(np.float32)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The index as arrays, to be stored; ``from_arrays`` undoes it."""
        return {
            "facts": np.array(self.facts),
            "questions": np.array("\n".join(self.questions)),
            "owner": self.owner,
            "language": self.language,
            "vocabulary": np.array("\n".join(self.vocabulary)),
            "words": np.array("\n".join(self.words)),
            "idf": self.idf,
            **{f"q_{name}": getattr(self.by_question, name) for name in ("start", "rows", "weights")},
            **{f"f_{name}": getattr(self.by_fact, name) for name in ("start", "rows", "weights")},
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Index:
        facts = tuple(arrays["facts"].tolist())
        questions = tuple(str(arrays["questions"]).split("\n"))
        pieces = str(arrays["vocabulary"]).split("\n")
        return cls(
            facts=facts,
            questions=questions,
            owner=arrays["owner"],
            language=arrays["language"],
            vocabulary=dict(zip(pieces, range(len(pieces)), strict=True)),
            words=tuple(str(arrays["words"]).split("\n")),
            idf=arrays["idf"],
            by_question=Postings(arrays["q_start"], arrays["q_rows"], arrays["q_weights"], len(questions)),
            by_fact=Postings(arrays["f_start"], arrays["f_rows"], arrays["f_weights"], len(facts)),
        )


def build_index(casebook: Casebook) -> Index:
    """Index the stored questions, and the headlines, of all published facts."""
    facts = tuple(fact.id for fact in casebook.published())
    rows = list(_rows(casebook, facts))
    counts = [grams(keys(text)) for text, _, _ in rows]
    vocabulary: dict[str, int] = {}
    for count in counts:
        for piece in count:
            vocabulary.setdefault(piece, len(vocabulary))
    lengths = np.fromiter((len(count) for count in counts), np.int64, len(counts))
    row = np.repeat(np.arange(len(counts), dtype=np.int32), lengths)
    column = np.fromiter((vocabulary[piece] for count in counts for piece in count), np.int32, int(lengths.sum()))
    frequency = np.fromiter((value for count in counts for value in count.values()), np.float32, int(lengths.sum()))
    document_frequency = np.bincount(column, minlength=len(vocabulary))
    idf = (np.log((1 + len(rows)) / (1 + document_frequency)) + 1).astype(np.float32)
    weights = (1 + np.log(frequency)) * idf[column]
    weights /= np.sqrt(np.bincount(row, weights**2, len(rows)))[row]
    owner = np.array([fact for _, fact, _ in rows], np.int32)
    return Index(
        facts=facts,
        questions=tuple(text for text, _, _ in rows),
        owner=owner,
        language=np.array([LANGUAGES.index(language) for _, _, language in rows], np.int32),
        vocabulary=vocabulary,
        words=tuple(piece[1:] for piece in vocabulary if piece.startswith("=")),
        idf=idf,
        by_question=_postings(row, column, weights, len(rows), len(vocabulary)),
        by_fact=_centroids(owner[row], column, weights, len(facts), len(vocabulary)),
    )


def _rows(casebook: Casebook, facts: tuple[str, ...]) -> list[tuple[str, int, Language]]:
    rows = []
    for position, fact in enumerate(facts):
        for language in LANGUAGES:
            texts = [*casebook.asked(fact, language), casebook.facts[fact].texts[language].headline]
            rows += [(" ".join(text.split()), position, language) for text in texts]
    return rows


def _postings(rows: Numbers, columns: Numbers, weights: Floats, n_rows: int, n_columns: int) -> Postings:
    order = np.lexsort((rows, columns))
    start = np.zeros(n_columns + 1, np.int32)
    np.cumsum(np.bincount(columns, minlength=n_columns), out=start[1:])
    return Postings(start, rows[order].astype(np.int32), weights[order].astype(np.float32), n_rows)


def _centroids(rows: Numbers, columns: Numbers, weights: Floats, n_rows: int, n_columns: int) -> Postings:
    cells, position = np.unique(rows.astype(np.int64) * n_columns + columns, return_inverse=True)
    summed = np.bincount(position, weights).astype(np.float32)
    row, column = (cells // n_columns).astype(np.int32), (cells % n_columns).astype(np.int32)
    unit = summed / np.sqrt(np.bincount(row, summed**2, n_rows))[row]
    return _postings(row, column, unit.astype(np.float32), n_rows, n_columns)
