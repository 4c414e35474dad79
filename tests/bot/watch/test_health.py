"""Probes: what they are told, and that it is nothing of anybody."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from bot.delivery.listening import listening
from bot.watch.health import LONGEST_LAG, Health, Heartbeat


@pytest.fixture
def health():
    return Health()


@pytest.fixture
async def ask(health):
    """Asks over HTTP, as a probe does; gives status and text."""
    async with (
        listening("METRICS", "127.0.0.1", 0, health.routes(), max_body=1) as port,
        aiohttp.ClientSession() as session,
    ):

        async def get(path: str) -> tuple[int, str]:
            async with session.get(f"http://127.0.0.1:{port}{path}") as response:
                return response.status, await response.text()

        yield get


async def test_ready_between_start_and_stop_only_and_alive_all_the_time(health, ask):
    assert await ask("/readyz") == (503, "not ok: starting\n")
    assert await ask("/livez") == (200, "ok\n")
    health.started()
    assert await ask("/readyz") == (200, "ok\n")
    health.stopping()
    assert await ask("/readyz") == (503, "not ok: stopping\n")
    assert await ask("/livez") == (200, "ok\n")


async def test_what_fails_is_named(health, ask):
    async def yes() -> bool:
        return True

    async def no() -> bool:
        return False

    async def fault() -> bool:
        raise OSError("postgresql://bot:password@host")

    for name, check in (("telegram", yes), ("database", no), ("disk", fault)):
        health.ready_if(name, check)
    health.alive_if("loop", lambda: True)
    health.alive_if("updates", lambda: False)
    health.started()
    assert await ask("/readyz") == (503, "not ok: database, disk\n")
    assert await ask("/livez") == (503, "not ok: updates\n")


async def test_a_check_that_does_not_end_has_failed(health, monkeypatch):
    monkeypatch.setattr("bot.watch.health._CHECK_SECONDS", 0.01)

    async def wait() -> bool:
        await asyncio.sleep(60)
        return True

    health.ready_if("database", wait)
    health.started()
    assert await health.not_ready() == ["database"]


async def test_the_heart_notices_a_loop_that_is_held_up():
    observed: list[float] = []
    time = 1000.0
    heart = Heartbeat(observed.append, now=lambda: time)
    assert heart.is_regular()
    heart.note(0.01)
    assert heart.is_regular()
    heart.note(LONGEST_LAG)
    heart.note(0.01)
    assert not heart.is_regular()
    assert heart.lag() == LONGEST_LAG
    time += 16
    heart.note(0.02)
    assert heart.is_regular()
    assert heart.lag() == 0.02
    assert observed == [0.01, LONGEST_LAG, 0.01, 0.02]


async def test_the_heart_beats_by_itself(monkeypatch):
    monkeypatch.setattr("bot.watch.health._BEAT", 0.001)
    observed: asyncio.Queue[float] = asyncio.Queue()
    beating = asyncio.create_task(Heartbeat(observed.put_nowait).beat())
    async with asyncio.timeout(20):
        assert min([await observed.get() for _ in range(3)]) >= 0
    beating.cancel()
