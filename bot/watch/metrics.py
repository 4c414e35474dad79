"""Numbers for Prometheus. Labels are kinds, outcomes, languages, methods, codes: never a chat, a person or a text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final

from aiohttp import web
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.exposition import choose_encoder

__all__ = ["Metrics"]

#: A question takes 0.01–0.05 s to match; the tail is what to look at.
_FIND_BUCKETS: Final = (0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5, 1, 2)
#: From an answer at once to what a flood wait may take.
_UPDATE_BUCKETS: Final = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
_CALL_BUCKETS: Final = (0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 40)
#: Half a minute is how long retraining would hold a loop up; 5 s fail the probe.
_LAG_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30)


# A second series for each, with the time of its first event: nobody asked for it.
disable_created_metrics()  # type: ignore[no-untyped-call]


class Metrics:
    """What is counted, in a registry of its own; an `Observer` of delivery."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self._arrived = Counter(
            "bot_updates_arrived", "Updates received, by Telegram's kind", ["kind"], registry=self.registry
        )
        self._finished = Histogram(
            "bot_update_seconds",
            "Seconds from the arrival of an update to its end, by what became of it",
            ["outcome"],
            buckets=_UPDATE_BUCKETS,
            registry=self.registry,
        )
        self._failures = Counter("bot_errors", "Errors met while answering, by kind", ["kind"], registry=self.registry)
        self._calls = Histogram(
            "bot_telegram_call_seconds",
            "Seconds that a call to Telegram took, by method and HTTP status (0: no answer)",
            ["method", "code"],
            buckets=_CALL_BUCKETS,
            registry=self.registry,
        )
        self._found = Histogram(
            "bot_find_seconds",
            "Seconds that finding a fact took",
            buckets=_FIND_BUCKETS,
            registry=self.registry,
        )
        self._answers = Counter(
            "bot_answers",
            "Questions by outcome (answer, suggest, none), reason and language",
            ["outcome", "reason", "language"],
            registry=self.registry,
        )
        self._lag = Histogram(
            "bot_loop_lag_seconds",
            "How late the event loop came to what was due, measured twice a second",
            buckets=_LAG_BUCKETS,
            registry=self.registry,
        )
        self._reloads = Counter(
            "bot_record_reloads", "Reloads of the record, by result", ["result"], registry=self.registry
        )

    # -- what delivery tells ----------------------------------------------------------------------

    def arrived(self, kind: str) -> None:
        self._arrived.labels(kind).inc()

    def finished(self, outcome: str, seconds: float) -> None:
        self._finished.labels(outcome).observe(seconds)

    def failed(self, error: Exception) -> None:
        self._failures.labels(type(error).__name__).inc()

    def called(self, method: str, code: int, seconds: float) -> None:
        self._calls.labels(method, str(code)).observe(seconds)

    # -- what others tell -------------------------------------------------------------------------

    def found(self, outcome: str, reason: str | None, language: str, seconds: float) -> None:
        """A question was matched."""
        self._found.observe(seconds)
        self._answers.labels(outcome, reason or "", language).inc()

    def lag(self, seconds: float) -> None:
        self._lag.observe(seconds)

    def reloaded(self, *, done: bool) -> None:
        self._reloads.labels("done" if done else "refused").inc()

    def gauge(self, name: str, meaning: str, value: Callable[[], float]) -> None:
        """Shows what `value` gives whenever the numbers are read; it must neither raise nor wait."""
        Gauge(name, meaning, registry=self.registry).set_function(value)

    def routes(self) -> list[web.RouteDef]:
        async def metrics(request: web.Request) -> web.Response:
            encode, content_type = choose_encoder(request.headers.get("Accept", ""))
            return web.Response(body=encode(self.registry), headers={"Content-Type": content_type})

        return [web.get("/metrics", metrics)]


def midnight(day: str) -> float:
    """Seconds since 1970 of the beginning, in UTC, of an ISO day."""
    return dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC).timestamp()
