"""The record that comes with the program is in order."""

import json
from pathlib import Path

import pytest

from knowledge.casebook import Casebook, load_casebook
from knowledge.checks.whole import all_problems
from knowledge.finding import Context
from knowledge.finding.claims import Claims
from knowledge.finding.features import keys
from knowledge.model import LANGUAGES
from tests.cases import FERRY, INCLUDED, Case

CLAIMS = Path(__file__).with_name("questions") / "claims.jsonl"


@pytest.fixture(scope="module")
def casebook(included: Path) -> Casebook:
    return load_casebook(included)


def test_the_included_record_passes_all_checks(included: Path) -> None:
    assert [str(problem) for problem in all_problems(included)] == []


@pytest.mark.parametrize("case", [INCLUDED, FERRY], ids=["included", "ferry"])
def test_what_a_bot_gives_as_examples_it_answers(case: Case) -> None:
    find = case.compiled.finder().find
    examples = [each for of_language in dict(case.casebook.case.examples).values() for each in of_language]
    assert len(examples) >= len(LANGUAGES)
    assert [each for each in examples if find(each, Context()).outcome != "answer"] == []


def test_a_certain_answer_is_given_though_slips_look_like_another_language() -> None:
    finding = INCLUDED.compiled.finder().find("войска одкб када вошли и када ушлии", Context())
    assert (finding.outcome, finding.language) == ("answer", "ru")


def test_false_claims_are_contradicted_and_true_and_neutral_questions_are_not(casebook: Casebook) -> None:
    claims = Claims(casebook)
    wrong = []
    for line in CLAIMS.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        found = sorted(f"{each.unit}:{each.asserted}" for each in claims.contrasts(keys(case["q"]), case["fact"]))
        if found != case["contradicted"]:
            wrong.append((case["q"], case["contradicted"], found))
    assert wrong == []
