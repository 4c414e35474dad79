"""How people type Kazakh, Kyrgyz and Russian without the letters: folded, and in Latin by a dozen habits."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Final, TypeAlias

from knowledge.text.letters import BASE

__all__ = ["LATIN", "folded", "in_cyrillic", "in_latin", "partly_folded", "some_habit"]

Habit: TypeAlias = Mapping[str, str]

# What nearly everybody writes the same way; then, a language, the ways a letter goes, the usual ones first.
_SAME: Final = "а=a б=b в=v г=g д=d е=e ё=e з=z к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f ъ= ь= э=e һ=h"
_WAYS: Final[Mapping[str, str]] = {
    "kk": "ә=a/ä/á ғ=g/ğ/ǵ/gh қ=q/k ң=n/ng/ñ/ń ө=o/ö/ó ұ=u/ū ү=u/ü/ú һ=h у=u/w/ý ж=zh/j ы=y/i/ı й=i/y/ı и=i/ı і=i/ı "
    "х=h/kh/x ц=ts/c ч=ch/ç ш=sh/ş щ=sh/sch ю=yu/iu я=ya/ia ё=yo/io",
    "ky": "ң=n/ng/ñ ө=o/ö ү=u/ü/y ж=j/zh ы=y/i/ı й=y/i и=i х=h/kh/x ц=ts/c ч=ch/ç ш=sh/ş щ=sh/sch ю=yu/iu я=ya/ia ё=yo",
    "ru": "ж=zh/j ы=y/i й=y/i/j и=i х=h/kh/x ц=ts/c ч=ch/4 ш=sh щ=sch/shch/sh ю=yu/u/ju/iu я=ya/ia/ja ё=e/yo/jo ь=/' "
    "ъ=/'/ie э=e",
}

# Habits with a name, to examine the model with.
_NAMED: Final[Mapping[str, Mapping[str, str]]] = {
    "kk": {
        "2021": "ә=ä ғ=ğ қ=q ң=ñ ө=ö ұ=ū ү=ü у=u ж=j ы=y й=i и=i і=ı х=h ц=ts ч=ç ш=ş щ=ş ю=iu я=ia",
        "2018": "ә=á ғ=ǵ қ=q ң=ń ө=ó ұ=u ү=ú у=ý ж=j ы=y й=ı и=ı і=i х=h ц=ts ч=ch ш=sh щ=sh ю=iý я=ia",
        "plain": "ә=a ғ=g қ=q ң=n ө=o ұ=u ү=u у=u ж=zh ы=y й=i и=i і=i х=h ц=ts ч=ch ш=sh щ=sh ю=yu я=ya",
        "Russian": "ә=a ғ=g қ=k ң=ng ө=o ұ=u ү=u у=u ж=zh ы=i й=y и=i і=i х=kh ц=c ч=ch ш=sh щ=sch ю=yu я=ya",
    },
    "ky": {
        "plain": "ң=n ө=o ү=u ж=j ы=y й=i и=i х=h ц=ts ч=ch ш=sh щ=sh ю=yu я=ya",
        "Turkish": "ң=ñ ө=ö ү=ü ж=j ы=ı й=y и=i х=h ц=ts ч=ç ш=ş щ=ş ю=yu я=ya",
        "Russian": "ң=ng ө=o ү=u ж=zh ы=i й=y и=i х=kh ц=c ч=ch ш=sh щ=sch ю=iu я=ia",
    },
    "ru": {
        "passport": "ж=zh ы=y й=i и=i х=kh ц=ts ч=ch ш=sh щ=shch ю=iu я=ia ъ=ie",
        "plain": "ж=zh ы=y й=y и=i х=h ц=c ч=ch ш=sh щ=sh ю=yu я=ya",
        "chat": "ж=j ы=i й=i и=i х=x ц=c ч=4 ш=sh щ=sh ю=u я=ja ь='",
    },
}


def _table(*spellings: str) -> dict[str, str]:
    return {pair[0]: pair[2:] for spelling in spellings for pair in spelling.split()}


LATIN: Final[Mapping[str, Mapping[str, Habit]]] = {
    language: {name: _table(_SAME, spelling) for name, spelling in named.items()} for language, named in _NAMED.items()
}


def some_habit(language: str, random: Random) -> Habit:
    """Return a habit put together by chance: for each letter one of the ways it is typed, the usual ways more often."""
    ways = {letter: spelling.split("/") for letter, spelling in _table(_WAYS[language]).items()}
    chosen = {
        letter: random.choices(options, [1 / (place + 1) for place in range(len(options))])[0]
        for letter, options in ways.items()
    }
    return {**_table(_SAME), **chosen}


# Uzbek as it was, and much still is, written: the NTREX translation is in Latin only.
_UZBEK: Final = (
    ("o'", "ў"), ("g'", "ғ"), ("sh", "ш"), ("ch", "ч"), ("yo", "ё"), ("yu", "ю"), ("ya", "я"), ("ye", "е"), ("ts", "ц"),
    *zip("abdefghijklmnopqrstuvxyz'", "абдефгҳижклмнопқрстувхйзъ", strict=True),
)  # fmt: skip


def in_latin(text: str, habit: Habit) -> str:
    """Return lower-case Cyrillic text as one habit types it."""
    return "".join(habit.get(letter, letter) for letter in text)


def folded(text: str) -> str:
    """Return lower-case text typed on a Russian keyboard; the same as `fold` but with ё, which that keyboard has."""
    return "".join(letter if letter == "ё" else BASE.get(letter, letter) for letter in text)


def partly_folded(text: str, random: Random) -> str:
    """Return text in which each word has lost its special letters or not, as when a phone corrects some words."""
    return " ".join(word if random.random() < 0.5 else folded(word) for word in text.split(" "))


def in_cyrillic(uzbek: str) -> str:
    """Return lower-case Uzbek Latin text in the Cyrillic alphabet."""
    for latin, cyrillic in _UZBEK:
        uzbek = uzbek.replace(latin, cyrillic)
    return uzbek
