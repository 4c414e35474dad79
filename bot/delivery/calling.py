"""A call to Telegram whose parameters are plain data already, answered by plain data.

It takes the bot's pace and transport, and leaves out the library's objects on both sides of them: for an answer with
its buttons they are written out and the message that Telegram gives back is read in for 0.3 ms, ten times what the rest
of the call takes. For what is called seldom, or has files, the bot's own methods are there.
"""

from collections.abc import Mapping
from typing import Any, Final, cast

from telegram import Bot
from telegram.request import RequestData

__all__ = ("Parameters", "call")

Parameters = Mapping[str, Any]


class _Ready:
    """What a transport asks of `telegram.request.RequestData`, which can only be made of the library's objects."""

    __slots__ = ("parameters",)

    contains_files: Final = False

    def __init__(self, parameters: Parameters) -> None:
        self.parameters = parameters


async def call(bot: Bot, method: str, parameters: Parameters, manner: int | None = None) -> Any:
    """What Telegram answers: the ``result``, as it came.

    Args:
        parameters: what can be written as JSON; nothing in it is None.
        manner: the `rate_limit_args`, for a bot that keeps a pace; the terminal's does not.

    Raises:
        telegram.error.TelegramError: as the bot's own methods.
    """

    async def post() -> Any:
        ready = cast(RequestData, _Ready(parameters))
        return await bot.request.post(f"{bot.base_url}/{method}", ready)

    pace = getattr(bot, "rate_limiter", None)
    if pace is None:
        return await post()
    return await pace.process_request(post, (), {}, method, parameters, manner)
