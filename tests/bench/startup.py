"""How long ``ask`` takes from nothing to the answer, how much memory it needs, and how long a question takes.

    python -m tests.bench.startup [--runs 7]

Prints minimum, median and maximum over several fresh processes, after one that compiles the record; then how long
opening the record takes, and a question in a running process, over the development questions. Processor time stands
beside what a clock shows: other programs disturb it less. Compare runs on the same machine only.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from bot.settings import read_settings
from knowledge.compiled import open_compiled
from knowledge.evaluation.sets import read_set
from knowledge.finding import Context

_ROOT = Path(__file__).resolve().parents[2]
_ASK = [sys.executable, str(_ROOT / "main.py"), "ask", "how many years were the officers given?"]


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m tests.bench.startup", description=__doc__)
    options.add_argument("--runs", type=int, default=7)
    runs = options.parse_args().runs
    first, _, first_peak = _asked()
    print(f"first start (compiles the record if need be)   {first:.2f} s, {first_peak:.0f} MB")
    times, spent, peaks = zip(*sorted(_asked() for _ in range(runs)), strict=True)
    print(f"cold start to the answer       min {times[0]:.2f}  median {median(times):.2f}  max {times[-1]:.2f} s")
    print(f"    of the processor           {median(spent):.2f} s")
    print(f"peak memory                    {max(peaks):.0f} MB")
    settings = read_settings()
    before = time.process_time()
    finder = open_compiled(settings.record, settings.cache_path()).finder()
    print(f"opening the record             {time.process_time() - before:.2f} s of the processor")
    questions = [asked.q for asked in read_set(_ROOT / "tests" / "questions" / "development.jsonl")]
    each = []
    for question in questions:
        start = time.process_time()
        finder.find(question, Context())
        each.append(1000 * (time.process_time() - start))
    each.sort()
    print(
        f"one question, {len(each)} of them    median {median(each):.1f}  95th {each[int(0.95 * len(each))]:.1f}"
        f"  max {each[-1]:.1f} ms of the processor"
    )


def _asked() -> tuple[float, float, float]:
    """Ask in a fresh process: seconds to its end, seconds of the processor, and its peak memory in MB."""
    start = time.perf_counter()
    process = subprocess.Popen(_ASK, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(_ASK)} failed: run it to see why")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


if __name__ == "__main__":
    main()
