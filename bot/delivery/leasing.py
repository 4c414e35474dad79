"""Receiving only while the right to it is held: two processes on one token would take each other's updates."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.delivery.errors import SecondPoller
from bot.state.lease import Lease, LeaseTaken

__all__ = ("held", "stopping_without")


@asynccontextmanager
async def held(lease: Lease | None) -> AsyncIterator[None]:
    """Holds a lease, if there is one to hold.

    Raises:
        SecondPoller: another process holds it, and goes on doing so.
    """
    if lease is None:
        yield
        return
    try:
        await lease.__aenter__()
    except LeaseTaken:
        raise SecondPoller from None
    try:
        yield
    finally:
        await lease.__aexit__(None, None, None)


@asynccontextmanager
async def stopping_without(lease: Lease | None, stop: Callable[[], None]) -> AsyncIterator[None]:
    """Calls `stop` if the lease is lost.

    Raises:
        SecondPoller: it was; on leaving.
    """
    if lease is None:
        yield
        return

    async def watch() -> None:
        await lease.lost.wait()
        stop()

    watching = asyncio.create_task(watch())
    try:
        yield
    finally:
        watching.cancel()
    if lease.lost.is_set():
        raise SecondPoller
