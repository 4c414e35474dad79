"""Evidence becomes probabilities, and probabilities one of three outcomes."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from knowledge.finding.decide import (
    DECISIONS,
    DENSE_FROM,
    EVIDENCE,
    LEAST_COVERED,
    Clues,
    Curve,
    Decisions,
    Density,
    decide,
    density_of,
    evidence,
)
from knowledge.finding.index import Floats

NOTHING = Curve((0.0,), (0.0,))
PLAIN = Decisions(0.0, (Curve((-20.0, 20.0), (-20.0, 20.0)), *[NOTHING] * (len(EVIDENCE) - 1)), 0.6, 0.2)
NUMBER = st.floats(-1e4, 1e4, width=32)
COVERAGE = EVIDENCE.index("coverage")


@pytest.fixture
def stored() -> Any:
    return json.loads(DECISIONS.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("probability", "outcome"),
    [(0, "none"), (0.19, "none"), (0.2, "suggest"), (0.59, "suggest"), (0.6, "answer"), (1, "answer")],
)
def test_the_thresholds_decide(probability: float, outcome: str) -> None:
    assert decide(np.array([probability, 0.0]), PLAIN) == outcome


def test_an_offer_is_right_if_any_of_its_choices_is() -> None:
    assert decide(np.array([0.08, 0.07, 0.06]), PLAIN) == "suggest"
    assert decide(np.array([0.08, 0.05, 0.05]), PLAIN) == "none"
    assert decide(np.array([0.05, 0.05, 0.05, 0.05, 0.05]), PLAIN) == "none"


def test_what_comes_second_makes_no_answer() -> None:
    assert decide(np.array([0.5, 0.5]), PLAIN) == "suggest"


@given(arrays(np.float32, st.tuples(st.integers(1, 8), st.just(len(EVIDENCE))), elements=NUMBER))
def test_any_evidence_is_a_probability(found: Floats) -> None:
    probabilities = Decisions.load().probabilities(found)
    assert probabilities.shape == (len(found),)
    assert ((probabilities >= 0) & (probabilities <= 1)).all()


def test_a_curve_is_straight_between_its_knots_and_level_beyond() -> None:
    bent = Decisions(0.0, (Curve((0.0, 1.0, 3.0), (5.0, 7.0, -1.0)), *[NOTHING] * (len(EVIDENCE) - 1)), 0.6, 0.2)
    found = np.zeros((7, len(EVIDENCE)), np.float32)
    found[:, 0] = [-9, 0, 0.5, 1, 2, 3, 9]
    assert bent.added(found)[:, 0].tolist() == [5, 5, 6, 7, 3, -1, -1]
    assert not bent.added(found)[:, 1:].any()


HEIGHT = st.floats(-10, 10)


@st.composite
def curves(draw: st.DrawFn) -> Curve:
    """Any curve; knots are at least a thousandth apart, as the stored ones are."""
    knots = draw(st.lists(st.integers(-9_000, 9_000), min_size=1, max_size=6, unique=True).map(sorted))
    heights = draw(st.lists(HEIGHT, min_size=len(knots), max_size=len(knots)))
    return Curve(tuple(knot / 1_000 for knot in knots), tuple(heights))


@given(st.data(), arrays(np.float32, st.tuples(st.integers(1, 8), st.just(len(EVIDENCE))), elements=NUMBER))
def test_all_curves_at_once_are_each_curve_by_itself(data: st.DataObject, found: Floats) -> None:
    some = tuple(data.draw(st.lists(curves(), min_size=len(EVIDENCE), max_size=len(EVIDENCE))))
    one_by_one = [np.interp(column, curve.knots, curve.heights) for curve, column in zip(some, found.T, strict=True)]
    added = Decisions(0.0, some, 0.6, 0.2).added(found)
    np.testing.assert_allclose(added, np.stack(one_by_one, axis=1), atol=1e-9)


@given(arrays(np.float32, st.tuples(st.integers(1, 8), st.just(len(EVIDENCE))), elements=NUMBER))
def test_what_is_added_makes_the_probability(found: Floats) -> None:
    decisions = Decisions.load()
    found[:, COVERAGE] = LEAST_COVERED + np.abs(found[:, COVERAGE])
    logits = decisions.bias + decisions.added(found).sum(1)
    assert decisions.probabilities(found) == pytest.approx(1 / (1 + np.exp(-logits)), abs=1e-6)


@given(arrays(np.float32, (1, len(EVIDENCE)), elements=NUMBER), st.floats(0, 0.09375, width=32))
def test_a_fact_without_words_for_the_question_is_not_told_whatever_else_speaks_for_it(
    found: Floats, covered: float
) -> None:
    found[:, COVERAGE] = covered
    assert Decisions.load().probabilities(found).tolist() == [0]


@given(NUMBER, NUMBER)
def test_more_evidence_is_never_less_probable(one: float, other: float) -> None:
    found = np.ones((2, len(EVIDENCE)), np.float32)
    found[:, 0] = sorted((one, other))
    low, high = PLAIN.probabilities(found)
    assert low <= high


def test_the_probability_is_logistic() -> None:
    found = np.ones((1, len(EVIDENCE)), np.float32)
    found[0, 0] = 0.7
    assert PLAIN.probabilities(found)[0] == pytest.approx(1 / (1 + math.exp(-0.7)))
    assert Decisions(0.3, PLAIN.curves, 1, 1).probabilities(found)[0] == pytest.approx(1 / (1 + math.exp(-1)))


def weighed(
    margins: list[float], numbers: list[float], declined: float = -0.5, names: list[float] | None = None
) -> dict[str, list[float]]:
    def each(values: list[float]) -> Floats:
        return np.array(values, np.float32)

    size = len(margins)
    found = evidence(
        Clues(
            margins=each(margins),
            similarities=each([0.9 - 0.1 * place for place in range(size)]),
            context=each([0.0] * size),
            covered=each([1.0, *[0.25] * (size - 1)]),
            foreign_numbers=each(numbers),
            foreign_names=each(names or [0.0] * size),
            wording=each([0.125 * place for place in range(size)]),
            declined=declined,
            similarity_declined=0.3,
            unnamed_declined=-0.25,
            unnamed_similarity_declined=0.5,
            scope=0.625,
            known=0.75,
            words=4,
        )
    )
    assert found.shape == (size, len(EVIDENCE))
    assert found.dtype == np.float32
    return {name: pytest.approx(found[:, place].tolist(), abs=1e-5) for place, name in enumerate(EVIDENCE)}


def test_evidence_is_what_it_is_called() -> None:
    found = weighed([0.5, 0.2, -1.0], [2, 1, 0], names=[0, 3, 1])
    assert found["margin"] == [0.5, 0.2, -1.0]
    assert found["lead"] == [0.3, -0.3, -1.5]
    assert found["similarity_lead"] == [0.6, 0.5, 0.4]
    assert found["known"] == [0.75] * 3
    assert found["brevity"] == [0.25] * 3
    assert found["context"] == [0] * 3
    assert found["coverage"] == [1, 0.25, 0.25]
    assert found["foreign_numbers"] == [2, 1, 0]
    assert found["foreign_names"] == [0, 3, 1]
    assert found["wording"] == [0, 0.125, 0.25]
    assert found["scope"] == [0.625] * 3
    assert found["unnamed_declined"] == [-0.25] * 3
    assert found["unnamed_similarity_declined"] == [0.5] * 3


def test_shares_are_those_of_a_competition() -> None:
    strengths = [math.exp(4 * margin) for margin in (0.5, 0.2, -0.5)]
    expected = [math.log(strength / sum(strengths)) for strength in strengths[:2]]
    assert weighed([0.5, 0.2], [0, 0])["share"] == expected


def test_a_single_candidate_leads_by_one() -> None:
    found = weighed([0.5], [0])
    assert found["lead"] == [1]


@pytest.mark.parametrize("density", ["dense", "sparse"])
def test_stored_decisions_are_whole(stored: Any, density: Density) -> None:
    decisions = Decisions.load(density=density)
    fitted = stored[density]
    assert tuple(fitted["curves"]) == EVIDENCE
    assert decisions.bias == fitted["bias"]
    for curve, name in zip(decisions.curves, EVIDENCE, strict=True):
        assert list(curve.knots) == fitted["curves"][name]["knots"] == sorted(set(curve.knots))
        assert list(curve.heights) == fitted["curves"][name]["heights"]
        assert all(map(math.isfinite, (*curve.knots, *curve.heights)))
    assert 0 < decisions.offer_from <= decisions.answer_from < 1


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Decisions.load(tmp_path / "none.json")


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"not json"])
def test_what_is_not_json_is_told(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "decisions.json"
    path.write_bytes(body)
    with pytest.raises(ValueError, match=r"."):
        Decisions.load(path)


@pytest.mark.parametrize("name", ["dense", "answer_from", "offer_from"])
def test_a_missing_part_is_told(tmp_path: Path, stored: Any, name: str) -> None:
    del stored[name]
    path = tmp_path / "decisions.json"
    path.write_text(json.dumps(stored), encoding="utf-8")
    with pytest.raises(KeyError, match=name):
        Decisions.load(path)


@pytest.mark.parametrize("name", EVIDENCE)
def test_a_missing_curve_is_told(tmp_path: Path, stored: Any, name: str) -> None:
    del stored["dense"]["curves"][name]
    path = tmp_path / "decisions.json"
    path.write_text(json.dumps(stored), encoding="utf-8")
    with pytest.raises(KeyError, match=name):
        Decisions.load(path)


def test_a_word_for_a_number_is_told(tmp_path: Path, stored: Any) -> None:
    path = tmp_path / "decisions.json"
    path.write_text(json.dumps({**stored, "answer_from": "much"}), encoding="utf-8")
    with pytest.raises(ValueError, match="much"):
        Decisions.load(path)


def test_curves_are_found_by_name_in_any_order(tmp_path: Path, stored: Any) -> None:
    path = tmp_path / "decisions.json"
    turned = dict(reversed(stored["dense"]["curves"].items()))
    stored["dense"]["curves"] = {**turned, "another": 3}
    path.write_text(json.dumps(stored), encoding="utf-8")
    assert Decisions.load(path) == Decisions.load()


def test_a_small_record_is_less_sure_of_the_same_evidence() -> None:
    assert [density_of(n) for n in (0, DENSE_FROM - 1, DENSE_FROM)] == ["sparse", "sparse", "dense"]
    found = evidence(
        Clues(
            *(np.array([value, value - 1.5], np.float32) for value in (0.16, 0.34, 0.0, 0.45, 0.0, 0.0, 0.19)),
            declined=-0.64,
            similarity_declined=0.16,
            unnamed_declined=-0.3,
            unnamed_similarity_declined=0.16,
            scope=0.05,
            known=0.5,
            words=4,
        )
    )
    dense, sparse = (Decisions.load(density=density).probabilities(found)[0] for density in ("dense", "sparse"))
    assert sparse < dense
