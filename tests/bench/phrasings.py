"""Any number of stored questions, made from those of a record, so that a bench can see what growth does.

Each is a stored question with a few words replaced. The vocabulary grows as Heaps' law has it (Heaps 1978): words so
far to the power ``HEAPS``, scaled so that the curve passes through the record's own vocabulary, numbers not counted.
When it lags behind, the replacement is coined from the halves of two words; otherwise it is drawn from the stored
questions, or is a number.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Final

__all__ = ["HEAPS", "grown"]

HEAPS: Final = 0.6
"""Between 0.4 and 0.6 for English texts (Manning et al. 2008, 5.1.1); inflecting languages lie at the upper end."""

_REPLACED: Final = 0.25
_NUMBER: Final = 0.1
_LARGEST: Final = 10_000


def grown(rows: Sequence[tuple[str, int]], size: int, seed: int = 0) -> Iterator[tuple[str, int]]:
    """``size`` texts with their classes, made from such: some of each class, all of them, or all and more."""
    chance = random.Random(seed)
    shuffled = sorted(rows, key=lambda _: chance.random())
    firsts = {owner: (text, owner) for text, owner in reversed(shuffled)}
    others = [row for row in shuffled if row != firsts[row[1]]]
    yield from [*firsts.values(), *others][:size]
    split = [(text.split(), owner) for text, owner in rows]
    words = list(dict.fromkeys(word for text, _ in split for word in text))
    known = set(words)
    total = sum(len(text) for text, _ in split)
    scale = len(words) / total**HEAPS
    for _ in range(size - len(firsts) - len(others)):
        text, owner = chance.choice(split)
        made = list(text)
        for place in range(len(made)):
            if chance.random() < _REPLACED:
                if len(words) < scale * total**HEAPS:
                    first, second = chance.choice(words), chance.choice(words)
                    word = first[: (len(first) + 1) // 2] + second[len(second) // 2 :]
                    if word not in known:
                        known.add(word)
                        words.append(word)
                elif chance.random() < _NUMBER:
                    word = str(chance.randrange(_LARGEST))
                else:
                    word = chance.choice(chance.choice(split)[0])
                made[place] = word
        total += len(made)
        yield " ".join(made), owner
