"""Entries of a record fit together. What each fault looks like in a file is tested in ``test_casebook``."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.casebook import Casebook
from knowledge.checks.structure import marks, structure_problems
from knowledge.problems import Problem

TABLES = ("facts", "sources", "people", "places", "bodies", "figures")


def check(casebook: Casebook, **more: list[str]) -> list[Problem]:
    """The faults of a record, of whose files some hold more entries than could be read."""
    known = {table: [*getattr(casebook, table), *more.get(table, [])] for table in TABLES}
    return structure_problems(casebook, casebook.case, {**known, "case": [casebook.case.id, *more.get("case", [])]})


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a [1], b [2][1].", {1: 2, 2: 1}), ("[12]", {12: 1}), ("[a] [] [-1] 1 [1", {}), ("", {})],
)
def test_marks_are_counted(text: str, expected: dict[int, int]) -> None:
    assert marks(text) == Counter(expected)


@given(st.lists(st.integers(1, 99)), st.text(alphabet="abя .,-", max_size=5))
def test_every_mark_is_found(numbers: list[int], between: str) -> None:
    assert marks(between.join(f"[{number}]" for number in numbers)) == Counter(numbers)


def test_a_good_record_has_no_faults(ferry_casebook: Casebook) -> None:
    assert check(ferry_casebook) == []


def test_entries_that_could_not_be_read_are_known_all_the_same(ferry_casebook: Casebook) -> None:
    facts = {key: fact for key, fact in ferry_casebook.facts.items() if key != "deaths-count"}
    broken = ferry_casebook.model_copy(update={"facts": facts})
    assert check(broken, facts=["deaths-count"]) == []
    assert {problem.entry for problem in check(broken)} >= {"aurelia", "people-aboard", "ferry-sinking", "sinking"}


def test_a_record_holds_one_case(ferry_casebook: Casebook) -> None:
    (problem,) = check(ferry_casebook, case=["another"])
    assert problem.message == "a record holds one case"


def test_a_record_with_a_broken_case_is_checked_otherwise(ferry_casebook: Casebook) -> None:
    known = {table: list(getattr(ferry_casebook, table)) for table in TABLES}
    assert structure_problems(ferry_casebook, None, {**known, "case": []}) == []
    (problem, *_) = structure_problems(ferry_casebook, None, {**known, "sources": [], "case": []})
    assert problem.field == "citations"


def test_an_id_names_one_entity(ferry_casebook: Casebook) -> None:
    (problem,) = check(ferry_casebook, bodies=["sandvei"])
    assert (problem.file, problem.entry) == ("bodies.yaml", "sandvei")


@pytest.mark.parametrize(("instead", "told"), [("no-such-fact", "there is no fact"), ("wreck-raised", "own place")])
def test_what_stands_in_the_place_of_a_withdrawn_fact_is_another_one(
    ferry_casebook: Casebook, instead: str, told: str
) -> None:
    fact = ferry_casebook.facts["wreck-raised"]
    assert fact.withdrawal is not None
    changed = fact.model_copy(update={"withdrawal": fact.withdrawal.model_copy(update={"instead": instead})})
    casebook = ferry_casebook.model_copy(update={"facts": {**ferry_casebook.facts, fact.id: changed}})
    (problem,) = check(casebook)
    assert (problem.entry, problem.field, told in problem.message) == (fact.id, "withdrawal.instead", True)
