"""Questions that ask the same in other words are found together."""

from __future__ import annotations

import datetime as dt

import pytest

from knowledge.compiled import Compiled
from knowledge.desk.handed import Asked
from knowledge.desk.likeness import clusters, likeness
from knowledge.finding import Candidate, Context, Finding

DAY = dt.date(2026, 3, 2)


def asked(*questions: str, language="en", **more) -> list[Asked]:
    return [Asked(f"{language}{n}", language, words, DAY, **more) for n, words in enumerate(questions)]


def nothing(question: str, context: Context) -> Finding:
    return Finding(question, context.language or "en", "none", "not-in-record")


def together(found) -> set[frozenset[str]]:
    return {frozenset(each.words for each in cluster.questions) for cluster in found}


def test_like_words_are_together_and_others_apart():
    questions = asked("what colour was the ferry", "ferry what colour", "who owns the harbour")
    assert together(clusters(questions, nothing)) == {
        frozenset({"what colour was the ferry", "ferry what colour"}),
        frozenset({"who owns the harbour"}),
    }


def test_questions_near_to_one_fact_are_together_in_whatever_language(ferry_compiled: Compiled):
    casebook, find = ferry_compiled.casebook, ferry_compiled.finder().find
    questions = [
        *asked(casebook.asked("deaths-count", "ru")[0], casebook.asked("captain-sentence", "ru")[0], language="ru"),
        *asked(casebook.asked("deaths-count", "kk")[0], language="kk"),
    ]
    found = clusters(questions, find)
    assert [cluster.facts[0] for cluster in found] == ["deaths-count", "captain-sentence"]
    assert [len(cluster.questions) for cluster in found] == [2, 1]


def test_a_fact_that_is_hardly_likely_is_not_named():
    def find(question: str, context: Context) -> Finding:
        return Finding(question, "en", "none", "not-in-record", (Candidate("a", 0.2), Candidate("b", 0.01)))

    (cluster,) = clusters(asked("x"), find)
    assert cluster.facts == ("a",)


def test_what_a_curator_chose_is_kept_apart_from_what_another_chose():
    questions = [*asked("blue paint", fact="a", state="suggested"), *asked("blue paint", language="ky", fact="b")]
    found = clusters(questions, nothing)
    assert [cluster.facts for cluster in found] == [("a",), ("b",)]


def test_the_most_asked_comes_first_and_all_are_counted():
    questions = [*asked("blue paint"), *asked("the blue paint", language="ru", asked=5)]
    (cluster,) = clusters(questions, nothing)
    assert [each.asked for each in cluster.questions] == [5, 1]
    assert cluster.asked == 6


@pytest.mark.parametrize(("one", "other"), [("", ""), ("", "words"), ("!!!", "?")])
def test_nothing_is_like_nothing(one, other):
    assert likeness(one, other) == 0.0


def test_the_same_is_the_same_and_spelling_hardly_matters():
    assert likeness("сот үкімі", "сот үкімі") == pytest.approx(1.0)
    assert likeness("соттың үкімі", "соттын укими") > likeness("соттың үкімі", "паром түсі")
