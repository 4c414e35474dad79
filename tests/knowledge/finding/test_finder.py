"""Questions lead to their facts, over a record that the finder was not made for."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.compiled import Compiled
from knowledge.finding import Context, Finding
from knowledge.finding.finder import Finder
from knowledge.model import LANGUAGES, Language

NO_CONTEXT = Context()


@pytest.fixture(scope="session")
def finder(ferry_compiled: Compiled) -> Finder:
    return ferry_compiled.finder()


def check(finding: Finding, question: str, facts: set[str]) -> None:
    """What holds for every finding."""
    assert finding.question == question
    assert finding.language in LANGUAGES
    assert (finding.reason is None) == (finding.outcome != "none")
    assert finding.candidates or finding.outcome == "none"
    assert {candidate.fact for candidate in finding.candidates} <= facts
    assert len({candidate.fact for candidate in finding.candidates}) == len(finding.candidates)
    scores = [candidate.score for candidate in finding.candidates]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


@pytest.mark.parametrize("language", LANGUAGES)
def test_stored_questions_find_their_own_fact(finder: Finder, ferry_compiled: Compiled, language: Language) -> None:
    casebook = ferry_compiled.casebook
    missed = [
        question
        for fact in casebook.published()
        for question in casebook.asked(fact.id, language)
        if finder.find(question, Context(language)).candidates[0].fact != fact.id
    ]
    assert missed == []


@pytest.mark.parametrize(
    ("question", "language", "fact"),
    [
        ("сколько лет тюрьмы дали капитану парома", "ru", "captain-sentence"),
        ("Капитан парома неше жылға сотталды?", "kk", "captain-sentence"),
        ("Паромдо канча адам каза болгон?", "ky", "deaths-count"),
        ("how many people died on that ferry?", "en", "deaths-count"),
        ("СКОЛЬКО ДЛИЛСЯ СУД???", "ru", "trial-length"),
        ("how much was the fine for nordline", "en", "operator-fine"),
    ],
)
def test_other_words_find_the_fact_too(finder: Finder, question: str, language: Language, fact: str) -> None:
    finding = finder.find(question, NO_CONTEXT)
    assert finding.language == language
    assert fact in [candidate.fact for candidate in finding.candidates[:3]]


def test_a_slip_of_the_pen_is_forgiven(finder: Finder) -> None:
    for question in ("How many years did the captian get?", "Скокльо лет дали капитану?"):
        assert finder.find(question, NO_CONTEXT).candidates[0].fact == "captain-sentence"


@pytest.mark.parametrize("question", ["", " ", "???", "👍", "\n\n", "—", "\u200b"])
def test_what_has_no_words_is_unclear(finder: Finder, question: str) -> None:
    finding = finder.find(question, Context("kk"))
    assert (finding.outcome, finding.reason, finding.language) == ("none", "unclear", "kk")


@pytest.mark.parametrize(
    "question", ["Wie lange dauert die Schulzeit in Bayern eigentlich?", "Quel temps fait-il à Paris demain ?"]
)
def test_another_language_is_not_answered(finder: Finder, question: str) -> None:
    finding = finder.find(question, NO_CONTEXT)
    assert (finding.outcome, finding.reason) == ("none", "other-language")


@pytest.mark.parametrize(
    "question", ["рецепт борща со сметаной", "best football team of the season", "курс валют на сегодня"]
)
def test_another_subject_is_not_answered(finder: Finder, question: str) -> None:
    assert finder.find(question, NO_CONTEXT).outcome != "answer"


def test_the_same_question_always_finds_the_same(finder: Finder, ferry_compiled: Compiled) -> None:
    other = ferry_compiled.finder()
    for question in ("капитан", "паром", "when?", "неше жыл"):
        assert (
            finder.find(question, NO_CONTEXT) == finder.find(question, NO_CONTEXT) == other.find(question, NO_CONTEXT)
        )


@settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=60) | st.text(alphabet="абвгдеёжзиклмнопрстуфәғқңөұүһі abcdefgh?!,.0123456789", max_size=300),
    st.sampled_from([None, *LANGUAGES]),
    st.sampled_from([None, "deaths-count", "no-such-fact"]),
)
def test_any_text_gets_a_decision(
    finder: Finder, ferry_compiled: Compiled, question: str, language: Language | None, fact: str | None
) -> None:
    finding = finder.find(question, Context(language, fact))
    check(finding, question, set(ferry_compiled.casebook.facts))


def test_a_very_long_text_gets_a_decision(finder: Finder, ferry_compiled: Compiled) -> None:
    for question in ("капитан " * 20_000, "а" * 100_000, "1" * 50_000, "🚢" * 20_000, "e\u0301" * 20_000):
        check(finder.find(question, NO_CONTEXT), question, set(ferry_compiled.casebook.facts))
