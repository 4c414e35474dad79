"""Several bots behind nginx over one PostgreSQL, killed and stopped in turn while they answer: asked, lost, doubled.

    apt-get install nginx
    python -m tests.faults.replicas
    …  --replicas 3 --questions 600 --rate 60

These are the real program (`main.py serve`) over the invented record, nginx with deploy/nginx, and a PostgreSQL server
that is started for the run. The bots are killed (SIGKILL) and stopped (SIGTERM) in turn, each started again at once.
What a killed bot was answering is claimed by it for ten seconds more, and answered by another then. Loopback only,
bounded (five minutes), stops what it starts. Exits 1 if a question was lost, doubled more often than sends were under
way at a kill, or if nobody but one bot answered; 2 if nginx is missing.
"""

import argparse
import asyncio
import json
import os
import re
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

import aiohttp

from tests.bot.databases import Databases
from tests.deploy.nginx import NGINX, free_port, proxied
from tests.faults.rig import ROOT, SECRET, TOKEN, WEBHOOK_RETRY, Emulator, default_emulator, emulator

FERRY: Final = ROOT / "tests" / "records" / "ferry"
BOUND_SECONDS: Final = 300.0
START_SECONDS: Final = 90.0
ASKED: Final = ["How many people died? #{i}", "what was the captain sentenced to #{i}", "канча киши каза болду? #{i}"]


class Replica:
    """One bot, in a process of its own, on a port of its own."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.port, self.metrics_port = free_port(), free_port()
        self._environment = environment | {
            "LISTEN": f"127.0.0.1:{self.port}",
            "METRICS": f"127.0.0.1:{self.metrics_port}",
        }
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, str(ROOT / "main.py"), "--record", str(FERRY), "serve", env=self._environment
        )

    async def ready(self, session: aiohttp.ClientSession) -> None:
        async with asyncio.timeout(START_SECONDS):
            while await self._status(session) != 200:
                assert self.process is not None
                if self.process.returncode is not None:
                    raise SystemExit(f"a bot ended with exit code {self.process.returncode}")
                await asyncio.sleep(0.05)

    async def end(self, number: signal.Signals) -> int:
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(number)
        return await self.process.wait()

    async def answered(self, session: aiohttp.ClientSession) -> float:
        """How many updates this process has answered, as its metrics tell."""
        async with session.get(f"http://127.0.0.1:{self.metrics_port}/metrics") as response:
            found = re.search(r'bot_update_seconds_count{outcome="answered"} (\S+)', await response.text())
        return float(found[1]) if found else 0.0

    async def _status(self, session: aiohttp.ClientSession) -> int:
        try:
            async with session.get(f"http://127.0.0.1:{self.port}/readyz") as response:
                return response.status
        except aiohttp.ClientError:
            return 0


@asynccontextmanager
async def replicas(count: int, environment: dict[str, str]) -> AsyncIterator[list[Replica]]:
    made = [Replica(environment) for _ in range(count)]
    try:
        for each in made:
            await each.start()
        yield made
    finally:
        await asyncio.gather(*(each.end(signal.SIGTERM) for each in made if each.process))


async def measure(options: argparse.Namespace) -> int:
    deadline = time.monotonic() + BOUND_SECONDS
    databases = Databases()
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        stack.push_async_callback(asyncio.to_thread, databases.close)
        await asyncio.to_thread(lambda: databases.server_url)
        url = await stack.enter_async_context(databases.empty("postgres", folder))
        server = await stack.enter_async_context(emulator(options.emulator))
        await server.control("config", webhook_retry=WEBHOOK_RETRY)
        proxy_port = free_port()
        environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": server.url,
            "DATABASE_URL": url,
            "SECRET_KEY": SECRET,
            "WEBHOOK_URL": f"http://127.0.0.1:{proxy_port}/telegram",
            "XDG_CACHE_HOME": str(folder / "cache"),
            "LOG_LEVEL": "WARNING",
        }
        session = await stack.enter_async_context(aiohttp.ClientSession())
        bots = await stack.enter_async_context(replicas(options.replicas, environment))
        await stack.enter_async_context(proxied(folder, [each.port for each in bots], port=proxy_port))
        await asyncio.gather(*(each.ready(session) for each in bots))
        print(f"{len(bots)} bots are ready", flush=True)
        doubled_bound, shares = await disturbed(options, server, session, bots, deadline)
        report = await server.report()
    print(
        f"asked {report['questions']}  answered {report['answered']}  lost {report['unanswered']}"
        f"  doubled {report['doubled']} (under way {doubled_bound})  unconfirmed {report['unconfirmed']}"
        f"  seconds {report['seconds']:.1f}"
    )
    print(f"seconds to an answer {report['since_enqueued']}")  # max: what a killed bot had claimed
    print(f"answered by each process before it ended: {shares}")
    print(json.dumps(report["calls"]))
    lost = report["unanswered"] or report["unconfirmed"]
    return int(bool(lost) or report["doubled"] > doubled_bound or sum(share > 0 for share in shares) < 2)


async def disturbed(
    options: argparse.Namespace,
    server: Emulator,
    session: aiohttp.ClientSession,
    bots: list[Replica],
    deadline: float,
) -> tuple[int, list[int]]:
    """Asks, and ends one bot after the other meanwhile; gives the most that may double, and what each process did."""
    asking = asyncio.create_task(
        server.control("enqueue", n=options.questions, chats=options.chats, rate=options.rate, texts=ASKED)
    )
    shares, under_way = [], 0
    for turn in range(options.turns):
        victim, number = bots[turn % len(bots)], signal.SIGTERM if turn % 2 else signal.SIGKILL
        assert victim.process is not None
        await server.answered(options.questions * (turn + 1) // (options.turns + 1), deadline, victim.process)
        shares.append(int(await victim.answered(session)))
        now = time.time()
        code = await victim.end(number)
        if number is signal.SIGKILL:
            under_way += await server.under_way(now)  # the others' too, which nobody cut off
        print(f"{number.name} {turn + 1}: exit code {code}, {(await server.report())['answered']} answered", flush=True)
        if number is signal.SIGTERM and code:
            raise SystemExit("a bot that was asked to stop must end with exit code 0")
        await victim.start()
        await victim.ready(session)
    await asking
    assert bots[0].process is not None
    await server.brought(deadline, bots[0].process)
    shares += [int(await each.answered(session)) for each in bots]
    return under_way, shares


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--replicas", type=int, default=3)
    parser.add_argument("--questions", type=int, default=600)
    parser.add_argument("--chats", type=int, default=300)
    parser.add_argument("--rate", type=float, default=40)
    parser.add_argument("--turns", type=int, default=4, help="how often a bot is ended")
    parser.add_argument("--emulator", type=Path, default=default_emulator(), metavar="FILE")
    options = parser.parse_args()
    if NGINX is None:
        parser.error("nginx is missing: apt-get install nginx")
    return asyncio.run(measure(options))


if __name__ == "__main__":
    sys.exit(main())
