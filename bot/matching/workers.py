"""The worker processes: started, asked, started again when they end, and done without while they are not there."""

from __future__ import annotations

import asyncio
import logging
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from bot.children import kill, started
from bot.matching.frames import LENGTH_BYTES, frame, length, value
from knowledge.finding import Context, Finding

__all__ = ["Workers"]

logger = logging.getLogger(__name__)

#: A worker that is asked and says nothing for so many seconds has stopped: the dearest question takes it 10 ms. They
#: are counted one by one, so that a bot which was held up itself takes that for one of them.
LONGEST_SILENCE: Final = 5
SECOND: Final = 1.0
#: Opening a record takes a second or two; of a large one, ten times that.
LONGEST_START: Final = 60.0
#: What a worker may take to answer what it was asked and to end, once its pipe is closed.
LONGEST_END: Final = 5.0
#: Between the end of a worker and the start of the next one in its place; doubled while none can be started.
FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 60.0
#: Workers that are asked the same question, before it is answered here.
TRIED: Final = 2


class Workers:
    """Processes that find facts of one compiled record.

    Args:
        compiled: the file with the record; see `knowledge.compiled`.
        here: finds the same in this process, for a time when no worker can be asked.
        size: how many.
    """

    def __init__(self, compiled: Path, here: Callable[[str, Context], Finding], size: int) -> None:
        self._compiled = compiled
        self._here = here
        self._size = size
        #: By the task that keeps it there.
        self._ready: dict[asyncio.Task[None], _Worker] = {}
        self._places: list[asyncio.Task[None]] = []

    @property
    def ready(self) -> int:
        """How many can be asked now."""
        return len(self._ready)

    async def start(self) -> None:
        """Returns when all are ready, or it is known which cannot be for now."""
        begun = [asyncio.Event() for _ in range(self._size)]
        self._places = [asyncio.create_task(self._keep(each)) for each in begun]
        try:
            for each in begun:
                await each.wait()
        except BaseException:
            await self.close()
            raise

    async def find(self, question: str, context: Context) -> Finding:
        """As `knowledge.finding.finder.Finder.find`, by the worker that has the least to do."""
        for _ in range(TRIED):
            worker = min(self._ready.values(), key=lambda each: each.asked, default=None)
            if worker is None:
                break
            with suppress(_Gone):
                found = await worker.find(question, context)
                if found is not None:
                    return found
                break  # it failed there: here it fails where the fault can be seen
        return self._here(question, context)

    async def close(self) -> None:
        """Lets them finish what they were asked; who asks later is answered in this process."""
        ready, self._ready = self._ready, {}
        for place in self._places:
            if place in ready:
                ready[place].no_more()
            else:
                place.cancel()
        if self._places:
            _, late = await asyncio.wait(self._places, timeout=LONGEST_END)
            for place in late:
                place.cancel()
            await asyncio.gather(*self._places, return_exceptions=True)

    async def _keep(self, begun: asyncio.Event) -> None:
        """Has one worker there until `close`: when it ends, another one in its place."""
        pause = FIRST_PAUSE
        while True:
            worker = await self._begin()
            if worker is None:
                logger.error("A process that finds facts can't be started: the bot's own finds what it would.")
                begun.set()
            elif await self._kept(worker, begun):
                logger.warning("A process that found facts has ended; another is started.")
                pause = FIRST_PAUSE
            else:
                return
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _kept(self, worker: _Worker, begun: asyncio.Event) -> bool:
        """Lets a worker be asked until it ends; False if that was because of `close`."""
        place = asyncio.current_task()
        assert place is not None
        self._ready[place] = worker
        begun.set()
        try:
            await worker.listen()
        except BaseException:  # too late to wait for it
            worker.kill()
            raise
        finally:
            missed = self._ready.pop(place, None) is worker
            await worker.end()
        return missed

    async def _begin(self) -> _Worker | None:
        """A worker that is ready, or None if none can be started."""
        try:
            process = await started("bot.matching.worker", str(self._compiled), stdin=PIPE)
        except (OSError, NotImplementedError):  # too many processes, too little memory, a loop that can't start any
            return None
        worker = _Worker(process)
        try:
            async with asyncio.timeout(LONGEST_START):
                await worker.be_ready()
        except BaseException as error:
            worker.kill()
            await worker.end()
            if isinstance(error, _Gone | TimeoutError):
                return None
            raise
        return worker


class _Gone(Exception):
    """The worker ended before it answered."""


class _Worker:
    """One process, and the questions it has not answered yet."""

    def __init__(self, process: Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process = process
        self._questions = process.stdin
        self._findings = process.stdout
        self._waiting: dict[int, asyncio.Future[Finding | None]] = {}
        self._number = 0
        #: Whether it has said something since the last look.
        self._spoke = False

    @property
    def asked(self) -> int:
        """How many questions wait for it."""
        return len(self._waiting)

    async def find(self, question: str, context: Context) -> Finding | None:
        """What it finds, or None if it failed; raises `_Gone`."""
        self._number = number = self._number + 1
        found: asyncio.Future[Finding | None] = asyncio.get_running_loop().create_future()
        self._waiting[number] = found
        self._questions.write(frame((number, question, context)))
        try:
            return await found
        finally:
            del self._waiting[number]

    async def be_ready(self) -> None:
        """Waits for its first word; raises `_Gone`."""
        await self._next()

    async def listen(self) -> None:
        """Hands out what comes, until the process ends."""
        watching = asyncio.create_task(self._watch())
        try:
            while True:
                number, found = await self._next()
                self._spoke = True
                waiting = self._waiting.get(number)
                if waiting is not None and not waiting.done():  # else who asked has been told to stop
                    waiting.set_result(found)
        except _Gone:
            return
        finally:
            watching.cancel()

    async def _watch(self) -> None:
        """Ends a process that is asked and says nothing."""
        silent = 0
        while silent < LONGEST_SILENCE:
            self._spoke = False
            await asyncio.sleep(SECOND)
            silent = silent + 1 if self._waiting and not self._spoke else 0
        logger.warning("A process that finds facts does not answer; it is ended.")
        self.kill()

    async def _next(self) -> Any:
        """The next value it says; raises `_Gone`."""
        try:
            head = await self._findings.readexactly(LENGTH_BYTES)
            return value(await self._findings.readexactly(length(head)))
        except Exception:  # it has ended, or says what nobody understands
            raise _Gone from None

    def no_more(self) -> None:
        """Nothing is asked from now on: it ends when it has answered."""
        self._questions.close()

    def kill(self) -> None:
        kill(self._process)

    async def end(self) -> None:
        """Tells whoever waits still that it is gone, and sees it gone: it was killed, or its pipe has ended."""
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(_Gone())
        try:
            async with asyncio.timeout(LONGEST_END):
                await self._process.wait()
        except TimeoutError:
            self.kill()
            await self._process.wait()
