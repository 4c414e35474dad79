"""What an asker takes for granted is compared with what the fact tells, in four languages."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import edtf
from knowledge.casebook import Casebook
from knowledge.finding.contrast import Figures, asserted
from knowledge.model import LANGUAGES, Language, Value
from knowledge.text import clean
from tests.knowledge.finding.conftest import Changed


@pytest.fixture(scope="session")
def figures(ferry_casebook: Casebook) -> Figures:
    return Figures(ferry_casebook)


def told(figures: Figures, question: str, fact: str) -> list[tuple[str, str, str]]:
    contrasts = figures.contrasts(asserted(clean(question)), fact)
    assert all(contrast.fact == fact for contrast in contrasts)
    return [(contrast.unit, contrast.asserted, contrast.recorded) for contrast in contrasts]


@pytest.mark.parametrize(
    ("question", "fact", "unit", "claimed", "recorded"),
    [
        ("Капитану правда дали 10 лет?", "captain-sentence", "years", "10", "6"),
        ("Капитанға он жыл бергені рас па?", "captain-sentence", "years", "10", "6"),
        ("Капитанга 10 жыл бергени чынбы?", "captain-sentence", "years", "10", "6"),
        ("Did the captain really get ten years?", "captain-sentence", "years", "10", "6"),
        ("Правда, что оштрафовали на 5 млн долларов?", "operator-fine", "dollars", "5000000", "2000000"),
        ("5 миллион доллар айыппұл салынды ма?", "operator-fine", "dollars", "5000000", "2000000"),
        ("5 миллион доллар айып пул салыныптырбы?", "operator-fine", "dollars", "5000000", "2000000"),
        ("Was the fine $5,000,000?", "operator-fine", "dollars", "5000000", "2000000"),
        ("Was the fine 1234567 dollars?", "operator-fine", "dollars", "1234567", "2000000"),
        ("Was the fine 0.5 dollars?", "operator-fine", "dollars", "0.5", "2000000"),
        ("Погибло 25 человек?", "deaths-count", "people", "25", "17"),
        ("25 адам қаза тапты ма?", "deaths-count", "people", "25", "17"),
        ("25 киши каза болдубу?", "deaths-count", "people", "25", "17"),
        ("Did 25 people die?", "deaths-count", "people", "25", "17"),
        ("Did the trial last seven months?", "trial-length", "months", "7", "5"),
        ("Паром затонул в 2018 году?", "ferry-sinking", "date", "2018", "2019-03-04"),
        ("Паром 2018 жылы батты ма?", "ferry-sinking", "date", "2018", "2019-03-04"),
        ("Паром 2018-жылы чөктүбү?", "ferry-sinking", "date", "2018", "2019-03-04"),
        ("Did the ferry sink in 2018?", "ferry-sinking", "date", "2018", "2019-03-04"),
        ("Паром затонул 5 марта 2019 года?", "ferry-sinking", "date", "2019-03-05", "2019-03-04"),
        ("Паром 5 наурызда батты ма?", "ferry-sinking", "date", "2019-03-05", "2019-03-04"),
        ("Паром 4-апрелде чөктүбү?", "ferry-sinking", "date", "2019-04-04", "2019-03-04"),
        ("Did it sink in May 2019?", "ferry-sinking", "date", "2019-05", "2019-03-04"),
    ],
)
def test_a_false_claim_is_contradicted(
    figures: Figures, question: str, fact: str, unit: str, claimed: str, recorded: str
) -> None:
    assert told(figures, question, fact) == [(unit, claimed, recorded)]


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("Капитану правда дали 6 лет?", "captain-sentence"),
        ("Капитанға алты жыл берді ме?", "captain-sentence"),
        ("Капитанга алты жыл бериштиби?", "captain-sentence"),
        ("Did the captain get six years in 2021?", "captain-sentence"),
        ("Приговорили 12 июня?", "captain-sentence"),
        ("Was it on 12.06.2021?", "captain-sentence"),
        ("Was it in June?", "captain-sentence"),
        ("штраф 2 000 000 долларов", "operator-fine"),
        ("2 миллион доллар айыппұл", "operator-fine"),
        ("Were 100 people aboard?", "people-aboard"),
        ("Правда, что на борту был 91 человек?", "people-aboard"),
        ("Did two people of the crew die?", "deaths-count"),
        ("How many people died?", "deaths-count"),
        ("How did the appeal of 2021 end?", "appeal-status"),
    ],
)
def test_what_the_fact_tells_is_not(figures: Figures, question: str, fact: str) -> None:
    assert told(figures, question, fact) == []


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("Did 25 people die?", "captain-sentence"),
        ("Was the captain 50 years old, and 30 months at sea?", "deaths-count"),
        ("Was the fine 5 million euros?", "operator-fine"),
        ("Did he get 10?", "captain-sentence"),
        ("Were there 50 hearings?", "trial-length"),
        ("Did the appeal end in 2030?", "appeal-status"),
        ("+996 555 123456", "deaths-count"),
    ],
)
def test_what_the_fact_does_not_measure_is_not_contradicted(figures: Figures, question: str, fact: str) -> None:
    assert told(figures, question, fact) == []


def test_every_claim_of_a_question_is_contradicted(figures: Figures) -> None:
    question = "Did the captain get 10 years, or 12 years, on 13 June 2021?"
    assert told(figures, question, "captain-sentence") == [
        ("years", "10", "6"),
        ("years", "12", "6"),
        ("date", "2021-06-13", "2021-06-12"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_fact_contradicts_its_own_texts(ferry_casebook: Casebook, figures: Figures, language: Language) -> None:
    for fact in ferry_casebook.published():
        text = fact.texts[language]
        for sentence in (text.headline, *text.whole().split("\n"), *text.whole().split(". ")):
            assert told(figures, sentence, fact.id) == [], sentence


def test_no_stored_question_but_the_false_one_is_contradicted(ferry_casebook: Casebook, figures: Figures) -> None:
    contradicted = [
        question
        for fact in ferry_casebook.published()
        for language in LANGUAGES
        for question in ferry_casebook.asked(fact.id, language)
        if told(figures, question, fact.id)
    ]
    assert contradicted == [
        "Капитану правда дали 10 лет?",
        "Капитанға 10 жыл бергені рас па?",
        "Капитанга 10 жыл бергени чынбы?",
        "Did the captain really get 10 years?",
    ]


@pytest.mark.parametrize(
    ("question", "contrasts"),
    [
        ("Осудили по статье 199?", [("article", "199", "188")]),
        ("199-бап бойынша сотталды ма?", [("article", "199", "188")]),
        ("199-берене боюнча соттолдубу?", [("article", "199", "188")]),
        ("Was it article 199?", [("article", "199", "188")]),
        ("Was it article 188?", []),
        ("Осудили по 188 статье?", []),
    ],
)
def test_articles(changed: Changed, question: str, contrasts: list[tuple[str, str, str]]) -> None:
    casebook = changed("captain-sentence", values=(Value(unit="article", value=188),))
    assert told(Figures(casebook), question, "captain-sentence") == contrasts


def test_an_article_that_is_no_number_is_not_compared(changed: Changed) -> None:
    values = (Value(unit="article", value="188-1"), Value(unit="years", value=6))
    figures = Figures(changed("captain-sentence", values=values))
    assert told(figures, "article 199, 10 years", "captain-sentence") == [("years", "10", "6")]
    assert told(figures, "How many years?", "captain-sentence") == []


def test_with_several_dates_none_is_contradicted(changed: Changed) -> None:
    values = (Value(unit="date", value="2021-06-12"), Value(unit="date", value="2021-01-11"))
    figures = Figures(changed("captain-sentence", values=values))
    assert told(figures, "Was it on 1 May 2020?", "captain-sentence") == []


def test_a_date_told_beside_the_one_that_is_compared_is_not_contradicted(changed: Changed) -> None:
    figures = Figures(changed("trial-length", values=(Value(unit="date", value="2021-06-12"),)))
    for question in (
        "Did it begin on 11 January 2021?",
        "Начался 11 января?",
        "2021 жылғы 11 қаңтарда басталды ма?",
        "2021-жылдын 11-январында башталганбы?",
        "in January 2021?",
        "в январе?",
    ):
        assert told(figures, question, "trial-length") == [], question
    assert told(figures, "on 11 January 2020?", "trial-length") == [("date", "2020-01-11", "2021-06-12")]
    assert told(figures, "on 10 January 2021?", "trial-length") == [("date", "2021-01-10", "2021-06-12")]


@pytest.mark.parametrize(
    ("recorded", "question", "contrasts"),
    [
        ("2021", "in 2021?", []),
        ("2021", "on 5 May 2021?", []),
        ("2021", "in 2018?", [("date", "2018", "2021")]),
        ("2018-05", "in May?", []),
        ("2018-05", "on 7 May 2018?", []),
        ("2018-05", "on 7 July?", [("date", "2018-07-07", "2018-05")]),
        ("2018-05?", "in July 2018?", [("date", "2018-07", "2018-05")]),
    ],
)
def test_dates_are_compared_as_far_as_both_are_known(
    changed: Changed, recorded: str, question: str, contrasts: list[tuple[str, str, str]]
) -> None:
    figures = Figures(changed("deaths-count", values=(Value(unit="date", value=recorded),)))
    assert told(figures, question, "deaths-count") == contrasts


def test_a_day_that_the_year_does_not_have_is_not_told_back(figures: Figures) -> None:
    """29 February of no year, asked of 2019: no reply can write that day."""
    assert told(figures, "Did it sink on 29 February?", "ferry-sinking") == []
    assert told(figures, "Did it sink on 29 February 2020?", "ferry-sinking") == [("date", "2020-02-29", "2019-03-04")]


@settings(deadline=None, max_examples=80)
@given(data=st.data())
def test_what_is_asserted_is_written_plainly(ferry_casebook: Casebook, figures: Figures, data: st.DataObject) -> None:
    fact = data.draw(st.sampled_from([fact.id for fact in ferry_casebook.published()]))
    number = data.draw(st.integers(0, 10**15) | st.decimals(0, 10**6, places=2))
    date = data.draw(st.dates())
    unit = data.draw(st.sampled_from(["years", "человек", "жыл", "dollars", "миллион доллар", "ай", "", "-бап"]))
    for contrast in figures.contrasts(asserted(clean(f"{number} {unit} {date:%d.%m.%Y}")), fact):
        for written in (contrast.asserted, contrast.recorded):
            if contrast.unit == "date":
                assert str(edtf.parse(written)) == written
            else:
                whole, _, rest = written.partition(".")
                assert whole.isdecimal()
                assert rest.isdecimal() or written == whole
                assert rest != "0"


@settings(deadline=None, max_examples=50)
@given(text=st.text(max_size=80) | st.text(alphabet="0123456789 .,-/$%года", max_size=40))
def test_any_text_can_be_compared(ferry_casebook: Casebook, figures: Figures, text: str) -> None:
    claims = asserted(clean(text))
    for fact in ferry_casebook.facts:
        assert isinstance(figures.contrasts(claims, fact), tuple)
        assert 0 <= figures.foreign(claims, fact) <= len(claims.numbers) + len(claims.dates)


@pytest.mark.parametrize(
    ("question", "fact", "foreign"),
    [
        ("How many people died?", "deaths-count", 0),
        ("Did 17 people die?", "deaths-count", 0),
        ("Did 25 people die?", "deaths-count", 0),
        ("Did 25 die?", "deaths-count", 0),
        ("Did he get 10 years?", "deaths-count", 1),
        ("10 years and 5 million dollars in 2031", "deaths-count", 3),
        ("Did it sink in 2019?", "ferry-sinking", 0),
        ("Did it sink in 2018?", "ferry-sinking", 1),
        ("Did it sink in April?", "ferry-sinking", 0),
        ("25 people", "ferry-sinking", 1),
        ("25", "ferry-sinking", 1),
        ("6 километров от порта", "ferry-sinking", 0),
    ],
)
def test_what_a_fact_neither_tells_nor_corrects_is_foreign(
    figures: Figures, question: str, fact: str, foreign: int
) -> None:
    assert figures.foreign(asserted(clean(question)), fact) == foreign
