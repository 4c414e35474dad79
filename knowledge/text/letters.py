"""What a letter is: its script, its look-alike in the other script, its base letter, its usual Latin spelling."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, Literal, TypeAlias

Script: TypeAlias = Literal["cyrillic", "latin", "other"]

# Pairs that look alike on the screen (the part of Unicode's confusables.txt that people really type). Both cases of
# a letter are present or neither, so that lowering the case of a word never changes what can be mended.
_LATIN_THEN_CYRILLIC: Final = (
    "aа eе oо pр cс yу xх kк mм tт iі jј sѕ AА EЕ OО PР CС YУ XХ KК MМ TТ IІ JЈ SЅ BВ bв HН hһ"
)
TO_CYRILLIC: Final[Mapping[str, str]] = {pair[0]: pair[1] for pair in _LATIN_THEN_CYRILLIC.split()}
TO_LATIN: Final[Mapping[str, str]] = {pair[1]: pair[0] for pair in _LATIN_THEN_CYRILLIC.split()} | {"н": "h", "Һ": "H"}

# Letters of the Turkic and neighbouring Cyrillic alphabets → the letter of the Russian keyboard people type instead.
_BASE: Final = (
    "ёе ѐе ѝи "  # Russian and stress-marked letters that Unicode composes
    "әа ғг қк ңн өо ұу үу һх іи "  # Kazakh and Kyrgyz
    "їи єе ґг ўу ҳх ӣи ӯу ҷч җж ҡк ҙз ҫс ҕг ӊн ӈн ҥн ӧо ӱу ӓа ӑа ӗе ӂж ӝж ӟз ӥи ӫо ӳу ӵч ӹы "  # neighbours
    "јй ѕз љл њн ћч ђд џч"  # South Slavic
)
BASE: Final[Mapping[str, str]] = {pair[0]: pair[1] for pair in _BASE.split()}

# How each Cyrillic letter is spelt in Latin before the habits are reduced to one (see `skeleton`).
_ROMAN: Final = (
    "а=a б=b в=v г=g д=d е=e ж=zh з=z и=i й=y к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts ч=ch ш=sh щ=shch "
    "ъ= ы=y ь= э=e ю=yu я=ya ң=ng"
)
ROMAN: Final[Mapping[str, str]] = {item[0]: item[2:] for item in _ROMAN.split()}

# Latin letters of the Kazakh and neighbouring alphabets whose value is not their bare letter:
# 2021 draft (ş ı ü ū ö ä ğ ñ), 2018 decree (ý = у), Turkish and Azerbaijani (ç ə), Central European translit (ž š č).
LATIN_VALUE: Final[Mapping[str, str]] = {
    "ş": "sh", "š": "sh", "ș": "sh", "ç": "ch", "č": "ch", "ž": "zh", "ý": "u", "ŭ": "u", "ı": "i", "ə": "a", "ñ": "ng",
    "ń": "ng", "ň": "ng", "ŋ": "ng", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "þ": "th", "ð": "d",
}  # fmt: skip


@lru_cache(maxsize=8192)
def script(letter: str) -> Script:
    """Return the script of one character; digits, marks and signs are "other"."""
    if letter.isascii():
        return "latin" if letter.isalpha() else "other"
    if not letter.isalpha():
        return "other"
    name = unicodedata.name(letter, "")
    if name.startswith("CYRILLIC"):
        return "cyrillic"
    return "latin" if name.startswith("LATIN") else "other"


# Nearly all texts have letters of these alphabets alone, and three searches are quicker than a look at each letter.
_LATIN: Final = re.compile("[A-Za-z]")
_CYRILLIC: Final = re.compile("[\u0400-\u0481\u048a-\u04ff]")
_UNUSUAL: Final = re.compile(r"[^\W\d_A-Za-z\u0400-\u04ff]")


def scripts(text: str) -> set[Script]:
    """Return which of the two scripts, Cyrillic and Latin, a text has letters of."""
    if _UNUSUAL.search(text):
        return set(map(script, set(text))) - {"other"}
    found: set[Script] = set()
    if _CYRILLIC.search(text):
        found.add("cyrillic")
    if _LATIN.search(text):
        found.add("latin")
    return found


def other_letters(text: str) -> int:
    """Count the letters of a text that are neither Cyrillic nor Latin."""
    return sum(letter.isalpha() and script(letter) == "other" for letter in _UNUSUAL.findall(text))


@lru_cache(maxsize=8192)
def base(letter: str) -> str:
    """Return the letter of the plain Russian or English alphabet that stands for one lower-case letter.

    й stays (it is on every Cyrillic keyboard); a letter of another script is returned as it is.
    """
    if letter.isascii() or letter == "й":
        return letter
    known = BASE.get(letter) or LATIN_BASE.get(letter)
    if known is not None:
        return known
    if script(letter) == "other":
        return letter
    return unicodedata.normalize("NFD", letter)[0]


# Undecomposable Latin letters: here only the shape counts, not the sound.
LATIN_BASE: Final[Mapping[str, str]] = {
    "ı": "i", "ə": "a", "ŋ": "n", "ø": "o", "đ": "d", "ł": "l", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ß": "ss",
}  # fmt: skip
