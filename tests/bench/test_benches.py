"""The benches measure what they say: sets are read as published, growth follows its law, thresholds are the best."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.finding import Context
from tests.bench.phrasings import HEAPS, grown
from tests.bench.public import _finder, _threshold
from tests.bench.public_sets import OUT, PublicSet, banking, clinc, fewer, massive, slurp, xsid

ROWS = [(f"how did {name} {verb} the {thing}", place % 7) for place, (name, verb, thing) in enumerate(
    (n, v, t) for n in ("anna", "boris", "clara") for v in ("sell", "sink", "paint") for t in ("boat", "house", "lamp")
)]  # fmt: skip


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    def write(name: str, body: str) -> Path:
        path = tmp_path / name
        path.write_text(body, encoding="utf-8")
        return path

    return write


def test_clinc_is_read_with_what_is_out_of_scope(write: Callable[[str, str], Path]) -> None:
    parts = {name: [[f"{name} {place}", "greet"] for place in range(2)] for name in ("train", "val", "test")}
    outside = {f"oos_{name}": [[f"odd {name}", "oos"]] for name in parts}
    found = clinc(write("data_full.json", json.dumps({**parts, **outside})))
    assert found.train == (("train 0", "greet"), ("train 1", "greet"), ("odd train", OUT))
    assert found.tune[-1] == ("odd val", OUT)
    assert found.test[0] == ("test 0", "greet")


def test_banking_keeps_every_tenth_for_tuning(write: Callable[[str, str], Path], tmp_path: Path) -> None:
    rows = "".join(f'"card, {place}?",lost_card\n' for place in range(20))
    write("train.csv", f"text,category\n{rows}")
    write("test.csv", "text,category\nwhere is it,lost_card\n")
    found = banking(tmp_path)
    assert (len(found.train), [text for text, _ in found.tune]) == (18, ["card, 0?", "card, 10?"])
    assert found.test == (("where is it", "lost_card"),)


def test_massive_is_read_by_its_parts(write: Callable[[str, str], Path], tmp_path: Path) -> None:
    lines = [{"partition": part, "utt": f"разбуди {part}", "intent": "alarm_set"} for part in ("test", "train", "dev")]
    write("ru-RU.jsonl", "\n".join(json.dumps(line) for line in lines))
    found = massive(tmp_path, "ru-RU")
    assert (found.language, found.train[0][0], found.tune[0][0], found.test[0][0]) == (
        "ru", "разбуди train", "разбуди dev", "разбуди test",
    )  # fmt: skip


def test_slurp_is_read_with_scenario_and_action(write: Callable[[str, str], Path], tmp_path: Path) -> None:
    entry = {"sentence": "wake me at five", "scenario": "alarm", "action": "set"}
    for name in ("devel", "test"):
        write(f"{name}.jsonl", f"{json.dumps(entry)}\n" * 2)
    found = slurp(tmp_path)
    assert found.tune == found.train == (("wake me at five", "alarm_set"),)
    assert len(found.test) == 2


def test_xsid_is_read_from_its_comments(write: Callable[[str, str], Path], tmp_path: Path) -> None:
    body = "# id = 1\n# text-en = show\n# text = еске = салғыш\n# intent = reminder/show\n1\tеске\treminder/show\tO\n\n"
    write("kk.valid.conll", body * 3)
    write("kk.test.conll", body)
    assert xsid(tmp_path).test == (("еске = салғыш", "reminder/show"),)


def test_fewer_keeps_so_many_a_class_and_all_that_is_out_of_scope() -> None:
    train = (*(("a", "one"),) * 9, *(("b", "two"),) * 2, *(("c", OUT),) * 5)
    kept = [label for _, label in fewer(PublicSet("s", "en", train, (), ()), 3).train]
    assert [kept.count(label) for label in ("one", "two", OUT)] == [3, 2, 5]


@given(
    st.lists(st.tuples(st.sampled_from([0.1, 0.4, 0.8]), st.sampled_from(["a", OUT]), st.sampled_from(["a", "b", OUT])))
)
def test_no_other_threshold_is_more_often_right(rows: list[tuple[float, str, str]]) -> None:
    tuned, asked = [(label, score) for score, label, _ in rows], [("?", wanted) for _, _, wanted in rows]

    def right(threshold: float) -> int:
        return sum((label if score >= threshold else OUT) == wanted for score, label, wanted in rows)

    assert right(_threshold(tuned, asked)) == max(right(each) for each in (0.1, 0.4, 0.8, 2.0))


def test_a_set_takes_the_place_of_a_record() -> None:
    inside = [(text, f"class-{owner}") for text, owner in ROWS]
    train = (*inside, ("what is the weather", OUT), ("sing a song", OUT))
    finder, index = _finder(PublicSet("s", "en", train, (), ()))
    assert (len(index.facts), index.declined) == (7, ("not-in-record",))
    found = finder.weigh("what did clara sell, the lamp?", Context())
    assert found is not None
    assert len(found.facts) == 7


@pytest.mark.parametrize("size", [7, 20, 27, 3_000])
def test_growth_keeps_classes_and_follows_the_law(size: int) -> None:
    made = list(grown(ROWS, size))
    assert len(made) == size
    assert {owner for _, owner in made} == set(range(7))
    assert made == list(grown(ROWS, size))
    if size > len(ROWS):
        words = [word for text, _ in made for word in text.split() if not word.isdigit()]
        own = [word for text, _ in ROWS for word in text.split()]
        wanted = len(set(own)) * (len(words) / len(own)) ** HEAPS
        assert len(set(words)) == pytest.approx(wanted, rel=0.25)
