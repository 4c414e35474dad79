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
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal, NamedTuple, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from knowledge.text.grams import ORDERS, grams_of
from knowledge.text.layouts import readings
from knowledge.text.letters import script
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
_SPREAD: Final = np.uint32(2_654_435_761)
_DRAWER: Final = np.uint32(15)
"""A hash times ``_SPREAD`` is its key, so that those of short grams, which are low, lie as evenly as the others. Keys
whose upper 17 bits are the same lie in one drawer: half a megabyte, and 1.5 of the model's 200,000 keys in each."""
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


@dataclass(frozen=True, slots=True)
class _Table:
    """The grams of one script: hashes (n,) as keys, costs (n, classes) in units of the model's step, and the classes.

    ``least`` (n,) is what a gram costs at least, in whichever class.
    ``rows`` gives the row of each of the model's grams here, or -1.
    """

    keys: NDArray[np.uint32]
    costs: NDArray[np.uint8]
    least: NDArray[np.uint8]
    rows: NDArray[np.int32]
    languages: NDArray[np.intp]
    typings: tuple[Typing, ...]
    log_priors: _Floats


class _Likeness(NamedTuple):
    """How a text looks: the tempered log-probability of every class, table after table; the mean log-probability of a
    gram in the best one, in nats, which compares texts of different letters; and whether every word is a known one."""

    classes: _Floats
    fit: float
    familiar: bool


class _Grams(NamedTuple):
    """The grams of normalised ``words``, each of shape (grams,): the kind, the weight of that kind, the place among the
    keys of the model, and whether the model knows it at all."""

    words: str
    kinds: NDArray[np.uint8]
    weights: _Floats
    places: NDArray[np.int32]
    known: NDArray[np.bool_]


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
        self._weights: _Floats = np.array(head["weights"])
        self._heat: tuple[float, float] = (head["heat"][0], head["heat"][1])
        self._tables: dict[str, _Table] = {}
        place = end + 1
        for name, part in head["tables"].items():
            self._tables[name], place = _table(raw, place, part)
        if place != len(raw):
            raise ValueError(f"The language model is damaged: {len(raw)} bytes where {place} were to be.")
        del raw  # three megabytes that need not be held while the rest is made
        # The grams of both tables are looked up in one search: a text has some 300, twice over with another layout.
        self._keys, self._tables = _together(self._tables)
        self._first = _first(self._keys)
        self._least = _least(self._tables.values(), self._step)
        # Of all classes, table after table.
        self._languages = np.concatenate([table.languages for table in self._tables.values()])
        self._log_priors: _Floats = np.concatenate(
            [table.log_priors + QUOTED * (name == "cyrillic") for name, table in self._tables.items()]
        )

    def identify(self, text: str, prior: Mapping[str, float] | None = None) -> Guess:
        """Return the language of `text`.

        `prior` gives weights of languages (of the chat, say), positive, of any sum; a language left out of it weighs as
        little as the least of those given. It decides when the text itself says little: a name, one short word.
        """
        weights = _weights(prior)
        words = normalise(text[:READ])
        scripts = [script(letter) for letter in words]
        known = scripts.count("cyrillic") + scripts.count("latin")
        other = scripts.count("other")
        if known == 0 or (other > known and other - _without_letters(words) > known):
            return _without_evidence(text, weights, alien=any(map(str.isalpha, words)))
        others = readings(text[:READ])
        as_typed, *as_read = self._look_up([words, *(normalise(reading.text) for reading in others)])
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
        likelihoods = np.bincount(self._languages, np.exp(best.classes - best.classes.max()), len(LANGUAGES))
        shares = np.asarray(likelihoods, np.float64) * weights
        shares /= shares.sum()
        language = int(shares.argmax())
        typing = "layout" if repaired is not None else self._typing(best.classes, language)
        return Guess(LANGUAGES[language], _named(shares), typing, text if repaired is None else repaired)

    def _look_up(self, texts: Sequence[str]) -> list[_Grams]:
        """Look up the grams of normalised texts, of all in one search."""
        hashes, kinds, sizes = grams_of(texts)
        hashes *= _SPREAD
        places = self._first[hashes >> _DRAWER]
        below = np.flatnonzero(self._keys[places] < hashes)
        while below.size:  # a drawer holds 10 keys at most, and most of them one or two
            places[below] += 1
            below = below[self._keys[places[below]] < hashes[below]]
        known = (self._keys[places] == hashes) & (places < len(self._keys) - 1)
        weights = self._weights[kinds]
        found, end = [], 0
        for words, size in zip(texts, sizes, strict=True):
            own = slice(end, end := end + size)
            found.append(_Grams(words, kinds[own], weights[own], places[own], known[own]))
        return found

    def _best_fit(self, grams: _Grams) -> float:
        """What no text with these grams fits better than: as if each were of the class that likes it best."""
        total = float(grams.weights.sum()) or 1.0
        weights = grams.weights[grams.known]
        least = float(weights @ self._least[grams.places[grams.known]]) * self._step
        return -(least + (total - float(weights.sum())) * UNSEEN) / total

    def _likeness(self, grams: _Grams) -> _Likeness:
        words, known = grams.words, grams.known
        total = float(grams.weights.sum()) or 1.0
        present = set(map(script, set(words)))
        # A gram belongs to the tables that know it; the rest count as unseen for every class.
        places, weights = grams.places[known], grams.weights[known]
        known_total = float(weights.sum())
        unseen = (total - known_total) * UNSEEN
        costs = []
        for name, table in self._tables.items():
            if name not in present:
                costs.append(np.full(len(table.typings), np.inf))
                continue
            rows = table.rows[places]
            hits = rows >= 0
            own = weights[hits]
            inserted = (known_total - float(own.sum())) * INSERTED
            costs.append(own @ table.costs[rows[hits]].astype(np.float64) * self._step + inserted)
        cost = np.concatenate(costs)
        known_words = known[grams.kinds == ORDERS - 1]
        heat = (self._heat[0] + self._heat[1] * len(words) ** 0.5) * (
            STRANGE if len(known_words) <= 2 and not known_words.any() else 1.0
        )
        fit = -(float(cost.min()) + unseen) / total
        return _Likeness(self._log_priors - cost / heat, fit, bool(known_words.all()))

    def _typing(self, best: _Floats, language: int) -> Typing:
        """Return the likeliest way of typing of the language."""
        place = 0
        found: list[tuple[float, Typing]] = []
        for table in self._tables.values():
            scores = best[place : (place := place + len(table.typings))]
            for score, of, typing in zip(scores.tolist(), table.languages.tolist(), table.typings, strict=True):
                if of == language:
                    found.append((score, typing))
        return max(found)[1]


def _table(raw: bytes, place: int, part: Mapping[str, list[str] | int]) -> tuple[_Table, int]:
    """Read one table: hashes (4 bytes each), lowest cost of each row (1 byte), and what to add in half bytes."""
    names = cast(list[str], part["classes"])
    size = cast(int, part["grams"])
    keys = np.frombuffer(raw, "<u4", size, place) * _SPREAD
    base = np.frombuffer(raw, np.uint8, size, place + 4 * size)
    width = (len(names) + 1) // 2
    packed = np.frombuffer(raw, np.uint8, size * width, place + 5 * size).reshape(size, width)
    added = np.empty((size, 2 * width), np.uint8)
    added[:, 0::2] = packed >> 4
    added[:, 1::2] = packed & 15
    added *= np.uint8(cast(int, part["added_step"]))
    least = np.minimum(base, 255 - 15 * np.uint8(cast(int, part["added_step"])))
    added += least[:, None]
    languages = [LANGUAGES.index(name.split("-")[0]) if name.split("-")[0] in LANGUAGES else 4 for name in names]
    typings = tuple(cast(Typing, name.split("-")[1]) for name in names)
    log_priors = np.array(part["log_priors"], np.float64)
    none = np.zeros(0, np.int32)
    table = _Table(keys, added[:, : len(names)], least, none, np.array(languages, np.intp), typings, log_priors)
    return table, place + (5 + width) * size


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
        rows = np.full(len(keys), -1, np.int32)
        rows[places[end : (end := end + len(table.keys))]] = np.arange(len(table.keys), dtype=np.int32)
        placed[name] = replace(table, rows=rows)
    return keys, placed


def _first(keys: NDArray[np.uint32]) -> NDArray[np.int32]:
    """Where the keys of each drawer begin: a look there takes a third of the time of a search through all."""
    first = np.zeros(2 ** (32 - int(_DRAWER)), np.int32)
    np.cumsum(np.bincount(keys >> _DRAWER, minlength=first.size)[:-1], out=first[1:])
    return first


def _least(tables: Iterable[_Table], step: float) -> NDArray[np.uint8]:
    """What each of the model's grams costs at least, whichever the class, in units of the model's step."""
    inserted = np.uint8(min(255, INSERTED / step))
    costs = [np.where(table.rows >= 0, table.least[table.rows], inserted) for table in tables]
    return np.asarray(np.minimum.reduce(costs), np.uint8)


def _weights(prior: Mapping[str, float] | None) -> _Floats:
    given = NO_PRIOR if prior is None else prior
    least = min((weight for weight in given.values() if weight > 0), default=1.0)
    return np.array([max(given.get(language, least), 0.0) or least for language in LANGUAGES])


def _without_letters(words: str) -> int:
    """Count what `script` calls other but is no letter: spaces, digits, apostrophes."""
    return sum(not letter.isalpha() for letter in words)


def _without_evidence(text: str, weights: _Floats, *, alien: bool) -> Guess:
    """Answer from the prior alone, or for an alien script."""
    shares = weights / weights.sum()
    if alien:
        shares[:4] *= (1 - ALIEN) / shares[:4].sum()
        shares[4] = ALIEN
    return Guess(LANGUAGES[int(shares.argmax())], _named(shares), "plain", text)


def _named(shares: _Floats) -> Mapping[str, float]:
    return {language: float(share) for language, share in zip(LANGUAGES, shares, strict=True)}
