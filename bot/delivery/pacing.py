"""How fast the bot may speak: to one chat, to one group, to all together; nobody waits for somebody else's chat.

The library's own limiter stops every chat when one is told to wait (measured: 60 of 120 messages lost); here
the wait is that chat's alone.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any, Final

from telegram.constants import FloodLimit
from telegram.ext import BaseRateLimiter

from bot.delivery.clock import Clock, SystemClock
from bot.delivery.queue import PUT_OFF_SECONDS, Manner, Queue, Queued
from bot.delivery.retry import Retries, Tally, retried

__all__ = ("Pace", "Pacing", "Window")

#: What counts as speaking. All else (answers to buttons and inline queries, deleting, asking) goes out at once.
_SPEAKING: Final = ("send", "edit", "copy", "forward")
#: Nobody misses it where it fails, and it holds up what it announces: it is tried once.
_NOT_SPEAKING: Final = frozenset({"sendChatAction"})
#: Chats that are remembered before the idle ones are forgotten.
_CHATS_KEPT: Final = 1024
#: Less than that may be nothing at all to a clock.
_SHORTEST_WAIT: Final = 0.001
#: What all chats share is given out in so many parts of a second: a whole second at once, held up for a tenth of one
#: by a network or a busy machine, comes too close to the next one (measured: 11 messages of 2,000 refused).
_PARTS: Final = 2
#: As many sends as there are connections for, but for the long poll and what waits for nobody.
_MOST_AT_ONCE: Final = 90


@dataclass(frozen=True, slots=True)
class Pace:
    """Telegram's limits, and a little less where networks may bunch what was spread; 0 means no limit."""

    chat_per_second: int = FloodLimit.MESSAGES_PER_SECOND_PER_CHAT
    group_per_minute: int = FloodLimit.MESSAGES_PER_MINUTE_PER_GROUP
    #: Two fewer than Telegram names.
    per_second: int = FloodLimit.MESSAGES_PER_SECOND - 2
    #: For calls with ``allow_paid_broadcast``.
    paid_per_second: int = FloodLimit.PAID_MESSAGES_PER_SECOND
    #: Announcements go out while fewer than so many messages went out in a second, answers counted: what people wait
    #: for has the rest of `per_second` at once, and all of it after half a second.
    announced_per_second: int = 20
    #: Sends under way together, and so the most that a crash can say twice: one second of latency at full pace.
    at_once: int = 32

    @classmethod
    def of(cls, per_second: int) -> Pace:
        """For a bot that may send so many messages a second: announcements give way as they do at the usual pace."""
        usual = cls()
        return cls(
            per_second=per_second,
            announced_per_second=max(1, per_second * usual.announced_per_second // usual.per_second),
            at_once=min(max(usual.at_once, per_second), _MOST_AT_ONCE),
        )


class Window:
    """At most `limit` moments in any `seconds`; 0 means any number."""

    __slots__ = ("_seconds", "_times", "limit")

    def __init__(self, limit: int, seconds: float) -> None:
        self.limit = limit
        self._seconds = seconds
        self._times: deque[float] = deque(maxlen=limit)

    def free_at(self, now: float, limit: int | None = None) -> float:
        """The first moment, from now on, that would not be one too many; with a lower limit for those who give way."""
        limit = min(self.limit, limit or self.limit)
        if limit and len(self._times) >= limit:
            return max(now, self._times[-limit] + self._seconds)
        return now

    def take(self, moment: float) -> None:
        """Counts a moment; moments come in order."""
        self._times.append(moment)


def _in_parts(per_second: int) -> Window:
    """So many a second, no more than a part of them at once."""
    at_once = -(-per_second // _PARTS)
    return Window(at_once, at_once / per_second if per_second else 1.0)


class _Chat:
    """One chat's turn to be spoken to."""

    __slots__ = ("turn", "waiting", "windows")

    def __init__(self, *windows: Window) -> None:
        self.turn = asyncio.Lock()
        self.waiting = 0
        self.windows = windows

    def idle(self, now: float) -> bool:
        return not self.waiting and self.free_at(now) <= now

    def free_at(self, now: float) -> float:
        return max(window.free_at(now) for window in self.windows)


class Pacing(BaseRateLimiter[int]):
    """Spaces and retries the calls of a `telegram.ext.ExtBot`.

    Args:
        pace: the limits.
        retries: how patient each call is.
        clock: what time it is.
        queue: the replies that were put off. With it, calls whose `rate_limit_args` are a `Manner` do not wait for
            long in this process: they raise.
    """

    def __init__(
        self,
        pace: Pace | None = None,
        *,
        retries: Retries | None = None,
        clock: Clock | None = None,
        queue: Queue | None = None,
    ) -> None:
        self.tally = Tally()
        self._queue = queue
        self._pace = pace or Pace()
        self._retries = retries or Retries()
        self._quick = replace(self._retries, longest_flood_wait=PUT_OFF_SECONDS)
        self._once = replace(self._retries, attempts=1)
        self._clock = clock or SystemClock()
        self._all = _in_parts(self._pace.per_second)
        self._paid = Window(self._pace.paid_per_second, 1.0)
        self._under_way = asyncio.Semaphore(self._pace.at_once or FloodLimit.PAID_MESSAGES_PER_SECOND)
        self._chats: dict[int | str, _Chat] = {}

    async def initialize(self) -> None:
        """There is nothing to open."""

    async def shutdown(self) -> None:
        """There is nothing to close."""

    async def turn(self) -> None:
        """Waits until one of many messages may go out without keeping an answer back, and takes that moment for it.

        The message itself is sent with `Manner.IN_TURN`.
        """
        share = -(-self._pace.announced_per_second // _PARTS)
        while (wait := self._all.free_at(self._clock.now(), share) - self._clock.now()) > 0:
            await self._sleep(max(wait, _SHORTEST_WAIT))  # others may have spoken meanwhile
        self._all.take(self._clock.now())

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        async def call() -> Any:
            return await callback(*args, **kwargs)

        chat_id = data.get("chat_id")
        if endpoint in _NOT_SPEAKING:
            return await self._retried(call, self._once)
        if chat_id is None or not endpoint.startswith(_SPEAKING):
            return await self._retried(call, self._retries)

        in_turn = rate_limit_args == Manner.IN_TURN
        retries = self._once if in_turn else self._quick if self._queue and rate_limit_args else self._retries
        if self._queue and rate_limit_args == Manner.MAY_WAIT and await self._queue.waiting(int(chat_id)):
            raise Queued
        window = self._paid if data.get("allow_paid_broadcast") else self._all

        async def paced_call() -> Any:
            # First the place among those under way: who had its moment and then waited for one would go out in a burst.
            async with self._under_way:
                if not in_turn:
                    await self._wait(window)
                return await callback(*args, **kwargs)

        chat = self._chat(chat_id)
        chat.waiting += 1
        try:
            async with chat.turn:
                now = self._clock.now()
                await self._sleep(chat.free_at(now) - now)
                try:
                    return await self._retried(paced_call, retries)
                finally:
                    # Counted from the end of the call: Telegram counts arrivals, and this one arrived before.
                    for chat_window in chat.windows:
                        chat_window.take(self._clock.now())
        finally:
            chat.waiting -= 1

    async def _retried(self, call: Callable[[], Coroutine[Any, Any, Any]], retries: Retries) -> Any:
        return await retried(call, clock=self._clock, retries=retries, tally=self.tally)

    async def _wait(self, window: Window) -> None:
        """Takes the next free moment of a window that all chats share, in the order of asking."""
        now = self._clock.now()
        moment = window.free_at(now)
        window.take(moment)
        await self._sleep(moment - now)

    async def _sleep(self, seconds: float) -> None:
        if seconds > 0:
            await self._clock.sleep(seconds)

    def _chat(self, chat_id: int | str) -> _Chat:
        """The chat's turn; a group is a negative number, a channel a name."""
        key = int(chat_id) if str(chat_id).lstrip("-").isdecimal() else chat_id
        chat = self._chats.get(key)
        if chat is None:
            if len(self._chats) >= _CHATS_KEPT:
                self._forget_idle()
            windows = [Window(self._pace.chat_per_second, 1.0)]
            if isinstance(key, str) or key < 0:
                windows.append(Window(self._pace.group_per_minute, 60.0))
            chat = self._chats[key] = _Chat(*windows)
        return chat

    def _forget_idle(self) -> None:
        now = self._clock.now()
        self._chats = {key: chat for key, chat in self._chats.items() if not chat.idle(now)}
