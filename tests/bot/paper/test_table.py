"""The table for spreadsheets: whole, in the reader's words, and never run as a formula."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.paper.table import as_csv, guarded
from knowledge.casebook import Casebook
from knowledge.model import LANGUAGES
from tests.cases import Case

SEPARATORS = {"en": ",", "ru": ";", "kk": ";", "ky": ";"}


def rows(casebook: Casebook, language: str) -> list[list[str]]:
    text = as_csv(casebook, language).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=SEPARATORS[language], strict=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_published_fact_is_a_row_of_as_many_cells_as_there_are_headings(casebook: Casebook, language):
    headings, *facts = rows(casebook, language)
    assert len(set(headings)) == len(headings)
    assert {len(fact) for fact in facts} == {len(headings)}
    assert [fact[0] for fact in facts] == [fact.id for fact in casebook.published()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_office_programs_are_told_that_it_is_utf_8(casebook: Casebook, language):
    assert as_csv(casebook, language).startswith(b"\xef\xbb\xbf")


def test_headings_and_words_are_in_the_language(ferry_casebook: Casebook):
    headings, *facts = rows(ferry_casebook, "kk")
    shown = dict(zip(headings, next(fact for fact in facts if fact[0] == "captain-sentence"), strict=True))
    assert shown["бөлім"] == "Сот және үкім"
    assert shown["мәртебесі"] == "бірінші сатыдағы сот анықтады"
    assert shown["кім айтады"] == "сот және баспасөз"
    assert "6 жылға бас бостандығынан айырды [4]" in shown["жауап"]
    assert shown["дереккөздер"].splitlines()[0].startswith("[4] ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mark_of_a_row_stands_among_its_sources(casebook: Casebook, language):
    _, *facts = rows(casebook, language)
    for fact in facts:
        marked = set(re.findall(r"\[\d+\]", " ".join(fact[2:5])))
        assert marked <= {line.split()[0] for line in fact[-1].splitlines()}
        assert marked


@given(st.text())
def test_no_cell_starts_like_a_formula_and_none_loses_anything(text: str):
    cell = guarded(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell in (text, f"'{text}")


def test_a_text_that_looks_like_a_formula_is_guarded_in_the_table(case: Case):
    fact = case.casebook.facts[case.fact]
    english = fact.texts.en.model_copy(update={"headline": '=HYPERLINK("x")', "answer": "+17 dead [1]."})
    changed = fact.model_copy(update={"texts": fact.texts.model_copy(update={"en": english})})
    casebook = case.casebook.model_copy(update={"facts": {fact.id: changed}})
    _, (_, _, headline, answer, *_) = rows(casebook, "en")
    assert headline == '\'=HYPERLINK("x")'
    assert answer.startswith("'+17 dead")
