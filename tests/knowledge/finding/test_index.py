"""The searchable form of a record holds every question and survives being stored."""

import numpy as np

from knowledge.casebook import Casebook
from knowledge.compiled import Compiled
from knowledge.finding.index import Index, build_index
from knowledge.model import LANGUAGES


def test_published_facts_are_in_it_in_the_order_of_the_case(ferry_compiled: Compiled) -> None:
    assert list(ferry_compiled.index.facts) == [fact.id for fact in ferry_compiled.casebook.published()]


def test_every_question_leads_to_its_fact(ferry_compiled: Compiled) -> None:
    index, casebook = ferry_compiled.index, ferry_compiled.casebook
    owners = {
        (index.questions[at], LANGUAGES[index.language[at]]): index.facts[index.owner[at]]
        for at in range(len(index.questions))
        if index.owner[at] < len(index.facts)
    }
    for fact in casebook.published():
        for language in LANGUAGES:
            for question in (*casebook.asked(fact.id, language), fact.texts[language].headline):
                assert owners[question, language] == fact.id


def test_drafts_are_not_in_it(ferry_casebook: Casebook) -> None:
    facts = dict(ferry_casebook.facts)
    facts["deaths-count"] = facts["deaths-count"].model_copy(update={"state": "draft"})
    index = build_index(ferry_casebook.model_copy(update={"facts": facts}))
    assert "deaths-count" not in index.facts
    assert "How many people died?" not in index.questions


def test_it_survives_being_stored(ferry_compiled: Compiled) -> None:
    arrays = ferry_compiled.index.arrays()
    again = Index.from_arrays(arrays)
    assert again.facts == ferry_compiled.index.facts
    assert again.questions == ferry_compiled.index.questions
    assert arrays.keys() == again.arrays().keys()
    assert all(np.array_equal(arrays[name], array) for name, array in again.arrays().items())


def test_it_is_the_same_each_time(ferry_casebook: Casebook) -> None:
    one, other = build_index(ferry_casebook).arrays(), build_index(ferry_casebook).arrays()
    assert all(np.array_equal(one[name], other[name]) for name in one)
