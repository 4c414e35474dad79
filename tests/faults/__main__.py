"""Runs the bot while things go wrong, and counts: asked, answered, lost, doubled.

    python -m tests.faults
    …  kill flood               only these
    …  --quick                  a fifth of the questions

The Telegram is `tests.faults.emulated`, or the program that BOT_API_EMULATOR names; BOT_API_SPEC names a Bot API
specification to check every call against. Loopback only, some fifteen minutes, stops what it starts. What a killed bot
behind a webhook was answering is claimed by it for ten seconds more. *longest* are the seconds from when Telegram first
gave a question to the bot to its answer; behind a webhook there is the pause in it that Telegram doubles with each try,
restart after restart. Exits 1 if a question was lost, or an answer given twice or late where that can be helped.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from dataclasses import replace
from pathlib import Path
from signal import SIGKILL, SIGTERM

from tests.faults.rig import ROOT, Outcome, Scenario, default_emulator, play

#: What Telegram takes for a send, so that some are under way at a kill.
LATENCY = {"delay_ms": 50, "jitter_ms": 100, "methods": ["sendMessage"]}
KILLS = (SIGKILL,) * 5
#: A chat to which Telegram lets the bot speak that seldom: what comes sooner has to be parked.
ONE_IN_TEN_SECONDS = {"flood": True, "chat_rate": 0.1}
#: For what a killed bot had claimed behind a webhook and not sent: its claim lasts 10 s, and the emulated Telegram
#: comes 12.6 s after the kill, or, where the bot is long in starting, 25.4 s; then there is the turn of the answer.
TAKEN_OVER = 35.0

SCENARIOS = (
    Scenario("nothing wrong"),
    Scenario("kill", signals=KILLS, faults=LATENCY),
    Scenario("kill, no pace", bot="echo", questions=2000, chats=500, signals=KILLS, faults=LATENCY),
    Scenario("stop", signals=(SIGTERM,) * 3, faults=LATENCY),
    Scenario("webhook kill", webhook=True, questions=1000, signals=KILLS, faults=LATENCY),
    Scenario("webhook, no pace", bot="echo", webhook=True, questions=2000, chats=500, signals=KILLS, faults=LATENCY),
    Scenario("webhook takeover", webhook=True, questions=60, signals=(SIGKILL,), faults=LATENCY, longest=TAKEN_OVER),
    Scenario("webhook stop", webhook=True, signals=(SIGTERM,) * 3, faults=LATENCY),
    Scenario("parked", questions=3, chats=1, settings=ONE_IN_TEN_SECONDS, signals=(SIGKILL,), pause=4, parked=2),
    Scenario(
        "parked files",
        questions=3,
        chats=1,
        texts=("1:d:timeline:0:light:en", "1:d:numbers:0:light:ru", "1:x:json:en"),
        presses=True,
        settings=ONE_IN_TEN_SECONDS,
        signals=(SIGKILL,),
        pause=4,
        parked=2,
    ),
    Scenario("workers", workers=2, logged="another is started"),
    Scenario("database", rate=20, outage=10, logged="ConnectionRefusedError"),
    Scenario("5xx", faults={"p500": 0.05}),
    Scenario("dropped", faults={"p_drop": 0.05}),
    Scenario("flood", settings={"flood": True, "global_rate": 15}),
    Scenario("slow", faults={"delay_ms": 2000, "jitter_ms": 1000, "methods": ["sendMessage"]}),
    Scenario("disk full", room=16 * 1024, logged="could not be noted"),
    Scenario("clock", environment={"PYTHONPATH": str(ROOT / "tests" / "faults" / "jumping_clock")}, rate=30),
    Scenario("pace", questions=2000, chats=500, rate=30, settings={"flood": True}, floods=False),
)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.faults", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="RUN", help=", ".join(each.name for each in SCENARIOS))
    parser.add_argument("--quick", action="store_true", help="a fifth of the questions")
    parser.add_argument("--emulator", type=Path, default=default_emulator(), metavar="FILE")
    options = parser.parse_args()
    if unknown := set(options.names) - {each.name for each in SCENARIOS}:
        parser.error(f"no such run: {', '.join(sorted(unknown))}")
    print(_row("run", "asked", "answered", "lost", "doubled", "under way", "429", "seconds", "p99 s", "longest"))
    failed = False
    for scenario in SCENARIOS:
        if options.names and scenario.name not in options.names:
            continue
        if options.quick:
            scenario = replace(scenario, questions=max(scenario.questions // 5, 3))
        outcome = asyncio.run(play(scenario, options.emulator))
        failed |= bool(outcome.problems)
        print(_told(scenario, outcome), flush=True)
    return int(failed)


def _told(scenario: Scenario, outcome: Outcome) -> str:
    numbers = (outcome.asked, outcome.answered, outcome.lost, outcome.doubled, outcome.under_way, outcome.floods)
    times = (f"{outcome.seconds:.1f}", f"{outcome.waited.get('p99', 0.0):.2f}", f"{outcome.longest:.2f}")
    return f"{_row(scenario.name, *numbers, *times)}  {'; '.join(outcome.problems)}".rstrip()


def _row(name: str, *cells: object) -> str:
    return f"{name:<18}" + "".join(f"{cell:>10}" for cell in cells)


if __name__ == "__main__":
    sys.exit(main())
