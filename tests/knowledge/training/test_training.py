"""The model's making: the same bytes every time, with a record and without."""

from pathlib import Path
from random import Random

import pytest

from knowledge.tongue import Tongue
from knowledge.training import corpus, habits
from knowledge.training.tongue import compiled, main


def _foreign() -> list[corpus.Passage]:
    lines = {"uz": "sudda nima bo'ldi va necha yil berishdi", "uk": "скільки років їм дали і хто був суддею"}
    return [corpus.Passage(line, language) for language, line in lines.items() for _ in range(5)]


def test_same_text_same_bytes() -> None:
    texts = [*corpus.everyday(), *_foreign()]
    model = compiled(texts)
    assert model == compiled(texts)
    assert Tongue(model).identify("неше жыл берді").language == "kk"
    assert Tongue(model).identify("sud qachon bo'ldi, necha yil berishdi").language == "other"


def test_record_is_optional_and_may_be_incomplete(tmp_path: Path) -> None:
    assert list(corpus.questions(tmp_path)) == []
    assert list(corpus.answers(tmp_path)) == []
    (tmp_path / "questions" / "ky").mkdir(parents=True)
    (tmp_path / "questions" / "ky" / "a-fact.txt").write_text("# comment\n\nким ал?\n", encoding="utf-8")
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "a-fact.yaml").write_text(
        "texts: {ru: {headline: Суд, answer: Был., accounts: [Да]}}\n", "utf-8"
    )
    assert list(corpus.questions(tmp_path)) == [corpus.Passage("ким ал?", "ky")]
    assert [passage.text for passage in corpus.answers(tmp_path)] == ["Суд", "Был.", "Да"]


def test_missing_data_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="NTREX"):
        list(corpus.read(tmp_path))


def test_held_out_and_the_rest_are_everything() -> None:
    everything = list(corpus.everyday())
    asked, kept = list(corpus.held_out(everything)), list(corpus.not_held_out(everything))
    assert len(asked) + len(kept) == len(everything)
    assert not {passage.text for passage in asked} & {passage.text for passage in kept if passage.language == "none"}


@pytest.mark.parametrize("language", corpus.LANGUAGES)
def test_everyday_questions_are_many_and_distinct(language: str) -> None:
    texts = [passage.text for passage in corpus.everyday() if passage.language == language]
    assert len(texts) >= 150
    assert len(set(texts)) == len(texts)


def test_habits() -> None:
    assert habits.in_latin("қанша жыл", habits.LATIN["kk"]["2021"]) == "qanşa jyl"
    assert habits.in_latin("кенемте үчүн", habits.LATIN["ky"]["Turkish"]) == "kenemte üçün"
    assert habits.in_latin("за что", habits.LATIN["ru"]["chat"]) == "za 4to"
    assert habits.folded("үкім қашан") == "уким кашан"
    assert habits.in_cyrillic("o'zbek sho'rva") == "ўзбек шўрва"
    assert habits.some_habit("kk", Random(1)) == habits.some_habit("kk", Random(1))


def test_every_letter_has_a_spelling() -> None:
    letters = set("абвгдежзийклмнопрстуфхцчшщъыьэюяё")
    special = {"ru": set(), "kk": set("әғқңөұүһі"), "ky": set("ңөү")}
    for language, extra in special.items():
        for habit in [*habits.LATIN[language].values(), habits.some_habit(language, Random(2))]:
            assert letters | extra <= set(habit)


def test_something_to_do_must_be_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--data", "nowhere"])
    assert "--evaluate" in capsys.readouterr().err
