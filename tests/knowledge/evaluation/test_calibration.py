"""Stated probabilities are held against what came true, in bins that lose no question."""

import random
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.evaluation.calibration import BINS, calibrate, stated
from knowledge.evaluation.measure import Result
from knowledge.evaluation.picture import draw
from knowledge.evaluation.sets import Asked
from knowledge.finding import Candidate, Finding

PAIRS = st.lists(st.tuples(st.floats(0, 1), st.booleans()))


def test_true_probabilities_are_found_true() -> None:
    chance = random.Random(7)
    pairs = [(p := chance.random(), chance.random() < p) for _ in range(50_000)]
    curve = calibrate(pairs)
    assert curve.ece < 0.01
    assert curve.brier == pytest.approx(1 / 6, abs=0.005)  # the mean of p(1 - p) over 0 to 1
    assert all(each.least <= each.predicted <= each.most for each in curve.bins)


def test_boasting_shows() -> None:
    curve = calibrate([(0.95, True), (0.95, False), (0.95, False), (0.95, False)])
    (only,) = curve.bins
    assert (only.low, only.high, only.count, only.observed) == (0.9, 1.0, 4, 0.25)
    assert curve.ece == pytest.approx(0.7)
    assert curve.brier == pytest.approx((0.05**2 + 3 * 0.95**2) / 4)
    assert curve.brier_constant == pytest.approx(0.25 * 0.75)


def test_edges_fall_into_the_bin_above_and_one_into_the_last() -> None:
    assert [each.low for each in calibrate([(0.0, False), (0.1, True), (1.0, True)]).bins] == [0.0, 0.1, 0.9]


@given(PAIRS)
def test_no_question_is_lost(pairs: list[tuple[float, bool]]) -> None:
    curve = calibrate(pairs)
    assert sum(each.count for each in curve.bins) == curve.count == len(pairs)
    assert sum(each.count * each.observed for each in curve.bins) == pytest.approx(sum(came for _, came in pairs))
    assert 0 <= curve.ece <= 1
    assert 0 <= curve.brier <= 1
    assert all(
        0 <= each.least <= each.observed + 1e-9 and each.observed - 1e-9 <= each.most <= 1 for each in curve.bins
    )
    assert all(each.low - 1e-9 <= each.predicted <= each.high + 1e-9 for each in curve.bins)


def test_what_is_stated_is_the_best_candidates_probability() -> None:
    asked = Asked(q="?", lang="ru", kind="plain", expect=("b",))
    found = Finding("?", "ru", "suggest", None, (Candidate("b", 0.6), Candidate("a", 0.3)))
    nothing = Finding("?", "ru", "none", "unclear")
    results = [Result(asked, found, "offered"), Result(asked, nothing, "silent")]
    assert stated(results) == [(0.6, True)]


@given(st.dictionaries(st.sampled_from(["development", "a < b & c", "сыноо"]), PAIRS, min_size=1))
def test_the_picture_is_a_picture(sets: dict[str, list[tuple[float, bool]]]) -> None:
    curves = {name: calibrate(pairs) for name, pairs in sets.items()}
    root = ET.fromstring(draw(curves))
    svg = "{http://www.w3.org/2000/svg}"
    assert root.tag == f"{svg}svg"
    assert len(root.findall(f".//{svg}circle")) == sum(len(curve.bins) for curve in curves.values())
    titles = {text.text for text in root.iter(f"{svg}text")}
    assert curves.keys() <= titles
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    assert (width, height) > (0, 0)
    assert all(0 <= float(circle.attrib[axis]) <= 320 for circle in root.iter(f"{svg}circle") for axis in ("cx", "cy"))
    assert len(root.findall(f".//{svg}polyline")) == len(curves)


def test_bins_are_ten() -> None:
    assert len(calibrate([(place / BINS, True) for place in range(BINS)]).bins) == BINS
