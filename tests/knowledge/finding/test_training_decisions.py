"""The decision is fitted to question sets, the same each time, and its thresholds are those that cost least."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.compiled import Compiled
from knowledge.finding import Outcome
from knowledge.finding.decide import EVIDENCE, Decisions
from knowledge.training import decisions
from knowledge.training.decisions import COSTS, fit, main, thresholds

# As a stranger asks about the invented case; no stored phrasing among them.
IN_SCOPE = {
    "captain-sentence": ("how long is the captain behind bars", "на сколько лет посадили капитана"),
    "deaths-count": ("how many dead on the aurelia", "қанша адам өлді"),
    "operator-fine": ("what did nordline have to pay", "канча айып төлөйт"),
    "trial-length": ("for how many months was the trial", "сколько месяцев судили"),
    "people-aboard": ("how many were on the ferry", "сколько народу плыло"),
    "ferry-sinking": ("what day was the sinking", "паром қай күні батып кетті"),
    "appeal-status": ("is there an appeal ruling", "апелляция бүттүбү"),
}
OUT_OF_SCOPE = (
    *("hi there", "best pasta recipe", "Почём билеты в театр?", "кандай аба ырайы", "ұлттық команда қалай ойнады"),
    *("who is the president of France", "does the captain own a house", "сколько стоит паром"),
)
FOLLOW_UPS = {"when": ("ferry-sinking", "deaths-count"), "и когда начался": ("trial-length", "captain-sentence")}


@pytest.fixture(scope="module")
def development(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lines = [
        *({"q": q, "lang": "en", "kind": "plain", "expect": [fact]} for fact, asked in IN_SCOPE.items() for q in asked),
        *({"q": q, "lang": "en", "kind": "oos"} for q in OUT_OF_SCOPE),
        *(
            {"q": q, "lang": "en", "kind": "followup", "expect": [fact], "after": after}
            for q, (fact, after) in FOLLOW_UPS.items()
        ),
        {"q": "???", "lang": "en", "kind": "oos"},
        {"q": "did the captain get 12 years", "lang": "en", "kind": "twin", "expect": ["captain-sentence"]},
    ]
    path = tmp_path_factory.mktemp("sets") / "development.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def _over_the_invented_record(
    monkeypatch: pytest.MonkeyPatch, ferry: Path, ferry_compiled: Compiled, development: Path
) -> None:
    monkeypatch.setattr(decisions, "compile_record", {ferry: ferry_compiled}.__getitem__)
    monkeypatch.setattr(decisions, "_DEVELOPMENT", development)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fitted") / "decisions.json"


@pytest.fixture
def fitted(written: Path, ferry: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """The file that the command writes; made once."""
    if not written.exists():
        assert main(["--record", str(ferry), "--out", str(written)]) == 0
        assert json.loads(capsys.readouterr().out) == json.loads(written.read_text(encoding="utf-8"))
    return written


def test_what_is_written_can_be_loaded(fitted: Path) -> None:
    data = json.loads(fitted.read_text(encoding="utf-8"))
    loaded = Decisions.load(fitted)
    assert tuple(data["dense"]["curves"]) == tuple(data["sparse"]["curves"]) == EVIDENCE
    assert loaded.offer_from <= loaded.answer_from
    assert (loaded.answer_from, loaded.offer_from) == thresholds(COSTS)
    assert data["costs"] == COSTS


def test_the_figures_are_those_of_the_set(fitted: Path) -> None:
    figures = json.loads(fitted.read_text(encoding="utf-8"))["development"]
    assert figures["in_scope"] == 2 * len(IN_SCOPE) + len(FOLLOW_UPS) + 1
    assert figures["out_of_scope"] == len(OUT_OF_SCOPE) + 1
    assert sum(figures[name] for name in ("right", "offered", "wrong", "misled", "silent")) == pytest.approx(
        1, abs=1e-3
    )
    assert sum(figures[name] for name in ("false", "tempted", "refused")) == pytest.approx(1, abs=1e-3)
    assert figures["right"] > 0.5 > figures["false"]


def test_it_is_the_same_each_time(fitted: Path, ferry: Path) -> None:
    assert fit(ferry) == json.loads(fitted.read_text(encoding="utf-8"))


def test_checking_writes_nothing(fitted: Path, ferry: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = fitted.read_bytes()
    assert main(["--record", str(ferry), "--out", str(fitted), "--check"]) == 0
    assert "are what comes out" in capsys.readouterr().out
    assert fitted.read_bytes() == before


@pytest.mark.parametrize("name", ["bias", "answer_from"])
def test_checking_notices_what_is_stale(
    fitted: Path, ferry: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    data: dict[str, Any] = json.loads(fitted.read_text(encoding="utf-8"))
    path = tmp_path / "decisions.json"
    held = data if name in data else data["sparse"]
    held[name] -= 0.5
    path.write_text(json.dumps(data), encoding="utf-8")
    assert main(["--record", str(ferry), "--out", str(path), "--check"]) == 1
    assert "stale" in capsys.readouterr().out


def test_a_wrong_answer_costs_most_and_an_offer_more_than_silence_out_of_scope() -> None:
    assert max(COSTS, key=COSTS.__getitem__) == "wrong"
    assert COSTS["wrong"] > COSTS["silent"] > COSTS["offered"] > COSTS["tempted"] > COSTS["refused"] == 0
    assert COSTS["right"] == 0


def expected(outcome: Outcome, p: float) -> float:
    """What an outcome costs on average, when the best candidate is right with probability ``p``."""
    return {
        "answer": p * COSTS["right"] + (1 - p) * COSTS["wrong"],
        "suggest": p * COSTS["offered"] + (1 - p) * COSTS["tempted"],
        "none": p * COSTS["silent"] + (1 - p) * COSTS["refused"],
    }[outcome]


@given(st.floats(0, 1))
def test_no_other_outcome_is_expected_to_cost_less(p: float) -> None:
    answer_from, offer_from = thresholds(COSTS)
    chosen: Outcome = "answer" if p >= answer_from else "suggest" if p >= offer_from else "none"
    rounding = 1e-3
    assert expected(chosen, p) <= min(expected(outcome, p) for outcome in ("answer", "suggest", "none")) + rounding
