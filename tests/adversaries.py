"""Messages made to cost: floods, invisible marks, words that are nearly words, every way of typing at once.

Each is what Telegram would deliver: at most 4,096 characters. The matching benchmark times them; the tests bound the
work that they cause and send them through the whole bot.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence

from telegram.constants import MessageLimit

__all__ = ["hand_made", "near_words"]

MOST = MessageLimit.MAX_TEXT_LENGTH
_ALPHABETS = {
    "cyrillic": "абвгдежзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі",
    "latin": "abcdefghijklmnopqrstuvwxyz",
    "look-alikes": "аaеeоoрpсcуyхx",
}
# Where Unicode is strangest: bidirectional marks, zero width, tags, variation selectors, private use.
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2060\u2066\u2069\ufeff\u00ad\U000e0041\ufe0f\ue000"
_MARKS = "\u0301\u0308\u0306\u0338\u20dd\u0489\u1ab0\u0e4d"


def hand_made() -> Mapping[str, str]:
    """The messages by name; always the same."""
    rng = random.Random(4096)
    made = {
        "one letter": "а" * MOST,
        "one Latin letter": "q" * MOST,
        "one letter a word": "а " * (MOST // 2),
        "one digit": "7" * MOST,
        "digits in pairs": "12 " * (MOST // 3),
        "years": "2025 " * (MOST // 5),
        "dates in figures": "17.01.2025 " * (MOST // 11),
        "dates cut off": "17.01." * (MOST // 6),
        "days without months": "1-" * (MOST // 2),
        "months": "январь мая " * (MOST // 11),
        "number words": "двадцать пять тысяч " * (MOST // 20),
        "number words in English": "one hundred twenty " * (MOST // 19),
        "groups of three": "1 " + "000 " * (MOST // 5),
        "commas": "1,2." * (MOST // 4),
        "question marks": "?" * MOST,
        "a word a sentence": "кто? " * (MOST // 5),
        "three long sentences": ("кто избил в тюрьме кошмамбет " * 11 + "? ") * 3,
        "full stops": "a." * (MOST // 2),
        "line breaks": "\n" * MOST,
        "spaces": " " * MOST,
        "apostrophes": "'" * MOST,
        "letters and apostrophes": "а'" * (MOST // 2),
        "underscores": "_" * MOST,
        "quotes": "«»" * (MOST // 2),
        "angle brackets": "<b>" * (MOST // 3),
        "ampersands": "&lt;" * (MOST // 4),
        "combining marks": "е" + "\u0301" * (MOST - 1),
        "marks of all kinds": "".join(rng.choice("ае" + _MARKS) for _ in range(MOST)),
        "every letter marked": "а\u0308\u0301\u0338" * (MOST // 4),
        "Hangul in pieces": "\u1112\u1161\u11ab" * (MOST // 3),
        "ligatures that grow": "\ufdfa" * MOST,
        "ligatures in words": "ﬃ" * MOST,
        "mathematical letters": "𝖐𝖙𝖔 " * (MOST // 4),
        "full width": "ｗｈｏ　" * (MOST // 4),
        "dotted capital I": "İ" * MOST,
        "sharp s": "ßẞ" * (MOST // 2),
        "invisible": _INVISIBLE * (MOST // len(_INVISIBLE)),
        "invisible between letters": "".join(f"{letter}\u200b" for letter in "кто избил заключённых " * 60)[:MOST],
        "right to left": "\u202e" + "кто это " * 500,
        "emoji": "👨‍👩‍👧‍👦" * (MOST // 7),
        "flags": "🇰🇿🇰🇬" * (MOST // 4),
        "Arabic": "من ضرب السجناء " * (MOST // 15),
        "Chinese": "谁打了囚犯" * (MOST // 5),
        "Georgian": "ვინ სცემა " * (MOST // 10),
        "control characters": "".join(map(chr, range(1, 32))) * (MOST // 31),
        "lone surrogate": "\ud800а" * (MOST // 2),
        "private use": "\ue000\uf8ff" * (MOST // 2),
        "all of Unicode": "".join(
            chr(rng.choice((rng.randrange(0x20, 0x3000), rng.randrange(0x3000, 0xD800)))) for _ in range(MOST)
        ),
        "the wrong layout": "rnj bp,bk pfrk.xtyys[ " * (MOST // 22),
        "the Kazakh layout": "0fyif 4fkf 9ekb " * (MOST // 16),
        "layouts word by word": "кто rnj who цру " * (MOST // 16),
        "scripts letter by letter": "kкtтoо " * (MOST // 7),
        "a word without an end": "".join(rng.choice(_ALPHABETS["cyrillic"]) for _ in range(MOST)),
        "a web address": "https://example.org/?q=" + "%D0%BA" * (MOST // 6 - 4),
        "mentions": "@demo_bot " * (MOST // 10),
        "hashtags": "#тюрьма" * (MOST // 7),
        "commands": "/start " * (MOST // 7),
        "base64": "".join(
            rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") for _ in range(MOST)
        ),
    }
    for name, letters in _ALPHABETS.items():
        for length in (4, 7, 12, 20):
            words = ("".join(rng.choices(letters, k=length)) for _ in range(MOST // (length + 1)))
            made[f"{name}, words of {length}"] = " ".join(words)
    return made


def near_words(words: Sequence[str], *, messages: int = 60, seed: int = 7) -> Iterable[str]:
    """Messages of words that a record nearly has, letters left out, doubled, exchanged and replaced: costly to mend."""
    rng = random.Random(seed)
    long = [word for word in words if len(word) >= 5]
    for slips in (1, 2, 3):
        for _ in range(messages // 3):
            yield " ".join(_misspelt(rng, rng.choice(long), slips) for _ in range(200))[:MOST]


def _misspelt(rng: random.Random, word: str, slips: int) -> str:
    letters = list(word)
    for _ in range(slips):
        place = rng.randrange(len(letters))
        match rng.randrange(4):
            case 0 if len(letters) > 4:
                del letters[place]
            case 1:
                letters.insert(place, rng.choice(letters))
            case 2 if place:
                letters[place - 1], letters[place] = letters[place], letters[place - 1]
            case _:
                letters[place] = rng.choice("aeiourstnlk")
    return "".join(letters)
