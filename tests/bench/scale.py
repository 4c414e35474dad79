"""What a question costs when the record grows: time, memory and building, beside search engines and a plain scan.

    python -m tests.bench.scale                         1,000, 10,000 and 100,000 stored questions; minutes
    python -m tests.bench.scale --largest 1000000       and a million: an hour on two cores, 7 GB
    python -m tests.bench.scale --systems own,fts5      only these; --smallest N leaves sizes out

Stored questions are made from the included record's (`tests.bench.phrasings`: a growing vocabulary, the same classes);
asked are questions of the development set. Every system runs in a process of its own, one after the other; peak memory
includes Python and the texts. Times are of the processor, so that a busy machine does not count. What is timed:

    own         words to vector, the cosines of all stored questions, the best of every class; a question with names
                in it once more without them, here too over all (the bot: over the declined ones)
    whole       as own, without the bound that very large records have; and how often the nearest question is the same
    mend        mending misspelt words, which the bot does first, whichever system follows
    classifier  margins of all classes, by pieces with made-up weights and by wording with the record's: what they
                cost grows with the classes, not the questions; once more without names, as own
    own+fts5    as own, with SQLite FTS5 proposing the questions (`knowledge.finding.sources`); own+tantivy alike
    fts5, tantivy, bm25s    these engines by themselves as one would use them: any word of the question, ten results
    wratio      RapidFuzz's extractOne with WRatio over all stored questions
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any, Final

import numpy as np

from bot.settings import read_settings
from knowledge.casebook import load_casebook
from knowledge.evaluation.sets import read_set
from knowledge.finding.features import keys
from knowledge.finding.index import Floats
from knowledge.finding.unnamed import name_beginnings, without_names
from tests.bench.phrasings import HEAPS, grown

_ROOT: Final = Path(__file__).resolve().parents[2]
_RECORD: Final = _ROOT / "knowledge" / "record"
_SIZES: Final = (1_000, 10_000, 100_000, 1_000_000)
_MOST_QUESTIONS: Final = 200
_MOST_SECONDS: Final = 20.0
_LEAST_QUESTIONS: Final = 5
_RESULTS: Final = 10

Ask = Callable[[str], object]
System = Callable[[list[str], list[int]], Ask]


def main() -> None:
    """Run what is asked for and print a table a size."""
    options = argparse.ArgumentParser(
        prog="python -m tests.bench.scale", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--largest", type=int, default=100_000, metavar="N", help="the most stored questions")
    options.add_argument("--smallest", type=int, default=1_000, metavar="N", help="the fewest")
    options.add_argument("--systems", default=",".join(SYSTEMS), help="names with commas")
    options.add_argument("--one", nargs=2, metavar=("SYSTEM", "FILE"), help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.one:
        _run_one(given.one[0], Path(given.one[1]))
        return
    rows = _stored()
    for size in (each for each in _SIZES if given.smallest <= each <= given.largest):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "questions.tsv")
            made = sorted(grown(rows, size), key=lambda row: row[1])
            file.write_text("".join(f"{owner}\t{text}\n" for text, owner in made), encoding="utf-8")
            words = {word for text, _ in made for word in text.split()}
            print(f"\n{size:,} stored questions, {len(words):,} different words (Heaps' exponent {HEAPS})")
            print(
                f"{'':12}{'median ms':>10}{'95 % ms':>10}{'× own':>8}{'build s':>9}{'peak MB':>9}{'asked':>7}",
                flush=True,
            )
            own = 0.0
            for name in given.systems.split(","):
                figures = _in_a_process(name, file)
                own = figures["median"] if name == "own" else own
                ratio = f"{figures['median'] / own:.1f}" if own else ""
                print(
                    f"{name:12}{figures['median']:10.2f}{figures['p95']:10.2f}{ratio:>8}{figures['build']:9.1f}"
                    f"{figures['peak']:9.0f}{figures['asked']:7}"
                    + (f"  nearest the same: {figures['same']:.1%}" if "same" in figures else ""),
                    flush=True,
                )


def _stored() -> list[tuple[str, int]]:
    casebook = load_casebook(_RECORD)
    return [
        (question, place)
        for place, fact in enumerate(casebook.published())
        for by_language in (casebook.questions[fact.id],)
        for questions in by_language.values()
        for question in questions
    ]


def _in_a_process(name: str, file: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.scale", "--one", name, str(file)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=_ROOT)
    assert process.stdout is not None
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed")
    return {**json.loads(printed), "peak": usage.ru_maxrss / 1024}


def _run_one(name: str, file: Path) -> None:
    owners, texts = [], []
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            owner, text = line.rstrip("\n").split("\t", 1)
            owners.append(int(owner))
            texts.append(text)
    start = time.process_time()
    ask = SYSTEMS[name](texts, owners)
    build = time.process_time() - start
    asked = [each.q for each in read_set(_ROOT / "tests" / "questions" / "development.jsonl")]
    random.Random(0).shuffle(asked)
    ask(asked[-1])  # whatever is made on first use
    times: list[float] = []
    for question in asked[:_MOST_QUESTIONS]:
        start = time.process_time()
        ask(question)
        times.append(1000 * (time.process_time() - start))
        if len(times) >= _LEAST_QUESTIONS and sum(times) > 1000 * _MOST_SECONDS:
            break
    times.sort()
    figures = {"median": median(times), "p95": times[int(0.95 * len(times))], "build": build, "asked": len(times)}
    if name == "whole":
        figures["same"] = _agreement(ask, asked[: len(times)])
    print(json.dumps(figures))


def _index(texts: Sequence[str], owners: Sequence[int]) -> Any:
    from knowledge.finding.index import index_of

    facts = tuple(f"fact-{place}" for place in range(max(owners) + 1))
    return index_of([(text, owner, "ru") for text, owner in zip(texts, owners, strict=True)], facts, ())


def _looks(question: str) -> list[list[str]]:
    """The words of a question; and those without names, if it has any, as the bot compares both."""
    words = keys(question)
    rest = without_names(words, _beginnings())
    return [words] if rest == words else [words, rest]


@cache
def _beginnings() -> frozenset[str]:
    return name_beginnings(load_casebook(_RECORD))


def _own(texts: list[str], owners: list[int]) -> Ask:
    index = _index(texts, owners)

    def ask(question: str) -> object:
        near, *_ = [index.postings.scores(*index.vector(words)) for words in _looks(question)]
        index.nearest(range(index.classes), near)
        return near

    return ask


def _whole(texts: list[str], owners: list[int]) -> Ask:
    from knowledge.finding import index as module

    bounded = _own(texts, owners)
    bound = module.WHOLE_UP_TO

    def ask(question: str) -> object:
        module.WHOLE_UP_TO = len(texts)
        found = bounded(question)
        module.WHOLE_UP_TO = bound
        return found

    ask.bounded = bounded  # type: ignore[attr-defined]
    return ask


def _agreement(ask: Ask, questions: Sequence[str]) -> float:
    """How often the nearest stored question is the same with the bound as without."""
    pairs: list[tuple[Floats, Floats]] = [(ask(each), ask.bounded(each)) for each in questions]  # type: ignore[attr-defined, misc]
    return sum(float(whole[bounded.argmax()]) >= float(whole.max()) - 1e-6 for whole, bounded in pairs) / len(pairs)


def _mend(texts: list[str], owners: list[int]) -> Ask:
    from knowledge.finding.lexical import mend

    index = _index(texts, owners)
    return lambda question: mend(keys(question), index)


def _classifier(texts: list[str], owners: list[int]) -> Ask:
    from knowledge.compiled import open_compiled
    from knowledge.finding.classifier import Classifier
    from knowledge.finding.meaning import Meaning

    index, meaning = _index(texts, owners), Meaning()
    shape = (len(index.vocabulary), index.classes)
    classifier = Classifier(
        np.random.default_rng(0).integers(-127, 127, shape, np.int8, endpoint=True),
        np.ones(index.classes, np.float32),
        np.zeros((meaning.dimensions, index.classes), np.float32),
        np.zeros(index.classes, np.float32),
        open_compiled(_RECORD, read_settings().cache_path()).classifier.wording,
    )

    def ask(question: str) -> object:
        looks = _looks(question)
        for words in looks:
            classifier.margins(*index.vector(words), meaning.embed(words, index.frequency))
        return classifier.wording.margins(looks[0])

    return ask


def _behind(engine: str) -> System:
    def make(texts: list[str], owners: list[int]) -> Ask:
        from knowledge.finding import sources

        index = _index(texts, owners).without_postings()
        source = getattr(sources, engine)(index)

        def ask(question: str) -> object:
            return [source.candidates(words) for words in _looks(question)]

        return ask

    return make


def _words(text: str) -> list[str]:
    from knowledge.text import words

    return words(text)


def _fts5(texts: list[str], owners: list[int]) -> Ask:
    import sqlite3

    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE asked USING fts5(text)")
    connection.executemany("INSERT INTO asked(text) VALUES (?)", ((text,) for text in texts))

    def ask(question: str) -> object:
        match = " OR ".join(f'"{word}"' for word in _words(question)) or '""'
        sql = "SELECT rowid FROM asked WHERE asked MATCH ? ORDER BY rank LIMIT ?"
        return connection.execute(sql, (match, _RESULTS)).fetchall()

    return ask


def _tantivy(texts: list[str], owners: list[int]) -> Ask:
    import tantivy

    schema = tantivy.SchemaBuilder().add_text_field("text").build()
    index = tantivy.Index(schema)
    writer = index.writer(num_threads=1)
    for text in texts:
        writer.add_document(tantivy.Document(text=text))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def ask(question: str) -> object:
        terms = [(tantivy.Occur.Should, tantivy.Query.term_query(schema, "text", word)) for word in _words(question)]
        return searcher.search(tantivy.Query.boolean_query(terms), _RESULTS).hits

    return ask


def _bm25s(texts: list[str], owners: list[int]) -> Ask:
    import bm25s

    engine = bm25s.BM25()
    engine.index(bm25s.tokenize(texts, stopwords=None, show_progress=False), show_progress=False)

    def ask(question: str) -> object:
        tokens = bm25s.tokenize([question], stopwords=None, return_ids=False, show_progress=False)
        return engine.retrieve(tokens, k=_RESULTS, show_progress=False) if tokens[0] else None

    return ask


def _wratio(texts: list[str], owners: list[int]) -> Ask:
    from rapidfuzz import fuzz
    from rapidfuzz.process import extractOne
    from rapidfuzz.utils import default_process

    processed = [default_process(text) for text in texts]
    return lambda question: extractOne(default_process(question), processed, scorer=fuzz.WRatio)


SYSTEMS: Final[dict[str, System]] = {
    "own": _own,
    "whole": _whole,
    "mend": _mend,
    "classifier": _classifier,
    "own+fts5": _behind("Fts5"),
    "own+tantivy": _behind("Tantivy"),
    "fts5": _fts5,
    "tantivy": _tantivy,
    "bm25s": _bm25s,
    "wratio": _wratio,
}


if __name__ == "__main__":
    main()
