"""One update through the application, and whether its answer went out.

`telegram.ext.Application.process_update` hands what handlers raise to the error handlers and returns as if
nothing had been: an update whose answer was never sent would count as answered. Here it raises.
"""

from contextvars import ContextVar
from typing import Any, TypeAlias

from telegram import Update
from telegram.ext import Application

__all__ = ("AnyApplication", "Handling")

AnyApplication: TypeAlias = "Application[Any, Any, Any, Any, Any, Any]"

#: What handlers raised while the update of this task was processed.
_failures: ContextVar[list[Exception] | None] = ContextVar("failures", default=None)


class Handling:
    """Processes updates of one application; raises what a handler raised.

    The application's own error handlers run too. Handlers are expected to be blocking (the library's default):
    what one does in the background is not waited for.
    """

    def __init__(self, application: AnyApplication) -> None:
        self._application = application
        application.add_error_handler(_remember)

    async def __call__(self, update: Update) -> None:
        failures: list[Exception] = []
        token = _failures.set(failures)
        try:
            await self._application.process_update(update)
        finally:
            _failures.reset(token)
        if failures:
            raise failures[0]


async def _remember(update: object, context: Any) -> None:
    failures = _failures.get()
    if failures is not None:
        failures.append(context.error)
