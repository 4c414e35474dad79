"""Announcements on their way: to each chat once, behind the answers, through crashes, floods and blocked chats."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, Final, Literal, TypeAlias

from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.announcing import opened_place, page_of, sealed_place
from bot.delivery.calling import call
from bot.delivery.errors import NotSent, ServerFault, flood_seconds
from bot.delivery.queue import Manner
from bot.privacy import ChatKeys, Seal
from bot.services import FALLBACK
from bot.state.broadcasts import Broadcast, Broadcasts, Delivery, Outcome
from bot.state.database import StateUnavailable
from bot.state.followers import Place, StoredFollowers
from bot.state.lease import Lease
from bot.surfaces.message import message
from bot.surfaces.sending import deliver
from knowledge.model import LANGUAGES

__all__ = ["ATTEMPTS", "AT_ONCE", "Broadcasting"]

logger = logging.getLogger(__name__)

#: How often the state is asked whether something is due.
ROUND_SECONDS: Final = 2.0
#: Sends under way together: at 20 a second enough for answers after 0.4 s, and the most that a crash leaves unclear.
AT_ONCE: Final = 8
#: Times that Telegram may fail at a message before its chat is given up.
ATTEMPTS: Final = 5
#: Without a connection to Telegram nothing is tried for so long.
OFFLINE_SECONDS: Final = 5.0
#: How often the curators' message is brought up to date: of a group's 20 messages a minute, it takes 12.
SHOW_SECONDS: Final = 5.0
#: A stop waits so long for what is being sent, which would be unclear otherwise.
LAST_SECONDS: Final = 5.0
#: How Telegram says that a chat is there no more, where it does not say so with 403.
_GONE: Final = ("chat not found", "user is deactivated", "peer_id_invalid", "group chat was deactivated")

#: ``not now``: nothing was sent, and nothing is tried for a while; ``again``: nothing was sent, Telegram failed.
_Verdict: TypeAlias = Outcome | Literal["not now", "again"]


class Broadcasting:
    """Sends what is due, one announcement at a time.

    Args:
        broadcasts: what is to be sent, and to whom.
        followers: where to write to a chat.
        keys: the keys of chats.
        seal: opens the address of the curators' chat.
        lease: of several processes that share the state, one has it and sends.
        turn: waits until a message may go out that nobody waits for.
        sleep: lets seconds pass.
    """

    def __init__(
        self,
        broadcasts: Broadcasts,
        followers: StoredFollowers,
        keys: ChatKeys,
        seal: Seal,
        lease: Lease,
        turn: Callable[[], Awaitable[None]],
        *,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._broadcasts = broadcasts
        self._followers = followers
        self._keys = keys
        self._seal = seal
        self._lease = lease
        self._turn = turn
        self._sleep = sleep
        #: Before this moment (monotonic) nothing is sent.
        self._not_before = 0.0

    async def run(self, bot: Bot) -> None:
        """Sends what is due, again and again until cancelled; what is under way then is seen through."""
        while True:
            try:
                await self.round(bot)
            except StateUnavailable as error:
                logger.warning("An announcement has to wait: %s.", error)
            await self._sleep(ROUND_SECONDS)

    async def round(self, bot: Bot) -> None:
        """Sends the announcement that is due, if there is one and no other process is at it.

        Raises:
            StateUnavailable: the database is away; the next round goes on.
        """
        if await self._broadcasts.due() is None:
            return
        async with self._lease.if_free() as ours:
            # Another process may have sent it meanwhile.
            if not ours or (broadcast := await self._broadcasts.due()) is None:
                return
            if broadcast.stage == "waiting" and not await self._broadcasts.begin(broadcast.id):
                return  # undone at the last moment
            logger.info("announcement %d: sending", broadcast.id)
            if unclear := await self._broadcasts.abandon(broadcast.id):
                logger.warning("announcement %d: %d perhaps sent before a crash, not sent again", broadcast.id, unclear)
            showing = asyncio.create_task(self._keep_showing(bot, broadcast.id))
            try:
                await self._send_all(bot, broadcast)
            finally:
                showing.cancel()
                await asyncio.wait([showing])
            await self._broadcasts.finish(broadcast.id)
            await self._show(bot, broadcast.id)
            if (now := await self._broadcasts.get(broadcast.id)) is not None:
                logger.info(
                    "announcement %d: %s; %d sent, %d failed, %d gone, %d unclear, %d left",
                    *(now.id, now.stage, now.sent, now.failed, now.gone, now.unclear, now.left),
                )

    async def _send_all(self, bot: Bot, broadcast: Broadcast) -> None:
        """Sends to all that are left, until it is stopped or the right to send is lost."""
        texts: dict[str, dict[str, Any]] = json.loads(broadcast.texts)
        sending: set[asyncio.Task[None]] = set()
        try:
            while not self._lease.lost.is_set():
                if len(sending) >= AT_ONCE:
                    await asyncio.wait(sending, return_when=asyncio.FIRST_COMPLETED)
                    continue
                await self._pause()
                await self._turn()
                # Asked before the claim: what fails during it has to be sent again, and was not there to be claimed.
                under_way = bool(sending)
                # Claimed at the last moment: what a crash leaves claimed may have been sent.
                delivery = await self._broadcasts.claim(broadcast.id)
                if delivery is not None:
                    task = asyncio.create_task(self._deliver(bot, delivery, texts))
                    sending.add(task)
                    task.add_done_callback(sending.discard)
                elif sending:  # one of them may have to be sent again
                    await asyncio.wait(sending, return_when=asyncio.FIRST_COMPLETED)
                elif not under_way:
                    return
        finally:
            if sending:
                await asyncio.wait(sending, timeout=LAST_SECONDS)

    async def _pause(self) -> None:
        while (seconds := self._not_before - time.monotonic()) > 0:
            await self._sleep(seconds)

    async def _deliver(self, bot: Bot, delivery: Delivery, texts: dict[str, dict[str, Any]]) -> None:
        """Sends to one chat, and notes what came of it; while the state is away, again and again. Never raises."""
        try:
            text = texts[delivery.language if delivery.language in LANGUAGES else FALLBACK]
            verdict = await self._tried(bot, delivery.chat, text)
        except Exception as error:  # the text of an error may quote anything
            logger.error("announcement %d: a chat was given up (%s)", delivery.broadcast, type(error).__name__)
            verdict = "failed"
        while True:
            try:
                await self._note(delivery, verdict)
            except StateUnavailable as error:
                logger.warning("What became of a message could not be noted: %s.", error)
                await self._sleep(ROUND_SECONDS)
            else:
                return

    async def _tried(self, bot: Bot, chat: str, text: dict[str, Any]) -> _Verdict:
        """What came of one call to Telegram."""
        try:
            place = await self._followers.place(chat)
            if place is None:
                return "gone"
            try:
                await _send(bot, place, text)
            except ChatMigrated as migrated:
                moved = Place(migrated.new_chat_id, place.thread)
                await self._followers.move(chat, self._keys.key(moved.chat), moved)
                await _send(bot, moved, text)
        except (RetryAfter, NotSent, StateUnavailable) as error:
            self._not_before = max(self._not_before, time.monotonic() + (flood_seconds(error) or OFFLINE_SECONDS))
            return "not now"
        except ServerFault:
            return "again"
        except Forbidden:
            return "gone"
        except BadRequest as error:
            return "gone" if any(word in error.message.lower() for word in _GONE) else "failed"
        except NetworkError:  # the connection broke, or no reply came: it may have arrived
            return "unclear"
        except TelegramError:
            return "failed"
        return "sent"

    async def _note(self, delivery: Delivery, verdict: _Verdict) -> None:
        if verdict == "not now":
            await self._broadcasts.release(delivery, counted=False)
        elif verdict == "again" and delivery.tries < ATTEMPTS:
            await self._broadcasts.release(delivery, counted=True)
        else:
            await self._broadcasts.settle(delivery, "failed" if verdict == "again" else verdict)
        if verdict == "gone":
            await self._followers.unfollow(delivery.chat)

    async def _keep_showing(self, bot: Bot, number: int) -> None:
        while True:
            await self._show(bot, number)
            await self._sleep(SHOW_SECONDS)

    async def _show(self, bot: Bot, number: int) -> None:
        """Brings the curators' message up to date. It may fail: the next one says the same."""
        try:
            broadcast = await self._broadcasts.get(number)
            address = opened_place(self._seal, broadcast.place) if broadcast is not None else None
            if broadcast is None or address is None:
                return
            language = next((each for each in LANGUAGES if each == broadcast.language), FALLBACK)
            shown = await deliver(bot, address, page_of(broadcast, language), Manner.PUT_OFF)
            if shown != address.message:  # the old one was deleted
                await self._broadcasts.put(number, sealed_place(self._seal, replace(address, message=shown)))
        except (TelegramError, StateUnavailable) as error:
            logger.debug("announcement %d: its progress could not be shown (%s)", number, type(error).__name__)


async def _send(bot: Bot, place: Place, text: dict[str, Any]) -> None:
    to: dict[str, Any] = {"chat_id": place.chat}
    if place.thread is not None:
        to["message_thread_id"] = place.thread
    await call(bot, "sendMessage", to | message(text["text"], text["keyboard"]), Manner.IN_TURN)
