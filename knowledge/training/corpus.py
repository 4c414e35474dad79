"""Reads the openly licensed text that the language model is trained on; none of it is part of this repository.

Lay the data out as one folder with these clones (each a public GitHub repository) in it:

| folder           | repository                               | licence      | used for                                |
|------------------|------------------------------------------|--------------|-----------------------------------------|
| NTREX            | MicrosoftTranslator/NTREX                | CC BY-SA 4.0 | all languages, 1,997 sentences of news  |
| UD_Kazakh-KTB    | UniversalDependencies/UD_Kazakh-KTB      | CC BY-SA 4.0 | Kazakh                                  |
| UD_Kyrgyz-KTMU   | UniversalDependencies/UD_Kyrgyz-KTMU     | CC BY-SA 4.0 | Kyrgyz                                  |
| UD_Russian-Taiga | UniversalDependencies/UD_Russian-Taiga   | CC BY-SA 4.0 | Russian of the net                      |
| UD_English-EWT   | UniversalDependencies/UD_English-EWT     | CC BY-SA 4.0 | English of the net                      |
| UD_Tatar-NMCTT   | UniversalDependencies/UD_Tatar-NMCTT     | CC BY-SA 4.0 | Tatar                                   |
| UD_Uzbek-UT      | UniversalDependencies/UD_Uzbek-UT        | CC BY-SA 4.0 | Uzbek                                   |
| UD_Turkish-Kenet | UniversalDependencies/UD_Turkish-Kenet   | CC BY-SA 4.0 | Turkish                                 |
| KazQAD           | IS2AI/KazQAD                             | CC BY-SA 4.0 | Kazakh questions                        |

The model is a table of rounded counts from which no sentence can be read back. `everyday.*.txt` beside this file are
our own questions (CC0 1.0), and the record lends its own words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

import yaml

__all__ = [
    "CYRILLIC", "HELD_OUT", "LANGUAGES", "OTHERS", "Passage", "answers", "everyday", "held_out", "not_held_out",
    "questions", "read", "treebank",
]  # fmt: skip

LANGUAGES: Final = ("ru", "kk", "ky", "en")

# NTREX code → our name for a language that is recognised only as "other". Chosen: neighbours that are spoken around
# the four, whatever shares their scripts and is likely in a chat, and for Latin the large languages of Europe, so that
# an unknown one has a relative among them.
OTHERS: Final[Mapping[str, str]] = {
    "ukr": "uk", "bel": "be", "bul": "bg", "srp-Cyrl": "sr", "mkd": "mk", "mon": "mn", "tat": "tt", "bak": "ba",
    "tgk-Cyrl": "tg", "uzb": "uz", "tuk": "tk", "tur": "tr", "aze-Latn": "az", "kmr": "ku", "deu": "de", "fra": "fr",
    "spa": "es", "ita": "it", "por": "pt", "pol": "pl", "ces": "cs", "nld": "nl", "swe": "sv", "fin": "fi", "hun": "hu",
    "ron": "ro", "ind": "id", "lit": "lt",
}  # fmt: skip

CYRILLIC: Final = frozenset(("uk", "be", "bg", "sr", "mk", "mn", "tt", "ba", "tg"))
"""Those of them written in Cyrillic; Uzbek is written in both."""

HELD_OUT: Final = 4
"""One question in so many is held out when a model is examined."""

_NTREX: Final = {"rus": "ru", "kaz": "kk", "kir": "ky", "eng-US": "en", **OTHERS}
_TREEBANKS: Final = {
    "UD_Kazakh-KTB": "kk", "UD_Kyrgyz-KTMU": "ky", "UD_Russian-Taiga": "ru", "UD_English-EWT": "en",
    "UD_Tatar-NMCTT": "tt", "UD_Uzbek-UT": "uz", "UD_Turkish-Kenet": "tr",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence or a question, its language, and how much it counts."""

    text: str
    language: str
    weight: int = 1


def read(folder: Path) -> Iterator[Passage]:
    """Yield every passage under the data folder, in a fixed order.

    Raises:
        FileNotFoundError: one of the repositories of the table above is missing.
    """
    for code, language in _NTREX.items():
        for line in _lines(folder / "NTREX" / "NTREX-128" / f"newstest2019-ref.{code}.txt"):
            yield Passage(line, language)
    for name, language in _TREEBANKS.items():
        files = sorted((folder / name).glob("*.conllu"))
        if not files:
            raise FileNotFoundError(f"{folder / name} has no *.conllu file: see the table in {__name__}")
        for file in files:
            yield from (Passage(text, language) for text in treebank(file))
    topics = folder / "KazQAD" / "data" / "information-retrieval" / "topics"
    for line in _lines(topics / "kazqad-topics-v1.0-kk-train.tsv"):
        yield Passage(line.split("\t")[-1], "kk")


def everyday() -> Iterator[Passage]:
    """Yield our own everyday questions. They count threefold: the register is what the news lacks."""
    for language in LANGUAGES:
        for line in _lines(Path(__file__).with_name(f"everyday.{language}.txt")):
            yield Passage(line, language, weight=3)


def questions(record: Path) -> Iterator[Passage]:
    """Yield the stored questions of a record, `questions/<language>/<fact>.txt`, whatever of them exists."""
    for language in LANGUAGES:
        for file in sorted((record / "questions" / language).glob("*.txt")):
            yield from (Passage(line, language) for line in _lines(file))


def answers(record: Path) -> Iterator[Passage]:
    """Yield the headlines, answers and accounts of a record's facts."""
    for file in sorted((record / "facts").glob("*.yaml")):
        fact = yaml.safe_load(file.read_text(encoding="utf-8"))
        texts = fact.get("texts", {}) if isinstance(fact, dict) else {}
        for language in LANGUAGES:
            yield from (Passage(part, language) for part in _strings(texts.get(language, {})))


def held_out(passages: Iterable[Passage]) -> Iterator[Passage]:
    """Yield the passages that a model under examination must not have seen: every fourth."""
    yield from islice(passages, 0, None, HELD_OUT)


def not_held_out(passages: Iterable[Passage]) -> Iterator[Passage]:
    """Yield the others."""
    yield from (passage for place, passage in enumerate(passages) if place % HELD_OUT)


def treebank(file: Path) -> Iterator[str]:
    """Yield the sentences of a CoNLL-U file."""
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("# text = "):
            yield line.removeprefix("# text = ")


def _strings(parts: object) -> Iterator[str]:
    if isinstance(parts, str):
        yield parts
    elif isinstance(parts, Mapping):
        for key in ("headline", "answer", "accounts"):
            yield from _strings(parts.get(key))
    elif isinstance(parts, Sequence):
        for part in parts:
            yield from _strings(part)


def _lines(file: Path) -> Iterator[str]:
    """Yield the lines of a text file that are neither empty nor comments."""
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.strip()
