"""What every fault run shares: an emulated Telegram, the bot as a process of its own, and what came of it.

Loopback only, bounded in time; what is started is stopped. The bot is the real one, started as an operator starts it,
over the invented record and an empty state; or an echo without pace or record, which has more under way at a kill.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

import aiohttp

from bot.state.migrations import migrate_sqlite
from tests.bot.databases import Databases, Proxy
from tests.deploy.nginx import free_port

__all__ = [
    "ROOT",
    "TOKEN",
    "Emulator",
    "Outcome",
    "Scenario",
    "default_emulator",
    "emulator",
    "judged",
    "play",
    "started",
]

ROOT: Final = Path(__file__).resolve().parents[2]
TOKEN: Final = "1:TEST"
#: A run takes no longer, whatever happens: twice what the longest needs.
BOUND_SECONDS: Final = 480.0
#: Waits between Telegram's tries to bring an update, a tenth of the real ones.
WEBHOOK_RETRY: Final = 0.1
SECRET: Final = "only-for-the-fault-runs-" * 2
#: After the last answer, so long is listened for a second one.
LISTEN_SECONDS: Final = 2.0
#: In which a reply is surely read, and its update noted as answered, on a busy machine too.
REPLY_SECONDS: Final = 0.1
#: How often all processes that find facts are killed in a run.
WORKER_KILLS: Final = 5
_SENDS: Final = frozenset({"sendMessage", "sendPhoto", "sendDocument"})
#: Of the bot's log, when something was not as it must be.
_LINES_SHOWN: Final = 8


@dataclass(frozen=True)
class Scenario:
    """One way for things to go wrong, and what may come of it.

    ``faults`` and ``settings`` are the emulator's. ``signals`` are sent one after the other, evenly spread over the
    answers and ``pause`` seconds later, the bot being started again after each. ``outage`` is for how many seconds the
    database, one of PostgreSQL then, is away after half of the answers.
    """

    name: str
    questions: int = 300
    rate: float = 0.0
    chats: int | None = None  #: without: one question a chat, so that each answer's question is certain
    texts: tuple[str, ...] = ("How many people died?",)
    presses: bool = False  #: the texts are those of buttons; what comes of each are files, no two alike
    faults: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    signals: tuple[signal.Signals, ...] = ()
    pause: float = 0.0
    outage: float = 0.0
    webhook: bool = False  #: Telegram brings the updates
    bot: Literal["serve", "echo"] = "serve"
    environment: Mapping[str, str] = field(default_factory=dict)
    room: int | None = None  #: bytes by which the state may grow before there is no space left
    logged: str = ""  #: what the bot's log must hold: that things did go wrong
    floods: bool = True  #: whether Telegram may have had to say 429
    parked: int = 0  #: replies that must wait in the state at a kill
    workers: int = 0  #: processes that find the facts; all are killed five times while the bot goes on
    longest: float | None = None  #: seconds that an answer may take from when Telegram first brought its question


@dataclass(frozen=True)
class Outcome:
    """What came of a run. ``under_way`` are the sends that kills cut off, and so the most that may be doubled;
    ``waited`` says how many seconds answers took from being asked, and ``longest`` how many the slowest took from when
    Telegram first gave its question to the bot; ``problems`` says what was not as it must be."""

    asked: int
    answered: int
    lost: int
    doubled: int
    under_way: int
    seconds: float
    calls: Mapping[str, int]
    waited: Mapping[str, float]
    longest: float
    problems: tuple[str, ...]

    @property
    def floods(self) -> int:
        return sum(count for call, count in self.calls.items() if call.endswith(" 429"))


class Emulator:
    """Drives the emulator over its control interface."""

    def __init__(self, session: aiohttp.ClientSession, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        #: Whether files are what counts as answers: to the emulator a press is answered when its spinner stops.
        self.files_count = False
        self._session = session

    async def control(self, action: str, **body: Any) -> Any:
        async with self._session.post(f"{self.url}/control/{action}", json=body) as response:
            return (await response.json())["result"]

    async def report(self) -> dict[str, Any]:
        async with self._session.get(f"{self.url}/control/report") as response:
            report: dict[str, Any] = (await response.json())["result"]
        if self.files_count:
            calls = await self.calls()
            sent = [(call["method"], call["params"].get("caption")) for call in calls if _is_file(call)]
            seconds = max((call["t"] - calls[0]["t"] for call in calls if _is_file(call)), default=0.0)
            report |= {"answered": len(set(sent)), "answers": len(sent), "seconds": seconds}
            report |= {"since_enqueued": {}, "since_delivered": {}}  # those of the spinners
        return report

    async def calls(self) -> list[dict[str, Any]]:
        """All calls so far."""
        async with self._session.get(f"{self.url}/control/calls") as response:
            calls: list[dict[str, Any]] = (await response.json())["result"]
            return calls

    async def under_way(self, moment: float) -> int:
        """How many sends the bot did not know to be done at a moment: a reply takes a while to be read and noted."""
        sends = [call for call in await self.calls() if call["method"] in _SENDS]
        ends = (call["t"] + call.get("took", BOUND_SECONDS) for call in sends)
        return sum(end > moment - REPLY_SECONDS for end in ends)

    async def polled(self, deadline: float, process: asyncio.subprocess.Process, *, method: str = "getUpdates") -> None:
        """Waits for the bot to ask for updates; or, with another method, to call that."""
        before = _count(await self.report(), method)
        while time.monotonic() < deadline and process.returncode is None:
            if _count(await self.report(), method) > before:
                return
            await asyncio.sleep(0.03)

    async def brought(self, deadline: float, process: asyncio.subprocess.Process) -> None:
        """Waits until Telegram has nothing more to bring: what a killed bot had claimed comes some seconds later."""
        while time.monotonic() < deadline and process.returncode is None:
            if not (await self.report())["unconfirmed"]:
                return
            await asyncio.sleep(0.1)

    async def answered(self, enough: int, deadline: float, process: asyncio.subprocess.Process) -> dict[str, Any]:
        """The report once so many are answered; or the bot has ended, or the time is up."""
        while True:
            report = await self.report()
            if report["answered"] >= enough or time.monotonic() > deadline or process.returncode is not None:
                return report
            await asyncio.sleep(0.03)


def default_emulator() -> Path | None:
    """The one that BOT_API_EMULATOR names; None for our own."""
    named = os.environ.get("BOT_API_EMULATOR")
    return Path(named) if named else None


@asynccontextmanager
async def emulator(path: Path | None = None) -> AsyncIterator[Emulator]:
    """An emulated Telegram: `tests.faults.emulated`, or another program with the same door."""
    port = free_port()
    command = [sys.executable, *([str(path)] if path else ["-m", "tests.faults.emulated"])]
    command += ["--port", str(port), "--token", TOKEN]
    if path is not None and (specification := os.environ.get("BOT_API_SPEC")):
        command += ["--spec", specification]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, cwd=ROOT)
    try:
        assert process.stdout is not None
        async with asyncio.timeout(20):
            await process.stdout.readline()  # it says when it listens
        async with aiohttp.ClientSession() as session:
            yield Emulator(session, port)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


@asynccontextmanager
async def started(
    command: list[str], environment: Mapping[str, str], log: Path, *, largest_file: int | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process of the bot; ended with the block, whatever happens in it."""

    def limit() -> None:
        if largest_file is not None:
            # As good as a full disk, and needs no file system of its own: what grows beyond is refused.
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

    with log.open("ab") as written:
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=written,
            stderr=written,
            preexec_fn=limit,
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
        await process.wait()


def command_of(scenario: Scenario, server: Emulator, database: str) -> tuple[list[str], dict[str, str]]:
    """The bot's command line and environment."""
    port = free_port()
    if scenario.bot == "echo":
        ports = [str(port)] if scenario.webhook else []
        return [sys.executable, "-m", "tests.faults.echo", server.url, database, *ports], {}
    environment = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": server.url,
        "DATABASE_URL": database,
        "SECRET_KEY": SECRET,
        "LOG_LEVEL": "INFO",
    }
    if scenario.workers:
        environment["MATCHING_PROCESSES"] = str(scenario.workers)
    if scenario.webhook:
        environment |= {"WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram", "LISTEN": f"127.0.0.1:{port}"}
    return [sys.executable, "main.py", "--record", "tests/records/ferry", "serve"], environment


async def play(scenario: Scenario, emulator_path: Path | None = None) -> Outcome:
    """Run a scenario to its end, or to the end of its time."""
    deadline = time.monotonic() + BOUND_SECONDS
    problems: list[str] = []
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        log = folder / "bot.log"
        database, network = f"sqlite:///{folder}/state.db", None
        if scenario.outage:
            network = await stack.enter_async_context(_network(folder))
            database = network.url
        server = await stack.enter_async_context(emulator(emulator_path))
        await server.control("config", faults=dict(scenario.faults), webhook_retry=WEBHOOK_RETRY, **scenario.settings)
        server.files_count = scenario.presses
        asked = {"n": scenario.questions, "chats": scenario.chats or scenario.questions, "rate": scenario.rate}
        kind = "callback" if scenario.presses else "message"
        asking = asyncio.create_task(server.control("enqueue", **asked, kind=kind, texts=list(scenario.texts)))
        largest = None
        if scenario.room is not None:  # a disk that was full before lets no bot start
            migrate_sqlite(folder / "state.db")
            largest = (folder / "state.db").stat().st_size + scenario.room
        command, environment = command_of(scenario, server, database)
        environment |= scenario.environment
        sign_of_life = "getWebhookInfo" if scenario.webhook else "getUpdates"

        def bot() -> contextlib.AbstractAsyncContextManager[asyncio.subprocess.Process]:
            return started(command, environment, log, largest_file=largest)

        under_way = 0
        for number, sent in enumerate(scenario.signals, start=1):
            async with bot() as process:
                await server.polled(deadline, process, method=sign_of_life)
                enough = scenario.questions * number // (len(scenario.signals) + 1)
                await server.answered(enough, deadline, process)
                await asyncio.sleep(scenario.pause)
                now = time.time()
                problems += await _signalled(process, sent)
                if sent == signal.SIGKILL:
                    under_way += await server.under_way(now)
            if scenario.parked and (waiting := _parked(folder / "state.db")) != scenario.parked:
                problems.append(f"{waiting} replies were parked at the kill, not {scenario.parked}")
        async with bot() as process:
            await server.polled(deadline, process, method=sign_of_life)
            if scenario.workers:
                for number in range(1, WORKER_KILLS + 1):
                    await server.answered(scenario.questions * number // (WORKER_KILLS + 1), deadline, process)
                    for worker in children(process.pid):
                        with contextlib.suppress(ProcessLookupError):
                            os.kill(worker, signal.SIGKILL)
            if network is not None:
                await server.answered(scenario.questions // 2, deadline, process)
                await network.cut()
                await asyncio.sleep(scenario.outage)
                await network.mend()
            await server.answered(scenario.questions, deadline, process)
            if scenario.webhook:
                await server.brought(deadline, process)
            await asyncio.sleep(LISTEN_SECONDS)
            problems += await _signalled(process, signal.SIGTERM)
        asking.cancel()
        report = await server.report()
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    if scenario.logged and not any(scenario.logged in line for line in lines):
        problems.append(f"the log has no {scenario.logged!r}")
    outcome = judged(scenario, report, under_way, problems)
    if outcome.problems:
        print("\n".join(f"    {line}" for line in lines[-_LINES_SHOWN:]), file=sys.stderr)
    return outcome


@asynccontextmanager
async def _network(folder: Path) -> AsyncIterator[Proxy]:
    """A database of PostgreSQL, started for the run, behind a network that can be cut."""
    databases = Databases()
    await asyncio.to_thread(lambda: databases.server_url)
    try:
        async with databases.empty("postgres", folder) as url:
            network = Proxy(url)
            await network.mend()
            yield network
            await network.cut()
    finally:
        await asyncio.to_thread(databases.close)


def children(process: int) -> list[int]:
    """The numbers of the processes that a process has started."""
    listed = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    return [int(number) for number in listed.split()]


def _parked(state: Path) -> int:
    with contextlib.closing(sqlite3.connect(state)) as database:
        return int(database.execute("SELECT count(*) FROM parked").fetchone()[0])


async def _signalled(process: asyncio.subprocess.Process, sent: signal.Signals) -> list[str]:
    """Send a signal and wait for the end; what was wrong with it."""
    if process.returncode is not None:
        return [f"the bot ended by itself with {process.returncode}"]
    process.send_signal(sent)
    try:
        async with asyncio.timeout(30):
            code = await process.wait()
    except TimeoutError:
        return [f"the bot did not end within 30 s of {sent.name}"]
    return [f"the bot ended with {code} after {sent.name}"] if sent == signal.SIGTERM and code else []


def _is_file(call: Mapping[str, Any]) -> bool:
    return call["method"] in ("sendPhoto", "sendDocument") and call["status"] == 200


def _count(report: Mapping[str, Any], method: str) -> int:
    """How often a method was called; a call without an answer yet has the status 0."""
    return sum(count for call, count in report["calls"].items() if call.split()[0] == method)


def judged(scenario: Scenario, report: Mapping[str, Any], under_way: int, problems: list[str]) -> Outcome:
    lost, doubled = report["questions"] - report["answered"], report["answers"] - report["answered"]
    lost += scenario.questions - report["questions"]
    if lost:
        problems.append(f"{lost} lost")
    if scenario.webhook and report["unconfirmed"]:
        problems.append(f"{report['unconfirmed']} still to be brought")
    if doubled > under_way:
        problems.append(f"{doubled} doubled, where {under_way} were under way")
    outcome = Outcome(
        asked=scenario.questions,
        answered=report["answered"],
        lost=lost,
        doubled=doubled,
        under_way=under_way,
        seconds=report["seconds"],
        calls=report["calls"],
        waited=report["since_enqueued"],
        longest=report["since_delivered"].get("max", 0.0),
        problems=(),
    )
    if outcome.floods and not scenario.floods:
        problems.append(f"{outcome.floods} times too many requests")
    if scenario.longest is not None and outcome.longest > scenario.longest:
        problems.append(f"an answer took {outcome.longest:.0f} s, where {scenario.longest:.0f} s are the most")
    if report["spec_errors"]:
        problems.append(f"calls against the specification: {sorted(report['spec_errors'])}")
    return Outcome(**{**outcome.__dict__, "problems": tuple(problems)})
