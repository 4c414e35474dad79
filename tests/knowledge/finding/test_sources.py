"""Whatever proposes stored questions, how near they are is the same, and the bot answers as before."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.compiled import Compiled
from knowledge.finding import Context, sources
from knowledge.finding.decide import Decisions
from knowledge.finding.features import keys
from knowledge.finding.finder import Finder
from knowledge.finding.index import Index
from knowledge.finding.meaning import Meaning
from knowledge.finding.sources import Fts5, Source, Tantivy, cosines, source_for
from knowledge.model import LANGUAGES
from knowledge.tongue import Tongue

Engine: TypeAlias = Callable[[Index], Source]


@pytest.fixture(scope="session", params=[Fts5, Tantivy])
def source(request: pytest.FixtureRequest, ferry_compiled: Compiled) -> Source:
    if request.param is Tantivy:
        pytest.importorskip("tantivy")
    made: Source = request.param(ferry_compiled.index.without_postings())
    return made


def test_cosines_are_those_of_the_index(ferry_compiled: Compiled) -> None:
    index = ferry_compiled.index
    words = keys("Капитан не үшін түрмеге қамалды how many died")
    rows, near = cosines(range(len(index.questions)), words, index)
    assert rows.tolist() == list(range(len(index.questions)))
    np.testing.assert_allclose(near, index.postings.scores(*index.vector(words)), atol=2e-6)


def test_every_stored_question_is_proposed_for_itself(source: Source, ferry_compiled: Compiled) -> None:
    index = ferry_compiled.index
    for text in index.questions:
        rows, near = source.candidates(keys(text))
        assert len(set(rows.tolist())) == len(rows) <= sources.PROPOSED
        if keys(text):
            assert near.max() == pytest.approx(1, abs=1e-5), text


@settings(deadline=None, max_examples=50)
@given(
    st.text(max_size=200) | st.sampled_from(['" OR "', "NEAR(a b)", "stems:*", "AND", "'; DROP TABLE asked; --", "\0"])
)
def test_any_text_may_be_asked(source: Source, text: str) -> None:
    rows, near = source.candidates(keys(text))
    assert rows.shape == near.shape
    assert ((near >= 0) & (near <= 1 + 1e-5)).all()


def test_the_finder_answers_as_before(source: Source, ferry_compiled: Compiled) -> None:
    own = ferry_compiled.finder()
    index = ferry_compiled.index.without_postings()
    parts = (ferry_compiled.casebook, index, ferry_compiled.classifier, ferry_compiled.coverage)
    other = Finder(*parts, Meaning(), Tongue(), Decisions.load(density="sparse"), source)
    for fact in ferry_compiled.casebook.published():
        for language in LANGUAGES:
            for question in ferry_compiled.casebook.asked(fact.id, language):
                one, two = own.find(question, Context()), other.find(question, Context())
                assert (one.outcome, one.candidates[0].fact) == (two.outcome, two.candidates[0].fact), question


def test_an_engine_comes_in_beyond_its_size_only(ferry_compiled: Compiled, monkeypatch: pytest.MonkeyPatch) -> None:
    index = ferry_compiled.index
    assert source_for(index) is None
    monkeypatch.setattr(sources, "ENGINE_FROM", len(index.questions) - 1)
    monkeypatch.setattr(sources, "find_spec", lambda name: None)
    assert source_for(index) is None
    pytest.importorskip("tantivy")
    monkeypatch.setattr(sources, "find_spec", lambda name: name)
    assert isinstance(source_for(index), Tantivy)
    assert source_for(replace(index, questions=index.questions[:-1])) is None


def test_with_an_engine_the_bot_holds_no_postings_and_answers(
    ferry_compiled: Compiled, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("tantivy")
    monkeypatch.setattr(sources, "ENGINE_FROM", 0)
    finding = ferry_compiled.finder().find("How many years did the captain get?", Context())
    assert (finding.outcome, finding.candidates[0].fact) == ("answer", "captain-sentence")
    assert ferry_compiled.index.without_postings().postings.rows.size == 0
    assert ferry_compiled.index.postings.rows.size > 0


def test_the_table_can_lie_in_a_file(ferry_compiled: Compiled, tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "asked.db"
    Fts5(ferry_compiled.index, str(path))
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM asked").fetchone() == (len(ferry_compiled.index.questions),)
