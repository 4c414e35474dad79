"""Phrases of a record met in a text: names by their aliases, states by the words in which people put them.

A word of a phrase stands for every word that begins with it, so that endings do not count; a short one only for itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from knowledge.finding.features import keys

__all__ = ["Phrases"]

# Shorter words are the beginnings of too many others: «ал» is he, and begins a thousand words.
BEGINNING_FROM = 4

Label = TypeVar("Label")


class Phrases(Generic[Label]):
    """Phrases with labels, looked up by the beginning of their first word."""

    def __init__(self, phrases: Iterable[tuple[str, Label]], beginning_from: int = BEGINNING_FROM) -> None:
        """``phrases`` as people write them, in any script; several may carry the same label, which can be hashed.

        Words of fewer letters than ``beginning_from``, as skeletons, stand for themselves only.
        """
        self._from = beginning_from
        by_start: defaultdict[str, list[tuple[tuple[str, ...], Label]]] = defaultdict(list)
        for text, label in phrases:
            # A short word stands for itself only, so that its filing key is all of it.
            if words := tuple(keys(text)):
                by_start[words[0][:beginning_from]].append((words, label))
        # Names are often spelled alike in several languages.
        self._by_start = {start: tuple(dict.fromkeys(each)) for start, each in by_start.items()}

    def met(self, words: Sequence[str]) -> Iterator[tuple[int, tuple[str, ...], Label]]:
        """Each phrase found in a text given as skeletons: the place of its first word, its words and its label."""
        for place, word in enumerate(words):
            for phrase, label in self._by_start.get(word[: self._from], ()):
                # Of names that begin alike, nearly all differ in their first word already.
                if word.startswith(phrase[0]) and self._are(words[place : place + len(phrase)], phrase):
                    yield place, phrase, label

    def _are(self, words: Sequence[str], phrase: Sequence[str]) -> bool:
        return len(words) == len(phrase) and all(map(self._stands_for, phrase, words))

    def _stands_for(self, wanted: str, word: str) -> bool:
        return word == wanted or (len(wanted) >= self._from and word.startswith(wanted))
