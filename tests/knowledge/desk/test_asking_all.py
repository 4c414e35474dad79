"""Every stored question is asked once; what it finds, and which facts draw each other's questions, is written down."""

from knowledge.casebook import Casebook
from knowledge.desk.test_all import Row, Stored, ask_stored, pairs, shared_words, stored
from knowledge.finding import Candidate, Context, Finding, Outcome
from tests.cases import Case, changed

QUESTION = Stored("How many people died?", "deaths-count", "en")
OWN = Candidate("deaths-count", 0.3, "How many people died?", "en")
OTHER = Candidate("people-aboard", 0.6, "How many people were aboard?", "en")


def test_all_questions_of_published_facts_are_asked(casebook: Casebook) -> None:
    questions = list(stored(casebook))
    told = {fact.id for fact in casebook.published()}
    assert len(questions) == sum(len(asked) for fact in told for asked in casebook.questions[fact].values())
    assert {each.fact for each in questions} == told
    assert all(each.text in casebook.asked(each.fact, each.language) for each in questions)


def test_questions_of_one_fact_or_one_language_can_be_asked(case: Case) -> None:
    of_fact = list(stored(case.casebook, case.fact))
    assert {(each.fact, each.language) for each in of_fact} == {(case.fact, code) for code in ("ru", "kk", "ky", "en")}
    assert {each.language for each in stored(case.casebook, None, ["ky"])} == {"ky"}


def test_questions_of_drafts_are_not_asked(case: Case) -> None:
    assert case.fact in {each.fact for each in stored(case.casebook)}
    assert case.fact not in {each.fact for each in stored(changed(case.casebook, case.fact, state="draft"))}


def test_the_two_best_facts_are_written_down() -> None:
    asked: list[tuple[str, Context]] = []

    def find(question: str, context: Context) -> Finding:
        asked.append((question, context))
        return Finding(question, "en", "suggest", None, (OTHER, OWN))

    row = ask_stored(find, QUESTION)
    assert row == Row(QUESTION, "suggest", OTHER, OWN)
    assert asked == [("How many people died?", Context(language="en"))]
    assert row.as_data() == {
        "question": "How many people died?",
        "language": "en",
        "expected": "deaths-count",
        "returned": "people-aboard",
        "score": 0.6,
        "second": {"id": "deaths-count", "score": 0.3},
        "outcome": "suggest",
    }


def test_finding_nothing_is_a_miss_without_a_rival() -> None:
    row = ask_stored(lambda question, _: Finding(question, "en", "none", "unclear"), QUESTION)
    assert row == Row(QUESTION, "none")
    assert (row.missed, row.rival, pairs([row])) == (True, None, [])
    assert (row.as_data()["returned"], row.as_data()["second"]) == (None, None)


def row(question: Stored, outcome: Outcome, best: Candidate, second: Candidate | None = None) -> Row:
    return Row(question, outcome, best, second)


def test_facts_that_draw_each_others_questions_are_paired_whichever_way() -> None:
    aboard = Stored("How many people were there?", "people-aboard", "en")
    fine = Stored("Who was fined?", "operator-fine", "en")
    stolen, back = row(QUESTION, "answer", OTHER, OWN), row(aboard, "answer", OWN, OTHER)
    contested = row(QUESTION, "suggest", OWN, OTHER)
    both = row(aboard, "answer", OTHER, Candidate("deaths-count", 0.5, "How many people died?", "en"))
    sure = row(QUESTION, "answer", OWN, Candidate("people-aboard", 0.49))
    elsewhere = row(fine, "suggest", Candidate("operator-fine", 0.4), Candidate("trial-length", 0.3))
    first, second = pairs([elsewhere, sure, contested, stolen, back, both])
    assert (first.facts, first.stolen) == (("deaths-count", "people-aboard"), 2)
    assert first.rows == (stolen, back, contested, both)
    assert (second.facts, second.stolen) == (("operator-fine", "trial-length"), 0)
    assert pairs([sure]) == []


def test_the_words_that_draw_are_those_that_both_questions_have() -> None:
    assert shared_words(row(QUESTION, "answer", OTHER, OWN)) == ("how", "many", "people")
    cyrillic = Stored("Сколько людей погибло?", "deaths-count", "ru")
    rival = Candidate("people-aboard", 0.9, "Сколько людей было на борту?", "ru")
    assert shared_words(row(cyrillic, "answer", rival)) == ("сколько", "людей")
    assert shared_words(row(cyrillic, "answer", OWN)) == ()
