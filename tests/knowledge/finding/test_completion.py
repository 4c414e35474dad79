"""Facts for what is still being typed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.casebook import Casebook
from knowledge.finding.completion import Completion
from knowledge.model import LANGUAGES, Language


@pytest.fixture
def completion(ferry_casebook: Casebook) -> Completion:
    return Completion(ferry_casebook)


@pytest.mark.parametrize(
    ("typed", "language", "first"),
    [
        ("капит", "ru", "captain-sentence"),
        ("Капитану 6", "ru", "captain-sentence"),
        ("айып", "kk", "operator-fine"),
        ("каза бол", "ky", "deaths-count"),
        ("halv", "en", "captain-sentence"),
        ("fined", "en", "operator-fine"),
    ],
)
def test_the_beginning_of_a_word_finds_facts_that_have_it(
    completion: Completion, typed: str, language: Language, first: str
) -> None:
    assert completion.facts(typed, language)[0] == first


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_headline_typed_letter_by_letter_keeps_its_fact_in_sight(
    ferry_casebook: Casebook, completion: Completion, language: Language
) -> None:
    for fact in ferry_casebook.published():
        headline = fact.texts[language].headline
        for end in range(1, len(headline) + 1):
            found = completion.facts(headline[:end], language)
            assert fact.id in found or not headline[:end].strip(' «»"'), headline[:end]


def test_every_word_must_fit(completion: Completion) -> None:
    assert completion.facts("captain", "en")
    assert completion.facts("captain submarine", "en") == []


def test_what_is_not_published_is_never_found(completion: Completion) -> None:
    assert "wreck-raised" not in completion.facts("raised", "en")


@given(st.text(max_size=40), st.sampled_from(LANGUAGES))
@settings(deadline=None)
def test_whatever_is_typed_gives_published_facts_each_once(
    ferry_casebook: Casebook, typed: str, language: Language
) -> None:
    found = Completion(ferry_casebook).facts(typed, language)
    assert len(set(found)) == len(found)
    assert set(found) <= {fact.id for fact in ferry_casebook.published()}
