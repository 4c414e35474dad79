"""The watch that a serving bot keeps over itself: what delivery, library and loop tell, put together."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

from bot.errors import place_of
from bot.watch.health import Health, Heartbeat
from bot.watch.metrics import Metrics
from bot.watch.reports import Reports
from knowledge.finding import Finding

__all__ = ["Watch"]

logger = logging.getLogger(__name__)

#: Twice the longest wait that delivery allows itself (flood control, 300 s): beyond, nothing will happen any more.
LONGEST_STILL: Final = 600.0


class Watch:
    """Metrics and health, and reports once Telegram is there to carry them; an `Observer` of delivery."""

    def __init__(self) -> None:
        self.metrics = Metrics()
        self.health = Health()
        self._heartbeat = Heartbeat(self.metrics.lag)
        self._reports: Reports | None = None
        self.health.alive_if("loop", self._heartbeat.is_regular)

    # -- what delivery and library tell --------------------------------------------------------------

    def arrived(self, kind: str) -> None:
        self.metrics.arrived(kind)

    def finished(self, outcome: str, seconds: float) -> None:
        self.metrics.finished(outcome, seconds)

    def failed(self, error: Exception) -> None:
        self.metrics.failed(error)
        if self._reports is not None:
            self._reports.failed(error)

    def called(self, method: str, code: int, seconds: float) -> None:
        self.metrics.called(method, code, seconds)

    def asked(self, finding: Finding, seconds: float) -> None:
        self.metrics.found(finding.outcome, finding.reason, finding.language, seconds)

    # -- what is to be watched -----------------------------------------------------------------------

    def report_to(self, reports: Reports) -> None:
        self._reports = reports

    def updates(self, count: Callable[[], int], oldest: Callable[[], float], still: Callable[[], float]) -> None:
        """Watches open updates: how many, the age of the oldest, and for how long nothing happened, in seconds."""
        self.metrics.gauge("bot_updates_open", "Updates that arrived and are not finished", count)
        self.metrics.gauge("bot_updates_oldest_seconds", "Age of the oldest open update", oldest)
        self.health.alive_if("updates", lambda: not count() or still() < LONGEST_STILL)

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """Measures the loop, and hears of errors that nobody caught, for as long as a block lasts."""
        loop = asyncio.get_running_loop()
        before = loop.get_exception_handler()
        loop.set_exception_handler(self._uncaught)
        beating = asyncio.create_task(self._heartbeat.beat())
        try:
            yield
        finally:
            beating.cancel()
            await asyncio.gather(beating, return_exceptions=True)
            loop.set_exception_handler(before)

    def _uncaught(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """What asyncio would log with the text of the error, which may quote a question."""
        error = context.get("exception")
        if isinstance(error, Exception):
            logger.error("An error was not caught: %s in %s.", *place_of(error))
            self.failed(error)
        else:
            logger.error("asyncio: %s", context.get("message", "an error"))
