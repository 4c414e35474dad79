"""Long polling that loses nothing: Telegram is told to forget an update only when its answer has gone out.

fetch → lanes → answer → note the number → confirm up to the lowest unfinished one. The library's own updater
confirms what it has fetched before it is handled: killed, it lost 1,399 of 2,000 questions.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Coroutine, Sequence
from contextlib import suppress
from typing import Any, Final, TypeVar

from telegram import Update
from telegram.constants import PollingLimit
from telegram.error import NetworkError, RetryAfter

from bot.counting import counted
from bot.delivery.attempts import LONGEST_PAUSE, Attempts, kind_of, lane_of
from bot.delivery.clock import Clock, SystemClock
from bot.delivery.errors import Unreachable
from bot.delivery.fetching import Fetcher, RawUpdate
from bot.delivery.handling import AnyApplication, Park
from bot.delivery.lanes import WIDTH, Lanes
from bot.delivery.leasing import held, stopping_without
from bot.delivery.ledger import Ledger
from bot.delivery.lifecycle import Job, running
from bot.delivery.progress import Observer, Progress, Received
from bot.delivery.stopping import DRAIN_SECONDS, stopped_by_signals
from bot.state.answered import Answered
from bot.state.database import StateUnavailable
from bot.state.lease import Lease

__all__ = ("Received", "Receiver", "poll")

logger = logging.getLogger(__name__)
T = TypeVar("T")

#: Asked again with the same offset within 0.5 s, Telegram gives one update only (tdlib/telegram-bot-api, Client.cpp).
SAME_OFFSET_SECONDS: Final = 0.6
#: Ask for more when only this many are open: earlier, most of the reply would be known already.
FEW_OPEN: Final = PollingLimit.MAX_LIMIT // 4


async def poll(
    application: AnyApplication,
    answered: Answered,
    *,
    allowed_updates: Sequence[str] | None = None,
    drain_seconds: float = DRAIN_SECONDS,
    park: Park | None = None,
    lease: Lease | None = None,
    jobs: Sequence[Job] = (),
    observer: Observer | None = None,
    receiving: Callable[[Receiver], None] = lambda _: None,
    stopping: Callable[[], None] = lambda: None,
) -> Received:
    """Starts the application and receives until SIGTERM or SIGINT; a second signal does not wait.

    Args:
        application, answered, allowed_updates, drain_seconds, park, observer: as for `Receiver`.
        lease: the right to receive, held meanwhile.
        jobs: run beside it.
        receiving: called once Telegram has been reached.
        stopping: called when the first signal comes.

    Raises:
        WrongToken, SecondPoller, Unreachable: with advice for the operator.
    """
    async with held(lease), running(application, jobs):
        try:
            await application.bot.delete_webhook(drop_pending_updates=False)
        except (NetworkError, RetryAfter) as error:
            raise Unreachable(error.message) from None
        receiver = Receiver(
            application,
            answered,
            allowed_updates=allowed_updates,
            drain_seconds=drain_seconds,
            park=park,
            observer=observer,
        )

        def stop() -> None:
            stopping()
            receiver.stop()

        with stopped_by_signals(stop):
            async with stopping_without(lease, receiver.stop):
                receiving(receiver)
                return await receiver.run()


class Receiver:
    """Fetches the updates of a running application, and sees each one through.

    Args:
        application: built with `.updater(None)`.
        answered: the numbers that a restart must skip.
        allowed_updates: the kinds to ask Telegram for; without, its default.
        width: updates handled at the same time.
        drain_seconds: how long `stop` lets what is open finish.
        park: takes replies that have to wait.
        clock: for the pauses after errors.
        observer: told what becomes of the updates.
    """

    def __init__(
        self,
        application: AnyApplication,
        answered: Answered,
        *,
        allowed_updates: Sequence[str] | None = None,
        width: int = WIDTH,
        drain_seconds: float = DRAIN_SECONDS,
        park: Park | None = None,
        clock: Clock | None = None,
        observer: Observer | None = None,
    ) -> None:
        self._bot = application.bot
        self._answered = answered
        self._clock = clock or SystemClock()
        self._drain_seconds = drain_seconds
        self.progress = Progress(self._clock.now, observer)
        self._attempts = Attempts(application, self.progress, self._clock, park)
        self._fetcher = Fetcher(self._bot, allowed_updates, self._clock, self.progress.step)
        self._lanes: Lanes[Update] = Lanes(self._see_through, width=width)
        self._ledger = Ledger()
        self._stopping = asyncio.Event()
        #: Set when an update is finished, or the receiver is stopped.
        self._news = asyncio.Event()

    @property
    def received(self) -> Received:
        """What became of the updates so far."""
        return self.progress.received

    @property
    def open(self) -> int:
        """Updates fetched and not yet finished."""
        return self._ledger.open

    def since_fetch(self) -> float | None:
        """How many seconds ago Telegram last answered a fetch; None before the first time."""
        last = self._fetcher.last_success
        return None if last is None else self._clock.now() - last

    def stop(self) -> None:
        """Ends `run` once what is open is answered, or the time to drain is over."""
        self._stopping.set()
        self._news.set()

    async def run(self) -> Received:
        """Receives until `stop`.

        Raises:
            WrongToken, SecondPoller: what is open is answered first.
        """
        confirmed = 0
        try:
            while not self._stopping.is_set():
                offset = self._ledger.offset
                batch = await self._or_stop(self._fetcher.fetch(offset))
                if batch is None:
                    break
                confirmed = offset
                self._ledger.confirm(offset)
                await self._answered.forget_below(offset)
                await self._or_stop(self._admit(batch))
                if self._ledger.open:
                    await self._until_worth_asking()
                elif not batch:
                    self._ledger = Ledger()  # after a week without updates Telegram counts from anywhere
        finally:
            if late := await self._lanes.drain(self._drain_seconds):
                were = counted(late, "chat was", "chats were")
                logger.warning("%s not answered in time; Telegram keeps their messages.", were)
        offset = self._ledger.offset
        if offset > confirmed and await self._fetcher.confirm(offset):
            await self._answered.forget_below(offset)
        return self.received

    async def _until_worth_asking(self) -> None:
        """Waits until a fetch can bring something new, and Telegram does not mind being asked."""
        loop = asyncio.get_running_loop()
        offset = self._ledger.offset
        rested_at = loop.time() + SAME_OFFSET_SECONDS
        while self._ledger.open and not self._stopping.is_set():
            self._news.clear()
            rested = loop.time() >= rested_at
            if self._ledger.offset != offset:
                if rested or self._ledger.open <= FEW_OPEN:
                    return
            elif rested and not self._ledger.full:
                return
            with suppress(TimeoutError):
                async with asyncio.timeout_at(None if rested else rested_at):
                    await self._news.wait()

    async def _or_stop(self, work: Coroutine[Any, Any, T]) -> T | None:
        """The result of `work`, or None if the receiver is stopped before."""
        task = asyncio.create_task(work)
        stop = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait((task, stop), return_when=asyncio.FIRST_COMPLETED)
            return task.result() if task.done() else None
        finally:
            for unfinished in (task, stop):
                unfinished.cancel()
            await asyncio.gather(task, stop, return_exceptions=True)

    async def _admit(self, batch: list[RawUpdate]) -> None:
        """Puts what is new in its chat's lane."""
        new = {number: raw for raw in batch if self._ledger.take(number := int(raw["update_id"]))}
        for number, raw in new.items():
            self.progress.arrived(number, kind_of(raw))
        answered = await self._answered_among(new)
        for number, raw in new.items():
            if number in answered:
                await self._finish(number, "skipped")
                continue
            try:
                update = Update.de_json(raw, self._bot)
            except Exception as error:  # whatever the library makes of what it does not know
                logger.error("An update cannot be read (%s): a newer library may know it.", type(error).__name__)
                await self._finish(number, "unreadable")
                continue
            self._lanes.put(lane_of(update), update)

    async def _see_through(self, update: Update) -> None:
        await self._finish(update.update_id, await self._attempts(update))

    async def _answered_among(self, numbers: Collection[int]) -> set[int]:
        """Those that were answered; waits for a database that is away, for no answer must go out twice."""
        while True:
            try:
                return await self._answered.among(numbers)
            except StateUnavailable as error:
                logger.error("%s", error)
            self.progress.step()
            await self._clock.sleep(LONGEST_PAUSE)

    async def _finish(self, number: int, outcome: str) -> None:
        await self._answered.note(number)
        self.progress.finished(number, outcome)
        self._ledger.finish(number)
        self._news.set()
