"""What a text is compared by: pieces of its words, in one script for all four languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from knowledge.text import skeleton

__all__ = ["grams", "keys"]

# Character n-grams inside words, of 2 to 4 letters with the word's edges marked: they absorb endings of four
# inflecting languages and most misspellings, where stemmers gained nothing measurable.
SHORTEST, LONGEST = 2, 4


def keys(text: str) -> list[str]:
    """The words of a text as their Latin skeletons, the form in which Cyrillic and Latin spellings meet."""
    return skeleton(text).split()


def grams(words: Iterable[str]) -> Counter[str]:
    """The n-grams of words, counted; whole words count too, marked so that they differ from pieces."""
    counts: Counter[str] = Counter()
    for word in words:
        edged = f" {word} "
        for size in range(SHORTEST, LONGEST + 1):
            counts.update(edged[start : start + size] for start in range(len(edged) - size + 1))
        counts[f"={word}"] += 1
    return counts
