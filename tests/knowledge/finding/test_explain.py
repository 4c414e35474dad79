"""Why a question was decided as it was, in figures that add up."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.finding import Context
from knowledge.finding.decide import EVIDENCE
from knowledge.finding.explain import Explanation
from knowledge.finding.finder import Finder
from knowledge.model import LANGUAGES, Language

QUESTIONS: dict[Language, str] = {
    "ru": "сколько лет дали капитану",
    "kk": "капитанға неше жыл берілді",
    "ky": "капитанга канча жыл беришти",
    "en": "how many years did the captain get",
}


def explain(finder: Finder, question: str, **context: str) -> Explanation:
    return finder.explain(question, Context(**context))  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_explanation_tells_the_same_as_the_finding(finder: Finder, language: Language) -> None:
    explanation = explain(finder, QUESTIONS[language])
    assert explanation.finding == finder.find(QUESTIONS[language], Context())
    assert explanation.guess.language == language
    assert explanation.finding.candidates[0].question


@settings(max_examples=30)
@given(question=st.text(max_size=80))
def test_the_parts_add_up_to_the_probability(finder: Finder, question: str) -> None:
    explanation = explain(finder, question)
    if explanation.parts:
        logit = explanation.decisions.bias + sum(part.adds for part in explanation.parts[0])
        assert [part.name for part in explanation.parts[0]] == list(EVIDENCE)
        stated = 0 if "uncovered" in explanation.guards else 1 / (1 + math.exp(-logit))
        stated = max(stated, 0.99) if "verbatim" in explanation.guards else stated
        assert explanation.finding.candidates[0].score == pytest.approx(stated, abs=1e-4)


def test_a_misspelt_word_is_shown_with_the_word_it_was_read_as(finder: Finder) -> None:
    words = explain(finder, "how many years did the captian get").words
    assert ("captian", "captain") in [(word.typed, word.read) for word in words]


@pytest.mark.parametrize(
    ("question", "typed", "read"),
    [
        ("Сколько лет дали КАПИТАНУ?", "Сколько лет дали КАПИТАНУ", "сколько лет дали капитану"),
        ("Капитанга канча жыл беришти", "Капитанга канча жыл беришти", "капитанга канча жыл беришти"),
        ("капитанға неше жыл берілді", "капитанға неше жыл берілді", "капитанға неше жыл берілді"),
        ("skolko let dali kapitanu", "skolko let dali kapitanu", "сколько лет дали капитану"),
        ("crjkmrj ktn lfkb rfgbnfye", "crjkmrj ktn lfkb rfgbnfye", "сколько лет дали капитану"),
    ],
)
def test_words_are_shown_as_they_were_typed_beside_those_of_the_record(
    finder: Finder, question: str, typed: str, read: str
) -> None:
    words = explain(finder, question).words
    assert " ".join(word.typed for word in words) == typed
    assert " ".join(word.read for word in words) == read


@settings(max_examples=30)
@given(question=st.text(max_size=80) | st.from_regex(r"[a-zА-яқі'’_ 0-9;\[\].-]{0,60}", fullmatch=True))
def test_whatever_is_typed_each_word_that_was_compared_is_shown(finder: Finder, question: str) -> None:
    found = finder.weigh(finder.identify(question, Context()).text, Context())
    assert len(explain(finder, question).words) == len(found.words if found else ())


def test_the_words_that_decide_weigh_most(finder: Finder) -> None:
    words = {word.typed: word.weight for word in explain(finder, "how many years did the captain get").words}
    assert max(words, key=lambda word: words[word]) in ("captain", "years")


def test_a_word_that_no_stored_question_has_weighs_nothing_and_is_called_unknown(finder: Finder) -> None:
    _, word = explain(finder, "captain bumblebee").words
    assert (word.typed, word.read, word.known) == ("bumblebee", "bumblebee", False)
    assert word.weight == pytest.approx(0, abs=0.05)


@pytest.mark.parametrize(
    ("question", "after", "guard"),
    [
        ("did the captain get 16 years in 1999?", None, "foreign-figures"),
        ("how many people died, Dalgren", None, "foreign-names"),
        ("did the captain get 16 years?", None, "corrected"),
        ("and how many years?", "captain-sentence", "context"),
        ("How many years did the captain get? How many people died?", None, "several"),
        ("gemi kazasında kaptan neden tutuklandı ve mahkeme ne zaman başladı", None, "other-language"),
        ("what is the weather like today", None, "declined"),
        ("zzgh qrrt plkv bnmm", None, "uncovered"),
        ("Did any of the crew die", None, "verbatim"),
    ],
)
def test_the_guards_that_had_a_say_are_named(finder: Finder, question: str, after: str | None, guard: str) -> None:
    assert guard in finder.explain(question, Context(fact=after)).guards


def test_a_message_without_words_is_explained_too(finder: Finder) -> None:
    explanation = explain(finder, "?!")
    assert (explanation.words, explanation.parts, explanation.finding.reason) == ((), (), "unclear")


def test_as_data_it_can_be_written_as_json(finder: Finder) -> None:
    data = explain(finder, "did the captain get 16 years?").as_data()
    assert data["corrections"] == [{"unit": "years", "asserted": "16", "recorded": "6"}]
    assert data["candidates"][0]["parts"].keys() == set(EVIDENCE)
