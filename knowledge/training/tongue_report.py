"""Examines a language model on text it has not seen: sentences and fragments, folded, in Latin, with the wrong layout.

Besides the training data the folder holds, for examination only: `sib-200` (dadelani/sib-200, CC BY-SA 4.0: FLORES
sentences in 200 languages) and `UD_Kyrgyz-TueCL` (UniversalDependencies/UD_Kyrgyz-TueCL, CC BY-SA 4.0), and the test
questions of `KazQAD`. Latin, folded and wrong-layout inputs are made from these by tables of our own, so those columns
are upper bounds; the sentences are not ours.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

import numpy as np

from knowledge.text.fold import fold
from knowledge.text.layouts import Layout, to_cyrillic, to_latin
from knowledge.text.normalise import normalise
from knowledge.tongue import Tongue
from knowledge.training import corpus, habits
from knowledge.training.corpus import LANGUAGES

__all__ = ["report"]

# SIB-200 code → language; all but the first four must come out as "other".
_SIB: Final = {
    "rus_Cyrl": "ru", "kaz_Cyrl": "kk", "kir_Cyrl": "ky", "eng_Latn": "en",
    "uzn_Latn": "uz", "tgk_Cyrl": "tg", "tur_Latn": "tr", "ukr_Cyrl": "uk", "tat_Cyrl": "tt", "tuk_Latn": "tk",
    "azj_Latn": "az", "bak_Cyrl": "ba", "bel_Cyrl": "be", "khk_Cyrl": "mn", "deu_Latn": "de", "fra_Latn": "fr",
    "uig_Arab": "ug", "zho_Hans": "zh",
}  # fmt: skip
_ALIEN: Final = ("ug", "zh")
_FRAGMENTS: Final = {"sentence": None, "3-6 words": (3, 6), "2-3 words": (2, 3)}
_QUESTIONS: Final = 500


class _Case(NamedTuple):
    row: str
    column: str
    text: str


def report(model: bytes, data: Path, record: Path | None) -> str:
    """Return a table in Markdown: per cent right, a row a way of typing, a column a language; then times."""
    tongue = Tongue(model)
    right: dict[str, dict[str, list[bool]]] = {}
    restored: dict[str, list[bool]] = {}
    for case in _cases(data, record):
        guess = tongue.identify(case.text)
        expected = case.column if case.column in LANGUAGES else "other"
        right.setdefault(case.row, {}).setdefault(case.column, []).append(guess.language == expected)
        kind = "restored" if case.row.endswith("layout") else "wrongly changed"
        restored.setdefault(kind, []).append(guess.script == "layout")
    columns = list(_SIB.values())
    right = {row: right[row] for row in sorted(right, key=lambda row: (row.partition(",")[2], list(right).index(row)))}
    lines = [f"| | {' | '.join(columns)} |", "|---" * (len(columns) + 1) + "|"]
    for row, cells in right.items():
        shown = (f"{100 * float(np.mean(cells[column])):.1f}" if column in cells else "" for column in columns)
        lines.append(f"| {row} | {' | '.join(shown)} |")
    lines += [f"layout {kind}: {100 * float(np.mean(hits)):.2f} % of {len(hits)}" for kind, hits in restored.items()]
    return "\n".join([*lines, _times(model)])


def _cases(data: Path, record: Path | None) -> Iterator[_Case]:
    random = Random(1)  # noqa: S311 (nothing here is secret)
    for code, language in _SIB.items():
        sentences = [
            line.split("\t")[-1] for line in _rows(data / "sib-200" / "data" / "annotated" / code / "test.tsv")[1:]
        ]
        for name, bounds in _FRAGMENTS.items():
            texts = sentences if bounds is None else [_fragment(text, *bounds, random) for text in sentences * 2]
            yield from _variants(name, language, texts)
    kyrgyz = data / "UD_Kyrgyz-TueCL" / "ky_tuecl-ud-test.conllu"
    yield from _variants("treebank", "ky", list(corpus.treebank(kyrgyz)))
    topics = data / "KazQAD" / "data" / "information-retrieval" / "topics" / "kazqad-topics-v1.0-kk-test.tsv"
    yield from _variants("exam questions", "kk", [line.split("\t")[-1] for line in _rows(topics)[:_QUESTIONS]])
    ours = {"everyday": corpus.everyday(), "record's questions": corpus.questions(record) if record else ()}
    for name, questions in ours.items():
        asked = list(corpus.held_out(questions))
        for language in LANGUAGES:
            yield from _variants(name, language, [passage.text for passage in asked if passage.language == language])


def _variants(name: str, language: str, texts: list[str]) -> Iterator[_Case]:
    for text in texts:
        yield _Case(name, language, text)
        if language in ("kk", "ky") or (language not in LANGUAGES and language not in _ALIEN):
            typed = habits.folded(text.lower()) if language in LANGUAGES else fold(text)
            yield _Case(f"{name}, folded", language, typed)
        if language not in LANGUAGES:
            continue
        for table in habits.LATIN.get(language, {}).values():
            yield _Case(f"{name}, in Latin", language, habits.in_latin(text.lower(), table))
        yield _Case(f"{name}, wrong layout", language, _mistyped(text.lower(), language))


def _mistyped(text: str, language: str) -> str:
    if language == "en":
        return to_cyrillic(text, "ru")
    layout: Layout = "kk" if language == "kk" else "ky" if language == "ky" else "ru"
    return to_latin(text, layout)


def _fragment(text: str, least: int, most: int, random: Random) -> str:
    words = normalise(re.sub(r"\d+", "", text)).split()
    size = min(random.randint(least, most), len(words))
    start = random.randint(0, len(words) - size)
    return " ".join(words[start : start + size])


def _rows(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()


def _times(model: bytes) -> str:
    """Return how long loading takes, a question of 60 characters, and the worst text there is."""
    loads = [_elapsed(lambda: Tongue(model)) for _ in range(5)]
    tongue = Tongue(model)
    question = "Сколько лет дали полицейским за пытки в следственном изоляторе?"
    typical = [_elapsed(partial(tongue.identify, question)) for _ in range(300)]
    worst = max(_elapsed(partial(tongue.identify, text)) for text in ("ghbdtn " * 200, "я" * 5_000, "qц " * 900))
    return (
        f"load {1000 * min(loads):.1f} ms; identify {1000 * float(np.median(typical)):.2f} ms median for "
        f"{len(question)} characters, {1000 * worst:.2f} ms at worst; model {len(model):,} bytes"
    )


def _elapsed(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start
