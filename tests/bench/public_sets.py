"""Reads public question sets in the form in which their authors publish them; none is part of the repository."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from knowledge.model import Language

__all__ = ["OUT", "Labelled", "PublicSet", "banking", "clinc", "fewer", "massive", "slurp", "xsid"]

OUT: Final = "oos"
"""The label of a question that belongs to no class."""

Labelled = tuple[str, str]
"""A question and its class."""

# Where a set has no part to tune on, every tenth question of its training part is it.
_TUNED_ON: Final = 10


@dataclass(frozen=True)
class PublicSet:
    """Questions to store, to tune on and to measure with; ``published`` are figures of others, each with its source."""

    name: str
    language: Language
    train: tuple[Labelled, ...]
    tune: tuple[Labelled, ...]
    test: tuple[Labelled, ...]
    published: tuple[str, ...] = ()


def clinc(file: Path) -> PublicSet:
    """CLINC150, ``data/data_full.json`` of github.com/clinc/oos-eval (CC BY 3.0): 150 classes, and others."""
    data = json.loads(file.read_text(encoding="utf-8"))

    def part(name: str) -> tuple[Labelled, ...]:
        return tuple((text, label) for text, label in (*data[name], *data[f"oos_{name}"]))

    return PublicSet(
        "CLINC150",
        "en",
        part("train"),
        part("val"),
        part("test"),
        (
            "SVM 91.0 in scope, 14.5 recall out of scope; MLP 93.5, 47.4; BERT 96.9, 40.3 (with a class out of scope)",
            "SVM 88.2, 18.0; MLP 93.4, 49.1; BERT 96.2, 52.3 (with a threshold): Larson et al. 2019, table 2, Full",
        ),
    )


def banking(folder: Path) -> PublicSet:
    """Banking77, the folder ``banking_data`` of github.com/PolyAI-LDN/task-specific-datasets (CC BY 4.0)."""
    train, test = (tuple(_csv(folder / f"{name}.csv")) for name in ("train", "test"))
    return PublicSet("Banking77", "en", *_divided(train), test)


def massive(folder: Path, locale: str) -> PublicSet:
    """MASSIVE, the folder ``data`` of the archive that github.com/alexa/massive links to (CC BY 4.0): 60 classes."""
    parts: dict[str, list[Labelled]] = {"train": [], "dev": [], "test": []}
    with (folder / f"{locale}.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            parts[entry["partition"]].append((entry["utt"], entry["intent"]))
    language: Language = "ru" if locale.startswith("ru") else "en"
    return PublicSet(f"MASSIVE {locale}", language, *(tuple(part) for part in parts.values()))


def slurp(folder: Path) -> PublicSet:
    """SLURP, ``dataset/slurp`` of github.com/pswietojanski/slurp (CC BY 4.0): 59 classes, the English of MASSIVE.

    Of its questions ``devel.jsonl`` is stored and ``test.jsonl`` asked: what MASSIVE has as ``dev`` and ``test``.
    """

    def part(name: str) -> tuple[Labelled, ...]:
        with (folder / f"{name}.jsonl").open(encoding="utf-8") as lines:
            entries = [json.loads(line) for line in lines]
        return tuple((each["sentence"], f"{each['scenario']}_{each['action']}") for each in entries)

    return PublicSet("SLURP", "en", *_divided(part("devel")), part("test"))


def xsid(folder: Path) -> PublicSet:
    """Kazakh of xSID, ``data/xSID-0.7`` of github.com/mainlp/xsid (CC BY-SA 4.0): 300 questions stored, 500 asked."""
    train, test = (tuple(_conll(folder / f"kk.{name}.conll")) for name in ("valid", "test"))
    return PublicSet("xSID Kazakh", "kk", *_divided(train), test)


def fewer(given: PublicSet, shots: int, seed: int = 0) -> PublicSet:
    """The set with at most so many stored questions a class; what is out of scope stays whole."""
    chance = random.Random(seed)
    by_class: dict[str, list[Labelled]] = {}
    for row in given.train:
        by_class.setdefault(row[1], []).append(row)
    kept = [
        row
        for label, rows in by_class.items()
        for row in (rows if label == OUT else chance.sample(rows, min(shots, len(rows))))
    ]
    return replace(given, name=f"{given.name}, {shots} a class", train=tuple(kept), published=())


def _divided(train: Sequence[Labelled]) -> tuple[tuple[Labelled, ...], tuple[Labelled, ...]]:
    stored = tuple(row for place, row in enumerate(train) if place % _TUNED_ON)
    return stored, tuple(train[::_TUNED_ON])


def _csv(file: Path) -> Iterator[Labelled]:
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield row["text"], row["category"]


def _conll(file: Path) -> Iterator[Labelled]:
    text = ""
    for line in file.read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition("=")
        if key.strip("# ") == "text":
            text = value.strip()
        elif key.strip("# ") == "intent":
            yield text, value.strip()
