"""Names and states that an asker takes for granted are compared with what the fact gives, in four languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.casebook import Casebook
from knowledge.finding.claims import Claims, Named
from knowledge.finding.features import keys


@pytest.fixture(scope="module")
def claims(ferry_casebook: Casebook) -> Claims:
    return Claims(ferry_casebook)


def told(claims: Claims, question: str, fact: str = "captain-sentence") -> list[tuple[str, str, str]]:
    contrasts = claims.contrasts(keys(question), fact)
    assert all(contrast.fact == fact for contrast in contrasts)
    return [(contrast.unit, contrast.asserted, contrast.recorded) for contrast in contrasts]


@pytest.mark.parametrize(
    "question",
    [
        "Капитана же оправдали, да?",
        "его не осудили?",
        "правда что капитана не посадили",
        "Капитан ақталып шыққан ғой?",
        "капитан сотталмаған ба",
        "капитан сотталған жоқ деп естідім",
        "Капитан акталып кеткенби?",
        "капитан соттолбоптур",
        "капитан соттолгон эмес деп уктум",
        "The captain was acquitted, right?",
        "so he wasn't convicted?",
        "he was found not guilty",
        "kapitan aqtaldy ma",
    ],
)
def test_a_false_state_is_contradicted(claims: Claims, question: str) -> None:
    assert told(claims, question) == [("outcome", "acquitted", "convicted")]


@pytest.mark.parametrize(
    "question",
    [
        "Капитана осудили?",
        "капитана не оправдали?",
        "его осудили или оправдали?",
        "не правда ли, что капитана осудили?",
        "капитан сотталды ма, ақталды ма?",
        "капитан сотталды емес пе?",
        "капитан соттолдубу же акталдыбы?",
        "капитан соттолду эмеспи",
        "капитан акталбадыбы",
        "Was he convicted or acquitted?",
        "weren't they convicted?",
        "he was not acquitted, was he?",
        "сколько лет дали капитану",
        "",
    ],
)
def test_what_the_record_says_too_is_not_contradicted(claims: Claims, question: str) -> None:
    assert told(claims, question) == []


@pytest.mark.parametrize(
    "question",
    [
        "шесть лет дали Дальгрен, так?",
        "Дальгренге 6 жыл берілді ғой",
        "Дальгренге 6 жыл берилди да",
        "Dalgren got six years, correct?",
    ],
)
def test_another_name_is_contradicted(claims: Claims, question: str) -> None:
    assert told(claims, question) == [("person", "dalgren", "halvorn")]


@pytest.mark.parametrize(
    "question",
    [
        "Хальворну дали 6 лет?",
        "кому дали шесть лет, Дальгрен или Хальворну?",
        "кто это, Дальгрен?",
        "who got six years, was it Dalgren?",
        "Кімге 6 жыл берілді, Дальгренге ме?",
        "ким алты жыл алды, Дальгренби?",
    ],
)
def test_a_question_for_a_name_asserts_none(claims: Claims, question: str) -> None:
    assert told(claims, question) == []


def test_a_fact_that_gives_no_names_and_states_corrects_none(claims: Claims) -> None:
    assert told(claims, "Дальгрен оправдали?", "deaths-count") == []


def test_names_are_met_by_alias_and_whatever_their_ending(claims: Claims) -> None:
    assert claims.named(keys("что сказала далгрену суда в Бренхольме")) == (
        Named("person", "dalgren"),
        Named("place", "brenholm"),
    )


@pytest.mark.parametrize(
    ("question", "fact", "foreign"),
    [
        ("where is Dalgren working now", "operator-fine", 1),
        ("кто такая Дальгрен", "inspection-warning", 0),  # among the fact's mentions
        ("did Dalgren get six years", "captain-sentence", 0),  # the fact gives the true name, and could correct it
        ("Сандвейде Дальгрен не деді", "deaths-count", 2),
        ("сколько погибло", "deaths-count", 0),
    ],
)
def test_names_that_a_fact_does_not_tell_of_are_counted(claims: Claims, question: str, fact: str, foreign: int) -> None:
    assert claims.foreign(claims.named(keys(question)), fact) == foreign


@given(st.text(max_size=200))
def test_any_text_is_read(claims: Claims, text: str) -> None:
    for contrast in claims.contrasts(keys(text), "captain-sentence"):
        assert contrast.asserted != contrast.recorded
