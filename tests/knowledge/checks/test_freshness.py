"""A text lags behind when its original was changed after it was last written or read again."""

from pathlib import Path

import pytest

from knowledge.casebook import Casebook
from knowledge.checks.freshness import Lag, freshness_notes, lag_of, stale_texts
from knowledge.checks.whole import checked
from knowledge.model import LANGUAGES, Fact, Language
from tests.conftest import Edit

DEATHS = "deaths-count"


def dated(casebook: Casebook, **days: tuple[str | None, str | None]) -> Fact:
    """A fact with the days on which its texts were written and read again, by language."""
    fact = casebook.facts[DEATHS]
    texts = {
        language: fact.texts[language].model_copy(update=dict(zip(("written", "reread"), pair, strict=True)))
        for language, pair in days.items()
    }
    return fact.model_copy(update={"texts": fact.texts.model_copy(update=texts)})


def behind(fact: Fact, original: Language | None) -> dict[Language, Lag]:
    return {language: lag for language in LANGUAGES if (lag := lag_of(fact, language, original))}


def test_nothing_lags_where_no_day_is_known(ferry_casebook: Casebook) -> None:
    assert behind(ferry_casebook.facts[DEATHS], "en") == {}
    assert behind(ferry_casebook.facts[DEATHS], None) == {}


def test_what_was_neither_written_nor_read_since_lags(ferry_casebook: Casebook) -> None:
    fact = dated(
        ferry_casebook,
        en=("2022-02-10", None),
        ru=("2022-02-01", "2022-02-09"),
        kk=("2022-02-11", None),
        ky=("2022-02-01", "2022-02-10"),
    )
    assert behind(fact, "en") == {"ru": Lag("en", "2022-02-10")}


def test_a_text_without_days_is_older_than_a_change(ferry_casebook: Casebook) -> None:
    assert behind(dated(ferry_casebook, en=("2022-02-10", None)), "en").keys() == {"ru", "kk", "ky"}


def test_to_read_the_original_again_changes_nothing(ferry_casebook: Casebook) -> None:
    assert behind(dated(ferry_casebook, en=(None, "2022-02-10")), "en") == {}


@pytest.mark.parametrize(
    ("original", "lagging"), [("en", set()), (None, {"ru", "ky", "en"}), ("kk", {"ru", "ky", "en"})]
)
def test_a_new_translation_makes_the_others_lag_only_where_no_language_is_the_original(
    ferry_casebook: Casebook, original: Language | None, lagging: set[str]
) -> None:
    old = ("2022-02-01", None)
    assert behind(dated(ferry_casebook, en=old, ru=old, ky=old, kk=("2022-02-10", None)), original).keys() == lagging


def test_withdrawn_facts_are_not_listed_and_drafts_are(edited: Edit) -> None:
    edited("facts/deaths-count.yaml", "  en:\n", '  en:\n    written: "2022-02-28"\n')
    folder = edited("facts/deaths-count.yaml", "version: 1\n", "version: 1\nstate: draft\n")
    problems, notes = checked(folder)
    assert problems == []
    lagging = [note for note in notes if note.field.startswith("texts")]
    assert [note.field for note in lagging] == ["texts.ru", "texts.kk", "texts.ky"]
    assert "may lag behind the text in en, changed on 2022-02-28" in lagging[0].message
    reason = "{ru: Ошибка., kk: Қате., ky: Ката., en: A mistake.}"
    gone = f'state: withdrawn\nwithdrawal: {{date: "2022-03-01", reason: {reason}}}'
    problems, notes = checked(edited("facts/deaths-count.yaml", "state: draft", gone))
    assert (problems, [note.field for note in notes]) == ([], ["key_facts"])


def test_the_records_have_no_stale_text(casebook: Casebook) -> None:
    assert list(stale_texts(casebook)) == []
    assert list(freshness_notes(casebook)) == []


def test_a_broken_record_is_given_no_notes(tmp_path: Path) -> None:
    assert checked(tmp_path / "nowhere")[1] == []
