"""Long polling that loses nothing: Telegram is told to forget an update only when its answer has gone out.

fetch → lanes → answer → note the number → confirm up to the lowest unfinished one. The library's own updater
confirms what it has fetched before it is handled: killed, it lost 1,399 of 2,000 questions.
"""

import asyncio
import logging
import signal
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from telegram import Update
from telegram.constants import PollingLimit
from telegram.error import NetworkError, RetryAfter

from bot.delivery.clock import Clock, SystemClock
from bot.delivery.errors import NotSent, Unreachable, flood_seconds, worth_another_try
from bot.delivery.fetching import Fetcher, RawUpdate
from bot.delivery.handling import AnyApplication, Handling, Park
from bot.delivery.lanes import WIDTH, Lanes
from bot.delivery.leasing import held, stopping_without
from bot.delivery.ledger import Ledger
from bot.delivery.lifecycle import Job, running
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
#: Times that an update is handled before it counts as dead. Without any connection it waits as long as it takes.
ATTEMPTS: Final = 3
FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 30.0
#: An answer that flood control holds back longer than this is given up.
LONGEST_FLOOD_WAIT: Final = 300.0
#: Below what service managers allow before they kill (systemd 90 s, containers mostly 30 s).
DRAIN_SECONDS: Final = 20.0


@dataclass(slots=True)
class Received:
    """What became of the updates."""

    answered: int = 0
    again: int = 0  #: handled once more because an answer did not go out
    dead: int = 0  #: given up: refused by Telegram, too many attempts, or a fault in a handler
    skipped: int = 0  #: answered before a restart
    unreadable: int = 0  #: not an update as the library knows it


async def poll(
    application: AnyApplication,
    answered: Answered,
    *,
    allowed_updates: Sequence[str] | None = None,
    drain_seconds: float = DRAIN_SECONDS,
    park: Park | None = None,
    lease: Lease | None = None,
    jobs: Sequence[Job] = (),
) -> Received:
    """Starts the application and receives until SIGTERM or SIGINT; a second signal does not wait.

    Args:
        application, answered, allowed_updates, drain_seconds, park: as for `Receiver`.
        lease: the right to receive, held meanwhile.
        jobs: run beside it.

    Raises:
        WrongToken, SecondPoller, Unreachable: with advice for the operator.
    """
    async with held(lease), running(application, jobs):
        try:
            await application.bot.delete_webhook(drop_pending_updates=False)
        except (NetworkError, RetryAfter) as error:
            raise Unreachable(error.message) from None
        receiver = Receiver(
            application, answered, allowed_updates=allowed_updates, drain_seconds=drain_seconds, park=park
        )
        with _stopped_by_signals(receiver):
            async with stopping_without(lease, receiver.stop):
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
    ) -> None:
        self.received = Received()
        self._bot = application.bot
        self._answered = answered
        self._clock = clock or SystemClock()
        self._drain_seconds = drain_seconds
        self._handle = Handling(application, park)
        self._fetcher = Fetcher(self._bot, allowed_updates, self._clock)
        self._lanes: Lanes[Update] = Lanes(self._see_through, width=width)
        self._ledger = Ledger()
        self._stopping = asyncio.Event()
        #: Set when an update is finished, or the receiver is stopped.
        self._news = asyncio.Event()

    @property
    def open(self) -> int:
        """Updates fetched and not yet finished."""
        return self._ledger.open

    @property
    def last_fetch(self) -> float | None:
        """When Telegram last answered a fetch, on the clock; None before the first time."""
        return self._fetcher.last_success

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
                logger.warning("%d chats were not answered in time; Telegram keeps their messages.", late)
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
        for raw in batch:
            number = int(raw["update_id"])
            if not self._ledger.take(number):
                continue
            if await self._seen(number):
                self.received.skipped += 1
                await self._finish(number)
                continue
            try:
                update = Update.de_json(raw, self._bot)
            except Exception as error:  # whatever the library makes of what it does not know
                logger.error("An update cannot be read (%s): a newer library may know it.", type(error).__name__)
                self.received.unreadable += 1
                await self._finish(number)
                continue
            self._lanes.put(_lane(update), update)

    async def _see_through(self, update: Update) -> None:
        """Handles an update until its answer has gone out, or there is no point in trying."""
        tries = counted = 0
        while True:
            tries += 1
            try:
                await self._handle(update)
            except Exception as error:  # also a fault in a handler
                counted += not isinstance(error, NotSent | StateUnavailable)
                wait = flood_seconds(error) or min(FIRST_PAUSE * 2.0 ** (tries - 1), LONGEST_PAUSE)
                if not worth_another_try(error) or counted >= ATTEMPTS or wait > LONGEST_FLOOD_WAIT:
                    logger.error("An update was not answered: %s.", _described(error))
                    self.received.dead += 1
                    break
            else:
                self.received.answered += 1
                break
            self.received.again += 1
            await self._clock.sleep(wait)
        await self._finish(update.update_id)

    async def _seen(self, number: int) -> bool:
        """Whether an update was answered; waits for a database that is away, for its answer must not go out twice."""
        while True:
            try:
                return await self._answered.seen(number)
            except StateUnavailable as error:
                logger.error("%s", error)
            await self._clock.sleep(LONGEST_PAUSE)

    async def _finish(self, number: int) -> None:
        await self._answered.note(number)
        self._ledger.finish(number)
        self._news.set()


def _lane(update: Update) -> int | str:
    """What is kept in order: the chat, else the person (inline queries), else the update by itself."""
    if update.effective_chat:
        return update.effective_chat.id
    if update.effective_user:
        return f"user {update.effective_user.id}"
    return f"update {update.update_id}"


def _described(error: Exception) -> str:
    """Kind and place of an error. Its text stays out of the log: a fault in a handler may quote a question."""
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    place = f" in {frame.tb_frame.f_code.co_name}:{frame.tb_lineno}" if frame else ""
    return type(error).__name__ + place


@contextmanager
def _stopped_by_signals(receiver: Receiver) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM)

    def stop(number: int) -> None:
        loop.remove_signal_handler(number)  # the second one takes its usual course
        receiver.stop()

    with suppress(NotImplementedError):  # Windows: Ctrl-C interrupts, and nothing is lost
        for number in signals:
            loop.add_signal_handler(number, stop, number)
    try:
        yield
    finally:
        with suppress(NotImplementedError):
            for number in signals:
                loop.remove_signal_handler(number)
