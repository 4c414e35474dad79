"""How long a question takes to be understood: people's questions, and messages made to cost as much as they can.

    python -m tests.bench.matching [--worst 5]

Prints median, 95th and 99th percentile and maximum over the development questions, each asked once, and over the
messages of tests/adversaries.py; the costliest of both; how long opening takes, and the peak of memory. Questions are
given in processor time, which other programs disturb less; compare runs on the same machine only.
"""

from __future__ import annotations

import argparse
import gc
import resource
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from bot.settings import read_settings
from knowledge.compiled import open_compiled
from knowledge.evaluation.sets import read_set
from knowledge.finding import Context
from knowledge.finding.finder import Finder
from tests.adversaries import hand_made, near_words

_ROOT = Path(__file__).resolve().parents[2]
_DEVELOPMENT = _ROOT / "tests" / "questions" / "development.jsonl"


def main() -> None:
    options = argparse.ArgumentParser(
        prog="python -m tests.bench.matching", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--worst", type=int, default=5, metavar="N", help="how many of the costliest are shown")
    worst = options.parse_args().worst
    settings = read_settings()
    # Compiles the record if it was not, in a process of its own: what that takes is not counted here.
    subprocess.run([sys.executable, str(_ROOT / "main.py"), "ask", "who?"], stdout=subprocess.DEVNULL, check=True)
    before = time.perf_counter()
    compiled = open_compiled(settings.record, settings.cache_path())
    finder = compiled.finder()
    print(f"opening the record            {time.perf_counter() - before:.2f} s")
    print(f"preparing it to serve         {_prepared(finder):.2f} s")
    _report("people's questions", finder, {asked.q: asked.q for asked in read_set(_DEVELOPMENT)}, worst)
    near = {f"near words {n}": text for n, text in enumerate(near_words(compiled.index.words), start=1)}
    _report("made to cost", finder, {**hand_made(), **near}, worst)
    print(f"peak memory                   {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _prepared(finder: Finder) -> float:
    """Do as ``serve`` does before its first question; returns the seconds."""
    before = time.perf_counter()
    finder.prepare()
    gc.collect()
    gc.freeze()
    return time.perf_counter() - before


def _report(title: str, finder: Finder, messages: Mapping[str, str], worst: int) -> None:
    taken = []
    for name, text in messages.items():
        start = time.thread_time()
        finder.find(text, Context())
        taken.append((1000 * (time.thread_time() - start), name))
    taken.sort()
    each = [milliseconds for milliseconds, _ in taken]
    print(
        f"{title + f', {len(each)}':<30}median {median(each):.1f}  95th {each[int(0.95 * len(each))]:.1f}"
        f"  99th {each[int(0.99 * len(each))]:.1f}  max {each[-1]:.1f} ms  all {sum(each) / 1000:.1f} s"
    )
    for milliseconds, name in reversed(taken[len(taken) - worst :]):
        print(f"    {milliseconds:5.1f} ms  {name[:90]}")


if __name__ == "__main__":
    main()
