"""What a question takes for granted besides figures: who, where, and which of two opposite states of things.

"Was it the regional court?" asserts a name, "they were acquitted, right?" a state. Only facts whose curator has written
down the true name or state (``values``) are compared, so that nothing is corrected by guesswork.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from knowledge.casebook import Casebook
from knowledge.finding.features import keys
from knowledge.finding.finding import Contrast
from knowledge.finding.phrases import Phrases
from knowledge.finding.polarity import denied
from knowledge.model import LANGUAGES, NAMED, Entity, Fact, Language
from knowledge.text import skeleton

__all__ = ["Claims", "Named", "names_of"]

# Who asks for a name asserts none.
_ASKS = frozenset(
    skeleton(
        "кто кого кому кем где куда какой какая какое какие какого каком чей чья"
        " кім кімді кімге кімнің кімдер қайда қайдан қай қайсы қайсысы"
        " ким кимди кимге кимдин кимдер кайда кайдан кайсы кайсынысы"
        " who whom whose where which"
    ).split()
)


# Names of fewer letters, as skeletons, are words of another language too.
_SHORTEST_NAME = 3
# The longest abbreviations have four letters.
_ABBREVIATED = 4


@dataclass(frozen=True)
class Named:
    """A name met in a question."""

    unit: str
    entity: str


@dataclass(frozen=True)
class _State:
    opposition: str
    state: str
    language: Language


class Claims:
    """Names and states of a record, and what questions assert of them."""

    def __init__(self, casebook: Casebook) -> None:
        self._casebook = casebook
        # Bodies go by abbreviations, which take no endings and begin many a word.
        self._names = Phrases(_aliases(casebook, "person", "place"))
        self._bodies = Phrases(_aliases(casebook, "body"), beginning_from=_ABBREVIATED + 1)
        self._states = Phrases(_ways_to_say(casebook))
        self._told: dict[str, frozenset[str]] = {}

    def read_all(self, facts: Iterable[str]) -> None:
        """Read the names in the texts of these facts now; a question would else wait for those it is compared with."""
        for fact_id in facts:
            self._tells(fact_id)

    def contrasts(self, words: Sequence[str], fact_id: str) -> tuple[Contrast, ...]:
        """What a question, given as skeletons, asserts against the names and states that the fact gives."""
        fact = self._casebook.facts[fact_id]
        units = {value.unit for value in fact.values}
        if units.isdisjoint(NAMED) and units.isdisjoint(self._casebook.oppositions):
            return ()
        return (*self._against_names(words, fact), *self._against_states(words, fact))

    def named(self, words: Sequence[str]) -> tuple[Named, ...]:
        """The names in a question given as skeletons, in its order, each once."""
        return tuple(dict.fromkeys(self._met(words)))

    def _met(self, words: Sequence[str]) -> Iterator[Named]:
        for names in (self._names, self._bodies):
            yield from (label for _, _, label in names.met(words))

    def foreign(self, named: Sequence[Named], fact_id: str) -> int:
        """How many of the names in a question the fact neither tells of nor could correct."""
        if not named:
            return 0
        units = {value.unit for value in self._casebook.facts[fact_id].values}
        return sum(name.entity not in self._tells(fact_id) and name.unit not in units for name in named)

    def _tells(self, fact_id: str) -> frozenset[str]:
        """The people, places and bodies that a fact tells of, in its entry or in its texts."""
        if fact_id not in self._told:
            fact = self._casebook.facts[fact_id]
            texts = (f"{fact.texts[language].headline}\n{fact.texts[language].whole()}" for language in LANGUAGES)
            met = (label.entity for text in texts for label in self._met(keys(text)))
            self._told[fact_id] = frozenset((*fact.mentions, *met))
        return self._told[fact_id]

    def _against_names(self, words: Sequence[str], fact: Fact) -> Iterator[Contrast]:
        names = _by_unit(fact, NAMED)
        if not names or not _ASKS.isdisjoint(words):
            return
        met = self.named(words)
        for unit, recorded in names.items():
            of_unit = [name.entity for name in met if name.unit == unit]
            # A name that the fact itself tells of is no slip.
            if of_unit and not {*recorded, *fact.mentions}.intersection(of_unit):
                yield Contrast(fact.id, unit, of_unit[0], recorded[0])

    def _against_states(self, words: Sequence[str], fact: Fact) -> Iterator[Contrast]:
        recorded = _by_unit(fact, self._casebook.oppositions)
        if not recorded:
            return
        said: defaultdict[str, list[str]] = defaultdict(list)
        unsaid: defaultdict[str, list[str]] = defaultdict(list)
        for place, phrase, label in self._states.met(words):
            no = denied(words, place, len(phrase), label.language, phrase[-1])
            (unsaid if no else said)[label.opposition].append(label.state)
        for opposition, states in recorded.items():
            if len(states) > 1 or states[0] in said[opposition]:
                continue
            if said[opposition]:
                yield Contrast(fact.id, opposition, said[opposition][0], states[0])
            elif states[0] in unsaid[opposition]:
                others = [each.id for each in self._casebook.oppositions[opposition].states if each.id != states[0]]
                if len(others) == 1:  # to deny one of two is to assert the other
                    yield Contrast(fact.id, opposition, others[0], states[0])


def _by_unit(fact: Fact, units: Iterable[str]) -> dict[str, list[str]]:
    wanted = frozenset(units)
    found: defaultdict[str, list[str]] = defaultdict(list)
    for value in fact.values:
        if value.unit in wanted:
            found[value.unit].append(str(value.value))
    return found


def _aliases(casebook: Casebook, *units: str) -> Iterator[tuple[str, Named]]:
    for unit in units:
        entities: dict[str, Entity] = getattr(casebook, NAMED[unit])
        for entity in entities.values():
            for alias in names_of(entity):
                if len(skeleton(alias)) >= _SHORTEST_NAME:
                    yield alias, Named(unit, entity.id)


def names_of(entity: Entity) -> Iterator[str]:
    """What a person, place or body is called: names and aliases by language, then variants and slips."""
    for language in LANGUAGES:
        yield entity.names[language]
        yield from entity.aliases.get(language, ())
    yield from entity.variants
    yield from entity.slips


def _ways_to_say(casebook: Casebook) -> Iterator[tuple[str, _State]]:
    for opposition in casebook.oppositions.values():
        for state in opposition.states:
            for language in LANGUAGES:
                for words in state.words[language]:
                    yield words, _State(opposition.id, state.id, language)
