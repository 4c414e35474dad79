"""The one door: a question and what is known of its conversation in, a decision out."""

from __future__ import annotations

import numpy as np

from knowledge.casebook import Casebook
from knowledge.finding.decide import Calibration, decide
from knowledge.finding.features import keys
from knowledge.finding.finding import Candidate, Context, Finding
from knowledge.finding.index import Index
from knowledge.finding.lexical import score
from knowledge.model import LANGUAGES, Language
from knowledge.tongue import Tongue

__all__ = ["Finder"]

# How many facts a decision looks at.
_SHORTLIST = 8
# How much the chat's language counts when the words of a question do not settle its language.
_PRIOR = {"chosen": 4.0, "others": 1.0}


class Finder:
    """Finds facts of one record. Immutable: one finder serves any number of conversations at once."""

    def __init__(self, casebook: Casebook, index: Index, tongue: Tongue, calibration: Calibration) -> None:
        self._casebook = casebook
        self._index = index
        self._tongue = tongue
        self._calibration = calibration

    def find(self, question: str, context: Context) -> Finding:
        """Decide what to say to a question."""
        prior = (
            {language: _PRIOR["chosen" if language == context.language else "others"] for language in LANGUAGES}
            if context.language
            else None
        )
        guess = self._tongue.identify(question, prior)
        language = self._answer_language(guess.language, context)
        words = keys(guess.text)
        if not words:
            return Finding(question, language, "none", "unclear")
        scores = score(words, self._index)
        fused = 0.4 * scores.nearest + 0.25 * scores.two + 0.35 * scores.centroid
        order = np.argsort(-fused)[:_SHORTLIST]
        outcome, reason, probabilities = decide(
            fused[order], scores.known, len(words), guess.language, self._calibration
        )
        candidates = tuple(
            Candidate(
                self._index.facts[fact],
                float(probability),
                self._index.questions[scores.best[fact]],
                LANGUAGES[self._index.language[scores.best[fact]]],
            )
            for fact, probability in zip(order, probabilities, strict=True)
        )
        return Finding(question, language, outcome, reason, candidates)

    def _answer_language(self, guessed: str, context: Context) -> Language:
        for language in LANGUAGES:
            if language == guessed:
                return language
        return context.language or "en"
