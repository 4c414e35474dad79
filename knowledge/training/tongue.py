"""Makes the language model of `knowledge.tongue` from open text, or examines how good one made without the held-out is.

    python -m knowledge.training.tongue --data DIR --out knowledge/tongue_model.bin [--record knowledge/record]
    python -m knowledge.training.tongue --data DIR --evaluate [--record knowledge/record]

`knowledge.training.corpus` says what DIR holds and under which licences. The same data gives the same bytes: the only
chance in it is a generator with a fixed seed.

Per cent right without a prior, as `--evaluate` shows it. FLORES, the exam and the treebank are no training text; of the
record's questions every fourth was held out, but its neighbours, which ask the same, were learnt.

|                    | ru   | kk   | ky   | en   | kk, ky folded | ru, kk, ky in Latin | wrong layout: ru, kk, ky, en |
|--------------------|------|------|------|------|---------------|---------------------|------------------------------|
| FLORES sentences   | 100  | 100  | 100  | 100  | 100, 100      | 100, 100, 100       | 99.5, 100, 100, 99.5         |
| their 3–6 words    | 99.8 | 99.8 | 98.3 | 99.5 | 95.6, 98.3    | 99.5, 97.1, 97.1    | 99.0, 97.1, 98.0, 99.5       |
| their 2–3 words    | 98.0 | 98.5 | 96.1 | 98.5 | 87.5, 95.8    | 97.8, 92.5, 91.5    | 97.1, 94.1, 93.9, 98.0       |
| exam questions     |      | 99.8 |      |      | 97.2          | 98.4                | 99.4                         |
| treebank           |      |      | 100  |      | 100           | 97.7                | 100                          |
| everyday           | 97.7 | 100  | 97.7 | 100  | 93.2, 97.7    | 97.7, 98.3, 94.6    | 97.7, 97.7, 97.7, 97.5       |
| record's questions | 98.7 | 98.5 | 97.5 | 98.9 | 97.2, 97.5    | 98.8, 97.5, 97.1    | 98.5, 98.0, 97.2, 98.6       |

Other languages are seen as other in 100 % of sentences, 97.8 % of 3–6 words (least: Tatar 94.6), 84.6 % of 2–3 words
(Tatar 75.2); without their letters in 95.0 % of 3–6 words (Bashkir 87.5). Of wrong layouts 99.2 % are seen, and 0.02 %
of right ones are taken for wrong. Most misses among the record's questions are names alone and texts of two languages:
a prior of 0.7 for the right language makes them 99.3, 98.8, 99.5 and 99.6, one for a wrong language 98.0, 98.3, 97.3
and 98.4. Loading takes 12 ms, a question 0.1 ms, the worst text 1.5 ms on one core.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from knowledge.text.fold import fold
from knowledge.text.grams import grams
from knowledge.text.letters import script
from knowledge.text.normalise import normalise
from knowledge.tongue import MAGIC
from knowledge.training import corpus, habits
from knowledge.training.corpus import LANGUAGES, Passage
from knowledge.training.tongue_report import report

__all__ = ["SEED", "compiled", "main", "passages"]

SEED: Final = 20_250
GRAMS: Final = 98_000
"""Grams kept a script. Right on development fragments with 40,000 in all 93.9 %, 70,000 94.9, 120,000 95.7, 200,000
96.1; the file shall stay under 3 MB."""
SMOOTHING: Final = 2_000
"""Pseudo-counts a class, spread as all classes together are; between 500 and 30,000 nothing changed by 0.1 point."""
RAREST: Final = 3
"""Grams met less often are mostly names and misprints."""
OURS: Final = 4.0
"""Weight of the four languages against the rest when grams are chosen; 2 loses 0.3 points, 12 is the same."""
STEP: Final = 1 / 16
ADDED_STEP: Final = 10
"""A row holds its lowest cost in 1/16 nat and for each class what to add in half a byte, 10/16 nat each. Against whole
bytes this loses 0.02 points of accuracy and halves the file."""
LATIN_COPIES: Final = 4
"""Times each sentence is written in Latin, each time by another habit."""

# Fitted by coordinate descent on the log-loss of development fragments (the "train" part of SIB-200: sentences, 3–6 and
# 2–3 words, folded, in Latin): weights of grams of 1–5 letters and of words. The heat is h₀ + h₁·√length.
WEIGHTS: Final = (0.23, 0.06, 0.12, 0.18, 0.21, 0.97)
HEAT: Final = (1.3, 0.15)
RARER: Final = 0.5
"""How much rarer (nats) each folded or Latin class is than the plain one: people type as their keyboard lets them."""

LIKELY_OTHERS: Final = 8
"""Of the 29 other languages a handful is likely. With 29 a fifth of their fragments of 2–3 words was taken for one of
the four; 6 finds half of those and costs 0.1 points in the four, 3 costs 0.5."""

_Counts: TypeAlias = tuple[NDArray[np.uint32], NDArray[np.int64]]


class _Sample(NamedTuple):
    """Normalised text of one class, and how much it counts."""

    name: str
    text: str
    weight: int


def passages(data: Path, record: Path | None, *, hold_out: bool = False) -> Iterator[Passage]:
    """Yield all that is trained on; with `hold_out` every fourth of our questions is kept back to be asked later."""
    keep = corpus.not_held_out if hold_out else iter
    yield from corpus.read(data)
    yield from keep(corpus.everyday())
    if record is not None:
        yield from keep(corpus.questions(record))
        yield from corpus.answers(record)


def compiled(texts: Iterable[Passage]) -> bytes:
    """Return the model made of the texts, in the form that `knowledge.tongue.Tongue` reads."""
    samples: dict[str, dict[str, list[_Sample]]] = {"cyrillic": {}, "latin": {}}
    random = Random(SEED)  # noqa: S311 (nothing here is secret)
    for passage in texts:
        for sample in _typed(passage, random):
            of = samples["latin" if _is_latin(sample.text) else "cyrillic"]
            of.setdefault(sample.name, []).append(sample)
    tables = {
        # A few quotations in another script do not make a class of their own there.
        name: _table({of: _count(members) for of, members in sorted(classes.items()) if _home(of) in (name, "both")})
        for name, classes in samples.items()
    }
    head = {
        "step": STEP,
        "weights": WEIGHTS,
        "heat": HEAT,
        "tables": {name: description for name, (description, _) in tables.items()},
    }
    return b"".join([MAGIC, json.dumps(head).encode(), b"\n", *(body for _, body in tables.values())])


def _typed(passage: Passage, random: Random) -> Iterator[_Sample]:
    """Yield the passage in every way that people may type it."""
    text = normalise(passage.text)
    language, weight = passage.language, passage.weight
    yield _Sample(f"{language}-plain", text, weight)
    match language:
        case "en":
            return
        case "ru":
            yield _Sample("ru-plain", text.replace("ё", "е"), weight)
        case "kk" | "ky":
            yield _Sample(f"{language}-folded", habits.folded(text), 2 * weight)
            yield _Sample(f"{language}-folded", habits.partly_folded(text, random), weight)
        case _:
            yield _Sample(f"{language}-plain", fold(text), weight)
            if language == "uz":
                cyrillic = habits.in_cyrillic(text)
                yield _Sample("uz-plain", cyrillic, weight)
                yield _Sample("uz-plain", fold(cyrillic), weight)
            return
    for _ in range(LATIN_COPIES):
        yield _Sample(
            f"{language}-latin", normalise(habits.in_latin(text, habits.some_habit(language, random))), weight
        )


def _is_latin(text: str) -> bool:
    scripts = [script(letter) for letter in text]
    return scripts.count("latin") > scripts.count("cyrillic")


def _home(name: str) -> str:
    """Return the script in which a class is at home."""
    language, typing = name.split("-")
    if language == "uz":
        return "both"
    if typing == "latin" or language == "en":
        return "latin"
    if language in LANGUAGES or language in corpus.CYRILLIC:
        return "cyrillic"
    return "latin"


def _count(samples: Iterable[_Sample]) -> _Counts:
    hashes = np.concatenate([grams(sample.text)[0] for sample in samples for _ in range(sample.weight)])
    values, counts = np.unique(hashes, return_counts=True)
    return values, counts.astype(np.int64)


def _table(classes: Mapping[str, _Counts]) -> tuple[dict[str, object], bytes]:
    """Choose the grams of one script and round their costs; return a description for the head, and the bytes."""
    keys, inverse = np.unique(np.concatenate([hashes for hashes, _ in classes.values()]), return_inverse=True)
    totals = np.bincount(inverse, np.concatenate([counts for _, counts in classes.values()]))
    keys = keys[totals >= RAREST]
    logs = _log_probabilities(classes, keys)
    chosen = np.sort(np.argsort(-_information(logs, list(classes)), kind="stable")[:GRAMS])
    costs = -logs[chosen]
    base = np.clip(np.round(costs.min(axis=1) / STEP), 0, 255 - 15 * ADDED_STEP)
    added = np.clip(np.round((costs / STEP - base[:, None]) / ADDED_STEP), 0, 15).astype(np.uint8)
    if added.shape[1] % 2:
        added = np.pad(added, ((0, 0), (0, 1)))
    packed = added[:, 0::2] << 4 | added[:, 1::2]
    description: dict[str, object] = {
        "grams": len(chosen),
        "added_step": ADDED_STEP,
        "classes": list(classes),
        "log_priors": [round(prior, 3) for prior in _log_priors(list(classes))],
    }
    return description, keys[chosen].astype("<u4").tobytes() + base.astype(np.uint8).tobytes() + packed.tobytes()


def _log_probabilities(classes: Mapping[str, _Counts], keys: NDArray[np.uint32]) -> NDArray[np.float64]:
    """Return log p(gram | class), shape (grams, classes), smoothed towards the mean of all classes."""
    counts = np.zeros((len(keys), len(classes)))
    sizes = np.zeros(len(classes))
    for column, (hashes, numbers) in enumerate(classes.values()):
        places = np.searchsorted(keys, hashes)
        places[places == len(keys)] = 0
        known = keys[places] == hashes
        counts[places[known], column] = numbers[known]
        sizes[column] = numbers.sum()
    common = (counts / sizes).mean(axis=1, keepdims=True)
    return np.asarray(np.log((counts + SMOOTHING * common) / (sizes + SMOOTHING)))


def _information(logs: NDArray[np.float64], names: list[str]) -> NDArray[np.float64]:
    """Return how much each gram tells about the class, shape (grams,): its part of the mutual information."""
    weights = np.array([OURS if name.split("-")[0] in LANGUAGES else 1.0 for name in names])
    probabilities = np.exp(logs) * (weights / weights.sum())
    expected = np.log(probabilities.sum(axis=1, keepdims=True))
    return np.asarray((probabilities * (logs - expected)).sum(axis=1))


def _log_priors(names: list[str]) -> list[float]:
    """Ways of typing are rarer than the plain one; the other languages together weigh as one, over both scripts."""
    foreign = -float(np.log(LIKELY_OTHERS))
    return [
        (0.0 if name.endswith("-plain") else -RARER) if name.split("-")[0] in LANGUAGES else foreign for name in names
    ]


def main(arguments: list[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--data", type=Path, required=True, help="folder with the repositories that knowledge.training.corpus lists"
    )
    parser.add_argument("--record", type=Path, help="a record whose own words are learnt as well")
    parser.add_argument("--out", type=Path, help="where to write the model")
    parser.add_argument(
        "--evaluate", action="store_true", help="make a model without the held-out questions and print its accuracy"
    )
    options = parser.parse_args(arguments)
    if options.out is None and not options.evaluate:
        parser.error("say what to do: --out FILE, or --evaluate")
    if options.out is not None:
        model = compiled(passages(options.data, options.record))
        options.out.write_bytes(model)
        sys.stdout.write(f"{options.out}: {len(model):,} bytes\n")
    if options.evaluate:
        model = compiled(passages(options.data, options.record, hold_out=True))
        sys.stdout.write(report(model, options.data, options.record) + "\n")


if __name__ == "__main__":
    main()
