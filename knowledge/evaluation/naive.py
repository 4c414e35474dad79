"""The bots one would otherwise have: one similarity of whole strings over all stored questions, and a cut-off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from rapidfuzz import fuzz
from rapidfuzz.process import extract
from rapidfuzz.utils import default_process

from knowledge.casebook import Casebook
from knowledge.evaluation.measure import measure
from knowledge.evaluation.sets import Asked
from knowledge.finding import Candidate, Context, Finding
from knowledge.model import LANGUAGES, Language

__all__ = ["NAIVE", "NaiveFinder", "best_cutoff"]

Scorer = Callable[..., float]

NAIVE: dict[str, Scorer] = {"WRatio": fuzz.WRatio, "token_set_ratio": fuzz.token_set_ratio, "ratio": fuzz.ratio}


@dataclass(frozen=True)
class _Stored:
    fact: str
    language: Language


class NaiveFinder:
    """What a first bot does: the most similar stored question wins if it is similar enough, else nothing."""

    def __init__(self, casebook: Casebook, scorer: Scorer, cutoff: float = 0.0) -> None:
        """``cutoff`` is a similarity from 0 to 100."""
        self._scorer = scorer
        self._cutoff = cutoff
        rows = [
            (default_process(question), _Stored(fact.id, language))
            for fact in casebook.published()
            for language in LANGUAGES
            for question in casebook.asked(fact.id, language)
        ]
        self._questions = [question for question, _ in rows]
        self._stored = [stored for _, stored in rows]

    def with_cutoff(self, cutoff: float) -> NaiveFinder:
        other = object.__new__(NaiveFinder)
        other.__dict__.update(self.__dict__, _cutoff=cutoff)
        return other

    def find(self, question: str, context: Context) -> Finding:
        found = extract(default_process(question), self._questions, scorer=self._scorer, limit=1)
        if not found:
            return Finding(question, "en", "none", "unclear")
        _, similarity, position = found[0]
        stored = self._stored[position]
        candidate = Candidate(stored.fact, similarity / 100, self._questions[position], stored.language)
        if similarity < self._cutoff:
            return Finding(question, stored.language, "none", "not-in-record", (candidate,))
        return Finding(question, stored.language, "answer", None, (candidate,))


def best_cutoff(finder: NaiveFinder, development: Sequence[Asked]) -> float:
    """The cut-off that serves the development questions best.

    A wrong or false answer costs as much as a right one gains.
    """
    results = measure(finder.find, development)
    gains = sorted(
        (
            (result.finding.candidates[0].score * 100, 1 if result.verdict == "right" else -1)
            for result in results
            if result.finding.candidates
        ),
        reverse=True,
    )
    best, best_gain, gain = 101.0, 0, 0
    for similarity, steps in groupby(gains, key=itemgetter(0)):
        gain += sum(step for _, step in steps)  # one cut-off takes in all that are equally similar
        if gain > best_gain:
            best, best_gain = similarity, gain
    return best
