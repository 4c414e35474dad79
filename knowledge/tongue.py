"""Tells which language a question is in, however it was typed: naive Bayes over character n-grams.

A class is a language in one way of typing (Kazakh, Kazakh on a Russian keyboard, Kazakh in Latin …). Every gram of the
text adds its rounded log-probability in each class; the sum is tempered, because the grams of one text overlap and
naive Bayes is far too sure of itself; ways of typing are added up to languages, and the prior multiplies last. A text
is also read as the keys of other keyboard layouts, and the reading that is most like any language wins.

The method is the one Lui and Baldwin describe in "langid.py: An Off-the-shelf Language Identification Tool" (ACL 2012),
with longer grams and whole words. `knowledge.training.tongue` makes the model and holds the measurements.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import mul
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from knowledge.text.grams import grams_of
from knowledge.text.layouts import readings
from knowledge.text.letters import other_letters, scripts
from knowledge.text.normalise import normalise

__all__ = ["LANGUAGES", "MODEL", "Guess", "Tongue", "Typing"]

Typing: TypeAlias = Literal["plain", "folded", "latin", "layout"]
_Floats: TypeAlias = NDArray[np.float64]

LANGUAGES: Final = ("ru", "kk", "ky", "en", "other")
MODEL: Final = Path(__file__).with_name("tongue_model.bin")
MAGIC: Final = b"tongue 1\n"

READ: Final = 300
"""Code points that are read: the language is clear long before, and the time stays bounded."""
NO_PRIOR: Final[Mapping[str, float]] = {"ru": 1.0, "kk": 1.0, "ky": 1.0, "en": 1.0, "other": 0.25}
"""Strangers who ask here mostly ask in one of the four."""
ALIEN: Final = 0.98
"""Probability of "other" for a text in letters that are neither Cyrillic nor Latin."""
UNSEEN: Final = 14.0
"""Cost in nats of a gram that the model does not know; the rarest it knows cost up to 15.9."""
INSERTED: Final = 10.0
"""Cost of a gram in the other script, as in «BBC не деді». Grams cost 7.6–8.5 in their own language and more in
another, so the script in which the text makes sense counts, not only the one with more letters. At 8.5 6 % of long
Russian sentences, those with an English name in them, came out English; from 9 on none."""
QUOTED: Final = 1.0
"""Nats in favour of Cyrillic in a text of both scripts: names are quoted in Latin more often than the reverse."""
STRANGE: Final = 2.0
"""Times the heat when none of one or two words is known: a name has a language's look, and its asker may speak any."""
SHORT: Final = 4
"""Letters up to which another layout's reading must consist of known words: «rnj» is «кто», "BBC" is not «ИИС»."""
_SPREAD: Final = np.array(2_654_435_761, np.uint32)
_DRAWERS: Final = 2**20
_DRAWER: Final = np.array(12, np.uint32)
"""A hash times ``_SPREAD`` is its key, so that those of short grams, which are low, lie as evenly as the others. Keys
whose upper 20 bits are the same lie in one drawer. Five of six drawers stay empty: most grams that the model doesn't
know show at once, and few others need a second look. With a quarter of the drawers a question takes a third longer."""
_ROUNDING: Final = 1e-6
"""How far sums of the same costs in another order may lie apart, and more."""
LAYOUT_MARGIN: Final = 0.6
"""By how many nats a gram another keyboard layout must fit better than what stands there. On fragments of 2–3 words 0.6
mends 95–100 % and spoils none, 0.9 mends 93–99 %; single words are mended in nine cases of ten."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What was found out about a text.

    `language` is the likeliest of `LANGUAGES`; `probabilities` holds all five and sums to 1. `script` says how the
    text was typed. `text` is what the writer meant to type: the text itself, or its repair when the layout was wrong.
    """

    language: str
    probabilities: Mapping[str, float]
    script: Typing
    text: str


class _Class(NamedTuple):
    """A language, as its place in `LANGUAGES`, in one way of typing, and how likely it is before a text is read."""

    language: int
    typing: Typing
    log_prior: float


@dataclass(frozen=True, slots=True)
class _Table:
    """The grams of one script: hashes (n,) as keys, costs (n + 2, classes) in units of the model's step, the classes.

    The last two rows are those of any gram of the other script and of any that the model does not know. ``least``
    (n + 2,) is what a gram costs at least, in whichever class. ``rows`` gives the row of each of the model's grams.
    """

    keys: NDArray[np.uint32]
    costs: NDArray[np.uint8]
    least: NDArray[np.uint8]
    rows: NDArray[np.int32]
    classes: tuple[_Class, ...]


class _Likeness(NamedTuple):
    """How a text looks: the classes of its scripts, and the tempered log-probability of each; the mean log-probability
    of a gram in the best one, in nats, which compares texts of different letters; and whether it has known words only.
    """

    classes: Sequence[_Class]
    scores: Sequence[float]
    fit: float
    familiar: bool


class _Grams(NamedTuple):
    """The grams of normalised ``words``: the key and weight of each, (grams,); how many of them are words, which come
    last; and the sum of the weights."""

    words: str
    keys: NDArray[np.uint32]
    weights: _Floats
    whole: int
    total: float


class Tongue:
    """The language model, from a path or from bytes.

    Raises:
        ValueError: the bytes are no model, or one of another version.
    """

    def __init__(self, model: Path | bytes = MODEL) -> None:
        raw = model if isinstance(model, bytes) else model.read_bytes()
        if not raw.startswith(MAGIC):
            raise ValueError("This is no language model of this version: make it anew with knowledge.training.tongue.")
        end = raw.index(b"\n", len(MAGIC))
        head = json.loads(raw[len(MAGIC) : end])
        self._step: float = head["step"]
        self._weights: list[float] = head["weights"]
        self._each_weight: _Floats = np.array(self._weights)
        self._heat: tuple[float, float] = (head["heat"][0], head["heat"][1])
        self._tables: dict[str, _Table] = {}
        place = end + 1
        for name, part in head["tables"].items():
            self._tables[name], place = _table(raw, place, name, part, self._step)
        if place != len(raw):
            raise ValueError(f"The language model is damaged: {len(raw)} bytes where {place} were to be.")
        del raw  # three megabytes that need not be held while the rest is made
        # The grams of both tables are looked up in one search: a text has some 300.
        self._keys, self._tables = _together(self._tables)
        self._first = _first(self._keys)
        self._least = _least(self._keys, self._tables.values(), self._step)

    def identify(self, text: str, prior: Mapping[str, float] | None = None) -> Guess:
        """Return the language of `text`.

        `prior` gives weights of languages (of the chat, say), positive, of any sum; a language left out of it weighs as
        little as the least of those given. It decides when the text itself says little: a name, one short word.
        """
        weights = _weights(prior)
        words = normalise(text[:READ])
        if not _has_evidence(words):
            return _without_evidence(text, weights, alien=any(map(str.isalpha, words)))
        others = readings(text[:READ])
        as_typed, *as_read = self._grams([words, *(normalise(reading.text) for reading in others)])
        best = self._likeness(as_typed)
        repaired: str | None = None
        for reading, grams in zip(others, as_read, strict=True):
            # A reading must beat the text as it stands by the margin, and an earlier reading by anything.
            beat = best.fit + (LAYOUT_MARGIN if repaired is None else 0.0)
            if self._best_fit(grams) < beat - _ROUNDING:  # nearly all, at a fraction of the cost
                continue
            likeness = self._likeness(grams)
            if likeness.fit > beat and (len(grams.words) > SHORT or likeness.familiar):
                best, repaired = likeness, reading.text + text[READ:]
        highest = max(best.scores)
        shares = [0.0] * len(LANGUAGES)
        for score, of in zip(best.scores, best.classes, strict=True):
            shares[of.language] += math.exp(score - highest) * weights[of.language]
        language = shares.index(max(shares))
        typing = "layout" if repaired is not None else _typing(best, language)
        return Guess(LANGUAGES[language], _named(shares), typing, text if repaired is None else repaired)

    def _grams(self, texts: Sequence[str]) -> list[_Grams]:
        """The grams of normalised texts."""
        found = []
        for words, (hashes, sizes) in zip(texts, grams_of(texts), strict=True):
            total = sum(map(mul, self._weights, sizes)) or 1.0
            found.append(_Grams(words, hashes * _SPREAD, self._each_weight.repeat(sizes), sizes[-1], total))
        return found

    def _places(self, wanted: NDArray[np.uint32]) -> NDArray[np.int32]:
        """The places of keys among the model's; the last one for those that are not there."""
        places = self._first.take(wanted >> _DRAWER)
        found = self._keys.take(places)
        below = (found < wanted).nonzero()[0]
        while below.size:  # a drawer holds five keys at most, and most of them one or none
            places[below] += 1
            found[below] = self._keys.take(places[below])
            below = below[found[below] < wanted[below]]
        places[found != wanted] = len(self._keys) - 1
        return places

    def _best_fit(self, grams: _Grams) -> float:
        """What no text with these grams fits better than: as if each were the cheapest gram of its drawer, in the class
        that likes it best."""
        return -float(grams.weights @ self._least.take(grams.keys >> _DRAWER)) * self._step / grams.total

    def _likeness(self, grams: _Grams) -> _Likeness:
        present = scripts(grams.words)
        places = self._places(grams.keys)
        classes: list[_Class] = []
        costs: list[float] = []
        for name, table in self._tables.items():
            if name in present:
                classes += table.classes
                each = table.costs.take(table.rows.take(places), axis=0)
                costs += (grams.weights @ each.astype(np.float64) * self._step).tolist()
        unknown = (places[len(places) - grams.whole :] == len(self._keys) - 1).tolist()
        heat = self._heat[0] + self._heat[1] * len(grams.words) ** 0.5
        if len(unknown) <= 2 and all(unknown):
            heat *= STRANGE
        scores = [each.log_prior - cost / heat for each, cost in zip(classes, costs, strict=True)]
        return _Likeness(classes, scores, -min(costs, default=math.inf) / grams.total, not any(unknown))


def _typing(likeness: _Likeness, language: int) -> Typing:
    """Return the likeliest way of typing of the language."""
    scored = zip(likeness.scores, likeness.classes, strict=True)
    return max((score, of.typing) for score, of in scored if of.language == language)[1]


def _table(raw: bytes, place: int, name: str, part: Mapping[str, Any], step: float) -> tuple[_Table, int]:
    """Read one table: hashes (4 bytes each), lowest cost of each row (1 byte), and what to add in half bytes."""
    names: list[str] = part["classes"]
    size: int = part["grams"]
    keys = np.frombuffer(raw, "<u4", size, place) * _SPREAD
    base = np.frombuffer(raw, np.uint8, size, place + 4 * size)
    width = (len(names) + 1) // 2
    packed = np.frombuffer(raw, np.uint8, size * width, place + 5 * size).reshape(size, width)
    added_step = np.uint8(part["added_step"])
    costs = np.empty((size + 2, len(names)), np.uint8)
    least = np.empty(size + 2, np.uint8)
    costs[:size, 0::2] = packed >> 4
    costs[:size, 1::2] = (packed & 15)[:, : len(names) // 2]
    costs[:size] *= added_step
    least[:size] = np.minimum(base, 255 - 15 * added_step)
    costs[:size] += least[:size, None]
    least[size:] = round(INSERTED / step), round(UNSEEN / step)
    costs[size:] = least[size:, None]
    classes = []
    for called, log_prior in zip(names, part["log_priors"], strict=True):
        language, typing = called.split("-")
        number = LANGUAGES.index(language if language in LANGUAGES else "other")
        classes.append(_Class(number, cast(Typing, typing), log_prior + QUOTED * (name == "cyrillic")))
    none = np.zeros(0, np.int32)
    return _Table(keys, costs, least, none, tuple(classes)), place + (5 + width) * size


def _together(tables: Mapping[str, _Table]) -> tuple[NDArray[np.uint32], dict[str, _Table]]:
    """All keys of the tables, sorted, a last one to stop at, and the tables with their rows for each."""
    every = np.concatenate([table.keys for table in tables.values()])
    # Half a key at a time, for which NumPy counts instead of comparing: a third of the time of sorting keys.
    order = np.argsort(every.astype(np.uint16), kind="stable")
    order = order[np.argsort((every[order] >> np.uint32(16)).astype(np.uint16), kind="stable")]
    keys = every[order]
    is_first = np.append(True, keys[1:] != keys[:-1])
    places = np.empty(len(every), np.int32)
    places[order] = np.cumsum(is_first, dtype=np.int32) - 1
    keys = np.append(keys[is_first], np.uint32(0xFFFFFFFF))
    placed, end = {}, 0
    for name, table in tables.items():
        size = len(table.keys)
        rows = np.full(len(keys), size, np.int32)
        rows[places[end : (end := end + size)]] = np.arange(size, dtype=np.int32)
        rows[-1] = size + 1
        placed[name] = replace(table, rows=rows)
    return keys, placed


def _first(keys: NDArray[np.uint32]) -> NDArray[np.int32]:
    """Where the keys of each drawer begin: a look there takes a third of the time of a search through all."""
    first = np.zeros(_DRAWERS, np.int32)
    np.cumsum(np.bincount(keys >> _DRAWER, minlength=_DRAWERS)[:-1], out=first[1:])
    return first


def _least(keys: NDArray[np.uint32], tables: Iterable[_Table], step: float) -> NDArray[np.uint8]:
    """What the grams of each drawer cost at least, whichever the class, in units of the model's step."""
    least = np.full(_DRAWERS, round(UNSEEN / step), np.uint8)
    np.minimum.at(least, keys >> _DRAWER, np.minimum.reduce([table.least[table.rows] for table in tables]))
    return least


def _weights(prior: Mapping[str, float] | None) -> list[float]:
    if prior is None:
        return list(NO_PRIOR.values())
    least = min((weight for weight in prior.values() if weight > 0), default=1.0)
    return [max(prior.get(language, least), 0.0) or least for language in LANGUAGES]


def _has_evidence(words: str) -> bool:
    """Whether a text has letters to go by, and no more letters of other scripts than of these."""
    letters = sum(map(str.isalpha, words))
    return letters > 0 and letters >= 2 * other_letters(words)


def _without_evidence(text: str, weights: Sequence[float], *, alien: bool) -> Guess:
    """Answer from the prior alone, or for an alien script."""
    shares = list(weights)
    if alien:
        ours = sum(weights[:4])
        shares = [weight * (1 - ALIEN) / ours for weight in weights[:4]] + [ALIEN]
    return Guess(LANGUAGES[shares.index(max(shares))], _named(shares), "plain", text)


def _named(shares: Sequence[float]) -> Mapping[str, float]:
    """The languages with their shares, which may have any sum."""
    total = sum(shares)
    return {language: share / total for language, share in zip(LANGUAGES, shares, strict=True)}
