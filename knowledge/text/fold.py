"""Folds spelling habits away: special letters to the plain keyboard's, and every script to one Latin skeleton."""

import re
from functools import lru_cache
from typing import Final

from knowledge.text.homoglyphs import mend
from knowledge.text.letters import BASE, LATIN_VALUE, ROMAN, base, script
from knowledge.text.normalise import clean, normalise, words_of_clean

CACHED_WORDS: Final = 65_536
"""Words whose folded forms are kept: 20,000 phrasings have some 12,000 words, and one takes about 200 bytes."""


_ACCENTED: Final = re.compile("[\u00c0-\u02af\u1e00-\u1eff]")


def fold(text: str) -> str:
    """Return the normalised text with ё→е, Kazakh and Kyrgyz letters → Russian ones (ә→а … і→и), é→e. Idempotent."""
    normal = normalise(text)
    folded = " ".join(map(fold_word, normal.split()))
    if _ACCENTED.search(normal) and (mended := mend(folded)) != folded:
        # A Latin letter that has lost its accent may now be the look-alike of its Cyrillic neighbours.
        return fold(mended)
    return folded


@lru_cache(maxsize=CACHED_WORDS)
def fold_word(word: str) -> str:
    """Return one normalised word folded letter by letter."""
    return word if word.isascii() else "".join(map(base, word))


def skeleton(text: str) -> str:
    """Return one Latin key that a Cyrillic text and its usual Latin spellings share (қанша, kansha, qanşa → kansha).

    Cyrillic is romanised and then all Latin, typed or romanised, is reduced by the same rules, so a rule that loses a
    distinction loses it on both sides. Apostrophes vanish, hard and soft signs too. Letters of other scripts stay.
    Idempotent.
    """
    return " ".join(skeletons_of_clean(clean(text)))


def skeletons_of_clean(text: str) -> list[str]:
    """Return the skeletons of the words of a text that `clean` has returned, those left out that are empty."""
    return list(filter(None, map(skeleton_word, words_of_clean(text))))


@lru_cache(maxsize=CACHED_WORDS)
def skeleton_word(word: str) -> str:
    """Return the skeleton of one normalised word; it may be empty (a lone «ь»)."""
    key = "".join(map(_roman, word))
    while _ANY_HABIT.search(key):  # each round shortens the key or only renames letters, so it ends
        for written, pattern, kept in _REDUCERS:
            key = key.replace(written, kept) if pattern is None else pattern.sub(kept, key)
    return key


# In this order. On the left what people type, on the right the one spelling kept.
_HABITS: Final = (
    ("'", ""),
    ("(?<=[a-z])4(?=[a-z])|^4(?=to)", "ch"),  # ka4estvo, 4to; but 4th
    ("(?<=[a-z])6(?=[a-z])", "sh"),
    ("^ex", "eks"),  # expertiza, ekspertiza; elsewhere x is х
    ("^ye|(?<=[aeiouy])ye", "e"),  # yest, priyehal; but «новые» is novye
    ("q", "k"),
    ("x", "h"),
    ("w", "u"),  # azaptaw, sawal: the Kazakh у
    ("y", "i"),  # ы, й, и, і are one: zhyl, jil
    ("tz|ts(?!h)", "c"),
    ("shch|sch", "sh"),
    ("d?zh|dj", "j"),
    ("kh", "h"),
    ("gh", "g"),
    ("ng", "n"),  # ң: myng, myn, mıñ
    (r"([^\d])\1+", r"\1"),  # Kyrgyz long vowels and Russian double letters, typed or not; «100» stays
)
# One look for all of them: many words have none, and in the end none has.
_ANY_HABIT: Final = re.compile("|".join(written for written, _ in _HABITS))
# Half of them are plain letters, which need no pattern, and a fifth of its time.
_REDUCERS: Final = tuple(
    (written, None if written.isalpha() else re.compile(written), kept) for written, kept in _HABITS
)


@lru_cache(maxsize=8192)
def _roman(letter: str) -> str:
    """Return the Latin spelling of one letter; letters of other scripts and digits stay."""
    known = ROMAN.get(letter) or LATIN_VALUE.get(letter)
    if known is not None:
        return known
    if letter in ROMAN:
        return ""
    plain = BASE.get(letter) or base(letter)
    if script(plain[0]) == "cyrillic":
        return ROMAN.get(plain, plain)
    return plain
