"""The worker processes: started, asked, started again when they end, and done without while they are not there."""

from __future__ import annotations

import asyncio
import logging
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from bot.children import ROOT, environment
from bot.matching.frames import LENGTH_BYTES, frame, length, value
from knowledge.finding import Context, Finding

__all__ = ["Workers"]

logger = logging.getLogger(__name__)

#: A worker that has not answered by then has stopped: the dearest question takes it 10 ms, and 100 may be waiting.
LONGEST_ANSWER: Final = 5.0
#: Opening a record takes a second or two; of a large one, ten times that.
LONGEST_START: Final = 60.0
#: A worker that is told no more answers what it was asked, and ends.
LONGEST_END: Final = 5.0
#: Between the end of a worker and the start of the next one in its place.
PAUSE: Final = 1.0


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
        self._ready: list[_Worker] = []
        self._places: list[asyncio.Task[None]] = []

    @property
    def ready(self) -> int:
        """How many can be asked now."""
        return len(self._ready)

    async def start(self) -> None:
        """Returns when all are ready, or it is known which cannot be."""
        begun = await asyncio.gather(*(self._begun() for _ in range(self._size)))
        self._places = [asyncio.create_task(self._keep(worker)) for worker in begun if worker is not None]

    async def find(self, question: str, context: Context) -> Finding:
        """As `knowledge.finding.finder.Finder.find`, by the worker that has the least to do."""
        worker = min(self._ready, key=lambda each: each.asked, default=None)
        if worker is not None:
            try:
                async with asyncio.timeout(LONGEST_ANSWER):
                    return await worker.find(question, context)
            except TimeoutError:
                logger.warning("A process that finds facts does not answer; it is ended.")
                worker.kill()
            except _Gone:
                pass
        return self._here(question, context)

    async def close(self) -> None:
        """Lets them finish what they were asked; who asks later is answered in this process."""
        ready, self._ready = self._ready, []
        for worker in ready:
            worker.no_more()
        if self._places:
            _, late = await asyncio.wait(self._places, timeout=LONGEST_END)
            for place in late:
                place.cancel()
            await asyncio.gather(*self._places, return_exceptions=True)

    async def _begun(self) -> _Worker | None:
        """A worker that is ready, or None if none can be started."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot.matching.worker", str(self._compiled)),
            cwd=ROOT,
            env=environment(),
            stdin=PIPE,
            stdout=PIPE,
        )
        worker = _Worker(process)
        try:
            async with asyncio.timeout(LONGEST_START):
                await worker.ready()
        except (_Gone, TimeoutError):
            logger.error("A process that finds facts can't be started: facts are found in the bot's own.")
            await worker.end()
            return None
        except BaseException:
            worker.kill()
            await worker.end()
            raise
        self._ready.append(worker)
        return worker

    async def _keep(self, worker: _Worker | None) -> None:
        """Has one worker there until `close`: when it ends, another one in its place."""
        while worker is not None:
            try:
                await worker.listen()
            except BaseException:  # too late to wait for what it was asked
                worker.kill()
                await worker.end()
                raise
            closed = worker not in self._ready
            if not closed:
                self._ready.remove(worker)
            await worker.end()
            if closed:
                return
            logger.warning("A process that found facts has ended; another is started.")
            await asyncio.sleep(PAUSE)
            worker = await self._begun()


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
        self._waiting: dict[int, asyncio.Future[Finding]] = {}
        self._number = 0

    @property
    def asked(self) -> int:
        """How many questions wait for it."""
        return len(self._waiting)

    async def find(self, question: str, context: Context) -> Finding:
        """Raises what finding raised, or `_Gone`."""
        self._number = number = self._number + 1
        found: asyncio.Future[Finding] = asyncio.get_running_loop().create_future()
        self._waiting[number] = found
        self._questions.write(frame((number, question, context)))
        try:
            return await found
        finally:
            del self._waiting[number]

    async def ready(self) -> None:
        await self._next()

    async def listen(self) -> None:
        """Hands out what comes, until the process ends."""
        with suppress(_Gone):
            while True:
                number, found = await self._next()
                waiting = self._waiting.get(number)
                if waiting is None or waiting.done():  # who asked has been told to stop
                    continue
                if isinstance(found, Exception):
                    waiting.set_exception(found)
                else:
                    waiting.set_result(found)

    async def _next(self) -> tuple[int, Finding | Exception]:
        try:
            head = await self._findings.readexactly(LENGTH_BYTES)
            return value(await self._findings.readexactly(length(head)))  # type: ignore[no-any-return]
        except (asyncio.IncompleteReadError, OSError):
            raise _Gone from None

    def no_more(self) -> None:
        """Nothing is asked from now on."""
        self._questions.close()

    def kill(self) -> None:
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()

    async def end(self) -> None:
        """Tells whoever waits still that it is gone, and sees it gone: its pipe has ended, so it should be."""
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(_Gone())
        try:
            async with asyncio.timeout(LONGEST_END):
                await self._process.wait()
        except TimeoutError:
            self.kill()
            await self._process.wait()
