"""``evaluate`` prints the same figures as a table and as JSON, draws their curve, and refuses what it can't do."""

import json
from pathlib import Path

import pytest

import main

LINES = [
    {"q": "How many years did the captain get?", "lang": "en", "kind": "plain", "expect": ["captain-sentence"]},
    {"q": "Капитанға неше жыл берді?", "lang": "kk", "kind": "plain", "expect": ["captain-sentence"]},
    {"q": "как испечь хлеб с изюмом", "lang": "ru", "kind": "oos"},
]


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "asked.jsonl"
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in LINES), encoding="utf-8")
    return path


@pytest.fixture
def run(ferry: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory, capsys):
    cache = tmp_path_factory.getbasetemp() / "compiled"
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main.main(["--record", str(ferry), "evaluate", *arguments])
        return code, *capsys.readouterr()

    return run


def test_json_holds_shares_intervals_calibration_and_the_simple_bots(run, questions):
    code, out, _ = run(str(questions), "--json", "--against", "token_set,tfidf")
    assert code == 0
    report = json.loads(out)["asked.jsonl"]
    assert (report["all"]["in_scope"], report["all"]["out_of_scope"], report["all"]["right"]) == (2, 1, 1.0)
    low, high = report["all"]["intervals"]["right"]
    assert (low < 0.5, high) == (True, 1.0)  # two questions prove little
    assert report["calibration"]["count"] == sum(each["count"] for each in report["calibration"]["bins"]) == 3
    assert report["baselines"].keys() == {"token_set", "token_set+", "tfidf", "tfidf+"}
    assert report["baselines"]["tfidf"]["offered"] == 0
    assert report["language"].keys() == {"en", "kk", "ru"}


def test_the_table_has_a_row_for_each_and_fits_a_terminal(run, questions):
    code, out, _ = run(str(questions), "--against", "tfidf")
    assert code == 0
    rows = [line.split()[0] for line in out.splitlines() if line.startswith(" ") and line.split()]
    assert {"all", "en", "kk", "ru", "plain", "oos", "tfidf", "tfidf+"} <= set(rows)
    assert "ECE" in out
    assert max(map(len, out.splitlines())) <= 80


def test_alone_it_compares_with_nobody(run, questions):
    _, out, _ = run(str(questions), "--json", "--against", "none")
    assert json.loads(out)["asked.jsonl"]["baselines"] == {}


@pytest.mark.parametrize(("name", "start"), [("curve.svg", b"<svg"), ("curve.png", b"\x89PNG\r\n\x1a\n")])
def test_the_curve_is_drawn(run, questions, tmp_path, name, start):
    if name.endswith("png"):
        pytest.importorskip("resvg_py")
    code, _, _ = run(str(questions), "--against", "none", "--picture", str(tmp_path / name))
    assert code == 0
    assert (tmp_path / name).read_bytes().startswith(start)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--against", "oracle"], "wratio"),
        (["--picture", "curve.jpeg"], ".svg"),
        (["--against", "none", "--picture", "no-such-folder/curve.svg"], "no-such-folder"),
    ],
)
def test_what_it_cannot_do_it_says(run, questions, arguments, told):
    code, _, err = run(str(questions), *arguments)
    assert code in (1, 2)
    assert told in err


def test_a_package_that_is_not_installed_is_named(run, questions, monkeypatch):
    monkeypatch.setattr("knowledge.evaluation.baselines.find_spec", lambda name: None)
    code, _, err = run(str(questions), "--against", "bm25")
    assert (code, "pip install bm25s" in err) == (2, True)
    code, out, err = run(str(questions), "--json")
    assert (code, "pip install bm25s" in err) == (0, True)
    assert "bm25" not in json.loads(out)["asked.jsonl"]["baselines"]
