"""Where the stored questions near to a question come from: the own index, or a search engine for very large records.

An engine only proposes. How near a proposed question is, is computed here as the own index computes it, so that the
evidence, and with it the decision, means the same whichever proposes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from typing import Any, Final, Protocol

import numpy as np

from knowledge.finding.coverage import stem
from knowledge.finding.features import keys
from knowledge.finding.index import Floats, Index, Numbers

__all__ = ["ENGINE_FROM", "Fts5", "Source", "Tantivy", "cosines", "source_for"]

ENGINE_FROM: Final = 500_000
"""Stored questions from which an engine proposes: docs/growth.md has the measurements."""
PROPOSED: Final = 40
"""Questions that an engine proposes: each has to be read and compared, which takes some 50 µs."""
_ASKED: Final = 6
"""Words that an engine is asked for, the rarest ones: frequent ones make it rank half of all questions."""


class Source(Protocol):
    """Proposes stored questions."""

    def candidates(self, words: Sequence[str]) -> tuple[Numbers, Floats]:
        """Stored questions near to one with these words (skeletons): their rows, each once, and cosines (0 to 1).

        A stored question that is not among them counts as not near at all.
        """
        ...


class Fts5:
    """SQLite's full-text search, which comes with Python: nothing to install, in memory or in a file."""

    def __init__(self, index: Index, path: str = ":memory:") -> None:
        """Fill the table; ``path`` must not exist yet.

        Raises:
            sqlite3.OperationalError: this SQLite was built without FTS5.
        """
        self._index = index
        self._connection = sqlite3.connect(path, check_same_thread=False)
        self._connection.execute("CREATE VIRTUAL TABLE asked USING fts5(stems, content='', tokenize='unicode61')")
        rows = ((row, " ".join(_stems(text))) for row, text in enumerate(index.questions))
        self._connection.executemany("INSERT INTO asked(rowid, stems) VALUES (?, ?)", rows)
        self._connection.commit()

    def candidates(self, words: Sequence[str]) -> tuple[Numbers, Floats]:
        """See ``Source``."""
        asked = _rarest(words, self._index)
        if not asked:
            return _NONE
        match = " OR ".join(f'"{each}"' for each in asked)
        found = self._connection.execute(
            "SELECT rowid FROM asked WHERE asked MATCH ? ORDER BY rank LIMIT ?", (match, PROPOSED)
        )
        return cosines([row for (row,) in found], words, self._index)


class Tantivy:
    """Tantivy, a search engine as a library (`pip install tantivy`); in memory or in a folder."""

    def __init__(self, index: Index, path: str | None = None) -> None:
        """Fill the index; ``path`` is an empty folder.

        Raises:
            ImportError: the package is not installed.
        """
        import tantivy

        self._index = index
        self._library: Any = tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("stems", stored=False, tokenizer_name="default")
        builder.add_unsigned_field("row", stored=True)
        self._schema = builder.build()
        engine = tantivy.Index(self._schema, path=path)
        writer = engine.writer(num_threads=1)
        for row, text in enumerate(index.questions):
            writer.add_document(tantivy.Document(stems=" ".join(_stems(text)), row=row))
        writer.commit()
        writer.wait_merging_threads()
        engine.reload()
        self._searcher = engine.searcher()

    def candidates(self, words: Sequence[str]) -> tuple[Numbers, Floats]:
        """See ``Source``."""
        asked = _rarest(words, self._index)
        if not asked:
            return _NONE
        query, occur = self._library.Query, self._library.Occur
        terms = [(occur.Should, query.term_query(self._schema, "stems", each)) for each in asked]
        found = self._searcher.search(query.boolean_query(terms), PROPOSED).hits
        return cosines([self._searcher.doc(address)["row"][0] for _, address in found], words, self._index)


_NONE: Final[tuple[Numbers, Floats]] = (np.zeros(0, np.int32), np.zeros(0, np.float32))


def cosines(rows: Iterable[int], words: Sequence[str], index: Index) -> tuple[Numbers, Floats]:
    """The rows, and how near their questions are to the words: the scores of ``Postings``, one text at a time."""
    columns, weights = index.vector(words)
    asked = dict(zip(columns.tolist(), weights.tolist(), strict=True))
    places = np.fromiter(rows, np.int32)
    near = np.zeros(places.size, np.float32)
    for place, row in enumerate(places):
        stored = zip(*(each.tolist() for each in index.vector(keys(index.questions[row]))), strict=True)
        near[place] = sum(asked.get(column, 0.0) * weight for column, weight in stored)
    return places, near


def source_for(index: Index) -> Source | None:
    """Tantivy, if it is installed, for an index of more than ``ENGINE_FROM`` questions; None for the own index.

    Never FTS5 by itself: it ranks every question that has one of the words, so that a query takes ten times as long
    where there are ten times as many; what the own index does is bounded.
    """
    if len(index.questions) <= ENGINE_FROM or not find_spec("tantivy"):
        return None
    return Tantivy(index.without_postings())


def _stems(text: str) -> list[str]:
    return [stem(word) for word in keys(text)]


def _rarest(words: Sequence[str], index: Index) -> list[str]:
    """The beginnings of the rarest words that stored questions have; letters and digits only, as engines read them."""
    known = {word: index.frequency[word] for word in words if word in index.frequency}
    stems = dict.fromkeys(stem(word) for word in sorted(known, key=lambda word: known[word]))
    return [each for each in stems if each.isalnum()][:_ASKED]
