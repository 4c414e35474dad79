"""The one door: a question and what is known of its conversation in, a decision out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from knowledge.casebook import Casebook
from knowledge.finding.claims import Claims
from knowledge.finding.classifier import Classifier
from knowledge.finding.context import Neighbours
from knowledge.finding.contrast import Asserted, Figures, asserted
from knowledge.finding.coverage import Coverage
from knowledge.finding.decide import Clues, Decisions, decide, evidence
from knowledge.finding.explain import Explanation, as_stored, as_typed, guards_fired, weighed_parts, weighed_words
from knowledge.finding.features import keys, keys_of_clean
from knowledge.finding.finding import Candidate, Context, Finding, Reason
from knowledge.finding.index import Floats, Index, Numbers
from knowledge.finding.lexical import known_share, mend
from knowledge.finding.meaning import Meaning
from knowledge.finding.sources import Source
from knowledge.finding.unnamed import name_beginnings, without_names
from knowledge.model import LANGUAGES, Language
from knowledge.text import LIMIT, clean
from knowledge.tongue import Guess, Tongue

__all__ = ["Evidence", "Finder"]

# A message with several question marks may ask several things: each is answered if each alone is as clear as this.
# Possessive, and matching every sentence: a message of one long sentence is read once, not from each of its letters.
_SENTENCES = re.compile(r"[^?!.\n]++\??")
_MOST_QUESTIONS = 3
_CLEAR = 0.85

# Asked word for word as it is stored, a question is answered by the fact that it is stored for, whatever the evidence.
# Only a question of nearly the same pieces is compared word by word.
_VERBATIM = 0.99
_NEARLY_THE_SAME = 0.999

# How many facts a decision looks at.
_SHORTLIST = 8
# How many of them are compared with the figures in the question.
_COMPARED = 3
# How much likelier a question is in the chat's language than in each other one, before it is read.
_CHOSEN = 4.0
# What a lean of 1 towards a fact adds to its margin when facts are ranked: with .4, .7 and 1 the right fact came first
# for 89, 91 and 94 of 100 follow-ups on development questions, and questions on another matter fared alike.
CONTEXT_WEIGHT = 1.0
# A question this near to a stored one, or nearer, says itself what it is about: the lean fades towards it.
_SAYS_ITSELF = 0.15
# What the margin by wording counts beside that by pieces and meaning; on development questions .5 to 1 were alike.
WORDING_WEIGHT = 0.7
# Surer than this that a text is in a language of none of the four: the reply says so.
_OTHER_LANGUAGE = 0.7
# Unless the fact is as certain as this: then it is one of the four, misspelt beyond recognition.
_CERTAIN = 0.99


@dataclass(frozen=True)
class Evidence:
    """What speaks for the facts on the shortlist: their positions and the evidence for each, highest margin first.

    ``words`` are the question's, ``mended`` the same as the record spells them; ``nearest`` holds the stored question
    nearest to each fact, ``claims`` the numbers and dates in the question, ``declined`` the likeliest declined kind of
    question, ``declined_leads`` whether that is likelier than each fact, as classifiers tell; ``verbatim`` the
    place of the fact for which just this question is stored.
    """

    words: tuple[str, ...]
    mended: tuple[str, ...]
    facts: Numbers
    found: Floats
    nearest: Numbers
    claims: Asserted
    declined: str | None
    declined_leads: bool
    verbatim: int | None


class Finder:
    """Finds facts of one record. Immutable: one finder serves any number of conversations at once."""

    def __init__(
        self,
        casebook: Casebook,
        index: Index,
        classifier: Classifier,
        coverage: Coverage,
        meaning: Meaning,
        tongue: Tongue,
        decisions: Decisions,
        source: Source | None = None,
    ) -> None:
        """``source`` proposes stored questions instead of the index, if the record is so large that it pays."""
        self._casebook = casebook
        self._index = index
        self._classifier = classifier
        self._coverage = coverage
        self._meaning = meaning
        self._tongue = tongue
        self._decisions = decisions
        self._source = source
        self._figures = Figures(casebook)
        self._claims = Claims(casebook)
        self._neighbours = Neighbours(casebook, index.facts)
        self._beginnings = name_beginnings(casebook)

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that can be found, in the order of their positions."""
        return self._index.facts

    def prepare(self) -> None:
        """Do now what the first questions would else wait for, for a process that answers many: some 0.7 s."""
        self._figures.read_all(self._index.facts)
        self._claims.read_all(self._index.facts)
        self._index.postings.prepare(self._index.declined_from)
        _ = self._index.spelling

    def find(self, question: str, context: Context) -> Finding:
        """Decide what to say to a message: to its question, or to each of several when all are clear."""
        parts = _questions(question[:LIMIT])
        if 1 < len(parts) <= _MOST_QUESTIONS:
            findings = [self._find(part, context) for part in parts]
            facts = list(dict.fromkeys(each.candidates[0].fact for each in findings if each.candidates))
            clear = all(each.outcome == "answer" and each.candidates[0].score >= _CLEAR for each in findings)
            if clear and len(facts) > 1:
                best = {each.candidates[0].fact: each.candidates[0] for each in reversed(findings)}
                rest = [each for each in findings[0].candidates if each.fact not in best]
                candidates = (*(best[fact] for fact in facts), *rest)
                return replace(findings[0], question=question, candidates=candidates, also=tuple(facts[1:]))
        return self._find(question, context)

    def find_by_evidence(self, question: str, context: Context) -> Finding:
        """Decide as for a question that is only like a stored one, to see what those draw that it stands for."""
        return self._find(question[:LIMIT], context, verbatim=False)

    def _find(self, question: str, context: Context, *, verbatim: bool = True) -> Finding:
        guess = self.identify(question, context)
        language = _spoken(guess, context)
        found = self.weigh(guess.text, context)
        if found is None:
            return Finding(question, language, "none", "unclear")
        found, probabilities = self._judged(found if verbatim else replace(found, verbatim=None))
        index = self._index
        shown = zip(
            *(each.tolist() for each in (found.facts, probabilities, found.nearest, index.language[found.nearest])),
            strict=True,
        )
        candidates = tuple(
            Candidate(index.facts[fact], score, index.questions[near], LANGUAGES[language])
            for fact, score, near, language in shown
        )
        outcome = decide(probabilities, self._decisions)
        certain = outcome == "answer" and probabilities[0] >= _CERTAIN
        if guess.probabilities["other"] >= _OTHER_LANGUAGE and not certain:
            return Finding(question, language, "none", "other-language", candidates)
        if outcome == "none":
            return Finding(question, language, "none", _reason(found), candidates)
        if outcome == "suggest":
            return Finding(question, language, "suggest", None, candidates)
        told = candidates[0].fact
        contrasts = (*self._figures.contrasts(found.claims, told), *self._claims.contrasts(found.words, told))
        return Finding(question, language, "answer", None, candidates, contrasts)

    def explain(self, question: str, context: Context) -> Explanation:
        """The decision on one question with everything that led to it; of several in a message, the first's way."""
        finding = self.find(question, context)
        guess = self.identify(question[:LIMIT], context)
        found = self.weigh(guess.text, context)
        if found is None:
            return Explanation(finding, guess, (), (), (), self._decisions, None)
        found, _ = self._judged(found)
        columns, weights = self._index.vector(found.mended)
        by_piece = self._classifier.by_piece(columns, weights, int(found.facts[0]))
        return Explanation(
            finding,
            guess,
            weighed_words(
                as_typed(question, guess.text, found.words),
                found.mended,
                as_stored(found.mended, self._index, finding.language),
                dict(zip(columns.tolist(), by_piece.tolist(), strict=True)),
                self._index,
            ),
            tuple(weighed_parts(row, self._decisions) for row in found.found),
            guards_fired(finding, found.found[0], found.declined_leads, found.verbatim is not None, context),
            self._decisions,
            found.declined,
        )

    def weigh(self, text: str, context: Context) -> Evidence | None:
        """The evidence for the likeliest facts; None if the text has no words at all."""
        text = clean(text)
        words = keys_of_clean(text)
        if not words:
            return None
        index = self._index
        claims, named = asserted(text), self._claims.named(words)
        mended = mend(words, index)
        wording, scope = self._classifier.wording.margins(mended)
        margins, near = self._compared(mended)
        facts, since = len(index.facts), index.declined_from
        nearest_declined = near[since:].max(initial=0.0)
        unnamed, unnamed_nearest = margins[facts:], nearest_declined
        if (rest := without_names(mended, self._beginnings)) != mended:
            unnamed, near_to_rest = self._compared(rest, declined=True)
            unnamed_nearest = near_to_rest.max(initial=0.0)
        margins = margins + WORDING_WEIGHT * wording
        lean = self._neighbours.lean(context.fact, len(words))
        if lean.any():
            distance = 1 - near[:since].max()
            lean = lean * np.float32(np.clip(distance / _SAYS_ITSELF, 0, 1))
        leaning = margins[:facts] + CONTEXT_WEIGHT * lean
        shortlist = np.argsort(-leaning)[:_SHORTLIST]
        nearest = index.nearest(shortlist.tolist(), near)
        compared = [index.facts[fact] for fact in shortlist[:_COMPARED].tolist()]
        declined = margins[facts:]
        clues = Clues(
            margins=leaning[shortlist],
            similarities=near[nearest],
            context=lean[shortlist],
            covered=self._coverage.of(mended)[shortlist],
            foreign_numbers=_counts([self._figures.foreign(claims, fact) for fact in compared], len(shortlist)),
            foreign_names=_counts([self._claims.foreign(named, fact) for fact in compared], len(shortlist)),
            wording=wording[shortlist],
            declined=float(declined.max(initial=-1.0)),
            similarity_declined=float(nearest_declined),
            unnamed_declined=float(unnamed.max(initial=-1.0)),
            unnamed_similarity_declined=float(unnamed_nearest),
            scope=scope,
            known=known_share(words, index),
            words=len(words),
        )
        alike = [at for at, cosine in enumerate(clues.similarities[:_COMPARED].tolist()) if cosine >= _NEARLY_THE_SAME]
        return Evidence(
            words=tuple(words),
            mended=tuple(mended),
            facts=shortlist.astype(np.int32),
            found=evidence(clues),
            nearest=nearest,
            claims=claims,
            declined=index.declined[int(declined.argmax())] if declined.size else None,
            declined_leads=clues.declined > leaning[shortlist[0]],
            verbatim=next((at for at in alike if keys(index.questions[nearest[at]]) == words), None),
        )

    def _judged(self, found: Evidence) -> tuple[Evidence, Floats]:
        """The evidence with the likeliest fact first, and the probabilities, never rising.

        Margins choose the candidates. Which of those that were compared in full comes first, all the evidence says: on
        development questions it puts the right fact first in 96.7 % instead of 96.1, of follow-ups in 89 instead of 85.
        """
        probabilities = self._decisions.probabilities(found.found)
        if found.verbatim is not None:
            probabilities[found.verbatim] = max(_VERBATIM, np.nextafter(probabilities.max(), np.float32(1)))
        first = np.argsort(-probabilities[:_COMPARED], kind="stable").tolist()
        if first != sorted(first):
            order = [*first, *range(len(first), len(probabilities))]
            found = replace(found, facts=found.facts[order], found=found.found[order], nearest=found.nearest[order])
            probabilities = probabilities[order]
        return found, np.minimum.accumulate(probabilities)

    def _compared(self, words: Sequence[str], *, declined: bool = False) -> tuple[Floats, Floats]:
        """The margin of each class by pieces and meaning, and how near each stored question is, as a cosine.

        With ``declined`` only those of the declined classes and their questions.
        """
        index = self._index
        since, first = (len(index.facts), index.declined_from) if declined else (0, 0)
        columns, weights = index.vector(words)
        margins = self._classifier.margins(columns, weights, self._meaning.embed(words, index.frequency), since)
        if self._source is None:
            return margins, index.postings.scores(columns, weights, first)
        rows, cosines = self._source.candidates(words)
        near = np.zeros(len(index.questions), np.float32)
        near[rows] = cosines
        return margins, near[first:]

    def identify(self, question: str, context: Context) -> Guess:
        """The language of a question, with the chat's language as a prior, and the text it was meant to be."""
        if context.language is None:
            return self._tongue.identify(question)
        prior: dict[str, float] = dict.fromkeys((*LANGUAGES, "other"), 1.0)
        prior[context.language] = _CHOSEN
        return self._tongue.identify(question, prior)


def _counts(first: list[int], size: int) -> Floats:
    """A count for the first facts of a shortlist, nothing for the others; shape (size,)."""
    counts = np.zeros(size, np.float32)
    counts[: len(first)] = first
    return counts


def _questions(message: str) -> list[str]:
    """The sentences with words in them that end in a question mark."""
    sentences = (sentence.strip() for sentence in _SENTENCES.findall(message))
    return [sentence for sentence in sentences if sentence.endswith("?") and re.search(r"\w", sentence)]


def _spoken(guess: Guess, context: Context) -> Language:
    """The language to reply in: the question's where it is one of the four, else the chat's, else the likeliest."""
    for language in LANGUAGES:
        if language == guess.language:
            return language
    if context.language is not None:
        return context.language
    return max(LANGUAGES, key=lambda language: guess.probabilities[language])


def _reason(found: Evidence) -> Reason:
    if found.declined == "small-talk":
        return "unclear"
    return "other-case" if found.declined == "other-case" else "not-in-record"
