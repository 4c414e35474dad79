"""A day of the bot as a process of its own, and everything that it wrote: no word of anybody, no name, no number.

People write in four languages, press, edit, forget, ask in groups; Telegram refuses, holds up and breaks off; the
process is killed and started again. Then every file, every table, every line of the log and of the metrics and the
process's own command line is searched for what people wrote, who they are, and what the operator keeps secret.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import sqlite3
import stat
import sys
from collections.abc import Iterator
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path
from urllib.parse import quote

import aiohttp
import asyncpg
import pytest

from bot.delivery.webhook import SECRET_HEADER
from tests.bot.databases import Proxy
from tests.bot.delivery.demo import TOKEN
from tests.bot.people import CONTENT, Updates
from tests.bot.recorder import ServedRecorder, Shown
from tests.deploy.nginx import free_port

ROOT = Path(__file__).resolve().parents[2]
SECRET = "operators-own-secret-5517-with-some-more-letters"
WEBHOOK_SECRET = "webhook-secret-9938-of-the-day"
PASSWORD = "password-of-the-database-7264"
# Ids, names and words that stand nowhere in the program or the record, so that finding one means that it was written.
PEOPLE = {
    8801234501: ("ru", "Зульфизар", "qzulfizar77"),
    8801234502: ("kk", "Тоқтамысбек", "qtoqtamys77"),
    8801234503: ("ky", "Эркеайымгүл", "qerkeaiym77"),
    8801234504: ("en", "Wolframina", "qwolframina77"),
}
GROUP = -1009988776655
#: More updates than the first of them makes.
FIRST = 20
TYPED = {
    "ru": "меня зовут Зульфизар, сколько погибло человек, мой телефон 79991234567?",
    "kk": "ағам Қайырғазы қамауда, паромда қанша адам қаза тапты?",
    "ky": "карындашым Бүбүсайра кайда, канча киши каза болду?",
    "en": "my neighbour Quillonius asks: how many people died on 48213 Zzyzx road?",
}


def told() -> Iterator[str]:
    """Everything that must be found nowhere."""
    yield from (TOKEN, TOKEN.partition(":")[2], SECRET, WEBHOOK_SECRET, PASSWORD)
    yield from (str(abs(GROUP)), "Достоктордун")
    for number, (_, name, username) in PEOPLE.items():
        yield from (str(number), name, username)
    yield from TYPED.values()
    yield from ("Зульфизар", "79991234567", "Қайырғазы", "Бүбүсайра", "Quillonius", "Zzyzx", "48213")
    yield CONTENT["contact"]["contact"]["first_name"]


def forms(text: str) -> set[bytes]:
    """A text as it might have been written: plain, escaped by Python or JSON, in UTF-16, in an address."""
    return {
        text.encode(),
        text.lower().encode(),
        text.encode("unicode_escape"),
        text.encode("utf-16-le"),
        quote(text).encode(),
        repr(text.encode())[2:-1].encode(),
    }


class Day:
    """What people do, as updates in the order of the day."""

    def __init__(self) -> None:
        self.updates: list[dict] = []
        self._ids = itertools.count(1)
        for number, (language, name, username) in PEOPLE.items():
            person = Updates(number, language, name)
            person.user |= {"id": number, "username": username, "last_name": name[::-1]}
            self._person(person, TYPED[language])
            if len(self.updates) < FIRST:
                self._add(person.presses(Shown(number, 5, "?", [], []), "1:j:yes:ru"))  # and follows to the end
        group = Updates(GROUP, "ky", "Эркеайымгүл")
        group.user |= {"id": 8801234503, "username": "qerkeaiym77"}
        group.chat["title"] = "Достоктордун тобу"
        self._add(group.says("@demo_bot " + TYPED["ky"]), group.says("/help@demo_bot"), group.says(TYPED["ky"]))
        self._add(group.sends("joined"))

    def _person(self, person: Updates, text: str) -> None:
        self._add(
            person.says("/start deaths-count"),
            person.says(text),
            person.edits(3, text + "!"),
            person.presses_something_forgotten("1:f:deaths-count:en"),
            person.presses_something_forgotten(text[:20]),
            person.presses_elsewhere("1:f:deaths-count:en"),
            person.sends("contact"),
            person.sends("photo", text),
            person.says("Кыргызча"),
            person.says("/forget"),
            person.says(f"/start {text}"),
        )

    def late(self) -> dict:
        """Somebody asks once more, after all the others; not counted among the day's updates."""
        person = Updates(8801234504, "en", "Wolframina")
        return {**person.says(TYPED["en"]), "update_id": len(self.updates) + 1}

    def _add(self, *updates: dict) -> None:
        self.updates += [{**update, "update_id": next(self._ids)} for update in updates]


@asynccontextmanager
async def serving(environment: dict[str, str], log: Path):
    """The bot as an operator starts it; killed at the end of the block if it still runs."""
    with log.open("ab") as written:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-X", "dev", "main.py", "--record", "tests/records/ferry", "serve",
            cwd=ROOT, env=environment, stdout=written, stderr=written,
        )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@pytest.fixture
async def telegram():
    server = ServedRecorder()
    await server.start()
    yield server
    await server.stop()


def environment(home: Path, address: str) -> dict[str, str]:
    """Only what the bot needs: nothing of this machine's settings."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "PYTHONPATH": str(ROOT),
        "TMPDIR": str(home),
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": address.removesuffix("/bot"),
        "SECRET_KEY": SECRET,
        "DATABASE_URL": f"sqlite:///{home}/state/state.db",
        "LOG_LEVEL": "DEBUG",
        "METRICS": f"127.0.0.1:{free_port()}",
    }


async def asked_for(address: str, path: str) -> bytes:
    """What the process says at one of its addresses."""
    async with aiohttp.ClientSession() as session, session.get(f"http://{address}{path}") as response:
        return await response.read()


async def ready(process: asyncio.subprocess.Process, address: str) -> None:
    async with asyncio.timeout(20):
        while process.returncode is None:
            with suppress(aiohttp.ClientError):
                if await asked_for(address, "/readyz") == b"ok\n":
                    return
            await asyncio.sleep(0.02)
    pytest.fail(f"the bot ended with {process.returncode}")


def found_in(everything: dict[str, bytes]) -> set[tuple[str, str]]:
    """Where what must be found nowhere is."""
    return {
        (name, text) for name, body in everything.items() for text in told() for form in forms(text) if form in body
    }


async def test_a_day_leaves_no_trace_of_anybody(telegram, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    log = tmp_path / "log"
    settings = environment(home, telegram.base_url)
    day = Day()
    half = len(day.updates) // 2
    telegram.fail("sendMessage", 429, 403, 500, "cut", "nonsense", 400)
    telegram.fail("answerCallbackQuery", 400)
    async with serving(settings, log) as process:
        for update in day.updates[:half]:
            telegram.add(update)
        await telegram.until(lambda: len(telegram.recorder.screen) >= 8)
        command_line = command_line_of(process.pid)
        process.kill()
        await process.wait()
    written_at_kill = contents(home)
    with closing(sqlite3.connect(home / "state" / "state.db", isolation_level=None)) as database:
        database.execute("DELETE FROM leases")  # as if its ten seconds were over
    async with serving(settings, log) as process:
        for update in day.updates[half:]:
            telegram.add(update)
        await telegram.until(lambda: telegram.offsets[-1:] == [len(day.updates) + 1])
        telegram.fail("sendMessage", "flood")
        telegram.add(day.late())
        await telegram.until(lambda: telegram.offsets[-1:] == [len(day.updates) + 2])
        written_running = contents(home)
        metrics = await asked_for(settings["METRICS"], "/metrics")
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0
    with closing(sqlite3.connect(home / "state" / "state.db")) as database:
        assert database.execute("SELECT count(*) FROM parked").fetchone()[0] > 0, "a reply waits, sealed"
    helped = await asyncio.create_subprocess_exec(
        sys.executable, "main.py", "serve", "--help", cwd=ROOT, env=settings, stdout=asyncio.subprocess.PIPE
    )
    help_text, _ = await helped.communicate()

    everything = {
        "the log": log.read_bytes(),
        "the command line": command_line,
        "the help": help_text,
        "the metrics": metrics,
        **{f"{name}, at the kill": body for name, body in written_at_kill.items()},
        **{f"{name}, running": body for name, body in written_running.items()},
        **contents(home),
    }
    assert {"state.db, at the kill", "state.db-wal, running", "state.db", "the log"} <= {
        name.rpartition("/")[2] for name in everything
    }
    with closing(sqlite3.connect(home / "state" / "state.db")) as state:
        assert state.execute("SELECT count(*) FROM subscriptions").fetchone() == (1,), "somebody follows"
    assert b"answered" in everything["the log"], "there is a log to look at"
    assert b"bot_answers_total{" in metrics
    assert not found_in(everything)
    assert len(telegram.recorder.screen) > len(PEOPLE) * 5, "people were answered"


async def test_a_day_behind_a_webhook_leaves_no_trace_of_anybody(telegram, databases, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    log = tmp_path / "log"
    listen = f"127.0.0.1:{free_port()}"
    telegram.fail("sendMessage", 429, 500, 400)
    async with databases.empty("postgres", tmp_path) as url, aiohttp.ClientSession() as session:
        network = Proxy(url)
        await network.mend()
        settings = environment(home, telegram.base_url) | {
            "DATABASE_URL": network.url.replace(":@", f":{PASSWORD}@"),
            "WEBHOOK_URL": "https://bot.example.org/hook",
            "WEBHOOK_SECRET": WEBHOOK_SECRET,
            "LISTEN": listen,
        }

        async def bring(update: dict, secret: str = WEBHOOK_SECRET) -> int:
            headers = {SECRET_HEADER: secret}
            async with session.post(f"http://{listen}/hook", json=update, headers=headers) as response:
                return response.status

        day = Day()
        first, *rest = day.updates[::2]  # a chat is answered once a second
        async with serving(settings, log) as process:
            await ready(process, listen)
            assert await bring(first, secret=f"not-{WEBHOOK_SECRET}") == 403
            await network.cut()
            brought = [asyncio.create_task(bring(update)) for update in (first, *rest)]
            await asyncio.sleep(0.5)
            await network.mend()
            assert set(await asyncio.gather(*brought)) == {200}
            telegram.fail("sendMessage", "flood")
            assert await bring(day.late()) == 200
            answers = {
                "the metrics": await asked_for(settings["METRICS"], "/metrics"),
                "a probe": await asked_for(listen, "/readyz"),
                "another path": await asked_for(listen, f"/{TOKEN}"),
                "the command line": command_line_of(process.pid),
            }
            process.send_signal(signal.SIGTERM)
            assert await process.wait() == 0
        tables = await rows_of(url)
        await network.cut()
    assert tables["parked"], "a reply waits, sealed"
    assert not found_in({**answers, **tables, **contents(home), "the log": log.read_bytes()})
    assert b"ConnectionRefusedError" in log.read_bytes(), "the database was away"
    assert len(telegram.recorder.screen) > len(PEOPLE) * 2, "people were answered"


async def rows_of(url: str) -> dict[str, bytes]:
    """Every table of a database of PostgreSQL, as text."""
    connection = await asyncpg.connect(url)
    try:
        names = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return {
            name: "\n".join(map(repr, await connection.fetch(f'SELECT * FROM "{name}"'))).encode() for (name,) in names
        }
    finally:
        await connection.close()


async def test_what_is_written_is_readable_by_its_owner_only(telegram, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    settings = environment(home, telegram.base_url)
    del settings["SECRET_KEY"]
    telegram.add({**Updates().says("Русский"), "update_id": 1})
    old = os.umask(0)
    try:
        async with serving(settings, tmp_path / "log") as process:
            await telegram.until(lambda: telegram.offsets[-1:] == [2])
            modes = {
                path.relative_to(home).as_posix(): stat.S_IMODE(path.stat().st_mode)
                for path in home.rglob("*")
                if "__pycache__" not in path.parts
            }
            process.send_signal(signal.SIGTERM)
            await process.wait()
    finally:
        os.umask(old)
    private = {name: mode for name, mode in modes.items() if name.startswith("state") or name.endswith(".npz")}
    assert {"state", "state/state.db", "state/state.db-wal", "state/secret.key"} <= private.keys()
    assert {oct(mode) for name, mode in private.items() if name == "state"} == {"0o700"}
    assert {oct(mode) for name, mode in private.items() if name != "state"} == {"0o600"}


def command_line_of(process: int) -> bytes:
    return Path(f"/proc/{process}/cmdline").read_bytes() + Path(f"/proc/{process}/comm").read_bytes()


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
