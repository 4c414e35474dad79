"""Why a question was decided as it was: its words, what each part of the evidence gave, which guards fired."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np

from knowledge.finding.decide import EVIDENCE, LEAST_COVERED, Decisions
from knowledge.finding.features import grams
from knowledge.finding.finding import Context, Finding
from knowledge.finding.index import Floats, Index
from knowledge.model import LANGUAGES, Language
from knowledge.text import LIMIT, normalise, skeleton
from knowledge.tongue import Guess

__all__ = [
    "Explanation", "Guard", "Part", "Word", "as_stored", "as_typed", "guards_fired", "weighed_parts", "weighed_words",
]  # fmt: skip

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

# other-language   surely in none of the four: not answered, whatever was found
# foreign-figures  the question has numbers or years that the fact neither tells of nor could correct
# foreign-names    it names people, places or bodies that the fact neither tells of nor could correct
# corrected        what the question takes for granted is told otherwise: said first
# context          the fact told before leans the ranking
# several          each of several questions in the message was clear: all are answered
# declined         the classifiers hold it for a kind of question that the record knowingly does not answer
# verbatim         just this question is stored for the first fact: answered by it, whatever the evidence
# uncovered        the likeliest fact has words for nearly nothing of the question: not told, whatever speaks for it
Guard: TypeAlias = Literal[
    "other-language", "foreign-figures", "foreign-names", "corrected", "context", "several", "declined", "uncovered",
    "verbatim",
]  # fmt: skip


@dataclass(frozen=True)
class Word:
    """A word of the question as it was typed, the word of the record it was read as, and what it did.

    ``key`` is the Latin skeleton by which they were compared; ``known`` says whether stored questions have it;
    ``weight`` is what its pieces add to the first fact's margin.
    """

    typed: str
    read: str
    key: str
    known: bool
    weight: float


@dataclass(frozen=True)
class Part:
    """One kind of evidence for a candidate, and what it adds to the logit of its probability."""

    name: str
    value: float
    adds: float


@dataclass(frozen=True)
class Explanation:
    """A finding and the way to it. ``parts`` come candidate by candidate, in the order of the finding's."""

    finding: Finding
    guess: Guess
    words: tuple[Word, ...]
    parts: tuple[tuple[Part, ...], ...]
    guards: tuple[Guard, ...]
    decisions: Decisions
    declined: str | None

    def as_data(self) -> dict[str, Any]:
        """The explanation as plain data, for JSON."""
        finding = self.finding
        return {
            "question": finding.question,
            "language": finding.language,
            "languages": {name: round(share, 4) for name, share in self.guess.probabilities.items()},
            "read_as": self.guess.text,
            "outcome": finding.outcome,
            "reason": finding.reason,
            "guards": list(self.guards),
            "answer_from": self.decisions.answer_from,
            "offer_from": self.decisions.offer_from,
            "nearest_declined": self.declined,
            "words": [
                {
                    "typed": word.typed,
                    "read": word.read,
                    "key": word.key,
                    "known": word.known,
                    "weight": round(word.weight, 4),
                }
                for word in self.words
            ],
            "candidates": [
                {
                    "id": candidate.fact,
                    "probability": round(candidate.score, 4),
                    "stored_question": candidate.question,
                    "stored_language": candidate.language,
                    "bias": self.decisions.bias,
                    "parts": {
                        part.name: {"value": round(part.value, 4), "adds": round(part.adds, 4)} for part in parts
                    },
                }
                for candidate, parts in zip(finding.candidates, self.parts, strict=False)
            ],
            "corrections": [
                {"unit": each.unit, "asserted": each.asserted, "recorded": each.recorded} for each in finding.contrasts
            ],
        }


def as_typed(question: str, read: str, keys: Sequence[str]) -> list[str]:
    """The words of a question as they were typed, one for each key.

    Args:
        question: what was typed.
        read: the text it was read as, such as the same keys in another keyboard layout, where a sign may be a letter:
            then the words are those of ``read``.
        keys: the skeletons of its words.
    """
    typed = [(word, key) for word in _WORD.findall(question[:LIMIT]) if (key := skeleton(word))]
    if [key for _, key in typed] == list(keys) or (read != question and len(typed) == len(keys)):
        return [word for word, _ in typed]
    return [word for word in normalise(read).split() if skeleton(word)]


def as_stored(keys: Sequence[str], index: Index, language: Language) -> dict[str, str]:
    """How stored questions spell words, by their skeletons, those of one language first."""
    wanted, spelled = set(keys) & index.frequency.keys(), dict[str, str]()
    own = index.language == LANGUAGES.index(language)
    for place in (*np.flatnonzero(own).tolist(), *np.flatnonzero(~own).tolist()):
        if len(spelled) == len(wanted):
            break
        for word in normalise(index.questions[place]).split():
            if (key := skeleton(word)) in wanted:
                spelled.setdefault(key, word)
    return spelled


def weighed_words(
    typed: Sequence[str], read: Sequence[str], stored: Mapping[str, str], by_piece: Mapping[int, float], index: Index
) -> tuple[Word, ...]:
    """What each word adds to a margin; a piece that several words have is shared out between them.

    Args:
        typed: the words as they were typed.
        read: the skeletons that they were read as.
        stored: how the record spells these, where it has them.
        by_piece: what each column of the index adds.
    """
    whole = grams(read)
    words = []
    for spelled, as_read in zip(typed, read, strict=True):
        own = grams([as_read])
        weight = sum(
            (by_piece.get(index.vocabulary.get(piece, -1), 0.0) * count / whole[piece] for piece, count in own.items()),
            start=0.0,
        )
        words.append(Word(spelled, stored.get(as_read, spelled), as_read, as_read in index.frequency, weight))
    return tuple(words)


def weighed_parts(found: Floats, decisions: Decisions) -> tuple[Part, ...]:
    """What each kind of evidence, shape (len(EVIDENCE),), adds to a candidate's logit."""
    return tuple(
        Part(name, float(value), float(adds))
        for name, value, adds in zip(EVIDENCE, found, decisions.added(found[None])[0], strict=True)
    )


def guards_fired(
    finding: Finding, found: Floats, declined_leads: bool, verbatim: bool, context: Context
) -> tuple[Guard, ...]:
    """The guards that had a say; ``found`` is the first candidate's evidence."""
    evidence = dict(zip(EVIDENCE, found.tolist(), strict=True))
    fired: dict[Guard, bool] = {
        "other-language": finding.reason == "other-language",
        "foreign-figures": evidence["foreign_numbers"] > 0,
        "foreign-names": evidence["foreign_names"] > 0,
        "corrected": bool(finding.contrasts),
        "context": context.fact is not None and evidence["context"] > 0,
        "several": bool(finding.also),
        "declined": declined_leads,
        "verbatim": verbatim,
        "uncovered": evidence["coverage"] < LEAST_COVERED,
    }
    return tuple(guard for guard, has in fired.items() if has)
