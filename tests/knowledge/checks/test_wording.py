"""Texts keep to the letters of their language, to the glossary and to saying who says it."""

import pytest

from knowledge.casebook import Casebook
from knowledge.checks.wording import wording_problems
from knowledge.model import Event, Language, PerLanguage, Term
from knowledge.problems import Problem
from tests.knowledge.checks.conftest import Reworded, reword

SAID: dict[Language, str] = {
    "ru": "Суд сообщил",
    "kk": "Сот хабарлады",
    "ky": "Сот кабарлады",
    "en": "The court said",
}


def told(casebook: Casebook) -> list[str]:
    return [str(problem) for problem in wording_problems(casebook)]


def said(casebook: Casebook, language: Language, text: str, fact: str = "deaths-count") -> list[Problem]:
    """What is found when a fact's answer in one language holds the text, with its speaker named."""
    return list(wording_problems(reword(casebook, fact, {language: {"answer": f"{SAID[language]}: {text} [1][2]."}})))


def test_the_invented_record_is_well_worded(ferry_casebook: Casebook) -> None:
    assert told(ferry_casebook) == []


@pytest.mark.parametrize(
    ("language", "text", "word"),
    [
        ("ru", "паром на дне, бұғаз", "бұғаз"),
        ("ky", "кеме батқан", "батқан"),
        ("ky", "кеме әкеткен", "әкеткен"),
        ("en", "the паром sank", "паром"),
    ],
)
def test_letters_of_another_language_are_told(
    ferry_casebook: Casebook, language: Language, text: str, word: str
) -> None:
    (problem,) = said(ferry_casebook, language, text)
    assert problem.field == f"texts.{language}"
    assert f"'{word}' has a letter that this language does not have" in problem.message


@pytest.mark.parametrize("language", ["kk", "ky"])
def test_a_russian_word_of_the_glossary_is_told_with_the_own_one(ferry_casebook: Casebook, language: Language) -> None:
    term = Term(id="life-jacket", ru=("спасательный жилет",), kk=("құтқару кеудешесі",), ky=("куткаруу жилети",))
    casebook = ferry_casebook.model_copy(update={"glossary": (*ferry_casebook.glossary, term)})
    (problem,) = said(casebook, language, "спасательных кеудеше")
    assert "'спасательных' is a Russian word that the glossary has a word for" in problem.message
    assert getattr(term, language)[0] in problem.message
    assert said(casebook, language, "«спасательный жилет»") == []


def test_a_word_that_the_languages_share_is_not_russian(ferry_casebook: Casebook) -> None:
    term = Term(id="appeal", ru=("апелляция",), kk=("апелляциялық шағым",), ky=("апелляциялык арыз",))
    casebook = ferry_casebook.model_copy(update={"glossary": (*ferry_casebook.glossary, term)})
    assert said(casebook, "kk", "апелляция") == []


@pytest.mark.parametrize("language", ["kk", "ky"])
@pytest.mark.parametrize("word", ["после", "который", "году", "пытками"])
def test_russian_words_are_told(ferry_casebook: Casebook, language: Language, word: str) -> None:
    (problem,) = said(ferry_casebook, language, f"кеме {word} бар")
    assert f"'{word}' is a Russian word" in problem.message


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("kk", "паром суда жүзді"),
        ("kk", "кемеде от шықты"),
        ("ky", "кемеде от чыкты"),
        ("kk", "«после приговора» мақаласы"),
        ("ky", 'макала "после приговора"'),
        ("ru", "после этого"),
        ("en", "no other language"),
    ],
)
def test_words_that_a_language_has_are_left_alone(ferry_casebook: Casebook, language: Language, text: str) -> None:
    assert said(ferry_casebook, language, text) == []


@pytest.mark.parametrize(
    ("language", "text"), [("ru", "на лодках"), ("kk", "қайықта"), ("ky", "кайыкта"), ("en", "Boats and a boat")]
)
def test_words_to_avoid_are_told_with_better_ones(ferry_casebook: Casebook, language: Language, text: str) -> None:
    (problem,) = said(ferry_casebook, language, text)
    assert problem.message.startswith("avoid ")
    assert ("ferry" if language == "en" else "паром") in problem.message


def test_a_word_is_avoided_at_its_beginning_and_outside_quotations(ferry_casebook: Casebook) -> None:
    assert said(ferry_casebook, "en", "a steamboat") == []
    assert said(ferry_casebook, "en", 'a witness called it "a boat"') == []


def test_some_words_are_avoided_in_some_topics_only(ferry_casebook: Casebook) -> None:
    (problem,) = said(ferry_casebook, "en", "the killer", fact="captain-sentence")
    assert problem.message == "avoid 'killer', use convicted (the court found a breach of safety rules)"
    assert said(ferry_casebook, "en", "the killer", fact="deaths-count") == []


def test_headlines_and_accounts_are_read_too(reworded: Reworded) -> None:
    assert "avoid 'boat'" in told(reworded("deaths-count", en={"headline": "The boat cost 17 lives"}))[0]
    assert "avoid 'boat'" in told(reworded("people-aboard", en={"accounts": ("Boat list: 86 [1].", "91 [2].")}))[0]


@pytest.mark.parametrize(
    ("language", "answer"),
    [
        ("ru", "Погибли 17 человек [1][2]."),
        ("kk", "17 адам қаза болды [1][2]."),
        ("ky", "17 киши каза болду [1][2]."),
        ("en", "17 people died [1][2]."),
    ],
)
def test_a_claim_without_a_speaker_is_told(ferry_casebook: Casebook, language: Language, answer: str) -> None:
    (problem,) = wording_problems(reword(ferry_casebook, "deaths-count", {language: {"answer": answer}}))
    assert (problem.entry, problem.field) == ("deaths-count", f"texts.{language}.answer")
    assert "does not say who says it" in problem.message


def test_timeline_and_figures_are_read_too(ferry_casebook: Casebook) -> None:
    event: Event = ferry_casebook.timeline[0].model_copy(
        update={"text": PerLanguage(ru="Лодка", kk="Жол", ky="Жолда после", en="Way")}
    )
    figure = ferry_casebook.figures["dead"].model_copy(
        update={
            "counts": PerLanguage(ru="люди", kk="адамдар", ky="адамдар", en="people in boats"),
            "said_by": PerLanguage(ru="сот қызметі", kk="сот", ky="сот", en="the court"),
        }
    )
    casebook = ferry_casebook.model_copy(update={"timeline": (event,), "figures": {"dead": figure}})
    assert [(problem.file, problem.entry, problem.field) for problem in wording_problems(casebook)] == [
        ("timeline.yaml", "warning", "text.ru"),
        ("timeline.yaml", "warning", "text.ky"),
        ("figures.yaml", "dead", "said_by.ru"),
        ("figures.yaml", "dead", "counts.en"),
    ]
