"""Tells which language a question is in, however it was typed: naive Bayes over character 1–5-grams.

A class is a language in one way of typing (Kazakh, Kazakh on a Russian keyboard, Kazakh in Latin …). Every n-gram of
the text adds its rounded log-probability in each class; the sums are tempered, because n-grams of one text overlap
and naive Bayes is far too sure of itself, and the ways of typing are added up to languages. The prior multiplies last.
The method is that of Cavnar and Trenkle (1994) with the likelihoods of Lui and Baldwin (2012); the model is made by
`knowledge.training.tongue`, which says from what.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from knowledge.text.layouts import readings
from knowledge.text.letters import script
from knowledge.text.normalise import normalise

__all__ = ["LANGUAGES", "MODEL", "Guess", "Tongue", "Typing", "grams"]

Typing: TypeAlias = Literal["plain", "folded", "latin", "layout"]
LANGUAGES: Final = ("ru", "kk", "ky", "en", "other")
MODEL: Final = Path(__file__).with_name("tongue_model.bin")

LONGEST: Final = 5
"""Characters of the longest n-gram."""
READ: Final = 300
"""Characters that are read: at 300 the language has long been clear, and the time is bounded."""

_MULTIPLIER: Final = np.uint32(2_654_435_761)  # Knuth's multiplicative hash; odd, so nothing is lost at each step
_MAGIC: Final = b"tongue 1\n"


@dataclass(frozen=True, slots=True)
class Guess:
    """What was found out about a text.

    `language` is the likeliest of `LANGUAGES` and `probabilities` holds all five, summing to 1. `script` says how the
    text was typed; `text` is what the writer meant to type: the argument itself, or its repair when the keyboard
    layout was wrong.
    """

    language: str
    probabilities: Mapping[str, float]
    script: Typing
    text: str


class Tongue:
    """The language model. Loads from a path or from bytes; holds a table of shape (n-grams, classes), 1 byte a cell.

    Raises:
        ValueError: the bytes are no model, or one of another version.
    """

    def __init__(self, model: Path | bytes = MODEL) -> None:
        raw = model if isinstance(model, bytes) else model.read_bytes()
        if not raw.startswith(_MAGIC):
            raise ValueError("This is not a language model of this version: make it with knowledge.training.tongue.")
        end = raw.index(b"\n", len(_MAGIC))
        head = json.loads(raw[len(_MAGIC) : end])
        size, classes = head["grams"], [tuple(name.split("-")) for name in head["classes"]]
        self._keys: NDArray[np.uint32] = np.frombuffer(raw, "<u4", size, end + 1)
        self._costs: NDArray[np.uint8] = np.frombuffer(raw, np.uint8, size * len(classes), end + 1 + 4 * size).reshape(
            size, len(classes)
        )
        self._step: float = head["step"]
        self._unseen: float = head["unseen"]
        self._typings = [cast(Typing, typing) for _, typing in classes]
        self._log_priors: NDArray[np.float64] = np.array(head["log_priors"])
        self._heat: tuple[float, float] = (head["heat"][0], head["heat"][1])
        names = [language if language in LANGUAGES else "other" for language, _ in classes]
        self._language_of: NDArray[np.intp] = np.array([LANGUAGES.index(name) for name in names])

    def identify(self, text: str, prior: Mapping[str, float] | None = None) -> Guess:
        """Return the language of `text`.

        `prior` gives weights of languages (the chat's language first, say), any positive numbers; languages left out
        get the smallest weight given. Without a prior the four languages weigh the same and "other" a little less.
        """
        weights = _weights(prior)
        words = normalise(text[:READ])
        if (foreign := _foreign(words)) is not None:
            return Guess("other" if foreign else _likeliest(weights), _shares(weights, foreign), "plain", text)
        best, fit, known = self._classes(words)
        typing: Typing | None = None
        repaired = text
        for reading in readings(text[:READ]):
            other, other_fit, other_known = self._classes(normalise(reading.text))
            # The layout was wrong when the other reading is much more like a language than what stands there.
            if other_fit - fit > LAYOUT_MARGIN and other_known:
                best, fit, typing, repaired = other, other_fit, "layout", reading.text + text[READ:]
        posterior = np.exp(best - best.max())
        by_language = np.bincount(self._language_of, posterior, len(LANGUAGES)) * weights
        by_language /= by_language.sum()
        language = int(by_language.argmax())
        if typing is None:
            own = np.where(self._language_of == language, best, -np.inf)
            typing = self._typings[int(own.argmax())]
        shares = {name: float(share) for name, share in zip(LANGUAGES, by_language, strict=True)}
        return Guess(LANGUAGES[language], shares, typing, repaired)

    def _classes(self, words: str) -> tuple[NDArray[np.float64], float, bool]:
        """Return the tempered log-probability of each class, how well the best fits (nats a gram), whether any gram is known."""
        found = grams(words)
        places = np.searchsorted(self._keys, found)
        places[places == len(self._keys)] = 0
        known = self._keys[places] == found
        costs = self._costs[places[known]].sum(axis=0, dtype=np.int64) * -self._step
        count = max(1, len(found))
        fit = (float(costs.max()) - self._unseen * (count - int(known.sum()))) / count
        heat = self._heat[0] + self._heat[1] * len(words) ** 0.5
        return costs / heat + self._log_priors, fit, bool(known.any())
