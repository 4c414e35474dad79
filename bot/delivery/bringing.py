"""Receiving by webhook from start to stop: the counterpart of `polling.poll`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from bot.delivery.handling import AnyApplication
from bot.delivery.lifecycle import Job, running
from bot.delivery.pointing import point
from bot.delivery.progress import Received
from bot.delivery.stopping import DRAIN_SECONDS, stopped_by_signals
from bot.delivery.webhook import Webhook

__all__ = ("be_brought",)


async def be_brought(
    application: AnyApplication,
    webhook: Webhook,
    *,
    url: str,
    secret: str,
    allowed_updates: Sequence[str],
    jobs: Sequence[Job] = (),
    drain_seconds: float = DRAIN_SECONDS,
    receiving: Callable[[], None] = lambda: None,
    stopping: Callable[[], None] = lambda: None,
) -> Received:
    """Starts the application, has Telegram bring updates, and takes them until SIGTERM or SIGINT.

    The server that hands requests to `webhook` runs already, and runs on until this has returned: what comes after the
    signal is told to come again. `receiving` is called once Telegram knows the address, `stopping` at the signal.
    Jobs run beside it. At the end Telegram goes on trying, so that a restart or another replica gets what waits.

    Raises:
        WrongToken, WrongWebhook, Unreachable: with advice for the operator.
    """
    stopped = asyncio.Event()

    def stop() -> None:
        stopping()
        stopped.set()

    async with running(application, [*jobs, webhook.keep_claims]):
        webhook.accept()
        try:
            with stopped_by_signals(stop):
                await point(application.bot, url, secret, allowed_updates)
                receiving()
                await stopped.wait()
                await webhook.drain(drain_seconds)
        finally:
            await webhook.drain(0.0)
    return webhook.received
