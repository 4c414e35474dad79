"""Is the bot alive, and is it ready? Answered over HTTP for service managers, load balancers and Kubernetes.

``/livez`` fails when only a restart helps: the event loop hangs, or updates are open and nothing happens to them.
``/readyz`` fails while updates had better go elsewhere: at the start, at the end, without the database or Telegram.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

from bot.errors import place_of

__all__ = ["LONGEST_LAG", "Health", "Heartbeat"]

logger = logging.getLogger(__name__)

#: Finding a fact takes some hundredths of a second; a loop that is held up for this long does not answer anybody.
LONGEST_LAG: Final = 5.0
#: How long a lag is remembered: probes come every ten seconds or so.
_LAG_MEMORY: Final = 15.0
_BEAT: Final = 0.5
#: Probes give up after a second or a few; a database that takes longer is not there.
_CHECK_SECONDS: Final = 1.0

Alive = Callable[[], bool]
Ready = Callable[[], Awaitable[bool]]


class Heartbeat:
    """Measures how late the event loop comes to what is due.

    Args:
        observe: told each lag, in seconds.
    """

    def __init__(
        self, observe: Callable[[float], None] = lambda lag: None, *, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._observe = observe
        self._now = now
        self._worst: tuple[float, float] = (0.0, -_LAG_MEMORY)

    def lag(self) -> float:
        """The largest lag of the last seconds."""
        worst, at = self._worst
        return worst if self._now() - at <= _LAG_MEMORY else 0.0

    async def beat(self) -> None:
        """Measures until cancelled."""
        while True:
            due = self._now() + _BEAT
            await asyncio.sleep(_BEAT)
            self.note(max(0.0, self._now() - due))

    def note(self, lag: float) -> None:
        self._observe(lag)
        if lag >= self.lag():
            self._worst = lag, self._now()

    def is_regular(self) -> bool:
        return self.lag() < LONGEST_LAG


class Health:
    """What is asked, by name. The names of what fails are the whole answer: it tells nothing of anybody."""

    def __init__(self) -> None:
        self._alive: dict[str, Alive] = {}
        self._ready: dict[str, Ready] = {}
        self._started = self._stopping = False

    def alive_if(self, name: str, check: Alive) -> None:
        self._alive[name] = check

    def ready_if(self, name: str, check: Ready) -> None:
        """A check that waits longer than a second, or raises, has failed."""
        self._ready[name] = check

    def started(self) -> None:
        """Everything is there: record, database, Telegram."""
        self._started = True

    def stopping(self) -> None:
        """No more updates, please."""
        self._stopping = True

    def not_alive(self) -> list[str]:
        return [name for name, check in self._alive.items() if not check()]

    async def not_ready(self) -> list[str]:
        if self._stopping:
            return ["stopping"]
        if not self._started:
            return ["starting"]
        passed = await asyncio.gather(*map(_passes, self._ready.values()))
        return [name for name, passes in zip(self._ready, passed, strict=True) if not passes]

    def routes(self) -> list[web.RouteDef]:
        async def livez(request: web.Request) -> web.Response:
            return _told(self.not_alive())

        async def readyz(request: web.Request) -> web.Response:
            return _told(await self.not_ready())

        return [web.get("/livez", livez), web.get("/readyz", readyz)]


async def _passes(check: Ready) -> bool:
    try:
        return await asyncio.wait_for(check(), _CHECK_SECONDS)
    except Exception as error:
        logger.debug("A check failed: %s in %s.", *place_of(error))
        return False


def _told(failing: list[str]) -> web.Response:
    if not failing:
        return web.Response(text="ok\n")
    return web.Response(status=503, text=f"not ok: {', '.join(failing)}\n")
