"""Whether the entries of a record fit together: ids exist, marks point somewhere, questions have one owner."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from knowledge.model import DECLINED, LANGUAGES, NAMED, UNITS, Case, Fact
from knowledge.problems import Problem
from knowledge.storage import file_of
from knowledge.text import normalise

if TYPE_CHECKING:
    from knowledge.casebook import Casebook

__all__ = ["MARK", "marks", "structure_notes", "structure_problems"]

MARK = re.compile(r"\[(\d+)\]")


def marks(text: str) -> Counter[int]:
    """How often each citation is marked in a text."""
    return Counter(int(number) for number in MARK.findall(text))


def structure_problems(casebook: Casebook, case: Case | None, known: Mapping[str, Collection[str]]) -> list[Problem]:
    """All faults between entries; ``case`` is None where it is broken itself and only the rest can be looked at.

    ``known`` holds the ids that stand in the files, valid or not, so that one broken entry is not reported
    again by everything that points to it.
    """
    return [
        *(_case(casebook, case, known) if case else ()),
        *_facts(casebook, case, known),
        *_lists(casebook, known),
        *_questions(casebook, known),
    ]


def _dangling(
    file: str, entry: str, field: str, wanted: Collection[str], known: Container[str], what: str
) -> Iterator[Problem]:
    for key in wanted:
        if key not in known:
            yield Problem(file, entry, field, f"there is no {what} {key!r}: correct the id, or add the {what}")
    for key, count in Counter(wanted).items():
        if count > 1:
            yield Problem(file, entry, field, f"{key!r} stands {count} times: once is enough")


class _Any:
    """Ids of several tables."""

    def __init__(self, tables: Iterable[Container[str]]) -> None:
        self._tables = tuple(tables)

    def __contains__(self, key: object) -> bool:
        return any(key in ids for ids in self._tables)


def _entity_ids(known: Mapping[str, Collection[str]]) -> Container[str]:
    return _Any(known[table] for table in ("people", "places", "bodies"))


def _case(casebook: Casebook, case: Case, known: Mapping[str, Collection[str]]) -> Iterator[Problem]:
    file = file_of("case", case.id)
    status = casebook.facts.get(case.status_fact)
    if status is not None and status.state == "draft":
        yield Problem(
            file, case.id, "status_fact", f"{status.id!r} is a draft: publish it, or name another for /status"
        )
    yield from _dangling(file, case.id, "status_fact", [case.status_fact], known["facts"], "fact")
    yield from _dangling(file, case.id, "key_facts", case.key_facts, known["facts"], "fact")
    if len(known["case"]) > 1:
        yield Problem(file, case.id, "id", "a record holds one case")
    for topic, count in Counter(topic.id for topic in case.topics).items():
        if count > 1:
            yield Problem(file, case.id, "topics", f"the topic {topic!r} stands {count} times")


def structure_notes(casebook: Casebook) -> Iterator[Problem]:
    """What a curator should have looked at, though nothing is wrong: what the case points to and nobody is told."""
    case = casebook.case
    for field, wanted in (("status_fact", (case.status_fact,)), ("key_facts", case.key_facts)):
        for fact in filter(None, map(casebook.facts.get, wanted)):
            if fact.state == "withdrawn" or (fact.state == "draft" and field != "status_fact"):
                message = f"{fact.id!r} is not told, its state is {fact.state}: name another fact here"
                yield Problem(file_of("case", case.id), case.id, field, message)


def _facts(casebook: Casebook, case: Case | None, known: Mapping[str, Collection[str]]) -> Iterator[Problem]:
    topics = {topic.id for topic in case.topics} if case else None
    entities = _entity_ids(known)
    for fact in casebook.facts.values():
        file = file_of("facts", fact.id)
        if topics is not None and fact.topic not in topics:
            yield Problem(
                file, fact.id, "topic", f"there is no topic {fact.topic!r} in case.yaml: correct it, or add it there"
            )
        sources = [citation.source for citation in fact.citations]
        yield from _dangling(file, fact.id, "citations", sources, known["sources"], "source")
        yield from _dangling(file, fact.id, "related", fact.related, known["facts"], "fact")
        yield from _dangling(file, fact.id, "mentions", fact.mentions, entities, "person, place or body")
        if fact.id in fact.related:
            yield Problem(file, fact.id, "related", "a fact is not related to itself")
        if fact.withdrawal is not None and fact.withdrawal.instead is not None:
            yield from _dangling(file, fact.id, "withdrawal.instead", [fact.withdrawal.instead], known["facts"], "fact")
            if fact.withdrawal.instead == fact.id:
                yield Problem(file, fact.id, "withdrawal.instead", "a fact does not stand in its own place")
        yield from _marks(file, fact)
        yield from _values(file, fact, casebook, known)


def _values(file: str, fact: Fact, casebook: Casebook, known: Mapping[str, Collection[str]]) -> Iterator[Problem]:
    for value in fact.values:
        if value.unit in NAMED:
            yield from _dangling(file, fact.id, "values", [str(value.value)], known[NAMED[value.unit]], value.unit)
        elif value.unit in casebook.oppositions:
            states = [state.id for state in casebook.oppositions[value.unit].states]
            yield from _dangling(file, fact.id, "values", [str(value.value)], states, f"state of {value.unit}")
        elif value.unit not in UNITS and value.unit not in known["oppositions"]:
            yield Problem(
                file,
                fact.id,
                "values",
                f"{value.unit!r} is no unit ({', '.join(sorted((*UNITS, *NAMED)))}) and no opposition: correct it, or"
                " add it to oppositions.yaml",
            )


def _marks(file: str, fact: Fact) -> Iterator[Problem]:
    citations = range(1, len(fact.citations) + 1)
    first = marks(fact.texts["en"].whole())
    for language in LANGUAGES:
        found = marks(fact.texts[language].whole())
        field = f"texts.{language}"
        for number in sorted(set(found) - set(citations)):
            yield Problem(
                file, fact.id, field, f"the mark [{number}] has no citation: the fact has {len(fact.citations)}"
            )
        for number in sorted(set(citations) - set(found)):
            source = fact.citations[number - 1].source
            yield Problem(
                file, fact.id, field, f"citation {number} ({source}) is never marked: put [{number}] where it supports"
            )
        # A mark too many or too few was told above, in this text or in the English one.
        if found != first and set(found) == set(first) == set(citations):
            here, there = (" ".join(f"[{mark}]" for mark in sorted(each.elements())) for each in (found, first))
            yield Problem(
                file, fact.id, field, f"has the marks {here}, the English text {there}: have the same in both"
            )
        if len(fact.texts[language].accounts) != len(fact.texts["en"].accounts):
            yield Problem(
                file, fact.id, f"{field}.accounts", "must have as many accounts as the English text, in the same order"
            )


def _lists(casebook: Casebook, known: Mapping[str, Collection[str]]) -> Iterator[Problem]:
    for event in casebook.timeline:
        file = file_of("timeline", event.id)
        yield from _dangling(file, event.id, "sources", event.sources, known["sources"], "source")
        yield from _dangling(file, event.id, "facts", event.facts, known["facts"], "fact")
    for figure in casebook.figures.values():
        file = file_of("figures", figure.id)
        yield from _dangling(file, figure.id, "sources", figure.sources, known["sources"], "source")
        yield from _dangling(file, figure.id, "facts", figure.facts, known["facts"], "fact")
        yield from _dangling(file, figure.id, "mistaken_for", figure.mistaken_for, known["figures"], "figure")
    for opposition in casebook.oppositions.values():
        file = file_of("oppositions", opposition.id)
        if opposition.id in UNITS or opposition.id in NAMED:
            yield Problem(file, opposition.id, "id", "is the name of a unit: choose another")
        for state, count in Counter(state.id for state in opposition.states).items():
            if count > 1:
                yield Problem(file, opposition.id, "states", f"the state {state!r} stands {count} times")
        for state_words in opposition.states:
            for language in LANGUAGES:
                if not state_words.words.get(language):
                    yield Problem(file, opposition.id, f"{state_words.id}.words.{language}", "is missing: add words")
    tables = [table for table in ("people", "places", "bodies") for _ in known[table]]
    keys = [key for table in ("people", "places", "bodies") for key in known[table]]
    for position, key in enumerate(keys):
        if key in keys[:position]:
            yield Problem(
                file_of(tables[position], key), key, "id", "the same id names another entity too: ids are unique"
            )


def _questions(casebook: Casebook, known: Mapping[str, Collection[str]]) -> Iterator[Problem]:
    owners: defaultdict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for fact_id, by_language in casebook.questions.items():
        for language, questions in by_language.items():
            file = f"questions/{language}/{fact_id}.txt"
            if fact_id not in known["facts"]:
                yield Problem(file, fact_id, "", f"there is no fact {fact_id!r}: rename the file, or add the fact")
            for question in questions:
                owners[normalise(question)].append((fact_id, file, question))
    for kind, by_language in casebook.declined.items():
        for language, questions in by_language.items():
            file = f"declined/{language}/{kind}.txt"
            if kind not in DECLINED:
                yield Problem(file, kind, "", f"there is no such kind: the files are named {', '.join(DECLINED)}")
            for question in questions:
                owners[normalise(question)].append((kind, file, question))
    for places in owners.values():
        first = places[0]
        for fact_id, file, question in places[1:]:
            if fact_id != first[0]:
                yield Problem(
                    file, fact_id, "", f"the question {question!r} stands under {first[0]} too: leave it with one fact"
                )
    for fact in casebook.facts.values():
        for language in LANGUAGES:
            if fact.state == "published" and not casebook.asked(fact.id, language):
                yield Problem(
                    f"questions/{language}/{fact.id}.txt", fact.id, "", "no question leads to this fact: write some"
                )
