"""Work in lanes: what belongs to one chat is done in order, different chats at the same time."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable
from typing import Final, Generic, TypeVar

__all__ = ("WIDTH", "Lanes")

T = TypeVar("T")

#: As many as one fetch can bring: a lane that waits for its chat's turn to be spoken to takes nobody's place.
WIDTH: Final = 100


class Lanes(Generic[T]):
    """Hands items to `work`, at most `width` at a time, never two of one key at once.

    `work` deals with its own errors: what it raises ends up with the loop's exception handler.
    """

    def __init__(self, work: Callable[[T], Awaitable[None]], *, width: int = WIDTH) -> None:
        self._work = work
        self._room = asyncio.Semaphore(width)
        self._queues: dict[Hashable, deque[T]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def open(self) -> int:
        """How many lanes have something to do."""
        return len(self._queues)

    def put(self, key: Hashable, item: T) -> None:
        """Adds an item to the end of its lane."""
        if queue := self._queues.get(key):
            queue.append(item)
            return
        self._queues[key] = deque([item])
        task = asyncio.create_task(self._run(key))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def drain(self, seconds: float) -> int:
        """Waits for all that was put, no longer than that; cancels the rest and tells how many lanes it were."""
        if not self._tasks:
            return 0
        _, late = await asyncio.wait(self._tasks, timeout=seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        return len(late)

    async def _run(self, key: Hashable) -> None:
        queue = self._queues[key]
        try:
            while queue:
                async with self._room:
                    # It stays in the queue while it is worked on: a lane is empty when its last item is done.
                    try:
                        await self._work(queue[0])
                    finally:
                        queue.popleft()
        finally:
            if self._queues.get(key) is queue:
                del self._queues[key]
