"""Updates that Telegram brings: 200 says that the answer went out, anything else that Telegram must come again.

The library's own webhook answers 200 before an update is handled: killed, it lost 1,399 of 2,000 questions. Here
Telegram keeps each update until its answer is out, so that a killed process loses none, and answers again at most
those that it was sending: another replica, or the same one started anew, takes them over as soon as the claims of the
killed one end. Telegram brings one update of a chat at a time; that and the lanes keep the order.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from collections.abc import Sequence
from typing import Any, Final

from aiohttp import web
from telegram import Update

from bot.counting import counted
from bot.delivery.attempts import Attempts, kind_of, lane_of
from bot.delivery.clock import Clock, SystemClock
from bot.delivery.handling import AnyApplication, Park
from bot.delivery.lanes import WIDTH, Lanes
from bot.delivery.progress import Observer, Progress, Received
from bot.delivery.stopping import DRAIN_SECONDS
from bot.errors import place_of
from bot.state.answered import RENEW_SECONDS, Answered
from bot.state.database import StateUnavailable

__all__ = ("MAX_BODY", "Webhook")

logger = logging.getLogger(__name__)

SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # its name, not the secret
#: Updates are a few kilobytes; the largest allowed texts with all their entities stay far below.
MAX_BODY: Final = 1024**2
#: Telegram waits 60 s for a reply (levlam, tdlib/telegram-bot-api#211); a proxy needs a moment to pass it on.
REPLY_SECONDS: Final = 50.0
#: How long an update is worked on, and its claim renewed: a little longer, for the reply may have gone out just after
#: Telegram was told to come again.
WORK_SECONDS: Final = 60.0
#: When Telegram is to come again; it honours the header.
RETRY_SECONDS: Final = 2

_Outcome = bool  #: Whether Telegram may forget the update.


class Webhook:
    """The requests of Telegram for one running application.

    Args:
        application: built with `.updater(None)`.
        answered: the numbers of answered updates, shared by all replicas.
        secret: what Telegram was told to send with each request.
        allowed_updates: the kinds that are handled; others are acknowledged and dropped. Without, all are handled.
        park: takes replies that have to wait.
        clock: for the pauses between attempts.
        observer: told what becomes of the updates.
        reply_seconds: after these Telegram is told to come again, while the work goes on.
    """

    def __init__(
        self,
        application: AnyApplication,
        answered: Answered,
        *,
        secret: str,
        allowed_updates: Sequence[str] | None = None,
        park: Park | None = None,
        clock: Clock | None = None,
        observer: Observer | None = None,
        reply_seconds: float = REPLY_SECONDS,
        work_seconds: float = WORK_SECONDS,
    ) -> None:
        clock = clock or SystemClock()
        self.progress = Progress(clock.now, observer)
        self._bot = application.bot
        self._answered = answered
        self._secret = secret.encode()
        self._kinds = None if allowed_updates is None else frozenset(allowed_updates)
        self._attempts = Attempts(application, self.progress, clock, park)
        self._lanes: Lanes[Update] = Lanes(self._see_through, width=WIDTH)
        #: What is open here, by number: a second request for it waits for the same end.
        self._open: dict[int, asyncio.Future[_Outcome]] = {}
        #: The end of the time for what is being worked on, by number.
        self._limits: dict[int, asyncio.Timeout] = {}
        self._accepting = False
        self._clock = clock
        self._reply_seconds = reply_seconds
        self._work_seconds = work_seconds

    @property
    def received(self) -> Received:
        """What became of the updates so far."""
        return self.progress.received

    def routes(self, path: str) -> list[web.RouteDef]:
        """What a server is to hand over: POST on the path, and nothing else."""
        return [web.post(path, self.handle)]

    def accept(self) -> None:
        """From now on updates are taken; before, Telegram is told to come again."""
        self._accepting = True

    async def keep_claims(self) -> None:
        """Renews the claims on what is being worked on, until cancelled; leaves what another replica took over."""
        while True:
            await self._clock.sleep(RENEW_SECONDS)
            try:
                lost = await self._answered.renew()
            except StateUnavailable as error:  # nobody else can claim anything from a database that is away
                logger.warning("Claims could not be renewed: %s.", error)
                continue
            for number in lost & self._limits.keys():
                logger.warning("An update was taken over by another process: this one stood still for too long.")
                self._limits[number].reschedule(0.0)

    async def drain(self, seconds: float = DRAIN_SECONDS) -> int:
        """Takes no more, and finishes what is open for no longer than that; tells how many chats were left over."""
        self._accepting = False
        late = await self._lanes.drain(seconds)
        for number in list(self._open):
            self._leave(number)
        if late:
            were = counted(late, "chat was", "chats were")
            logger.warning("%s not answered in time; Telegram keeps their messages.", were)
        return late

    async def handle(self, request: web.Request) -> web.Response:
        """One request of Telegram, or of somebody who pretends to be."""
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self._secret):
            return web.Response(status=403)
        try:
            raw = json.loads(await request.read())
            number = int(raw["update_id"])
        except (ValueError, KeyError, TypeError):  # with the right secret, but not Telegram's
            return web.Response(status=400)
        if not self._accepting:
            return _come_again()
        outcome = self._open.get(number) or self._take(number, raw)
        try:
            done = await asyncio.wait_for(asyncio.shield(outcome), self._reply_seconds)
        except TimeoutError:
            return _come_again()
        return web.Response() if done else _come_again()

    def _take(self, number: int, raw: dict[str, Any]) -> asyncio.Future[_Outcome]:
        """Puts an update in its chat's lane."""
        outcome: asyncio.Future[_Outcome] = asyncio.get_running_loop().create_future()
        kind = kind_of(raw)
        if self._kinds is not None and kind not in self._kinds:
            outcome.set_result(True)  # asked for before the kinds were changed, or new
            return outcome
        self.progress.arrived(number, kind)
        self._open[number] = outcome
        try:
            update = Update.de_json(raw, self._bot)
        except Exception as error:  # whatever the library makes of what it does not know
            logger.error("An update cannot be read (%s): a newer library may know it.", type(error).__name__)
            self._finish(number, "unreadable")
        else:
            self._lanes.put(lane_of(update), update)
        return outcome

    async def _see_through(self, update: Update) -> None:
        number = update.update_id
        try:
            if await self._answered.claim(number):
                await self._work(update)
            elif await self._answered.seen(number):
                self._finish(number, "skipped")
            else:  # another replica is at it; should it die, its claim ends
                self._leave(number)
        except StateUnavailable as error:  # the state is away
            logger.error("An update was left with Telegram: %s", error)
            self._leave(number)
        except Exception as error:
            logger.error("An update was left with Telegram: %s in %s.", *place_of(error))
            self.progress.failed(error)
            self._leave(number)

    async def _work(self, update: Update) -> None:
        """Handles a claimed update; gives the claim back if it can't be finished in time."""
        number = update.update_id
        try:
            async with asyncio.timeout(self._work_seconds) as self._limits[number]:
                outcome = await self._attempts(update)
        except TimeoutError:
            logger.warning("An update was not answered in time; Telegram brings it again.")
            await self._answered.release(number)
            self._leave(number)
        except asyncio.CancelledError:
            await self._answered.release(number)
            raise
        else:
            await self._answered.note(number)
            self._finish(number, outcome)
        finally:
            del self._limits[number]

    def _finish(self, number: int, outcome: str) -> None:
        self.progress.finished(number, outcome)
        self._settle(number, True)

    def _leave(self, number: int) -> None:
        self.progress.left(number)
        self._settle(number, False)

    def _settle(self, number: int, done: _Outcome) -> None:
        future = self._open.pop(number, None)
        if future is not None and not future.done():
            future.set_result(done)


def _come_again() -> web.Response:
    return web.Response(status=503, headers={"Retry-After": str(RETRY_SECONDS)})
