"""How much of a question each class has words for."""

from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.casebook import Casebook
from knowledge.compiled import Compiled
from knowledge.finding.coverage import Coverage, build_coverage, stem
from knowledge.finding.features import keys
from knowledge.finding.index import Index, build_index
from knowledge.model import LANGUAGES

UNKNOWN = st.text(alphabet="qwxz", min_size=6, max_size=9)


@pytest.fixture(scope="session")
def coverage(ferry_compiled: Compiled) -> Coverage:
    return ferry_compiled.coverage


@pytest.fixture(scope="session")
def used(ferry_compiled: Compiled) -> list[set[str]]:
    """The stems of each class, gathered one text after the other."""
    index, casebook = ferry_compiled.index, ferry_compiled.casebook
    stems: list[set[str]] = [set() for _ in range(index.classes)]
    for text, owner in zip(index.questions, index.owner, strict=True):
        stems[owner].update(map(stem, keys(text)))
    for position, fact in enumerate(index.facts):
        for language in LANGUAGES:
            stems[position].update(map(stem, keys(casebook.facts[fact].texts[language].whole())))
    return stems


def words_of(index: Index) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(index.words) | UNKNOWN, max_size=10)


@settings(deadline=None)
@given(data=st.data())
def test_it_is_the_share_of_the_slow_way(
    ferry_compiled: Compiled, coverage: Coverage, used: list[set[str]], data: st.DataObject
) -> None:
    words = data.draw(words_of(ferry_compiled.index))
    asked = set(map(stem, words))
    users = {each: sum(each in stems for stems in used) for each in asked}
    rarest = log(1 + len(used))
    weight = {each: log(1 + len(used) / n) if n else rarest for each, n in users.items()}
    total = sum(weight.values())
    expected = [sum(weight[each] for each in asked & stems) / total if total else 0 for stems in used]
    np.testing.assert_allclose(coverage.of(words), expected, atol=1e-5)


@settings(deadline=None)
@given(data=st.data())
def test_it_lies_between_nothing_and_all(ferry_compiled: Compiled, coverage: Coverage, data: st.DataObject) -> None:
    covered = coverage.of(data.draw(words_of(ferry_compiled.index)))
    assert covered.shape == (ferry_compiled.index.classes,)
    assert (covered >= 0).all()
    assert (covered <= 1 + 1e-6).all()


@settings(deadline=None)
@given(data=st.data())
def test_one_more_word_helps_those_that_have_it_and_no_other(
    ferry_compiled: Compiled, coverage: Coverage, used: list[set[str]], data: st.DataObject
) -> None:
    words = data.draw(words_of(ferry_compiled.index))
    word = data.draw(st.sampled_from(ferry_compiled.index.words) | UNKNOWN)
    before, after = coverage.of(words), coverage.of([*words, word])
    for position, stems in enumerate(used):
        if stem(word) in stems:
            assert after[position] >= before[position] - 1e-6
        else:
            assert after[position] <= before[position] + 1e-6


def test_a_stored_question_is_covered_whole(ferry_compiled: Compiled, coverage: Coverage) -> None:
    index = ferry_compiled.index
    for text, owner in zip(index.questions, index.owner, strict=True):
        assert coverage.of(keys(text))[owner] == pytest.approx(1, abs=1e-5)


def test_order_and_repetition_do_not_count(coverage: Coverage) -> None:
    words = keys("how many people died on the ferry")
    np.testing.assert_allclose(coverage.of(words), coverage.of([*words[::-1], *words]), atol=1e-6)


@pytest.mark.parametrize("text", ["", "qwxzqw", "qwxzqw zxwqzx"])
def test_without_known_words_nothing_is_covered(coverage: Coverage, text: str) -> None:
    assert not coverage.of(keys(text)).any()


def test_endings_do_not_count(ferry_compiled: Compiled, coverage: Coverage) -> None:
    sunk = ferry_compiled.index.facts.index("inspection-warning")
    for word in ("инспектора", "инспекторов", "инспекторлор", "inspectors"):
        assert coverage.of(keys(word))[sunk] == 1


def test_the_words_of_an_answer_count(ferry_compiled: Compiled, coverage: Coverage) -> None:
    """No question asks about the island; the answer tells of it."""
    assert coverage.of(keys("Lund"))[ferry_compiled.index.facts.index("ferry-sinking")] == 1


def test_a_rare_word_weighs_more(ferry_compiled: Compiled, coverage: Coverage) -> None:
    covered = coverage.of(keys("hearings ferry"))
    index = ferry_compiled.index
    assert covered[index.facts.index("trial-length")] > 0.5 > covered[index.facts.index("people-aboard")] > 0


def test_it_survives_being_stored(coverage: Coverage) -> None:
    arrays = coverage.arrays()
    again = Coverage.from_arrays(arrays)
    assert (again.stems, again.size) == (coverage.stems, coverage.size)
    assert all(np.array_equal(arrays[name], array) for name, array in again.arrays().items())
    words = keys("Сколько человек погибло на пароме qwxzqw")
    np.testing.assert_array_equal(again.of(words), coverage.of(words))


def test_it_is_the_same_each_time(ferry_casebook: Casebook, coverage: Coverage) -> None:
    arrays = build_coverage(ferry_casebook, build_index(ferry_casebook)).arrays()
    assert all(np.array_equal(array, arrays[name]) for name, array in coverage.arrays().items())
