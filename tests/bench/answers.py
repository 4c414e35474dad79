"""Answers a second, and how long an answer takes, beside echo bots of two libraries in the same run.

    python -m tests.bench.answers [--runs 3]

Each bot runs by itself against an emulated Telegram on the loopback: first a queue of questions all at once, then 200
questions a second for ten seconds. Prints the median of the runs: how many times as fast this bot is as each other one,
and the processor's time for an answer, which says most where other programs run too; bare numbers are the machine's.
The full bot understands and looks up development questions; the others repeat them. aiogram takes part with `--aiogram
PYTHON`, the Python of an environment of its own: python3 -m venv aiogram && aiogram/bin/pip install aiogram.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, Final

from knowledge.evaluation.sets import read_set
from tests.bench.bots import KINDS
from tests.faults.rig import ROOT, TOKEN, Emulator, children, default_emulator, emulator, started

CHATS: Final = 500
#: Asked before, so that what is measured is a bot that has run for a while: its replies are composed.
BEFORE: Final = 1000
#: What everybody asks on one day: every tenth of the questions, ten times as often.
SAME: Final = 10
A_SECOND: Final = 200
SECONDS: Final = 10
BOUND_SECONDS: Final = 60.0
DEVELOPMENT = ROOT / "tests" / "questions" / "development.jsonl"


@dataclass(frozen=True)
class Measured:
    """One run of one bot: answers a second from a queue, and processor seconds for each; seconds to an answer at a
    steady rate, median and 99th percentile; megabytes at the end; how many were lost."""

    per_second: float
    processor: float
    half: float
    most: float
    memory: float
    lost: int


async def measure(kind: str, path: Path | None, aiogram: str | None, queued_questions: int, chats: int) -> Measured:
    texts = [asked.q for asked in read_set(DEVELOPMENT) if not asked.q.startswith("/")]  # no commands
    before, texts = (texts[::SAME], texts[::SAME]) if kind == "full-again" else (texts[:BEFORE], texts[BEFORE:])
    with tempfile.TemporaryDirectory() as folder:
        async with emulator(path) as server:
            command = [sys.executable, "-m", "tests.bench.bots", kind, server.url]
            if kind == "aiogram":
                command = [str(aiogram), "tests/bench/aiogram_bot.py", TOKEN, server.url]
            async with started(command, {}, Path(folder) / "log") as process:
                await server.polled(time.monotonic() + BOUND_SECONDS, process)
                ask = partial(_asked, server, process, chats=chats)
                await ask(n=BEFORE, texts=before, first_chat=1)
                spent = _processor_seconds(process.pid)
                queued = await ask(n=queued_questions, texts=texts, first_chat=1 + chats)
                processor = (_processor_seconds(process.pid) - spent) / queued_questions
                steady = await ask(n=A_SECOND * SECONDS, texts=texts, first_chat=1 + 2 * chats, rate=A_SECOND)
                memory = sum(map(megabytes, [process.pid, *children(process.pid)]))
                process.send_signal(signal.SIGTERM)
                await process.wait()
    waited = steady["since_enqueued"]
    lost = queued["unanswered"] + steady["unanswered"]
    return Measured(queued["per_second"], processor, waited.get("p50", 0.0), waited.get("p99", 0.0), memory, lost)


async def _asked(server: Emulator, process: asyncio.subprocess.Process, *, n: int, **how: Any) -> dict[str, Any]:
    """The emulator's report on so many questions."""
    await server.control("reset")
    await server.control("enqueue", n=n, **how)
    return await server.answered(n, time.monotonic() + BOUND_SECONDS, process)


def _processor_seconds(process: int) -> float:
    """Of a process and those that it has started."""
    ticks = 0
    for each in (process, *children(process)):
        fields = Path(f"/proc/{each}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def megabytes(process: int) -> float:
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.answers", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("kinds", nargs="*", metavar="BOT", help=", ".join(KINDS))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--questions", type=int, default=2000, metavar="N", help="in the queue")
    parser.add_argument("--chats", type=int, default=CHATS, metavar="N", help="that they come from, in turn")
    parser.add_argument("--aiogram", metavar="PYTHON")
    parser.add_argument("--emulator", type=Path, default=default_emulator(), metavar="FILE")
    options = parser.parse_args()
    kinds = [kind for kind in KINDS if not options.kinds or kind in options.kinds]
    if options.aiogram:
        kinds.append("aiogram")
    runs: dict[str, list[Measured]] = {kind: [] for kind in kinds}
    for _ in range(options.runs):  # in turn, so that what else the machine does falls on all of them
        for kind in kinds:
            runs[kind].append(
                asyncio.run(measure(kind, options.emulator, options.aiogram, options.questions, options.chats))
            )
    own = median(run.per_second for run in runs[kinds[0]])
    print(
        f"{'bot':<16}{'answers/s':>10}{kinds[0] + ' is':>10}{'CPU ms':>8}{'p50 ms':>9}{'p99 ms':>9}{'MB':>6}{'lost':>6}"
    )
    for kind, each in runs.items():
        rate = median(run.per_second for run in each)
        half, most = (1000 * median(times) for times in ([r.half for r in each], [r.most for r in each]))
        processor = 1000 * median(run.processor for run in each)
        memory, lost = max(run.memory for run in each), sum(run.lost for run in each)
        ratio = f"{own / rate:.2f}×" if rate else "–"
        print(f"{kind:<16}{rate:>10.0f}{ratio:>10}{processor:>8.2f}{half:>9.1f}{most:>9.1f}{memory:>6.0f}{lost:>6}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
