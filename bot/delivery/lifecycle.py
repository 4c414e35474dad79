"""The start and the end of an application, the same for every way of receiving."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter

from bot.delivery.errors import DeliveryError, Unreachable, WrongToken
from bot.delivery.handling import AnyApplication

__all__ = ("running",)


@asynccontextmanager
async def running(application: AnyApplication) -> AsyncIterator[None]:
    """Starts the application, and stops it whatever happens in between.

    Raises:
        WrongToken, Unreachable: what the library says of a wrong token quotes the token; these do not.
    """
    if failure := await _initialized(application):
        raise failure
    try:
        await _prepared(application)
        await application.start()
        yield
    finally:
        if application.running:
            await application.stop()
            if application.post_stop:
                await application.post_stop(application)
        await application.shutdown()
        if application.post_shutdown:
            await application.post_shutdown(application)


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
