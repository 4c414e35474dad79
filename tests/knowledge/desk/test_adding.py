"""A new fact is made whole, checked as a whole record is, and written with all its files or not at all."""

import copy
import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from knowledge.casebook import load_casebook
from knowledge.checks.whole import all_problems
from knowledge.desk.adding import Addition, AdditionFault, addition_of, check_addition, write_addition
from knowledge.desk.format import format_changes
from knowledge.desk.lookup import entity_lines, fact_lines, source_lines
from knowledge.model import LANGUAGES, Language
from knowledge.problems import RecordError
from knowledge.storage import RecordStorage
from tests.conftest import Edit
from tests.knowledge.desk.sheets import contents

TODAY = dt.date(2022, 3, 1)
GIVEN: dict[str, Any] = {
    "id": "captain-age",
    "topic": "trial",
    "said_by": ["press"],
    "citations": [{"source": "herald-2022-01", "supports": "Gives the age."}],
    "texts": {
        "en": {"headline": "The captain was 51", "answer": "The Brenholm Herald reported that he was 51 [1]."},
        "ru": {"headline": "Капитану был 51 год", "answer": "«Бренхольмский вестник» сообщил, что ему был 51 год [1]."},
        "kk": {
            "headline": "Капитан 51 жаста болған",
            "answer": "«Бренхольм жаршысы» оның 51 жаста екенін хабарлады [1].",
        },
        "ky": {
            "headline": "Капитан 51 жашта болгон",
            "answer": "«Бренхольм жарчысы» анын 51 жашта болгонун кабарлаган [1].",
        },
    },
    "questions": {
        "en": ["How old was the captain?"],
        "ru": ["Сколько лет было капитану?"],
        "kk": ["Капитан неше жаста болған?"],
        "ky": ["Капитан канча жашта болгон?"],
    },
    "sources": [
        {
            "id": "herald-2022-01",
            "publisher": "Brenholm Herald",
            "title": "Who was the captain?",
            "language": "en",
            "url": "https://herald.example.com/captain",
            "reliability": "press",
        }
    ],
}


def given(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(GIVEN), **changes}


def without(name: str, *languages: str) -> dict[str, Any]:
    """What is given, without some languages of its texts or questions."""
    rest = {language: each for language, each in GIVEN[name].items() if language not in languages}
    return given(**{name: rest})


def checked(folder: Path, addition: Addition) -> list[tuple[str, str]]:
    problems, _ = check_addition(RecordStorage(folder).read(), addition)
    return [(problem.field, problem.message) for problem in problems]


def test_what_is_whole_is_published_with_the_days_filled_in(ferry_copy: Path) -> None:
    addition = addition_of(GIVEN, TODAY)
    assert check_addition(RecordStorage(ferry_copy).read(), addition) == ([], [])
    before = contents(ferry_copy)
    names = write_addition(ferry_copy, addition)
    after = contents(ferry_copy)
    assert {name for name in after if after[name] != before.get(name)} == set(names)
    assert set(names) == {
        "facts/captain-age.yaml", "sources/herald-2022-01.yaml",
        *(f"questions/{language}/captain-age.txt" for language in ("ru", "kk", "ky", "en")),
    }  # fmt: skip
    fact = load_casebook(ferry_copy).facts["captain-age"]
    assert (fact.kind, fact.state, fact.version) == ("reported", "published", 1)
    assert (fact.reviewed, fact.review_by) == ("2022-03-01", "2022-08-30")
    assert {fact.texts[language].written for language in ("ru", "kk", "ky", "en")} == {"2022-03-01"}
    assert all_problems(ferry_copy) == []
    assert format_changes(ferry_copy) == {}


def test_a_language_that_is_missing_waits_for_an_editor_in_a_draft(ferry_copy: Path) -> None:
    addition = addition_of(without("texts", "kk", "ky"), TODAY)
    assert addition.is_draft
    assert check_addition(RecordStorage(ferry_copy).read(), addition) == ([], [])
    write_addition(ferry_copy, addition)
    fact = load_casebook(ferry_copy).facts["captain-age"]
    assert [fact.texts[language].untranslated for language in ("ru", "kk", "ky", "en")] == [False, True, True, False]
    assert (fact.texts.kk.headline, fact.texts.kk.written) == ("The captain was 51", None)
    assert all_problems(ferry_copy) == []


def test_a_fact_without_english_waits_too(ferry_copy: Path) -> None:
    addition = addition_of(without("texts", "en", "kk", "ru"), TODAY)
    assert check_addition(RecordStorage(ferry_copy).read(), addition) == ([], [])
    assert addition.fact["texts"]["en"]["headline"] == "Капитан 51 жашта болгон"


def test_a_fact_that_nobody_can_ask_for_is_a_draft() -> None:
    assert addition_of(without("questions", "ky"), TODAY).is_draft
    assert addition_of(given(questions=None), TODAY).is_draft
    assert not addition_of(GIVEN, TODAY).is_draft
    assert addition_of(GIVEN, TODAY).as_draft().is_draft


def test_what_does_not_fit_the_record_is_told(ferry_copy: Path) -> None:
    wrong = given(topic="heroes", related=["no-such-fact"], sources=[])
    fields = [field for field, _ in checked(ferry_copy, addition_of(wrong, TODAY))]
    assert fields == ["citations", "related", "topic"]
    published = {**without("texts", "ky"), "state": "published"}
    assert [field for field, _ in checked(ferry_copy, addition_of(published, TODAY))] == ["texts.ky.untranslated"]
    stolen = given(questions={**GIVEN["questions"], "en": ["How many people died?"]})
    (problem,) = checked(ferry_copy, addition_of(stolen, TODAY))
    assert "stands under" in problem[1]


@pytest.mark.parametrize("key", ["id", "sources"])
def test_an_id_that_is_taken_is_not_written_over(ferry_copy: Path, key: str) -> None:
    taken = {"id": "deaths-count"} if key == "id" else {"sources": [{**GIVEN["sources"][0], "id": "court-2021-06"}]}
    addition = addition_of(given(**taken), TODAY)
    before = contents(ferry_copy)
    ((field, message),) = checked(ferry_copy, addition)
    assert (field, "is taken" in message) == ("id", True)
    with pytest.raises(ValueError, match="is taken"):
        write_addition(ferry_copy, addition)
    assert contents(ferry_copy) == before


def test_what_the_texts_say_is_checked(ferry_copy: Path) -> None:
    wrong = given()
    wrong["texts"]["ru"]["headline"] = "Капитану было 52 года"
    problems, told = check_addition(RecordStorage(ferry_copy).read(), addition_of(wrong, TODAY))
    assert problems == []
    assert [problem.field for problem in told] == ["texts.ru"]


def test_nothing_is_added_to_a_broken_record(edited: Edit) -> None:
    folder = edited("facts/deaths-count.yaml", "topic: victims", "topic: heroes")
    with pytest.raises(RecordError, match="heroes"):
        check_addition(RecordStorage(folder).read(), addition_of(GIVEN, TODAY))


@pytest.mark.parametrize(
    ("wrong", "advice"),
    [
        (["a"], "must be a group of keys"),
        ({"topic": "trial"}, "has no id"),
        (given(texts={}), "has no texts"),
        (given(texts={"en": "Hello"}), "texts must be groups"),
        (given(questions=["How?"]), "questions must be a group of lists"),
        (given(questions={"en": "How?"}), "questions must be a group of lists"),
        (given(questions={"de": ["Wie?"]}), "has the language 'de'"),
        (given(sources={"id": "a"}), "sources must be a list"),
    ],
)
def test_what_is_no_fact_is_told(wrong: object, advice: str) -> None:
    with pytest.raises(AdditionFault, match=advice):
        addition_of(wrong, TODAY)


def test_entries_are_found_by_their_words(ferry_copy: Path) -> None:
    casebook = load_casebook(ferry_copy)
    assert next(iter(source_lines(casebook).looked_up("notice judgment"))) == "court-2021-06"
    assert next(iter(entity_lines(casebook).looked_up("Хальворн"))) == "halvorn"
    assert source_lines(casebook).looked_up("xylophone") == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fact_is_found_by_its_headline_and_by_its_stored_questions_in_each_language(
    ferry_copy: Path, language: Language
) -> None:
    casebook = load_casebook(ferry_copy)
    lines = fact_lines(casebook)
    for fact in casebook.facts.values():
        headline = fact.texts[language].headline
        assert lines.looked_up(headline)[fact.id] == headline
        for question in casebook.asked(fact.id, language):
            assert next(iter(lines.looked_up(question))) == fact.id, question


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("капитану приговор", "капитан"),  # other endings than the headline has
        ("captain sentenced", "captain"),
        ("капитанга канча жыл", "капитан"),
        ("kapitan", "капитан"),  # in Latin letters
        ("captian sentense", "captain"),  # with slips
    ],
)
def test_a_fact_is_found_by_words_with_other_endings_letters_and_slips(
    ferry_copy: Path, typed: str, shown: str
) -> None:
    found = fact_lines(load_casebook(ferry_copy)).looked_up(typed)
    assert next(iter(found)).startswith("captain")
    assert shown in next(iter(found.values())).lower()
    assert len(found) <= 5
