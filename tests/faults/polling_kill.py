"""Kills a polling bot again and again while it answers, and counts: asked, answered, lost, doubled.

    BOT_API_EMULATOR=../shared/tools/bot_api_emulator.py python -m tests.faults.polling_kill
    …  --signal TERM            stops it politely instead
    …  --fault p500=0.05        5 % of the calls fail; p_drop: connections cut; p_lost_reply: done, but not said
    …  --flood                  flood control on, and the bot keeps Telegram's pace
    …  --rate 30                questions come one by one, so many a second, not all at once

Loopback only, bounded (two minutes), stops what it starts. Exits 1 if a question was lost, or doubled more often
than sends were under way at a kill.
"""

import argparse
import asyncio
import json
import os
import signal
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import aiohttp
from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters

from bot.delivery.pacing import Pace, Pacing
from bot.delivery.polling import poll
from bot.delivery.transport import AiohttpRequest
from bot.state.answered import AnsweredInDatabase
from bot.state.opening import opened

TOKEN: Final = "1:TEST"
BOUND_SECONDS: Final = 120.0
#: No pace but the sends under way, unless flood control is on.
UNPACED: Final = Pace(chat_per_second=0, group_per_minute=0, per_second=0)


async def run_bot(base_url: str, state: Path, *, work: float, paced: bool) -> None:
    """The bot under test, in a process of its own."""

    async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        if work:
            await asyncio.sleep(work)
        if update.effective_message and update.effective_message.text:
            await update.effective_message.reply_text(update.effective_message.text, do_quote=True)

    transport = AiohttpRequest()
    pacing = Pacing(Pace() if paced else UNPACED)
    builder = ApplicationBuilder().token(TOKEN).base_url(base_url).updater(None).job_queue(None)
    application = builder.request(transport).get_updates_request(transport).rate_limiter(pacing).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    async with opened(f"sqlite:///{state}", 1) as database:
        received = await poll(application, AnsweredInDatabase(database, 1))
    print(f"  bot: {received} {pacing.tally}", flush=True)


class Emulator:
    """Drives the emulator over its control interface."""

    def __init__(self, session: aiohttp.ClientSession, port: int) -> None:
        self.base_url = f"http://127.0.0.1:{port}/bot"
        self._control = f"http://127.0.0.1:{port}/control"
        self._session = session

    async def control(self, action: str, **body: Any) -> Any:
        async with self._session.post(f"{self._control}/{action}", json=body) as response:
            return (await response.json())["result"]

    async def report(self) -> dict[str, Any]:
        async with self._session.get(f"{self._control}/report") as response:
            report: dict[str, Any] = (await response.json())["result"]
            return report

    async def answered(self, enough: int, deadline: float) -> dict[str, Any]:
        """The report once that many are answered, or the time is up."""
        while True:
            report = await self.report()
            if report["answered"] >= enough or time.monotonic() > deadline:
                return report
            await asyncio.sleep(0.02)


@asynccontextmanager
async def emulator(path: Path) -> AsyncIterator[Emulator]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(path), "--port", str(port), "--token", TOKEN, stdout=asyncio.subprocess.PIPE
    )
    try:
        if process.stdout:
            await process.stdout.readline()  # it says when it listens
        async with aiohttp.ClientSession() as session:
            yield Emulator(session, port)
    finally:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def bot(arguments: list[str]) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.faults.polling_kill", *arguments)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def measure(options: argparse.Namespace) -> int:
    deadline = time.monotonic() + BOUND_SECONDS
    with tempfile.TemporaryDirectory() as folder:
        async with emulator(options.emulator) as server:
            await server.control("config", flood=options.flood, faults=dict(options.fault))
            asking = asyncio.create_task(
                server.control("enqueue", n=options.questions, chats=options.chats, rate=options.rate)
            )
            arguments = ["--bot", server.base_url, "--state", f"{folder}/answered.db", "--work", str(options.work)]
            arguments += ["--flood"] if options.flood else []
            for kill in range(1, options.kills + 1):
                async with bot(arguments) as process:
                    enough = options.questions * kill // (options.kills + 1)
                    await server.answered(enough, deadline)
                    process.send_signal(getattr(signal, f"SIG{options.signal}"))
                    await process.wait()
                    report = await server.report()
                    print(
                        f"{options.signal} {kill}: {report['answered']} answered, {report['unconfirmed']} unconfirmed"
                    )
            async with bot(arguments):
                await server.answered(options.questions, deadline)
                await asking
                await asyncio.sleep(1.0)  # a second answer would come now
            report = await server.report()
    print(
        f"asked {report['questions']}  answered {report['answered']}  lost {report['unanswered']}"
        f"  doubled {report['doubled']}  unconfirmed {report['unconfirmed']}  seconds {report['seconds']:.1f}"
    )
    print(f"answers a second {report['per_second']}  seconds to an answer {report['since_enqueued']}")
    print(json.dumps(report["calls"]))
    bound = Pace().at_once * options.kills if options.signal == "KILL" else 0
    lost_replies = dict(options.fault).get("p_lost_reply", 0)  # said twice by nature: the bot cannot know
    return int(bool(report["unanswered"]) or (report["doubled"] > bound and not lost_replies))


def fault(text: str) -> tuple[str, float]:
    name, _, share = text.partition("=")
    return name, float(share)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=500)
    parser.add_argument("--chats", type=int, default=125)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--signal", choices=("KILL", "TERM"), default="KILL")
    parser.add_argument("--fault", type=fault, action="append", default=[], metavar="NAME=SHARE")
    parser.add_argument("--flood", action="store_true")
    parser.add_argument("--rate", type=float, default=0)
    # More than the real bot takes to find an answer, so that a kill meets work.
    parser.add_argument("--work", type=float, default=0.02, metavar="SECONDS")
    parser.add_argument("--emulator", type=Path, default=os.environ.get("BOT_API_EMULATOR"))
    parser.add_argument("--bot", help=argparse.SUPPRESS)
    parser.add_argument("--state", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.bot:
        asyncio.run(run_bot(options.bot, options.state, work=options.work, paced=options.flood))
        return 0
    if options.emulator is None:
        parser.error("name the emulator: --emulator FILE, or BOT_API_EMULATOR in the environment")
    return asyncio.run(measure(options))


if __name__ == "__main__":
    sys.exit(main())
