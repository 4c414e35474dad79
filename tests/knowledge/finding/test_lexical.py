"""Misspelt words are mended to the nearest word of the record, and only where one is near."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import DamerauLevenshtein

from knowledge.compiled import Compiled
from knowledge.finding.features import keys
from knowledge.finding.index import Index
from knowledge.finding.lexical import MEND_CUTOFF, MEND_FROM, MEND_MOST, known_share, mend

similarity = DamerauLevenshtein.normalized_similarity


@pytest.fixture(scope="session")
def index(ferry_compiled: Compiled) -> Index:
    return ferry_compiled.index


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("captian", "captain"),
        ("sentance", "sentence"),
        ("passengrs", "passengers"),
        ("каптан", "капитан"),
        ("апеляция", "апелляция"),
        ("айыпул", "айыппул"),
        ("жургунчулор", "жүргүнчүлөр"),
    ],
)
def test_a_slip_is_mended(index: Index, typed: str, meant: str) -> None:
    assert mend(keys(typed), index) == keys(meant)


@pytest.mark.parametrize(
    "word", ["ход", "xyz", "xylophone", "электричка", "20199", "1234567", "", "zzzzzzzzzzzzzzzzzz"]
)
def test_what_is_short_far_or_a_number_stays(index: Index, word: str) -> None:
    assert mend(keys(word), index) == keys(word)


def test_known_words_stay(index: Index) -> None:
    assert mend(index.words, index) == list(index.words)


@pytest.mark.parametrize("words", [("passenger", "passengers"), ("passengers", "passenger")])
def test_the_nearest_of_several_wins_whatever_its_length(index: Index, words: tuple[str, ...]) -> None:
    few = replace(index, words=words, frequency=dict.fromkeys(words, 0.5))
    assert similarity("passangers", words[0]) >= MEND_CUTOFF
    assert mend(["passangers"], few) == [max(words, key=lambda word: similarity("passangers", word))]


@st.composite
def misspelt(draw: st.DrawFn, words: tuple[str, ...]) -> str:
    """A word of the record with up to three slips."""
    letters = list(draw(st.sampled_from(words)))
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(letters)))
        letters[place : place + draw(st.integers(0, 2))] = draw(st.text(alphabet="abkpsy", max_size=2))
    return "".join(letters)


@settings(deadline=None, max_examples=80)
@given(data=st.data())
def test_mending_is_looking_at_every_word(index: Index, data: st.DataObject) -> None:
    """Looking only at words of like length misses none that is nearer."""
    word = data.draw(misspelt(index.words) | st.text(alphabet="abdeiknoprstu", max_size=12))
    (mended,) = mend([word], index)
    if word in index.frequency or len(word) < MEND_FROM or word.isdigit():
        assert mended == word
        return
    best = max(similarity(word, each) for each in index.words)
    if best < MEND_CUTOFF:
        assert mended == word
    elif best > MEND_CUTOFF:
        assert mended in index.frequency
        assert similarity(word, mended) == best


@settings(deadline=None, max_examples=40)
@given(st.lists(st.text(alphabet="abdeiknoprstu", max_size=9), max_size=20))
def test_each_word_gives_one_word(index: Index, words: list[str]) -> None:
    mended = mend(words, index)
    assert len(mended) == len(words)
    for before, after in zip(words, mended, strict=True):
        assert after == before or similarity(before, after) >= MEND_CUTOFF


def test_a_message_of_nothing_but_slips_is_mended_so_far_only(index: Index) -> None:
    mended = mend(["captian"] * (MEND_MOST + 3), index)
    assert mended == ["captain"] * MEND_MOST + ["captian"] * 3


def test_words_that_need_no_mending_do_not_count(index: Index) -> None:
    assert mend([*["captain"] * 50, *["17"] * 50, "captian"], index)[-1] == "captain"


@pytest.mark.parametrize(
    ("text", "share"), [("", 0), ("captain", 1), ("captain xylophone", 0.5), ("xylophone", 0), ("captian", 0)]
)
def test_known_share(index: Index, text: str, share: float) -> None:
    assert known_share(keys(text), index) == share
