"""Errors told to the curators' chat: kind and place, once an hour each with a count, never a text of anybody."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Final

from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter

from bot.errors import place_of
from bot.speech import speech
from knowledge.model import Language

__all__ = ["Reports"]

logger = logging.getLogger(__name__)

#: The same error in the same place is told again after that.
QUIET_SECONDS: Final = 3600.0
#: Different errors told within that time: when everything breaks, the log is the place to look.
MOST_AT_ONCE: Final = 10

Send = Callable[[int, str], Awaitable[object]]


@dataclass(slots=True)
class _Met:
    told_at: float
    since: int = 0  #: met again since it was told


class Reports:
    """Tells the curators of errors. It may itself fail in any way: nobody else notices.

    Args:
        send: sends a text to a chat.
        chats: the curators'.
        language: the language of a chat.
        now: the monotonic time, in seconds.
    """

    def __init__(
        self,
        send: Send,
        chats: Iterable[int],
        language: Callable[[int], Awaitable[Language]],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._send = send
        self._chats = tuple(chats)
        self._language = language
        self._now = now
        self._met: dict[tuple[str, str], _Met] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def failed(self, error: Exception) -> None:
        """Takes notice of an error; tells of it unless it was told of within the hour."""
        if not self._chats or not _is_ours(error):
            return
        now = self._now()
        key = place_of(error)
        met = self._met.get(key)
        if met is not None and now - met.told_at < QUIET_SECONDS:
            met.since += 1
            return
        recent = sum(now - each.told_at < QUIET_SECONDS for each in self._met.values())
        if recent >= MOST_AT_ONCE:
            return
        self._met = {place: each for place, each in self._met.items() if now - each.told_at < QUIET_SECONDS * 2}
        self._met[key] = _Met(now)
        task = asyncio.get_running_loop().create_task(self._tell(*key, again=met.since if met else 0))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def arrived(self, kind: str) -> None: ...

    def finished(self, outcome: str, seconds: float) -> None: ...

    def called(self, method: str, code: int, seconds: float) -> None: ...

    async def drain(self, seconds: float) -> None:
        """Lets what is being told be told, no longer than that."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _tell(self, kind: str, place: str, *, again: int) -> None:
        for chat in self._chats:
            try:
                await self._send(chat, report(await self._language(chat), kind, place, again))
            except Exception as error:  # Telegram out of reach, the chat gone, …
                logger.warning("An error could not be reported to the curators (%s).", type(error).__name__)


def report(language: Language, kind: str, place: str, again: int) -> str:
    """What curators read of an error."""
    say = speech(language)
    lines = [say("⚠️ The bot met an error: {kind} in {place}.", kind=kind, place=place)]
    if again:
        lines.append(
            say.plural(
                "It was met {n} more time since the last report.",
                "It was met {n} more times since the last report.",
                again,
            )
        )
    lines.append(say("Please tell whoever runs the bot. The same error is reported at most once an hour."))
    return "\n".join(lines)


def _is_ours(error: Exception) -> bool:
    """Whether it is a fault of the bot: not one of the network, of Telegram, or of a person who blocked the bot."""
    if isinstance(error, BadRequest):
        return True
    return not isinstance(error, NetworkError | RetryAfter | Forbidden)
