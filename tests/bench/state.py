"""What the state layer costs: bare drivers and our layer side by side, and how long each holds up the event loop.

    python -m tests.bench.state
    …  --operations 5000
    TEST_DATABASE_URL=postgresql://…  uses that server instead of one that is started for the run

One operation is one upsert of a chat's language and one read of it, 16 tasks at a time. Read the ratios: the operations
a second are this machine's. The longest hold-up is how late a task came that only wanted to sleep for 1 ms.
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import asyncpg

from bot.state.chats import StoredChats
from bot.state.sqlite import open_private
from tests.bot.databases import Databases

TASKS = 16
CHATS = 500
UPSERT = (
    "INSERT INTO chats (key, language) VALUES ({}, {}) ON CONFLICT (key) DO UPDATE SET language = excluded.language"
)
READ = "SELECT language FROM chats WHERE key = {}"


async def measured(operation: Callable[[str], Awaitable[object]], count: int) -> tuple[float, float]:
    """Operations a second, and the longest hold-up of the loop in milliseconds."""
    late = 0.0

    async def tick() -> None:
        nonlocal late
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            late = max(late, time.perf_counter() - before - 0.001)

    async def work(number: int) -> None:
        for n in range(number, count, TASKS):
            await operation(f"{n % CHATS:032x}")
            await asyncio.sleep(0)  # as a bot does, which waits for Telegram between two operations

    ticking = asyncio.create_task(tick())
    await asyncio.sleep(0.01)
    start = time.perf_counter()
    await asyncio.gather(*(work(number) for number in range(TASKS)))
    seconds = time.perf_counter() - start
    ticking.cancel()
    return count / seconds, late * 1000


def bare_sqlite(connection: sqlite3.Connection) -> Callable[[str], Awaitable[object]]:
    async def operation(key: str) -> None:
        connection.execute(UPSERT.format("?", "?"), (key, "ky"))
        connection.execute(READ.format("?"), (key,)).fetchone()

    return operation


def bare_asyncpg(pool: asyncpg.Pool) -> Callable[[str], Awaitable[object]]:
    async def operation(key: str) -> None:
        await pool.execute(UPSERT.format("$1", "$2"), key, "ky")
        await pool.fetch(READ.format("$1"), key)

    return operation


def layer(chats: StoredChats) -> Callable[[str], Awaitable[object]]:
    async def operation(key: str) -> None:
        await chats.set_language(key, "ky")
        await chats.language(key)

    return operation


async def measure(count: int, databases: Databases) -> None:
    results: dict[str, tuple[float, float]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for label, automatic in (("sqlite3 bare, its own checkpoints", 1000), ("sqlite3 bare, no checkpoints", 0)):
            with closing(open_private(folder / f"bare{automatic}.db")) as connection:
                connection.execute(f"PRAGMA wal_autocheckpoint={automatic}")
                connection.execute("CREATE TABLE chats (key TEXT PRIMARY KEY, language TEXT) WITHOUT ROWID")
                results[label] = await measured(bare_sqlite(connection), count)
        async with databases.ready("sqlite", folder) as database:
            results["our layer on SQLite"] = await measured(layer(StoredChats(database)), count)
        async with databases.ready("postgres", folder) as database:
            results["our layer on PostgreSQL"] = await measured(layer(StoredChats(database)), count)
            pool = await asyncpg.create_pool(databases.shared_url, min_size=5, max_size=5)
            results["asyncpg bare"] = await measured(bare_asyncpg(pool), count)
            await pool.close()
    best = results["sqlite3 bare, no checkpoints"][0]
    print(f"{'':36}{'operations/s':>14}{'ratio':>8}{'longest hold-up':>18}")
    for label, (rate, late) in results.items():
        print(f"{label:36}{rate:14,.0f}{rate / best:8.2f}{late:15.1f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--operations", type=int, default=3000)
    options = parser.parse_args()
    databases = Databases()
    try:
        asyncio.run(measure(options.operations, databases))
    finally:
        databases.close()


if __name__ == "__main__":
    main()
