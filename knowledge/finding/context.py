"""What a conversation was about a moment ago, as a lean towards the facts that one asks about next."""

from __future__ import annotations

import numpy as np

from knowledge.casebook import Casebook
from knowledge.finding.index import Floats

__all__ = ["Neighbours"]

# A fact that its curator named as the next question leans most; one that names this fact, shares people or belongs to
# the same topic leans less.
RELATED, RELATES, SHARES, TOPIC = 1.0, 0.6, 0.4, 0.4
# A long question says itself what it is about: the lean fades from this many words on.
FULL_UP_TO = 4
FADES_OVER = 8


class Neighbours:
    """How near facts lie to each other in the record."""

    def __init__(self, casebook: Casebook, facts: tuple[str, ...]) -> None:
        self._casebook = casebook
        self._facts = facts
        self._people = frozenset(casebook.people)
        self._leans: dict[str, Floats] = {}

    def lean(self, told: str | None, words: int) -> Floats:
        """The lean towards each fact after ``told``, for a question of so many words; shape (facts,), 0 to about 2."""
        if told is None or told not in self._casebook.facts:
            return np.zeros(len(self._facts), np.float32)
        if told not in self._leans:
            self._leans[told] = self._towards(told)
        return self._leans[told] * np.float32(np.clip(1 - (words - FULL_UP_TO) / FADES_OVER, 0, 1))

    def _towards(self, told: str) -> Floats:
        """The lean of a question that says nothing itself; worked out once a fact, as it takes 0.3 ms."""
        lean = np.zeros(len(self._facts), np.float32)
        before = self._casebook.facts[told]
        people = self._people.intersection(before.mentions)
        for place, key in enumerate(self._facts):
            fact = self._casebook.facts[key]
            lean[place] = (
                RELATED * (key in before.related)
                + RELATES * (told in fact.related)
                + SHARES * bool(people.intersection(fact.mentions))
                + TOPIC * (fact.topic == before.topic)
            )
        return lean
