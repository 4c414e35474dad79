"""A changed record brought into use while the bot answers: made ready in another process, swapped when it is whole.

A changed question retrains the classifier, which takes half a minute of both cores; opening what was compiled takes
0.2 s in a thread, in which the event loop was held up for 0.03 s at most. Where other processes find the facts, those
of the new record are there before it is in use, and those of the old one end after that.
"""

from __future__ import annotations

import asyncio
import json
import logging
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.children import kill, started
from bot.counting import counted
from bot.library import Library
from bot.matching.editions import edition_for_many
from knowledge.casebook import Casebook
from knowledge.compiled import load_compiled
from knowledge.finding.finder import Finder

__all__ = ["Reloaded", "Reloading", "reloaded_by_signal"]

logger = logging.getLogger(__name__)

#: Twenty times what compiling the included record takes on two cores.
LONGEST: Final = 600.0
#: Problems that are logged; `record check` shows all.
SHOWN: Final = 20


@dataclass(frozen=True)
class Reloaded:
    """What became of it: a record in use, or what is wrong with it, and the old one stays."""

    problems: tuple[str, ...] = ()
    facts: int = 0

    @property
    def done(self) -> bool:
        return not self.problems


class Reloading:
    """Reads the record of a folder anew into a library.

    Args:
        library: where it goes.
        folder: the record's.
        cache: where compiled records are kept.
        processes: how many find its facts; see `bot.matching`.
        swapped: called after a record was swapped in, for what shows it elsewhere, such as the menu; it may fail.
        told: called with each result.
    """

    def __init__(
        self,
        library: Library,
        folder: Path,
        cache: Path,
        *,
        processes: int = 0,
        swapped: Callable[[], Awaitable[None]] | None = None,
        told: Callable[[Reloaded], None] = lambda result: None,
    ) -> None:
        self._library = library
        self._folder = folder.resolve()
        self._cache = cache
        self._processes = processes
        self._swapped = swapped
        self._told = told
        self._turn = asyncio.Lock()

    async def reload(self) -> Reloaded:
        """Brings the record as it is now into use, if it is in order. One at a time; the second waits for its turn."""
        async with self._turn:
            result = await self._reload()
        self._told(result)
        if not result.done:
            found = counted(len(result.problems), "problem")
            logger.error("The record was not reloaded, the old one stays in use: %s.", found)
            for problem in result.problems[:SHOWN]:
                logger.error("Record: %s", problem)
            return result
        as_of = self._library.casebook.case.as_of
        logger.info("Record reloaded: as of %s, %s.", as_of, counted(result.facts, "fact"))
        if self._swapped is not None:
            try:
                await self._swapped()
            except Exception as error:  # Telegram out of reach: the answers are right all the same
                logger.warning(
                    "What Telegram shows about the bot was not brought up to date (%s).", type(error).__name__
                )
        return result

    async def _reload(self) -> Reloaded:
        told = await self._compiled()
        if told.get("compiled"):
            path = Path(str(told["compiled"]))
            record = await asyncio.to_thread(_open, path)
            if record is not None:
                edition = await edition_for_many(*record, path, self._processes)
                await self._library.turn_to(edition)
                return Reloaded(facts=edition.count())
            return Reloaded((f"the compiled record can't be kept in {self._cache}: make that folder writable",))
        return Reloaded(tuple(told.get("problems") or ("it could not be read: see `python main.py record check`",)))

    async def _compiled(self) -> dict[str, list[str]]:
        """What the other process says; it ends with this one's patience, or with this task."""
        process = await started("knowledge.compiling", str(self._folder), str(self._cache))
        try:
            async with asyncio.timeout(LONGEST):
                told, _ = await process.communicate()
            return dict(json.loads(told))
        except (TimeoutError, ValueError):
            return {}
        finally:
            kill(process)
            await process.wait()


def _open(path: Path) -> tuple[Casebook, Finder] | None:
    compiled = load_compiled(path)
    if compiled is None:
        return None
    finder = compiled.finder()
    finder.prepare()  # what is made on first use is made here, and nobody waits for it
    return compiled.casebook, finder


@contextmanager
def reloaded_by_signal(reloading: Reloading) -> Iterator[None]:
    """Reloads on SIGHUP, where the system has it; one that is under way at the end is given up."""
    number = getattr(signal, "SIGHUP", None)
    if number is None:
        yield
        return
    loop = asyncio.get_running_loop()
    tasks: set[asyncio.Task[Reloaded]] = set()

    def begin() -> None:
        task = loop.create_task(reloading.reload())
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    loop.add_signal_handler(number, begin)
    try:
        yield
    finally:
        loop.remove_signal_handler(number)
        for task in tasks:
            task.cancel()
