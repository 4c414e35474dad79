"""Reads a text as if its keys had been pressed under another keyboard layout (ghbdtn is «привет»)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from knowledge.text.letters import scripts
from knowledge.text.normalise import LIMIT

Layout: TypeAlias = Literal["ru", "kk", "ky"]

# Keys of the US keyboard and what the Windows layouts put there (KBDUS, KBDRU, KBDKAZ), unshifted then shifted.
_US: Final = "`qwertyuiop[]asdfghjkl;'zxcvbnm,./" + '~QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>?' + "@#$^&|"
_RU: Final = "ёйцукенгшщзхъфывапролджэячсмитьбю." + "ЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ," + '"№;:?/'
# The Kazakh layout has letters on the digit keys, and loses ё; digits are then typed on the number pad.
_KK_KEYS: Final = "234589" + "0-=" + "@#$%*(" + ")_+"
_KK: Final = "әіңғүұ" + "қөһ" + "ӘІҢҒҮҰ" + "ҚӨҺ"
# The Kyrgyz layout (KBDKYR) puts its letters on AltGr with the plain letter's key, which another layout reads as plain.
_KY_EXTRA: Final = {"ү": "e", "ө": "j", "ң": "y", "Ү": "E", "Ө": "J", "Ң": "Y"}

_FROM_KEYS: Final[Mapping[Layout, Mapping[int, str | int]]] = {
    "ru": str.maketrans(_US, _RU),
    "ky": str.maketrans(_US, _RU),
    "kk": str.maketrans(_US + _KK_KEYS, _RU + _KK),
}
_TO_KEYS: Final[Mapping[Layout, Mapping[int, str | int]]] = {
    "ru": str.maketrans(_RU, _US),
    "ky": str.maketrans(_RU, _US) | {ord(letter): key for letter, key in _KY_EXTRA.items()},
    "kk": str.maketrans(_RU + _KK, _US + _KK_KEYS),
}
# A run of keys is read as Kazakh letters from the digit row only beside letters: «0fyif» but not «10».
_KEYS_WITH_LETTER: Final = re.compile(r"\S*[A-Za-z]\S*")
_LETTER_KEY: Final = re.compile("[A-Za-z]")
# What the Kazakh layout has otherwise than the Russian one.
_ONLY_KK: Final = re.compile(f"[{_KK}]")
_ONLY_KK_KEYS: Final = re.compile(f"[{re.escape(_KK_KEYS)}]")


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as another layout would have given it; `keyboard` is the layout its writer meant ("en" for QWERTY)."""

    text: str
    keyboard: Literal["ru", "kk", "ky", "en"]


def to_cyrillic(text: str, layout: Layout) -> str:
    """Return what the keys of a QWERTY text give under a Cyrillic layout."""
    if layout == "kk":
        plain = _FROM_KEYS["ru"]
        parts = []
        end = 0
        for match in _KEYS_WITH_LETTER.finditer(text):
            parts += [text[end : match.start()].translate(plain), match[0].translate(_FROM_KEYS["kk"])]
            end = match.end()
        return "".join(parts) + text[end:].translate(plain)
    return text.translate(_FROM_KEYS[layout])


def to_latin(text: str, layout: Layout) -> str:
    """Return what the keys of a text typed under a Cyrillic layout give under QWERTY."""
    return text.translate(_TO_KEYS[layout])


def readings(text: str) -> tuple[Reading, ...]:
    """Return the other texts that the same keys could have meant, without judging which is real (`knowledge.tongue`).

    The order is fixed; duplicates are left out. A text of both scripts is read with its Latin words turned Cyrillic
    only: people switch the layout in the middle of a sentence, and notice after a word.
    """
    text = text[:LIMIT]
    if _LETTER_KEY.search(text):
        found = [Reading(to_cyrillic(text, "ru"), "ru")]
        if _ONLY_KK_KEYS.search(text):
            found.append(Reading(to_cyrillic(text, "kk"), "kk"))
    elif scripts(text) == {"cyrillic"}:
        found = [Reading(to_latin(text, "ru"), "en")]
        if _ONLY_KK.search(text):
            found.append(Reading(to_latin(text, "kk"), "en"))
    else:
        return ()
    if len(found) == 2 and found[0].text == found[1].text:
        found.pop()
    return tuple(reading for reading in found if reading.text != text)
