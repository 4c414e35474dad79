"""A slip in one language shows against the others."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.casebook import Casebook
from knowledge.checks.parity import figures, parity_problems
from knowledge.model import Entity, Event, PerLanguage
from knowledge.problems import Problem
from tests.knowledge.checks.conftest import Reworded

NUMBERS = st.integers(0, 10**9)


def told(casebook: Casebook, fact_id: str = "deaths-count") -> dict[str, str]:
    """Fields of one fact with what is said about them."""
    problems: list[Problem] = list(parity_problems(casebook))
    assert all(problem.entry == fact_id for problem in problems), problems
    return {problem.field: problem.message for problem in problems}


def test_the_invented_record_says_the_same_in_all_languages(ferry_casebook: Casebook) -> None:
    assert list(parity_problems(ferry_casebook)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("17 people [1][2]", ["17"]),
        ("5 000 000, 5\u00a0000\u202f000, 5,000,000", ["5000000"] * 3),
        ("11.5 and 11,5", ["11.5", "11.5"]),
        ("in 2022, 225 dead", ["2022", "225"]),
        ("2019–2021", ["2019", "2021"]),
        ("no number [12]", []),
        ("", []),
    ],
)
def test_figures_are_read_in_every_spelling(text: str, expected: list[str]) -> None:
    assert figures(text) == Counter(expected)


@given(NUMBERS)
def test_grouping_does_not_change_a_figure(number: int) -> None:
    english = f"{number:,}"
    spellings = {english, english.replace(",", " "), english.replace(",", "\u00a0"), english.replace(",", "\u202f")}
    assert all(figures(spelling) == Counter([str(number)]) for spelling in spellings)


@given(st.text(max_size=50))
def test_any_text_has_figures_or_none(text: str) -> None:
    assert all(count > 0 for count in figures(text).values())


@pytest.mark.parametrize("language", ["ru", "kk", "ky"])
def test_another_number_is_told(reworded: Reworded, ferry_casebook: Casebook, language: str) -> None:
    answer = ferry_casebook.facts["deaths-count"].texts[language].answer  # type: ignore[index]
    problems = told(reworded("deaths-count", **{language: {"answer": answer.replace("17", "71")}}))
    assert problems == {f"texts.{language}": "numbers differ from the English text: only here 71"}


def test_a_number_in_an_account_counts(reworded: Reworded, ferry_casebook: Casebook) -> None:
    accounts = ferry_casebook.facts["people-aboard"].texts["kk"].accounts
    changed = (accounts[0].replace("86", "96"), *accounts[1:])
    assert "only here 96" in told(reworded("people-aboard", kk={"accounts": changed}), "people-aboard")["texts.kk"]


def test_another_day_is_told(reworded: Reworded, ferry_casebook: Casebook) -> None:
    text = ferry_casebook.facts["ferry-sinking"].texts["ru"]
    changed = {"headline": text.headline.replace("марта", "апреля"), "answer": text.answer.replace("марта", "апреля")}
    problems = told(reworded("ferry-sinking", ru=changed), "ferry-sinking")
    assert problems == {"texts.ru": "days differ from the English text: 04-04 here, 03-04 there"}


def test_a_lost_negation_is_told(reworded: Reworded) -> None:
    problems = told(reworded("appeal-status", kk={"headline": "Апелляция аяқталды"}), "appeal-status")
    assert "this one does not" in problems["texts.kk.headline"]


def test_a_negation_that_english_lacks_is_told(reworded: Reworded) -> None:
    problems = told(reworded("deaths-count", ru={"headline": "Не все 17 погибли"}))
    assert problems == {"texts.ru.headline": "negates, and the English headline does not"}


@pytest.mark.parametrize("answer", ["Суд сказал: «17 [1]. [2]", "Суд сказал: 17» [1]. [2]", 'Суд: "17 [1]. [2]'])
def test_an_open_quotation_is_told(reworded: Reworded, answer: str) -> None:
    assert "a quotation mark is not closed" in told(reworded("deaths-count", ru={"answer": answer}))["texts.ru"]


def test_a_name_that_one_language_lacks_is_told(reworded: Reworded) -> None:
    changed = {"headline": "Инспектор сотта ақауды ескерткенін айтты", "answer": "2019 жылғы 20 ақпанда ескертті [1]."}
    problems = told(reworded("inspection-warning", kk=changed), "inspection-warning")
    assert problems == {"texts (kk)": "does not name Mira Dalgren, other languages do"}


def test_a_name_is_known_in_every_case(reworded: Reworded) -> None:
    answer = "2019 жылғы 20 ақпанда Дальгреннің ескертуі болды [1]."
    assert told(reworded("inspection-warning", kk={"headline": "Ескерту", "answer": answer})) == {}


def test_a_second_form_of_a_name_in_brackets_does_not_hide_the_first(reworded: Reworded) -> None:
    casebook = reworded("inspection-warning", kk={"headline": "Ескерту", "answer": "2019 жылғы 20 ақпанда [1]."})
    names = PerLanguage(
        ru="Мира Дальгрен (Дал)", kk="Мира Дальгрен (Дал)", ky="Мира Дальгрен (Дал)", en="Mira Dalgren (Dal)"
    )
    dalgren: Entity = casebook.people["dalgren"].model_copy(update={"names": names})
    casebook = casebook.model_copy(update={"people": {"dalgren": dalgren}})
    assert list(told(casebook, "inspection-warning")) == ["texts (kk)"]


def test_timeline_and_figures_are_compared_too(ferry_casebook: Casebook) -> None:
    event: Event = ferry_casebook.timeline[0].model_copy(
        update={"text": PerLanguage(ru="В 2019 году", kk="2019 жылы", ky="2018-жылы", en="In 2019")}
    )
    figure = ferry_casebook.figures["dead"].model_copy(
        update={"counts": PerLanguage(ru="из 86", kk="86 адамнан", ky="86 кишиден", en="of 91")}
    )
    casebook = ferry_casebook.model_copy(update={"timeline": (event,), "figures": {"dead": figure}})
    assert [(problem.file, problem.entry, problem.field) for problem in parity_problems(casebook)] == [
        ("timeline.yaml", "warning", "text.ky"),
        ("figures.yaml", "dead", "counts.ru"),
        ("figures.yaml", "dead", "counts.kk"),
        ("figures.yaml", "dead", "counts.ky"),
    ]


def test_the_reasons_of_changes_and_withdrawals_say_the_same_in_every_language(ferry_casebook: Casebook) -> None:
    reason = ferry_casebook.facts["operator-fine"].changes[0].reason.model_copy(update={"kk": "Айыппұл 3 есе өзгерді."})
    fined = ferry_casebook.facts["operator-fine"]
    fined = fined.model_copy(
        update={"changes": (fined.changes[0].model_copy(update={"reason": reason}), fined.changes[1])}
    )
    raised = ferry_casebook.facts["wreck-raised"]
    assert raised.withdrawal is not None
    raised = raised.model_copy(update={"withdrawal": raised.withdrawal.model_copy(update={"reason": reason})})
    facts = {**ferry_casebook.facts, fined.id: fined, raised.id: raised}
    problems = parity_problems(ferry_casebook.model_copy(update={"facts": facts}))
    assert [(each.entry, each.field) for each in problems] == [
        ("operator-fine", "changes.0.reason.kk"),
        ("wreck-raised", "withdrawal.reason.kk"),
    ]
