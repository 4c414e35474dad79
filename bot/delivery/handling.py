"""One update through the application, and whether its answer went out.

`telegram.ext.Application.process_update` hands what handlers raise to the error handlers and returns as if
nothing had been: an update whose answer was never sent would count as answered. Here it raises.
"""

from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any, TypeAlias

from telegram import Update
from telegram.ext import Application, ApplicationHandlerStop

from bot.delivery.queue import Unsent

__all__ = ("AnyApplication", "Handling", "Park")

AnyApplication: TypeAlias = "Application[Any, Any, Any, Any, Any, Any]"

#: Puts a reply off; whether that worked.
Park: TypeAlias = Callable[[Unsent], Awaitable[bool]]

#: What handlers raised while the update of this task was processed.
_failures: ContextVar[list[Exception] | None] = ContextVar("failures", default=None)


class Handling:
    """Processes updates of one application; raises what a handler raised.

    The application's own error handlers run too. Handlers are expected to be blocking (the library's default):
    what one does in the background is not waited for.

    Args:
        application: whose handlers.
        park: takes a reply that could not be sent now, to send it later; whether it did. The update then counts as
            handled.
    """

    def __init__(self, application: AnyApplication, park: Park | None = None) -> None:
        self._application = application
        self._park = park
        application.add_error_handler(_remember)

    async def __call__(self, update: Update) -> None:
        failures: list[Exception] = []
        token = _failures.set(failures)
        try:
            await self._application.process_update(update)
        finally:
            _failures.reset(token)
        if not failures:
            return
        failure = failures[0]
        if isinstance(failure, Unsent):
            if self._park is not None and await self._park(failure):
                return
            raise failure.error
        raise failure


async def _remember(update: object, context: Any) -> None:
    failures = _failures.get()
    if failures is not None:
        failures.append(context.error)
        # The next group of handlers would go on as if nothing had happened, and answer what another has to answer.
        raise ApplicationHandlerStop
