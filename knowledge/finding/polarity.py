"""Whether a word in a question is denied: "not acquitted", «не оправдали», «ақталған жоқ», «акталбады»."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from knowledge.model import Language
from knowledge.text import skeleton

__all__ = ["denied"]

# Compared as skeletons, the form in which questions are read.
_BEFORE_RU: Final = frozenset(skeleton("не нет ни никто никого никогда").split())
_BEFORE_EN: Final = frozenset(
    skeleton(
        "not never no nobody none without cannot can't didn't don't doesn't wasn't weren't isn't aren't haven't hasn't"
        " hadn't won't wouldn't"
    ).split()
)
# «не правда ли», «не осудили ли»
_WHETHER: Final = skeleton("ли")
# How many words may stand between a denial and what it denies.
_REACH: Final = {"ru": 2, "en": 3}
_AFTER: Final = frozenset(skeleton("жоқ емес").split())
# «емес пе?», «эмес беле?» ask for agreement and deny nothing.
_TAGS: Final = frozenset(skeleton("пе бе беле па ба ма ме").split())
# The negative suffix of Kazakh and Kyrgyz verbs, somewhere behind the stem: ақта-ма-ды, соттол-бо-гон. With ы, и, у or
# ү in place of а, е, о it asks instead of denying («актаппы?»).
_SUFFIX: Final = re.compile(r"(?:m|b|p)(?:a|e|o)(?=g|d|t|s|p|i|k|n|$)")


def denied(words: Sequence[str], place: int, length: int, language: Language, stem: str) -> bool:
    """Whether the phrase of ``length`` words at ``place``, in words of ``language``, is denied there.

    ``stem`` is the part of its last word that the phrase itself has: the suffix is looked for behind it.
    """
    if language in _REACH:
        before = _BEFORE_RU if language == "ru" else _BEFORE_EN
        near = range(max(0, place - _REACH[language]), place)
        # "Weren't they convicted?", «не правда ли, что …?» expect a yes.
        return any(words[at] in before and not _expects_yes(words, at, language) for at in near)
    if _SUFFIX.search(words[place + length - 1][len(stem) :]):
        return True
    after = words[place + length : place + length + 2]
    return bool(after) and after[0] in _AFTER and not (len(after) > 1 and after[1] in _TAGS)


def _expects_yes(words: Sequence[str], at: int, language: Language) -> bool:
    if language == "en":
        return at == 0 and words[at].endswith("nt")
    return _WHETHER in words[at + 1 : at + 3]
