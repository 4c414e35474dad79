"""The classifier over words and pairs of neighbours, against the slow way and against itself stored."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.compiled import Compiled
from knowledge.finding.features import keys
from knowledge.finding.index import index_of
from knowledge.finding.pairs import LEAST_QUESTIONS, Wording, pairs, train_wording


@pytest.fixture(scope="session")
def wording(ferry_compiled: Compiled) -> Wording:
    return ferry_compiled.classifier.wording


def the_slow_way(wording: Wording, words: list[str]) -> list[float]:
    """Each output summed pair by pair in plain numbers."""
    counts = {pair: n for pair, n in pairs(words).items() if pair in wording.places}
    weights = {pair: (1 + np.log(n)) * float(wording.idf[wording.places[pair]]) for pair, n in counts.items()}
    length = sum(weight**2 for weight in weights.values()) ** 0.5
    totals = wording.bias.tolist()
    for pair, weight in weights.items():
        place = wording.places[pair]
        for cell in range(wording.start[place], wording.start[place + 1]):
            output = int(wording.outputs[cell])
            totals[output] += weight / length * int(wording.steps[cell]) * float(wording.scale[output])
    return totals


def test_pairs_are_beginnings_and_neighbours_with_the_edges() -> None:
    assert pairs(["kapitanga", "neshe", "jil", "neshe"]) == Counter(
        {"kapit": 1, "neshe": 2, "jil": 1, "^ kapit": 1, "kapit neshe": 1, "neshe jil": 1, "jil neshe": 1, "neshe $": 1}
    )


def test_no_words_have_one_pair() -> None:
    assert pairs([]) == Counter({"^ $": 1})


@settings(deadline=None)
@given(data=st.data())
def test_it_is_the_sum_of_the_slow_way(ferry_compiled: Compiled, wording: Wording, data: st.DataObject) -> None:
    words = data.draw(st.lists(st.sampled_from(ferry_compiled.index.words) | st.text("qxz", min_size=1), max_size=12))
    classes, scope = wording.margins(words)
    assert [*classes.tolist(), scope] == pytest.approx(the_slow_way(wording, words), abs=1e-4)


def test_the_order_of_words_counts(wording: Wording) -> None:
    words = keys("how many years did the captain get")
    assert wording.margins(words)[0].tolist() != wording.margins(words[::-1])[0].tolist()


def test_a_stored_question_lies_in_its_own_class_and_within_the_scope(
    ferry_compiled: Compiled, wording: Wording
) -> None:
    index = ferry_compiled.index
    read = [wording.margins(keys(text)) for text in index.questions]
    first = [int(classes.argmax()) for classes, _ in read]
    assert np.mean(np.array(first) == index.owner) > 0.9
    within = index.owner < len(index.facts)
    assert np.mean((np.array([scope for _, scope in read]) > 0) == within) > 0.9


def test_words_that_no_question_has_say_nothing(wording: Wording) -> None:
    classes, scope = wording.margins(["qqq", "zzz", "xxx"])
    assert [*classes.tolist(), scope] == wording.bias.tolist()


def test_it_survives_being_stored(wording: Wording) -> None:
    again = Wording.from_arrays(wording.arrays())
    assert list(again.places) == list(wording.places)
    words = keys("how many years did the captain get")
    assert again.margins(words)[0].tolist() == wording.margins(words)[0].tolist()


@pytest.mark.parametrize("declined", [(), ("small-talk",)])
def test_what_few_questions_have_is_left_out(declined: tuple[str, ...]) -> None:
    rows = [("melon rose", 0, "en")] * LEAST_QUESTIONS + [("kiln tram", 1, "en")] * (LEAST_QUESTIONS - 1)
    index = index_of(rows, ("rose", "tram")[: 2 - len(declined)], declined)  # type: ignore[arg-type]
    wording = train_wording(index)
    assert set(wording.places) == {"melon", "rose", "^ melon", "melon rose", "rose $"}
    classes, _ = wording.margins(["melon", "rose"])
    assert classes.shape == (2,)
    assert classes[0] > classes[1]


def test_without_declined_questions_everything_is_in_scope_alike() -> None:
    rows = [("melon rose", 0, "en"), ("kiln tram", 1, "en")] * LEAST_QUESTIONS
    wording = train_wording(index_of(sorted(rows, key=lambda row: row[1]), ("rose", "tram"), ()))  # type: ignore[arg-type]
    assert wording.margins(["melon"])[1] == wording.margins(["storm"])[1] == 0


def test_texts_that_share_no_pair_leave_nothing_to_go_by() -> None:
    wording = train_wording(index_of([("one", 0, "en"), ("other", 1, "en")], ("a", "b"), ()))  # type: ignore[arg-type]
    assert not wording.places
    assert Wording.from_arrays(wording.arrays()).margins(["one"])[0].tolist() == [0, 0]
