"""Every stored question is asked once, and what it finds is written down."""

from knowledge.casebook import Casebook
from knowledge.desk.test_all import Row, Stored, ask_stored, stored
from knowledge.finding import Candidate, Context, Finding

QUESTION = Stored("How many people died?", "deaths-count", "en")


def test_all_questions_of_published_facts_are_asked(ferry_casebook: Casebook) -> None:
    questions = list(stored(ferry_casebook))
    assert len(questions) == len(set(questions)) == 4 * 66
    assert QUESTION in questions


def test_questions_of_drafts_are_not_asked(ferry_casebook: Casebook) -> None:
    draft = ferry_casebook.facts["deaths-count"].model_copy(update={"state": "draft"})
    casebook = ferry_casebook.model_copy(update={"facts": {**ferry_casebook.facts, draft.id: draft}})
    assert QUESTION not in list(stored(casebook))


def test_the_best_fact_is_written_down() -> None:
    asked: list[tuple[str, Context]] = []

    def find(question: str, context: Context) -> Finding:
        asked.append((question, context))
        return Finding(
            question, "en", "suggest", None, (Candidate("people-aboard", 0.6), Candidate("deaths-count", 0.3))
        )

    assert ask_stored(find, QUESTION) == Row(QUESTION, "people-aboard", 0.6, "suggest")
    assert asked == [("How many people died?", Context(language="en"))]


def test_finding_nothing_is_written_down() -> None:
    row = ask_stored(lambda question, _: Finding(question, "en", "none", "unclear"), QUESTION)
    assert row == Row(QUESTION, None, 0.0, "none")
