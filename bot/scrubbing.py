"""What a reader hands to the curators, without what could lead to a person: links, accounts, addresses, any digit."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["GAP", "LONGEST", "scrubbed"]

#: Longer than any question of the sets that the finder is measured on, and shorter than a letter.
LONGEST: Final = 300
#: Stands where something was taken out, so that a curator sees that a sentence had a number or a name of an account.
GAP: Final = "#"
# What is cut away unread: what follows is worked through several times.
_READ = 4096
# Each is tried at beginnings of words only, so that no text takes long. From the outside in: an e-mail address holds
# what looks like a domain, and a link holds both.
_TAKEN_OUT = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<![\w+.-])[\w+.-]++:/+\S*",  # any scheme: https, tg, …
        r"(?<![^\s@])[^\s@]*+@\S*",  # e-mail addresses and handles; also a lonely @
        r"(?<![^\W\d_])(?:www|t|telegram|wa|vk|ok|fb|instagram|facebook|youtu|tiktok)\.\w\S*",
        # Domains, also of countries that write their own in Cyrillic; a full stop without a space behind it between
        # two Latin words goes as well, which loses less than an address would give away.
        r"(?<![\w-])(?:[\w-]++\.)+(?:[a-z]{2,}|рф|қаз|укр|бел|срб|мкд|мон)\b\S*",
    )
)
# Digits of any script, with the signs that stand in telephone numbers, dates and sums.
_NUMBERS = re.compile(rf"(?<![+(])[+(]*+[\d{GAP}](?:[\s()+./:,–—-]*[\d{GAP}])*\)*")


def scrubbed(text: str, longest: int = LONGEST) -> str:
    """The words of a text, on one line, without links, e-mail addresses, names of accounts and digits.

    Names of people stay: no rule can tell them from other words, and whoever hands a text on is told so.

    >>> scrubbed("Сколько лет дали 17.01.2025? @ivan +7 701 123-45-67")
    'Сколько лет дали #? #'
    """
    plain = unicodedata.normalize("NFKC", text[:_READ])[:_READ]  # some letters become eighteen
    plain = "".join(map(_kept, plain))
    before = ""
    while plain != before:  # what is taken out may bare a beginning of something else
        before = plain
        for pattern in _TAKEN_OUT:
            plain = pattern.sub(GAP, plain)
        plain = _NUMBERS.sub(GAP, plain)
    words = " ".join(plain.split())
    return words if len(words) <= longest else words[:longest].rpartition(" ")[0] or words[:longest]


def _kept(character: str) -> str:
    """A character as it may stay: numbers of any kind as one digit to be found, nothing that can't be seen."""
    kind = unicodedata.category(character)
    if kind.startswith("N"):
        return "0"
    if kind.startswith("C") and not character.isspace():
        return ""
    return character
