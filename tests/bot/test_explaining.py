"""Why an answer was given: what was nearest, how sure, what came second; and honest when it is no longer known."""

from __future__ import annotations

import pytest

from bot import compose
from bot.reply import Open
from knowledge.finding import Candidate, Contrast, Finding
from knowledge.model import LANGUAGES
from tests.cases import withdrawn


def finding(case, score: float, *others: tuple[str, float], contrasts: tuple[Contrast, ...] = ()) -> Finding:
    candidates = (Candidate(case.fact, score, "how many victims", "en"), *(Candidate(*each) for each in others))
    return Finding("", "en", "answer", None, candidates, contrasts)


def text(reply) -> str:
    return "\n".join(paragraph.text for paragraph in reply.paragraphs)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_names_the_nearest_question_how_sure_it_was_and_the_second(case, language):
    reply = compose.explained(
        finding(case, 0.9, (case.differing, 0.4), (case.other, 0.3)), case.casebook, case.fact, language
    )
    said = text(reply)
    assert "how many victims" in said
    assert "90%" in said
    assert case.casebook.asked(case.differing, language)[0] in said
    assert "40%" in said
    assert case.casebook.asked(case.other, language)[0] not in said
    assert [button.action for row in reply.buttons for button in row] == [Open(case.differing, language)]


def test_it_says_it_in_words_that_grow_with_the_probability(case):
    said = [
        text(compose.explained(finding(case, score), case.casebook, case.fact, "en")) for score in (0.7, 0.85, 0.99)
    ]
    assert "fairly sure" in said[0]
    assert "I was sure" in said[1]
    assert "very sure" in said[2]


def test_what_was_no_rival_or_is_no_longer_told_is_not_named(case):
    casebook = withdrawn(case.casebook, case.other)
    for second in ((case.differing, 0.001), (case.other, 0.4)):
        reply = compose.explained(finding(case, 0.99, second), casebook, case.fact, "en")
        assert "No other fact came near." in text(reply)
        assert not reply.buttons


def test_a_wrong_figure_in_the_question_is_part_of_the_reason(case):
    contrast = Contrast(case.fact, "people", "40", "17")
    assert "The figure in the question" in text(
        compose.explained(finding(case, 0.9, contrasts=(contrast,)), case.casebook, case.fact, "en")
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_memory_it_says_so(case, language):
    reply = compose.explained(None, case.casebook, case.fact, language)
    assert len(reply.paragraphs) == 1
    assert not reply.facts
