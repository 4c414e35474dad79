"""Kills a bot behind a webhook again and again while it answers, and counts: asked, answered, lost, doubled.

    BOT_API_EMULATOR=../shared/tools/bot_api_emulator.py python -m tests.faults.webhook_kill
    …  --signal TERM            stops it politely instead
    …  --fault p500=0.05        5 % of the calls fail; p_drop: connections cut; p_lost_reply: done, but not said
    …  --rate 30                questions come one by one, so many a second, not all at once

What a killed bot was answering is claimed by it for a minute more: the last answers take that long. Loopback only,
bounded (four minutes), stops what it starts. Exits 1 if a question was lost, or doubled more often than sends were
under way at a kill.
"""

import argparse
import asyncio
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters
from tests.faults.polling_kill import TOKEN, UNPACED, Emulator, emulator, fault

from bot.delivery.bringing import be_brought
from bot.delivery.listening import listening
from bot.delivery.pacing import Pace, Pacing
from bot.delivery.transport import AiohttpRequest
from bot.delivery.webhook import MAX_BODY, Webhook
from bot.state.answered import AnsweredInDatabase
from bot.state.opening import opened

SECRET: Final = "a-secret-of-the-fault-run"
KINDS: Final = ["message"]
BOUND_SECONDS: Final = 240.0
#: Waits between Telegram's tries, a tenth of the real ones: the real Telegram is told to come again in 2 s, and does.
RETRY_SHARE: Final = 0.1


async def run_bot(base_url: str, state: Path, port: int, *, work: float) -> None:
    """The bot under test, in a process of its own."""

    async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        if work:
            await asyncio.sleep(work)
        if update.effective_message and update.effective_message.text:
            await update.effective_message.reply_text(update.effective_message.text, do_quote=True)

    transport, pacing = AiohttpRequest(), Pacing(UNPACED)
    builder = ApplicationBuilder().token(TOKEN).base_url(base_url).updater(None).job_queue(None)
    application = builder.request(transport).get_updates_request(transport).rate_limiter(pacing).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    async with opened(f"sqlite:///{state}", 1) as database:
        webhook = Webhook(application, AnsweredInDatabase(database, 1), secret=SECRET, allowed_updates=KINDS)
        async with listening("--port", "127.0.0.1", port, webhook.routes("/hook"), max_body=MAX_BODY):
            url = f"http://127.0.0.1:{port}/hook"
            received = await be_brought(application, webhook, url=url, secret=SECRET, allowed_updates=KINDS)
    print(f"  bot: {received} {pacing.tally}", flush=True)


@asynccontextmanager
async def bot(arguments: list[str]) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.faults.webhook_kill", *arguments)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def measure(options: argparse.Namespace) -> int:
    from tests.deploy.nginx import free_port

    deadline = time.monotonic() + BOUND_SECONDS
    with tempfile.TemporaryDirectory() as folder:
        async with emulator(options.emulator) as server:
            await server.control("config", faults=dict(options.fault), webhook_retry=RETRY_SHARE)
            asking = asyncio.create_task(
                server.control("enqueue", n=options.questions, chats=options.chats, rate=options.rate)
            )
            arguments = ["--bot", server.base_url, "--state", f"{folder}/state.db", "--port", str(free_port())]
            arguments += ["--work", str(options.work)]
            for kill in range(1, options.kills + 1):
                async with bot(arguments) as process:
                    await server.answered(options.questions * kill // (options.kills + 1), deadline)
                    process.send_signal(getattr(signal, f"SIG{options.signal}"))
                    await process.wait()
                    report = await server.report()
                    print(
                        f"{options.signal} {kill}: {report['answered']} answered, {report['unconfirmed']} unconfirmed"
                    )
            async with bot(arguments):
                await asking
                await settled(server, deadline)
            report = await server.report()
    print(
        f"asked {report['questions']}  answered {report['answered']}  lost {report['unanswered']}"
        f"  doubled {report['doubled']}  unconfirmed {report['unconfirmed']}  seconds {report['seconds']:.1f}"
    )
    print(f"seconds to an answer {report['since_enqueued']}")
    print(json.dumps(report["calls"]))
    bound = Pace().at_once * options.kills if options.signal == "KILL" else 0
    lost_replies = dict(options.fault).get("p_lost_reply", 0)  # said twice by nature: the bot cannot know
    lost = report["unanswered"] or report["unconfirmed"]
    return int(bool(lost) or (report["doubled"] > bound and not lost_replies))


async def settled(server: Emulator, deadline: float) -> None:
    """Waits until Telegram has nothing more to bring, or the time is up."""
    while (await server.report())["unconfirmed"] and time.monotonic() < deadline:  # noqa: ASYNC110
        await asyncio.sleep(0.2)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=500)
    parser.add_argument("--chats", type=int, default=125)
    parser.add_argument("--kills", type=int, default=2)
    parser.add_argument("--signal", choices=("KILL", "TERM"), default="KILL")
    parser.add_argument("--fault", type=fault, action="append", default=[], metavar="NAME=SHARE")
    parser.add_argument("--rate", type=float, default=0)
    # More than the real bot takes to find an answer, so that a kill meets work.
    parser.add_argument("--work", type=float, default=0.02, metavar="SECONDS")
    parser.add_argument("--emulator", type=Path, default=os.environ.get("BOT_API_EMULATOR"))
    parser.add_argument("--bot", help=argparse.SUPPRESS)
    parser.add_argument("--state", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.bot:
        asyncio.run(run_bot(options.bot, options.state, options.port, work=options.work))
        return 0
    if options.emulator is None:
        parser.error("name the emulator: --emulator FILE, or BOT_API_EMULATOR in the environment")
    return asyncio.run(measure(options))


if __name__ == "__main__":
    sys.exit(main())
