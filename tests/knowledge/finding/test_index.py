"""The searchable form of a record holds every question, scores as plain TF-IDF does, and survives being stored."""

from collections import Counter
from collections.abc import Callable
from math import log, sqrt

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.casebook import Casebook
from knowledge.compiled import Compiled
from knowledge.finding import index as index_module
from knowledge.finding.features import grams, keys
from knowledge.finding.index import LEAST_QUESTIONS, Index, Postings, build_index
from knowledge.model import LANGUAGES
from tests.knowledge.finding.conftest import Changed

# Few words, so that questions share them; some words of the record; and anything else.
FEW = st.sampled_from(
    ["паром", "капитан", "суд", "суда", "сколько", "how", "many", "court", "неше", "канча", "жыл", "2019"]
)
WORD = FEW | st.text(alphabet="абвгde", min_size=1, max_size=6)
TEXT = st.lists(WORD, min_size=1, max_size=7).map(" ".join)
ASKED = st.lists(WORD, max_size=9).map(" ".join)


class Oracle:
    """TF-IDF with cosines, one dictionary a text: slow, and plain to see that it is right."""

    def __init__(self, texts: tuple[str, ...]) -> None:
        counted = [grams(keys(text)) for text in texts]
        self.total = len(texts)
        self.having = Counter(piece for counts in counted for piece in counts)
        self.vectors = [self.vector(counts) for counts in counted]

    def vector(self, counts: Counter[str]) -> dict[str, float]:
        weighed = {
            piece: (1 + log(count)) * (log((1 + self.total) / (1 + self.having[piece])) + 1)
            for piece, count in counts.items()
            if self.having[piece] >= LEAST_QUESTIONS
        }
        length = sqrt(sum(weight**2 for weight in weighed.values()))
        return {piece: weight / length for piece, weight in weighed.items()}

    def scores(self, question: str) -> list[float]:
        asked = self.vector(grams(keys(question)))
        return [sum(weight * vector.get(piece, 0.0) for piece, weight in asked.items()) for vector in self.vectors]


def check_against_oracle(index: Index, oracle: Oracle, question: str) -> None:
    expected = oracle.scores(question)
    asked = index.vector(keys(question))
    scores = index.postings.scores(*asked)
    np.testing.assert_allclose(scores, expected, atol=2e-6)
    assert index.postings.scores(*asked, index.declined_from).tolist() == scores[index.declined_from :].tolist()
    for position, best in enumerate(index.nearest(range(index.classes), scores).tolist()):
        of_class = [score for score, owner in zip(expected, index.owner, strict=True) if owner == position]
        assert index.owner[best] == position
        assert expected[best] == pytest.approx(max(of_class), abs=2e-6)


@pytest.fixture(scope="module")
def oracle(ferry_compiled: Compiled) -> Oracle:
    return Oracle(ferry_compiled.index.questions)


@settings(deadline=None, max_examples=25)
@given(question=ASKED)
def test_scores_are_those_of_the_slow_way(ferry_compiled: Compiled, oracle: Oracle, question: str) -> None:
    check_against_oracle(ferry_compiled.index, oracle, question)


@settings(deadline=None, max_examples=25)
@given(data=st.data())
def test_scores_are_those_of_the_slow_way_for_any_record(ferry_casebook: Casebook, data: st.DataObject) -> None:
    texts = st.lists(TEXT, min_size=1, max_size=3).map(tuple)
    casebook = ferry_casebook.model_copy(
        update={
            "questions": {fact: {"en": data.draw(texts)} for fact in list(ferry_casebook.facts)[:3]},
            "declined": {kind: {"ru": data.draw(texts)} for kind in ("advice", "small-talk")},
        }
    )
    index = build_index(casebook)
    check_against_oracle(index, Oracle(index.questions), data.draw(ASKED))


@pytest.mark.parametrize("question", ["How many people died?", "паромда қаза тапқандар саны", "сколько жертв"])
def test_a_stored_question_is_its_own_nearest(ferry_compiled: Compiled, question: str) -> None:
    index = ferry_compiled.index
    scores = index.postings.scores(*index.vector(keys(question)))
    (best,) = index.nearest([index.facts.index("deaths-count")], scores)
    assert index.questions[best] == question
    assert scores[best] == scores.max() == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("question", ["", "???", "яяяяфффф"])
def test_without_known_pieces_nothing_is_near(ferry_compiled: Compiled, question: str) -> None:
    index = ferry_compiled.index
    columns, weights = index.vector([word for word in keys(question) if "f" in word and "zzz" in word])
    assert not columns.size
    scores = index.postings.scores(columns, weights)
    assert scores.shape == (len(index.questions),)
    assert not scores.any()


@given(ASKED)
def test_a_question_is_of_unit_length(ferry_compiled: Compiled, question: str) -> None:
    columns, weights = ferry_compiled.index.vector(keys(question))
    assert len(set(columns.tolist())) == len(columns)
    if columns.size:
        assert np.linalg.norm(weights) == pytest.approx(1, abs=1e-5)


def test_every_question_is_of_unit_length(ferry_compiled: Compiled) -> None:
    postings = ferry_compiled.index.postings
    squares = np.bincount(postings.rows, postings.weights**2, postings.size)
    np.testing.assert_allclose(squares, 1, atol=1e-5)


def test_postings_are_a_matrix_by_column() -> None:
    matrix = np.array([[0, 2, 0], [1, 0, 0], [3, 4, 0]], np.float32)
    columns, rows = np.nonzero(matrix.T)
    start = np.array([0, 2, 4, 4], np.int32)
    postings = Postings(start, rows.astype(np.int32), matrix[rows, columns], 3)
    asked = np.array([0.5, 2, 7], np.float32)
    np.testing.assert_allclose(postings.scores(np.arange(3, dtype=np.int32), asked), matrix @ asked)
    np.testing.assert_allclose(postings.scores(np.array([2], np.int32), asked[2:]), 0)
    _ = postings.kernel  # from now on summed by SciPy
    np.testing.assert_allclose(postings.scores(np.arange(3, dtype=np.int32), asked), matrix @ asked, rtol=1e-6)
    np.testing.assert_allclose(postings.scores(np.array([2], np.int32), asked[2:]), 0)
    none = postings.scores(np.zeros(0, np.int32), np.zeros(0, np.float32))
    assert (none.shape, none.dtype, none.any()) == ((len(matrix),), np.float32, False)


@given(data=st.data())
def test_scipy_sums_any_columns_as_numpy_does(data: st.DataObject) -> None:
    rows, columns = data.draw(st.integers(1, 6)), data.draw(st.integers(1, 8))
    cells = data.draw(st.lists(st.sampled_from([0, 0, 1, 2.5]), min_size=rows * columns, max_size=rows * columns))
    matrix = np.array(cells, np.float32).reshape(rows, columns)
    column, row = np.nonzero(matrix.T)
    start = np.searchsorted(column, np.arange(columns + 1)).astype(np.int32)
    postings = Postings(start, row.astype(np.int32), matrix[row, column], rows)
    asked = np.array(data.draw(st.permutations(range(columns)))[: data.draw(st.integers(0, columns))], np.int32)
    weights = np.linspace(0.5, 2, len(asked), dtype=np.float32)
    since = data.draw(st.integers(0, rows))
    by_numpy = [postings.scores(asked, weights, each) for each in (0, since)]
    postings.prepare(since)
    by_scipy = [postings.scores(asked, weights, each) for each in (0, since)]
    for each, found in zip((0, 0, since, since), (by_numpy[0], by_scipy[0], by_numpy[1], by_scipy[1]), strict=True):
        np.testing.assert_allclose(found, matrix[each:, asked] @ weights, rtol=1e-6)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, int], None]:
    """Makes an index of any size sum only so many cells and finish only so many questions."""

    def hurry(cells: int, leading: int) -> None:
        monkeypatch.setattr(index_module, "WHOLE_UP_TO", 0)
        monkeypatch.setattr(index_module, "MOST_CELLS", cells)
        monkeypatch.setattr(index_module, "LEADING", leading)

    return hurry


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=ASKED, cells=st.integers(1, 3_000), leading=st.integers(1, 200))
def test_of_very_many_questions_the_leading_ones_have_their_whole_score(
    ferry_compiled: Compiled,
    hurried: Callable[[int, int], None],
    question: str,
    cells: int,
    leading: int,
) -> None:
    postings = ferry_compiled.index.postings
    columns, weights = ferry_compiled.index.vector(keys(question))
    hurried(10**9, 1)
    whole = postings.scores(columns, weights)
    hurried(cells, leading)
    found = postings.scores(columns, weights)
    assert (found <= whole + 2e-6).all()  # too little rather than too much
    finished = np.isclose(found, whole, atol=2e-6)
    # What leads after the rarest pieces is finished, so nothing unfinished stands before it in the end.
    assert finished[int(found.argmax())] or not found.any()


@pytest.mark.parametrize("cells", [50, 500])
def test_of_very_many_questions_each_is_still_its_own_nearest(
    ferry_compiled: Compiled, hurried: Callable[[int, int], None], cells: int
) -> None:
    hurried(cells, 50)
    index = ferry_compiled.index
    for text in index.questions:
        scores = index.postings.scores(*index.vector(keys(text)))
        assert scores.max() == pytest.approx(1, abs=1e-5), text


def test_pieces_of_a_single_question_are_left_out(ferry_compiled: Compiled) -> None:
    having = Counter(piece for text in ferry_compiled.index.questions for piece in grams(keys(text)))
    assert set(ferry_compiled.index.vocabulary) == {piece for piece, n in having.items() if n >= LEAST_QUESTIONS}


def test_frequencies_are_shares_of_all_words(ferry_compiled: Compiled) -> None:
    index = ferry_compiled.index
    words = Counter(word for text in index.questions for word in keys(text))
    assert index.frequency == {word: n / words.total() for word, n in words.items()}


def test_published_facts_are_in_it_in_the_order_of_the_case(ferry_compiled: Compiled) -> None:
    assert list(ferry_compiled.index.facts) == [fact.id for fact in ferry_compiled.casebook.published()]


def test_every_question_leads_to_its_fact(ferry_compiled: Compiled) -> None:
    index, casebook = ferry_compiled.index, ferry_compiled.casebook
    owners = {
        (index.questions[at], LANGUAGES[index.language[at]]): index.facts[index.owner[at]]
        for at in range(len(index.questions))
        if index.owner[at] < len(index.facts)
    }
    for fact in casebook.published():
        for language in LANGUAGES:
            for question in (*casebook.asked(fact.id, language), fact.texts[language].headline):
                assert owners[question, language] == fact.id


def test_declined_questions_are_classes_behind_the_facts(ferry_compiled: Compiled) -> None:
    index, casebook = ferry_compiled.index, ferry_compiled.casebook
    assert index.declined == tuple(casebook.declined)
    for position, kind in enumerate(index.declined, start=len(index.facts)):
        stored = {index.questions[at] for at in np.flatnonzero(index.owner == position)}
        assert stored == {text for texts in casebook.declined[kind].values() for text in texts}


def test_classes_lie_together(ferry_compiled: Compiled) -> None:
    index = ferry_compiled.index
    assert (np.diff(index.owner) >= 0).all()
    assert set(index.owner.tolist()) == set(range(index.classes))
    for position, span in enumerate(index.of_class):
        assert index.owner[span].tolist() == [position] * int((index.owner == position).sum())
    assert (index.owner[: index.declined_from] < len(index.facts)).all()
    assert (index.owner[index.declined_from :] >= len(index.facts)).all()


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_what_is_not_published_is_not_in_it(changed: Changed, state: str) -> None:
    index = build_index(changed("deaths-count", state=state))
    assert "deaths-count" not in index.facts
    assert "How many people died?" not in index.questions


@pytest.mark.parametrize("kind", ["advice", "other-case", "small-talk"])
def test_a_kind_whose_files_are_empty_is_no_class(ferry_casebook: Casebook, kind: str) -> None:
    emptied = ferry_casebook.model_copy(update={"declined": {**ferry_casebook.declined, kind: {}}})
    index = build_index(emptied)
    assert kind not in index.declined
    assert set(index.owner.tolist()) == set(range(index.classes))
    scores = index.postings.scores(*index.vector(keys("How many people died?")))
    assert index.nearest(range(index.classes), scores).shape == (index.classes,)


def named(casebook: Casebook, old: str, new: str) -> Casebook:
    """The record with a fact of another name."""
    facts = {new if key == old else key: fact for key, fact in casebook.facts.items()}
    facts[new] = facts[new].model_copy(update={"id": new})
    questions = {new if key == old else key: texts for key, texts in casebook.questions.items()}
    return casebook.model_copy(update={"facts": facts, "questions": questions})


def stored_for(index: Index, fact: str) -> set[str]:
    return {index.questions[at] for at in np.flatnonzero(index.owner == index.facts.index(fact))}


def test_a_fact_about_a_person_is_asked_for_by_name(ferry_casebook: Casebook) -> None:
    casebook = named(ferry_casebook, "captain-sentence", "person-halvorn")
    before = stored_for(build_index(ferry_casebook), "captain-sentence")
    added = stored_for(build_index(casebook), "person-halvorn") - before
    assert added == {
        *("Эдвин Хальворн", "Хальворн", "хальворн", "халворн"),
        *("Edvin Halvorn", "Halvorn", "halvorn", "halworn", "Halworn", "Halvorsen"),
    }


def test_a_fact_about_a_place_is_asked_for_by_name(ferry_casebook: Casebook) -> None:
    casebook = named(ferry_casebook, "ferry-sinking", "place-sandvei")
    place = ferry_casebook.places["sandvei"]
    assert {place.names[language] for language in LANGUAGES} <= stored_for(build_index(casebook), "place-sandvei")


def test_declined_questions_are_asked_about_every_person(ferry_casebook: Casebook) -> None:
    casebook = named(
        named(ferry_casebook, "captain-sentence", "person-halvorn"), "inspection-warning", "person-dalgren"
    )
    declined = {"not-in-record": {"ru": ("Женат ли Хальворн?", "Какая погода?")}}
    index = build_index(casebook.model_copy(update={"declined": declined}))
    stored = {index.questions[at] for at in np.flatnonzero(index.owner == len(index.facts))}
    assert stored == {"Женат ли Хальворн?", "Женат ли Хальворн", "Женат ли Дальгрен", "Какая погода?"}


def test_a_name_over_two_lines_is_stored_on_one(ferry_casebook: Casebook) -> None:
    casebook = named(ferry_casebook, "captain-sentence", "person-halvorn")
    person = casebook.people["halvorn"]
    people = {**casebook.people, "halvorn": person.model_copy(update={"variants": ("Edvin\nHalworn",)})}
    index = build_index(casebook.model_copy(update={"people": people}))
    assert "Edvin Halworn" in stored_for(index, "person-halvorn")
    assert tuple(Index.from_arrays(index.arrays()).questions) == index.questions


def test_it_survives_being_stored(ferry_compiled: Compiled) -> None:
    arrays = ferry_compiled.index.arrays()
    again = Index.from_arrays(arrays)
    for name in ("facts", "declined", "vocabulary", "words", "classes"):
        assert getattr(again, name) == getattr(ferry_compiled.index, name)
    assert tuple(again.questions) == tuple(ferry_compiled.index.questions)
    assert again.frequency == pytest.approx(ferry_compiled.index.frequency, rel=1e-6)
    assert arrays.keys() == again.arrays().keys()
    assert all(np.array_equal(arrays[name], array) for name, array in again.arrays().items())


def test_without_declined_questions_it_survives_too(ferry_casebook: Casebook) -> None:
    index = build_index(ferry_casebook.model_copy(update={"declined": {}}))
    assert Index.from_arrays(index.arrays()).declined == () == index.declined


def test_it_is_the_same_each_time(ferry_casebook: Casebook) -> None:
    one, other = build_index(ferry_casebook).arrays(), build_index(ferry_casebook).arrays()
    assert all(np.array_equal(one[name], other[name]) for name in one)
