"""Whether the bot's memory grows with what it is asked.

    python -m tests.bench.memory [--updates 100000]

The full bot answers that many questions from as many chats as may be met in a day, over an emulated Telegram on the
loopback, and without pace. Prints its memory after each tenth part, and the last as a share of the first: 1.00 is
a bot that forgets. Some minutes for 20,000, the default.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import tempfile
import time
from pathlib import Path

from knowledge.evaluation.sets import read_set
from tests.bench.answers import DEVELOPMENT, megabytes
from tests.faults.rig import default_emulator, emulator, started

PARTS = 10
CHATS = 5_000
MOST_GROWTH = 1.10
#: For one part; a full bot answers a hundred a second on a slow machine.
BOUND_SECONDS = 600.0


async def measure(updates: int, path: Path) -> list[float]:
    texts = [asked.q for asked in read_set(DEVELOPMENT) if not asked.q.startswith("/")]
    measured = []
    with tempfile.TemporaryDirectory() as folder:
        async with emulator(path) as server:
            command = [sys.executable, "-m", "tests.bench.bots", "full-again", server.url]
            async with started(command, {}, Path(folder) / "log") as process:
                await server.polled(time.monotonic() + BOUND_SECONDS, process)
                for part in range(PARTS):
                    await server.control("reset")  # else the emulator's own memory grows
                    number = updates // PARTS
                    first = 1_000 + part * number  # others than before: what is kept of each chat is met too
                    await server.control("enqueue", n=number, chats=min(CHATS, number), first_chat=first, texts=texts)
                    await server.answered(number, time.monotonic() + BOUND_SECONDS, process)
                    measured.append(megabytes(process.pid))
                    print(f"{number * (part + 1):>8} updates {measured[-1]:>7.1f} MB", flush=True)
                process.send_signal(signal.SIGTERM)
                await process.wait()
    return measured


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.memory", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--updates", type=int, default=20_000)
    parser.add_argument("--emulator", type=Path, default=default_emulator(), metavar="FILE")
    options = parser.parse_args()
    measured = asyncio.run(measure(options.updates, options.emulator))
    growth = measured[-1] / measured[0]
    print(f"growth {growth:.2f}×")
    return int(growth > MOST_GROWTH)


if __name__ == "__main__":
    sys.exit(main())
