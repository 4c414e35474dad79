"""What the tests of delivery share: a clock that only moves when told, and a Telegram on the loopback."""

import asyncio
import heapq
from collections.abc import AsyncIterator

import pytest

from tests.bot.delivery.fake_telegram import FakeTelegram


class FakeClock:
    """Time passes only in `run`, and then at once."""

    def __init__(self) -> None:
        self.time = 1000.0
        self._sleepers: list[tuple[float, int, asyncio.Event]] = []

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        event = asyncio.Event()
        heapq.heappush(self._sleepers, (self.time + seconds, id(event), event))
        await event.wait()

    async def run(self, *work: object) -> list[object]:
        """Lets the coroutines finish, jumping to the next one's waking whenever all sleep."""
        gathered = asyncio.gather(*work)  # type: ignore[call-overload]
        while not gathered.done():
            for _ in range(20):  # everything that can go on does
                await asyncio.sleep(0)
            if self._sleepers and not gathered.done():
                self.time, _, event = heapq.heappop(self._sleepers)
                event.set()
        return await gathered


class HastyClock:
    """Pauses take no time: for retries against a real socket."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def now(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def hasty() -> HastyClock:
    return HastyClock()


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    server = FakeTelegram()
    await server.start()
    yield server
    await server.stop()
