"""The start and the end of an application, the same for every way of receiving."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TypeAlias

from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter

from bot.delivery.errors import DeliveryError, Unreachable, WrongToken
from bot.delivery.handling import AnyApplication

__all__ = ("Job", "running")

logger = logging.getLogger(__name__)

#: Work beside the answers, such as deleting what is old; runs until it is cancelled.
Job: TypeAlias = Callable[[], Awaitable[None]]


@asynccontextmanager
async def running(application: AnyApplication, jobs: Sequence[Job] = ()) -> AsyncIterator[None]:
    """Starts the application, and stops it whatever happens in between; jobs run beside it until then, cancelled.

    Raises:
        WrongToken, Unreachable: what the library says of a wrong token quotes the token; these do not.
    """
    if failure := await _initialized(application):
        raise failure
    try:
        await _prepared(application)
        await application.start()
        async with _beside(jobs):
            yield
    finally:
        if application.running:
            await application.stop()
            if application.post_stop:
                await application.post_stop(application)
        await application.shutdown()
        if application.post_shutdown:
            await application.post_shutdown(application)


@asynccontextmanager
async def _beside(jobs: Sequence[Job]) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(_watched(job)) for job in jobs]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _watched(job: Job) -> None:
    try:
        await job()
    except Exception as error:  # the answers go on without it
        logger.exception("A job in the background ended: %s.", type(error).__name__)


async def _prepared(application: AnyApplication) -> None:
    if application.post_init is None:
        return
    try:
        await application.post_init(application)
    except BadRequest:  # a fault of ours: not for the network to mend
        raise
    except (NetworkError, RetryAfter) as error:
        raise Unreachable(error.message) from None


async def _initialized(application: AnyApplication) -> DeliveryError | None:
    """Returns what went wrong instead of raising: an original that quotes the token is not chained."""
    try:
        await application.initialize()
    except InvalidToken:
        failure: DeliveryError = WrongToken()
    except (NetworkError, RetryAfter) as error:
        failure = Unreachable(error.message)
    else:
        return None
    await application.bot.shutdown()
    return failure
