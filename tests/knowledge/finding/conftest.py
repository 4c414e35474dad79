"""The finder over the invented record, made once for all tests of this folder, and records that differ from it."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import pytest

from knowledge.casebook import Casebook
from knowledge.compiled import Compiled
from knowledge.finding.classifier import train
from knowledge.finding.coverage import build_coverage
from knowledge.finding.decide import Decisions
from knowledge.finding.finder import Finder
from knowledge.finding.index import build_index
from knowledge.finding.meaning import Meaning
from knowledge.model import Fact
from knowledge.tongue import Tongue

Changed: TypeAlias = Callable[..., Casebook]
Made: TypeAlias = Callable[[Casebook], Finder]


@pytest.fixture(scope="session")
def finder(ferry_compiled: Compiled) -> Finder:
    return ferry_compiled.finder()


@pytest.fixture(scope="session")
def meaning() -> Meaning:
    return Meaning()


@pytest.fixture(scope="session")
def changed(ferry_casebook: Casebook) -> Changed:
    """The invented record with one fact changed: `changed("deaths-count", state="draft")`."""

    def change(fact_id: str, **fields: object) -> Casebook:
        facts: dict[str, Fact] = dict(ferry_casebook.facts)
        facts[fact_id] = facts[fact_id].model_copy(update=fields)
        return ferry_casebook.model_copy(update={"facts": facts})

    return change


@pytest.fixture(scope="session")
def finder_over(meaning: Meaning) -> Made:
    """Indexes and trains anew over a record that is not in files."""
    tongue, decisions = Tongue(), Decisions.load(density="sparse")

    def make(casebook: Casebook) -> Finder:
        index = build_index(casebook)
        classifier = train(index, meaning)
        return Finder(casebook, index, classifier, build_coverage(casebook, index), meaning, tongue, decisions)

    return make


def asked_too(casebook: Casebook, fact: str, language: str, question: str) -> Casebook:
    """The record with one more stored question."""
    questions: dict[str, Mapping[Any, tuple[str, ...]]] = dict(casebook.questions)
    before = dict(questions[fact])
    questions[fact] = {**before, language: (*before[language], question)}
    return casebook.model_copy(update={"questions": questions})
