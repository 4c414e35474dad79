"""The bot's way of finding, on public question sets instead of a record, beside simple bots and published figures.

    python -m tests.bench.public --clinc data_full.json --banking banking_data --slurp slurp --xsid xSID-0.7
    python -m tests.bench.public --clinc data_full.json --shots 10 --against wratio,token_set,bm25,tfidf

The sets are not part of the repository; `tests.bench.public_sets` says where their authors publish them. A set's
training part takes the place of the stored questions, its classes that of the facts, and what it holds out of scope
that of the declined questions. Index, mending, classifier, word meanings, coverage and evidence are the bot's own. The
probability is fitted on the set's part for tuning as `knowledge.training.decisions` does it; the threshold below which
a question counts as out of scope is the one with the highest accuracy there, for the bot and the simple bots alike
(Larson et al. 2019). The bot as it is, with the decision fitted to its own record, is told too.

Columns, in per cent: the nearest class is right (of those in scope, nothing declined); the same with the threshold;
out of scope and recognised as such; the mean F1 of all classes. ± is half the 95 % interval of the first (Wilson).
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.settings import read_settings
from knowledge.casebook import Casebook
from knowledge.evaluation.baselines import BASELINES, DEFAULT, maker, missing
from knowledge.evaluation.measure import wilson
from knowledge.finding import Context
from knowledge.finding.classifier import train
from knowledge.finding.coverage import build_coverage
from knowledge.finding.decide import EVIDENCE, Decisions, density_of
from knowledge.finding.finder import Finder
from knowledge.finding.index import Floats, Index, index_of
from knowledge.finding.meaning import Meaning
from knowledge.model import LANGUAGES, Fact, Text, Texts
from knowledge.tongue import Tongue
from knowledge.training.decisions import fit_curves
from tests.bench.public_sets import OUT, Labelled, PublicSet, banking, clinc, fewer, massive, slurp, xsid

_BATCH = 64


def main() -> None:
    """Measure each given set and print a table."""
    options = argparse.ArgumentParser(
        prog="python -m tests.bench.public", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--clinc", type=Path, metavar="FILE")
    options.add_argument("--banking", type=Path, metavar="DIR")
    options.add_argument("--massive", type=Path, metavar="DIR", help="ru-RU.jsonl and en-US.jsonl are read")
    options.add_argument("--slurp", type=Path, metavar="DIR")
    options.add_argument("--xsid", type=Path, metavar="DIR")
    options.add_argument("--shots", type=int, metavar="N", help="store at most so many questions a class")
    options.add_argument("--against", default=",".join(DEFAULT), help=f"of {', '.join(BASELINES)}, with commas")
    given = options.parse_args()
    sets = [clinc(given.clinc)] if given.clinc else []
    sets += [banking(given.banking)] if given.banking else []
    sets += [massive(given.massive, locale) for locale in ("ru-RU", "en-US")] if given.massive else []
    sets += [slurp(given.slurp)] if given.slurp else []
    sets += [xsid(given.xsid)] if given.xsid else []
    if not sets:
        options.error("give at least one set")
    names = [name for name in given.against.split(",") if name]
    for name in names:
        if name not in BASELINES or missing(name):
            options.error(f"{name} is unknown, or its package {missing(name)} is not installed")
    for each in sets:
        _measure(fewer(each, given.shots) if given.shots else each, names)


def _measure(given: PublicSet, names: Sequence[str]) -> None:
    outside = sum(label == OUT for _, label in given.test)
    print(
        f"\n{given.name}: {len({label for _, label in given.train} - {OUT})} classes, {len(given.train)} stored, "
        f"{len(given.test) - outside} asked in scope, {outside} out of scope"
    )
    print(f"{'':12}{'nearest':>14}{'decided':>9}{'oos':>7}{'F1':>7}{'seconds':>9}", flush=True)
    start = time.perf_counter()
    finder, index = _finder(given)
    tuned = [_weighed(finder, index, text) for text, _ in given.tune]
    asked = [_weighed(finder, index, text) for text, _ in given.test]
    _print("the bot", given, *_scored(tuned, given.tune, asked), time.perf_counter() - start)
    for name in names:
        start = time.perf_counter()
        similarity = maker(name, read_settings().cache_path())([text for text, _ in given.train])
        parts = []
        for part in (given.tune, given.test):
            found = []
            for first in range(0, len(part), _BATCH):
                scores = similarity([text for text, _ in part[first : first + _BATCH]])
                found += [(given.train[row.argmax()][1], float(row.max())) for row in scores]
            parts.append(found)
        _print(name, given, *parts, time.perf_counter() - start)
    _print_as_it_is(finder, given)
    for line in given.published:
        print(f"published: {line}")


def _finder(given: PublicSet) -> tuple[Finder, Index]:
    """The bot's finder over a set: classes for facts, and nothing told about any of them."""
    facts = tuple(dict.fromkeys(label for _, label in given.train if label != OUT))
    labels = [*facts, OUT]
    rows = sorted(
        ((" ".join(text.split()), labels.index(label), given.language) for text, label in given.train),
        key=lambda row: row[1],
    )
    declined = ("not-in-record",) if any(label == OUT for _, label in given.train) else ()
    index = index_of(rows, facts, declined)
    nothing = Text.model_construct(headline="", answer="", accounts=())
    texts = Texts.model_construct(**dict.fromkeys(LANGUAGES, nothing))
    told = {
        fact: Fact.model_construct(id=fact, topic="", texts=texts, values=(), related=(), mentions=()) for fact in facts
    }
    casebook = Casebook.model_construct(facts=told, people={}, places={}, bodies={}, oppositions={})
    meaning = Meaning()
    parts = (casebook, index, train(index, meaning), build_coverage(casebook, index), meaning)
    return Finder(*parts, Tongue(), Decisions.load(density=density_of(len(index.questions)))), index


def _weighed(finder: Finder, index: Index, text: str) -> tuple[str, Floats]:
    """The likeliest class of a question and the evidence for it; a text without words belongs to none."""
    found = finder.weigh(finder.identify(text, Context()).text, Context())
    if found is None:
        return OUT, np.zeros(len(EVIDENCE), np.float32)
    return index.facts[found.facts[0]], found.found[0]


def _scored(
    tuned: Sequence[tuple[str, Floats]], asked: Sequence[Labelled], measured: Sequence[tuple[str, Floats]]
) -> list[list[tuple[str, float]]]:
    """Probabilities of what was tuned on and of what is measured, by curves fitted to whether the class was right."""
    right = [label == wanted for (label, _), (_, wanted) in zip(tuned, asked, strict=True)]
    bias, curves = fit_curves(np.stack([found for _, found in tuned]).astype(np.float64), right)
    decisions = Decisions(bias, curves, 1.0, 1.0)
    return [
        [(label, float(decisions.probabilities(found[None])[0])) for label, found in part] for part in (tuned, measured)
    ]


def _print(
    name: str,
    given: PublicSet,
    tuned: Sequence[tuple[str, float]],
    asked: Sequence[tuple[str, float]],
    seconds: float,
) -> None:
    from sklearn.metrics import f1_score

    threshold = _threshold(tuned, given.tune)
    decided = [label if score >= threshold else OUT for label, score in asked]
    wanted = [label for _, label in given.test]
    inside = [place for place, label in enumerate(wanted) if label != OUT]
    outside = [place for place, label in enumerate(wanted) if label == OUT]
    nearest = np.mean([asked[place][0] == wanted[place] for place in inside])
    low, high = wilson(float(nearest), len(inside))
    kept = np.mean([decided[place] == wanted[place] for place in inside])
    recall = f"{100 * np.mean([decided[place] == OUT for place in outside]):7.1f}" if outside else f"{'':7}"
    f1 = f1_score(wanted, decided, labels=sorted(set(wanted)), average="macro", zero_division=0)
    shares = f"{100 * nearest:8.1f} ±{50 * (high - low):4.1f}{100 * kept:9.1f}{recall}{100 * f1:7.1f}"
    print(f"{name:12}{shares}{seconds:9.0f}", flush=True)


def _threshold(tuned: Sequence[tuple[str, float]], asked: Sequence[Labelled]) -> float:
    """The score from which to answer, with the highest accuracy on the part for tuning."""
    order = sorted(range(len(tuned)), key=lambda place: -tuned[place][1])
    best, most, right = np.inf, sum(label == OUT for _, label in asked), sum(label == OUT for _, label in asked)
    for position, place in enumerate(order):
        (label, score), wanted = tuned[place], asked[place][1]
        right += (label == wanted) - (wanted == OUT)  # unanswered, what is out of scope was right already
        last = position + 1 == len(order) or tuned[order[position + 1]][1] != score
        if last and right > most:
            best, most = score, right
    return best


def _print_as_it_is(finder: Finder, given: PublicSet) -> None:
    """What the bot would say with the decision that comes with it."""
    counts = dict.fromkeys(("right", "offered", "wrong", "false"), 0)
    inside = sum(label != OUT for _, label in given.test)
    for text, wanted in given.test:
        finding = finder.find(text, Context())
        facts = [candidate.fact for candidate in finding.candidates[:3]]
        if finding.outcome == "answer":
            counts["false" if wanted == OUT else "right" if facts[0] == wanted else "wrong"] += 1
        elif finding.outcome == "suggest" and wanted in facts:
            counts["offered"] += 1
    shares = ", ".join(f"{name} {100 * counts[name] / inside:.1f}" for name in ("right", "offered", "wrong"))
    outside = len(given.test) - inside
    false = f"; out of scope answered {100 * counts['false'] / outside:.1f}" if outside else ""
    print(f"the bot as it is: {shares}{false}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
