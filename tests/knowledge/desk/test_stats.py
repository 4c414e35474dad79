"""The counts of a record are those of its files."""

import pytest

from knowledge.casebook import Casebook
from knowledge.desk.stats import count


def test_facts_are_counted_by_topic_and_kind(ferry_casebook: Casebook) -> None:
    rows = count(ferry_casebook)["facts by topic"]
    assert rows[0] == {"topic": "The accident", "facts": 2, "reported": 2, "differs": 0, "unknown": 0}
    assert rows[-1] == {"topic": "all", "facts": 8, "reported": 6, "differs": 1, "unknown": 1}


def test_rows_of_topics_add_up(casebook: Casebook) -> None:
    *rows, total = count(casebook)["facts by topic"]
    assert total["facts"] == len(list(casebook.published()))
    for column in ("facts", "reported", "differs", "unknown"):
        assert sum(int(row[column]) for row in rows) == total[column]


def test_questions_are_counted_by_language(ferry_casebook: Casebook) -> None:
    rows = count(ferry_casebook)["texts by language"]
    assert [row["language"] for row in rows] == ["ru", "kk", "ky", "en"]
    assert {(row["questions"], row["fewest a fact"], row["most a fact"]) for row in rows} == {(66, 8, 9)}
    assert {row["re-read texts, %"] for row in rows} == {0}


def test_texts_that_were_read_again_are_counted(ferry_casebook: Casebook) -> None:
    fact = ferry_casebook.facts["deaths-count"]
    text = fact.texts.kk.model_copy(update={"reread": "2022-02-25"})
    reread = fact.model_copy(update={"texts": fact.texts.model_copy(update={"kk": text})})
    casebook = ferry_casebook.model_copy(update={"facts": {**ferry_casebook.facts, fact.id: reread}})
    rows = count(casebook)["texts by language"]
    assert {row["language"]: row["re-read texts, %"] for row in rows} == {"ru": 0, "kk": 12, "ky": 0, "en": 0}


def test_sources_and_what_facts_rest_on_are_counted(ferry_casebook: Casebook) -> None:
    tables = count(ferry_casebook)
    assert tables["sources by language"] == [{"": "en", "sources": 6}, {"": "ru", "sources": 1}]
    assert tables["sources by reliability"][0] == {"": "press", "sources": 3}
    assert [row["facts"] for row in tables["support"]] == [3, 1, 7]


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_a_record_of_drafts_only_can_be_counted(casebook: Casebook, state: str) -> None:
    facts = {key: fact.model_copy(update={"state": state}) for key, fact in casebook.facts.items()}
    tables = count(casebook.model_copy(update={"facts": facts}))
    assert tables["facts by topic"][-1]["facts"] == 0
    assert {row["questions"] for row in tables["texts by language"]} == {0}
