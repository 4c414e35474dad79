"""Announces a change to many chats while the bot is killed and people ask, and counts: sent, doubled, lost, unclear.

    python -m tests.faults.announcing
    …  --followers 1000 --blocked 50 --kills 3 --rate 10

Everything goes the way of people: chats follow by command and button, the record changes on the disk and is read anew
on SIGHUP, a curator announces by command and button. Loopback only, bounded in time, stops what it starts. Exits 1 if
a chat was written to twice, if one was left out without being counted as perhaps written to, or if an answer was lost.
"""

import argparse
import asyncio
import re
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Final

from bot.broadcasting import AT_ONCE
from tests.faults.rig import ROOT, TOKEN, Emulator, default_emulator, emulator, started

BOUND_SECONDS: Final = 300.0
FIRST_FOLLOWER: Final = 100_001
FIRST_ASKER: Final = 500_001
CURATORS: Final = 900_001
#: What the announcement says, and nothing else does.
REASON: Final = "Only for this run."
CHANGED: Final = (
    "version: 2\nchanges:\n  - version: 2\n    date: '2022-02-20'\n    reason:\n"
    "      ru: Только для этого запуска.\n      kk: Осы іске қосу үшін ғана.\n"
    "      ky: Ушул ишке киргизүү үчүн гана.\n"
    f"      en: {REASON}\n"
)


async def calls(server: Emulator, method: str, chat: int | None = None) -> list[dict[str, Any]]:
    """The successful calls of a method so far."""
    return [
        call
        for call in await server.calls()
        if call["method"] == method and call["status"] == 200 and chat in (None, int(call["params"]["chat_id"]))
    ]


async def until(condition: Any, deadline: float) -> Any:
    """What a condition gives once it gives something."""
    while not (found := await condition()):
        if time.monotonic() > deadline:
            raise SystemExit("this took too long")
        await asyncio.sleep(0.1)
    return found


async def digests(server: Emulator) -> Counter[int]:
    """How often each chat got the announcement."""
    sent = [call for call in await calls(server, "sendMessage") if REASON in call["params"]["text"]]
    return Counter(int(call["params"]["chat_id"]) for call in sent if int(call["params"]["chat_id"]) != CURATORS)


async def press(server: Emulator, data: str, message: int, text: str) -> None:
    """The curator's press under a message of the bot."""
    user = {"id": CURATORS, "is_bot": False, "first_name": "C", "language_code": "en"}
    room = {"id": CURATORS, "type": "private", "first_name": "C"}
    bot = {"id": int(TOKEN.partition(":")[0]), "is_bot": True, "first_name": "B", "username": "b_bot"}
    shown = {"message_id": message, "date": int(time.time()), "chat": room, "from": bot, "text": text}
    query = {"id": f"77{time.time_ns()}", "from": user, "chat_instance": "1", "data": data, "message": shown}
    await server.control("enqueue", updates=[{"callback_query": query}])


async def measure(options: argparse.Namespace) -> int:
    deadline = time.monotonic() + BOUND_SECONDS
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        record, log = folder / "ferry", folder / "log"
        shutil.copytree(ROOT / "tests" / "records" / "ferry", record)
        server = await stack.enter_async_context(emulator(options.emulator))
        await server.control("config", flood=True)
        environment = {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": server.url,
            "DATABASE_URL": f"sqlite:///{folder}/state.db",
            "CURATOR_CHATS": str(CURATORS),
            "ANNOUNCE_DELAY": "0",
            "XDG_CACHE_HOME": str(folder / "cache"),
            "LOG_LEVEL": "INFO",
        }
        command = [sys.executable, "main.py", "--record", str(record), "serve"]

        async def start() -> asyncio.subprocess.Process:
            return await stack.enter_async_context(started(command, environment, log))

        process = await start()
        people = {"n": options.followers, "chats": options.followers, "first_chat": FIRST_FOLLOWER}
        await server.control("enqueue", **people, texts=["/follow"])
        await server.control("enqueue", **people, texts=["1:j:yes:en"], kind="callback")

        async def all_follow() -> bool:
            return len(await calls(server, "editMessageText")) >= options.followers

        await until(all_follow, deadline)
        blocked = [FIRST_FOLLOWER + 7 * number for number in range(options.blocked)]
        await server.control("config", blocked=blocked)
        path = record / "facts" / "captain-sentence.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace("version: 1\n", CHANGED), encoding="utf-8")
        process.send_signal(signal.SIGHUP)
        await until(lambda: asyncio.to_thread(lambda: "Record reloaded" in log.read_text()), deadline)
        await server.control("enqueue", n=1, chats=1, first_chat=CURATORS, texts=["/announce"])

        async def question() -> Any:
            asked = await calls(server, "sendMessage", CURATORS)
            return asked[-1] if asked and "1:a:send:" in str(asked[-1]["params"]) else None

        asked = await until(question, deadline)
        data = re.search(r"1:a:send:[0-9a-f]+:en", str(asked["params"]))
        assert data is not None
        before = (await server.report())["questions"]
        begun = time.monotonic()
        await press(server, data[0], 10_000, "?")
        asking = asyncio.create_task(
            server.control(
                "enqueue", n=options.asked, chats=options.asked, first_chat=FIRST_ASKER, rate=options.rate,
                texts=["How many people died? #{i}"],
            )
        )  # fmt: skip
        for kill in range(1, options.kills + 1):
            enough = options.followers * kill // (options.kills + 1)

            async def so_many(enough: int = enough) -> bool:
                return sum((await digests(server)).values()) >= enough

            await until(so_many, deadline)
            process.kill()
            await process.wait()
            print(f"killed after {sum((await digests(server)).values())} were sent", flush=True)
            process = await start()

        async def final() -> str | None:
            pages = await calls(server, "editMessageText", CURATORS) + await calls(server, "sendMessage", CURATORS)
            return next((call["params"]["text"] for call in pages if "Announced." in call["params"]["text"]), None)

        page = await until(final, deadline)
        seconds = time.monotonic() - begun
        await asking
        await server.answered(before + 1 + options.asked, deadline, process)
        got, report = await digests(server), await server.report()
        process.send_signal(signal.SIGTERM)
        code = await process.wait()
    counted = {name: int(number) for name, number in re.findall(r"^([A-Z][^:\n]+): (\d+)$", page, re.MULTILINE)}
    unclear = counted.get("Perhaps sent when the bot was cut off, and not sent twice", 0)
    reachable = options.followers - options.blocked
    doubled = sum(times - 1 for times in got.values())
    missing = reachable - len(got)
    print(
        f"followers {options.followers}  blocked {options.blocked}  got it {len(got)}  doubled {doubled}"
        f"  missing {missing}  counted as perhaps sent {unclear}  seconds {seconds:.1f}"
    )
    print(f"the curators read: {counted}")
    print(f"asked {report['questions']}, of them {options.asked} meanwhile; not answered {report['unanswered']}")
    print(f"too many requests: {sum(n for call, n in report['calls'].items() if call.endswith(' 429'))}")
    wrong = [f"{doubled} doubled"] * bool(doubled) + [f"{missing} missing"] * (missing > unclear)
    wrong += [f"{unclear} unclear"] * (unclear > AT_ONCE * options.kills)
    wrong += [f"{report['unanswered']} not answered"] * bool(report["unanswered"])
    wrong += [f"exit code {code}"] * bool(code) + [f"{report['spec_errors']}"] * bool(report["spec_errors"])
    print("; ".join(wrong) or "as it must be")
    return int(bool(wrong))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--followers", type=int, default=200)
    parser.add_argument("--blocked", type=int, default=15, help="of them, chats that blocked the bot without a word")
    parser.add_argument("--kills", type=int, default=1)
    parser.add_argument("--asked", type=int, default=100, help="questions that others ask meanwhile")
    parser.add_argument("--rate", type=float, default=8.0, help="so many a second")
    parser.add_argument("--emulator", type=Path, default=default_emulator(), metavar="FILE")
    options = parser.parse_args()
    return asyncio.run(measure(options))


if __name__ == "__main__":
    sys.exit(main())
