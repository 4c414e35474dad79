"""The searchable form of a record: every stored question as a weighted vector, held as an inverted index.

Weighting is TF-IDF with sublinear term frequency and cosine normalisation (Salton & Buckley 1988, "ltc"). Everything is
a flat NumPy array, so that the index is stored and loaded without being rebuilt.

A *class* is what a question can turn out to be: a fact of the record, or one of the kinds of question that the record
knowingly declines. Facts come first, in the order of ``facts``; the declined kinds follow, as in ``declined``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import chain, pairwise
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.casebook import Casebook
from knowledge.finding.features import CACHED_WORDS, LONGEST_WORD, grams, keys, pieces
from knowledge.finding.lines import Lines, packed
from knowledge.finding.spelling import Spelling
from knowledge.model import LANGUAGES, Language
from knowledge.text import skeleton

__all__ = ["Floats", "Index", "Numbers", "Postings", "build_index", "cells", "index_of", "unit_vector"]

Floats = NDArray[np.float32]
Numbers = NDArray[np.int32]

# A piece that only one stored question has can't connect it to another; it would only make the index larger.
LEAST_QUESTIONS = 2
# Columns added up together: more than a question has, and few enough that a message of 1,500 takes no 20 MB.
_AT_ONCE = 256
# Beyond so many stored questions a query no longer sums every cell of its pieces (`python -m tests.bench.scale`): it
# sums the cells of its rarest pieces, and finishes the questions that these bring to the front.
WHOLE_UP_TO = 200_000
MOST_CELLS = 200_000
LEADING = 2_000
# Letters by which a surname is recognised whatever its ending.
_NAME_STEM = 6
# Other people that a declined question is also asked about: each question another few, so that all names are met.
_OTHERS = 4
# Facts so named tell who a person is, and where a place.
_WHO = "person-"
_WHERE = "place-"


def unit_vector(counts: Mapping[int, int], idf: Floats) -> tuple[Numbers, Floats]:
    """The columns that are counted and their weights (TF-IDF, sublinear), of unit length; there must be one."""
    columns = np.fromiter(counts, np.int32, len(counts))
    weights = (1 + np.log(np.fromiter(counts.values(), np.float32, len(counts)))) * idf.take(columns)
    weights /= sqrt(weights @ weights)
    return columns, weights


def cells(start: Numbers, columns: Numbers) -> tuple[NDArray[np.int64], Numbers]:
    """Of a sparse matrix by column, whose column ``c`` is ``start[c]:start[c + 1]``: the places of the cells of some
    columns, one column after the other, and how many each has. There must be a column.
    """
    first = start.take(columns)
    sizes = start.take(columns + 1) - first
    ends = sizes.cumsum()
    return np.arange(ends[-1]) + (first - ends + sizes).repeat(sizes), sizes


@dataclass(frozen=True)
class Postings:
    """A sparse matrix by column: column ``c`` is ``rows[start[c]:start[c + 1]]``, ascending, with ``weights``.

    ``rows`` takes two bytes a cell where that is enough: a quarter of all that is held.
    """

    start: Numbers
    rows: Numbers | NDArray[np.uint16]
    weights: Floats
    size: int

    @cached_property
    def kernel(self) -> Any:
        """SciPy's sum of a sparse matrix's columns. Once it is there, ``scores`` sums by it: 0.09 ms instead of 0.42 ms
        a question. Importing SciPy takes 0.1 s, which one question does not earn.
        """
        from scipy.sparse import _sparsetools

        return _sparsetools.csc_matvec

    @cached_property
    def _wide_rows(self) -> Numbers:
        """The rows as the kernel reads them; given two bytes a cell, it would copy them all for each question."""
        return self.rows.astype(np.int32, copy=False)

    @cached_property
    def _begin(self) -> Callable[[int], Numbers]:
        """Where in each column the cells begin whose rows are a certain one or later ones; shape (columns,)."""

        def begin(since: int) -> Numbers:
            inside = np.flatnonzero(self.rows >= since)
            return self.start[1:] - np.diff(np.searchsorted(inside, self.start)).astype(np.int32)

        return lru_cache(maxsize=1)(begin)

    def prepare(self, since: int) -> None:
        """Make now what the first questions to ``scores`` would else wait for, of all rows and of those from one on."""
        _ = self._begin(since), self.kernel, self._wide_rows

    def scores(self, columns: Numbers, weights: Floats, since: int = 0) -> Floats:
        """The dot product of every row from ``since`` on with a sparse vector; shape (size - since,).

        Up to ``WHOLE_UP_TO`` rows it is exact. Beyond, a query costs no more than it did there: the columns with the
        fewest rows are summed, up to ``MOST_CELLS`` cells, and the rest is added to the leading rows only. Those have
        their exact scores then; the others keep what they have, which is too little rather than too much.
        """
        if self.size <= WHOLE_UP_TO:
            return self._exact(columns, weights, since)
        lengths = self.start[columns + 1] - self.start[columns]
        if lengths.sum() <= MOST_CELLS:
            return self._exact(columns, weights, since)
        order = np.argsort(lengths, kind="stable")
        summed = max(1, int(np.searchsorted(np.cumsum(lengths[order]), MOST_CELLS, "right")))
        few, many = order[:summed], order[summed:]
        scores, met = self._summed(columns[few], weights[few])
        reached = scores[met]
        least = np.partition(reached, -LEADING)[-LEADING] if reached.size > LEADING else reached.min(initial=0.0)
        leading = np.flatnonzero(scores >= max(least, np.finfo(np.float32).tiny))
        for column, weight in zip(columns[many], weights[many], strict=True):
            span = slice(self.start[column], self.start[column + 1])
            rows = self.rows[span]
            places = np.searchsorted(rows, leading)
            inside = places < rows.size
            inside[inside] = rows[places[inside]] == leading[inside]
            scores[leading[inside]] += weight * self.weights[span][places[inside]]
        return scores[since:]

    def _exact(self, columns: Numbers, weights: Floats, since: int) -> Floats:
        if "kernel" in self.__dict__:
            return self._summed_in_place(columns, weights, since)
        return self._summed(columns, weights)[0][since:]

    def _summed_in_place(self, columns: Numbers, weights: Floats, since: int) -> Floats:
        """The dot products over some columns, shape (size - since,), by SciPy's kernel, reading cells where they lie.

        The kernel takes a matrix's columns to follow each other: it is told where each starts, and reads up to where
        the next one starts. So the columns go to it last to first, and what lies between two of them is a column that
        ends before it starts, which is empty to the kernel. A matrix of these columns alone would copy their cells.
        """
        total = np.zeros(self.size, np.float32)
        if not columns.size:
            return total[since:]
        order = columns.argsort()[::-1]
        last_first = columns.take(order)
        bounds = np.empty((columns.size, 2), np.int32)
        begin = self._begin(since) if since else self.start
        bounds[:, 0], bounds[:, 1] = begin.take(last_first), self.start.take(last_first + 1)
        factors = np.zeros((columns.size, 2), np.float32)
        factors[:, 0] = weights.take(order)
        parts = bounds.size - 1
        self.kernel(self.size, parts, bounds.ravel(), self._wide_rows, self.weights, factors.ravel()[:parts], total)
        return total[since:]

    def _summed(self, columns: Numbers, weights: Floats) -> tuple[Floats, Numbers]:
        """The dot products over some columns, shape (size,), and the rows they met, with repetitions."""
        total = np.zeros(self.size, np.float64)
        met = [np.zeros(0, np.int32)]
        for first in range(0, len(columns), _AT_ONCE):
            some = zip(columns[first : first + _AT_ONCE], weights[first : first + _AT_ONCE], strict=True)
            spans = [(slice(self.start[column], self.start[column + 1]), weight) for column, weight in some]
            rows = np.concatenate([self.rows[span] for span, _ in spans])
            parts = np.concatenate([self.weights[span] * weight for span, weight in spans])
            total += np.bincount(rows, parts, self.size)
            met.append(rows)
        return total.astype(np.float32), np.concatenate(met)


@dataclass(frozen=True)
class Index:
    """Stored questions of all languages in one index.

    ``owner[q]`` is the class of question ``q``, in ascending order; ``language[q]`` the position of its language in
    ``LANGUAGES``. ``vocabulary`` maps a piece of a word to its column. ``frequency`` is each word's share of all words.
    """

    facts: tuple[str, ...]
    declined: tuple[str, ...]
    questions: Sequence[str]
    owner: Numbers
    language: Numbers
    vocabulary: Mapping[str, int]
    words: tuple[str, ...]
    frequency: Mapping[str, float]
    idf: Floats
    postings: Postings

    @property
    def classes(self) -> int:
        return len(self.facts) + len(self.declined)

    @cached_property
    def of_class(self) -> tuple[slice, ...]:
        """The questions of each class."""
        ends = np.searchsorted(self.owner, np.arange(self.classes + 1)).tolist()
        return tuple(slice(*each) for each in pairwise(ends))

    @cached_property
    def declined_from(self) -> int:
        """Where the declined questions begin, behind those of all facts."""
        return int(np.searchsorted(self.owner, len(self.facts)))

    @cached_property
    def spelling(self) -> Spelling:
        """Finds the word of the record that a misspelt word is."""
        return Spelling(self.words)

    @cached_property
    def _columns(self) -> Callable[[str], tuple[int, ...]]:
        """The columns of a word's pieces."""

        def columns(word: str) -> tuple[int, ...]:
            return tuple(self.vocabulary[piece] for piece in pieces(word) if piece in self.vocabulary)

        return lru_cache(maxsize=CACHED_WORDS)(columns)

    def nearest(self, classes: Iterable[int], scores: Floats) -> Numbers:
        """Which question of each of some classes scores highest, of all questions' scores."""
        spans = [self.of_class[position] for position in classes]
        return np.array([span.start + scores[span].argmax() for span in spans], np.int32)

    def vector(self, words: Sequence[str]) -> tuple[Numbers, Floats]:
        """The columns and weights of a question, of unit length; pieces that the index lacks are left out."""
        counts = Counter(chain.from_iterable(self._columns(word[:LONGEST_WORD]) for word in words))
        if not counts:
            return np.zeros(0, np.int32), np.zeros(0, np.float32)
        return unit_vector(counts, self.idf)

    def without_postings(self) -> Index:
        """The index for a search engine that proposes questions: their texts and weights, not where pieces occur."""
        none = np.zeros(0, np.int32)
        start = np.zeros(len(self.vocabulary) + 1, np.int32)
        return replace(self, postings=Postings(start, none, none.astype(np.float32), len(self.questions)))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The index as arrays, to be stored; ``from_arrays`` undoes it."""
        return {
            "facts": packed(self.facts),
            "declined": packed(self.declined),
            "questions": packed(self.questions),
            "owner": self.owner,
            "language": self.language,
            "vocabulary": packed(tuple(self.vocabulary)),
            "words": packed(self.words),
            "frequency": np.array([self.frequency[word] for word in self.words], np.float32),
            "idf": self.idf,
            "start": self.postings.start,
            "rows": self.postings.rows,
            "weights": self.postings.weights,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Index:
        questions = Lines(arrays["questions"])
        pieces = _unpacked(arrays["vocabulary"])
        words = _unpacked(arrays["words"])
        return cls(
            facts=_unpacked(arrays["facts"]),
            declined=_unpacked(arrays["declined"]),
            questions=questions,
            owner=arrays["owner"],
            language=arrays["language"],
            vocabulary=dict(zip(pieces, range(len(pieces)), strict=True)),
            words=words,
            frequency=dict(zip(words, arrays["frequency"].tolist(), strict=True)),
            idf=arrays["idf"],
            postings=Postings(arrays["start"], arrays["rows"], arrays["weights"], len(questions)),
        )


def _unpacked(array: NDArray[np.uint8]) -> tuple[str, ...]:
    return tuple(Lines(array))


def build_index(casebook: Casebook) -> Index:
    """Index the stored questions and headlines of all published facts, and the declined questions."""
    facts = tuple(fact.id for fact in casebook.published())
    return index_of(list(_rows(casebook, facts)), facts, tuple(_declined(casebook)))


def index_of(rows: Sequence[tuple[str, int, Language]], facts: tuple[str, ...], declined: tuple[str, ...]) -> Index:
    """Index texts, each with its class and language; they come class by class, and every class has one."""
    words = [keys(text) for text, _, _ in rows]
    total = Counter(word for each in words for word in each)
    everything = total.total()
    pieces, row, column, number = _counted(words, total)
    weights = 1 + np.log(number)
    in_questions = np.bincount(column, minlength=len(pieces)).astype(np.float32)
    idf = (np.log((1 + len(rows)) / (1 + in_questions)) + 1).astype(np.float32)
    weights = weights * idf[column]
    weights = weights / np.sqrt(np.bincount(row, weights**2, len(rows)))[row]
    return Index(
        facts=facts,
        declined=declined,
        questions=tuple(text for text, _, _ in rows),
        owner=np.array([owner for _, owner, _ in rows], np.int32),
        language=np.array([LANGUAGES.index(language) for _, _, language in rows], np.int32),
        vocabulary={piece: place for place, piece in enumerate(pieces)},
        words=tuple(total),
        frequency={word: n / everything for word, n in total.items()},
        idf=idf,
        postings=_postings(row, column, weights, len(rows), len(pieces)),
    )


def _counted(
    words: Sequence[Sequence[str]], known: Iterable[str]
) -> tuple[list[str], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The pieces that enough texts have, and the cells of the matrix of texts and pieces: row, column, number."""
    places: dict[str, int] = {}
    of_word = {
        word: np.array([places.setdefault(piece, len(places)) for piece in grams([word]).elements()]) for word in known
    }
    sizes = [sum(of_word[word].size for word in each) for each in words]
    rows = np.repeat(np.arange(len(words)), sizes)
    columns = np.concatenate([of_word[word] for each in words for word in each])
    cells, numbers = np.unique(rows * len(places) + columns, return_counts=True)
    row, column = np.divmod(cells, len(places))
    kept = np.bincount(column, minlength=len(places)) >= LEAST_QUESTIONS
    new_place = np.cumsum(kept) - 1
    cell_kept = kept[column]
    pieces = [piece for piece, keep in zip(places, kept.tolist(), strict=True) if keep]
    return pieces, row[cell_kept], new_place[column[cell_kept]], numbers[cell_kept]


def _rows(casebook: Casebook, facts: tuple[str, ...]) -> Iterator[tuple[str, int, Language]]:
    """Each stored text with its class and language, class by class."""
    for position, fact in enumerate(facts):
        for language in LANGUAGES:
            for text in (*casebook.asked(fact, language), casebook.facts[fact].texts[language].headline):
                yield " ".join(text.split()), position, language
        yield from ((name, position, language) for name, language in _names(casebook, fact))
    surnames = {language: _surnames(casebook, language) for language in LANGUAGES}
    for position, by_language in enumerate(_declined(casebook).values(), start=len(facts)):
        for language, texts in by_language.items():
            for text in texts:
                for each in _asked_of_others(text, surnames[language]):
                    yield each, position, language


def _declined(casebook: Casebook) -> dict[str, Mapping[Language, tuple[str, ...]]]:
    """The kinds of questions declined, without those whose files are empty: a class needs a question."""
    return {kind: by_language for kind, by_language in casebook.declined.items() if by_language}


def _names(casebook: Casebook, fact: str) -> Iterator[tuple[str, Language]]:
    """What the person or place that a fact is about is called: a name alone asks who or where it is."""
    known = {f"{_WHO}{person.id}": person for person in casebook.people.values()}
    known |= {f"{_WHERE}{place.id}": place for place in casebook.places.values()}
    entity = known.get(fact)
    if entity is None:
        return
    for language in LANGUAGES:
        name = entity.names[language]
        each_way = (name, name.split()[-1], *entity.aliases.get(language, ()))
        yield from ((" ".join(each.split()), language) for each in each_way)
    yield from ((" ".join(each.split()), "en") for each in (*entity.variants, *entity.slips))


def _surnames(casebook: Casebook, language: Language) -> list[str]:
    """The surnames of the people whom facts are about."""
    told = {person for fact in casebook.published() for person in fact.mentions if fact.id.startswith(_WHO)}
    return [person.names[language].split()[-1] for person in casebook.people.values() if person.id in told]


def _asked_of_others(text: str, surnames: Sequence[str]) -> Iterator[str]:
    """A declined question, and the same about some other people: what is not told of one is not told of any.

    Without this, a name alone would draw "is he married" to the fact that tells who the person is.
    """
    words = text.split()
    yield " ".join(words)
    stems = [skeleton(surname)[:_NAME_STEM] for surname in surnames]
    for place, word in enumerate(words):
        named = skeleton(word)
        if any(named.startswith(each) for each in stems):
            first = len(text) % len(surnames)
            for surname in (*surnames, *surnames)[first : first + _OTHERS]:
                yield " ".join([*words[:place], surname, *words[place + 1 :]])
            return


def _postings(
    rows: NDArray[Any], columns: NDArray[Any], weights: NDArray[Any], n_rows: int, n_columns: int
) -> Postings:
    order = np.lexsort((rows, columns))
    start = np.zeros(n_columns + 1, np.int32)
    np.cumsum(np.bincount(columns, minlength=n_columns), out=start[1:])
    ordered, weights = rows[order], weights[order].astype(np.float32)
    narrow = n_rows <= np.iinfo(np.uint16).max
    return Postings(start, ordered.astype(np.uint16) if narrow else ordered.astype(np.int32), weights, n_rows)
