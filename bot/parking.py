"""Replies that have to wait are parked in the state, sealed, and sent when they are due, whoever restarts meanwhile.

What is parked is what to send, in a few words: which facts, page, picture or file, in which language. Pictures and
files are made, and uploaded if Telegram does not have them, when they are sent.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import asdict, replace
from typing import Final

from telegram import Bot
from telegram.error import ChatMigrated, RetryAfter, TelegramError

from bot.compose import compose_again
from bot.delivery.errors import NotSent, flood_seconds, worth_another_try
from bot.delivery.queue import Manner, Unsent
from bot.paper.shelf import Shelf
from bot.printing import Handout, made_again
from bot.privacy import ChatKeys, Seal, Unreadable
from bot.reply import Recipe, Reply
from bot.state.database import StateUnavailable
from bot.state.parked import HOLD_AGAIN_SECONDS, Parked, ParkedReply
from bot.state.uploads import MemoryUploads, Uploads
from bot.surfaces.files import deliver_file
from bot.surfaces.sending import Address, UnsentReply, deliver
from knowledge.casebook import Casebook
from knowledge.model import LANGUAGES

__all__ = ["ATTEMPTS", "Backlog", "Parking"]

logger = logging.getLogger(__name__)

#: Times that Telegram may fail at a reply before it is given up. Flood waits and missing connections do not count:
#: those end by themselves, or with the reply's day (see `bot.state.parked.PARKED_SECONDS`).
ATTEMPTS: Final = 8
FIRST_PAUSE: Final = 5.0
LONGEST_PAUSE: Final = 300.0
#: How often the state is asked for what is due, and for how many at most. One chat has one reply under way.
ROUND_SECONDS: Final = 1.0
AT_ONCE: Final = 20
#: As often as Prometheus usually asks.
COUNT_SECONDS: Final = 15.0
#: A stop waits so long for what is being sent, which would otherwise be sent again.
LAST_SECONDS: Final = 5.0


async def _nobody_knew(old: int, new: int) -> None:
    """For those who keep nothing about chats."""


class Parking:
    """Parks, and sends what is parked.

    Args:
        parked: where the replies wait.
        seal: makes them unreadable there.
        keys: the keys of chats.
        casebook: gives the record to compose from, as it is by then.
        today: the day of the answers.
        shelf, uploads: where pictures and files come from; without, there are none to be sent.
        moved: told the old and the new number of a group that became a supergroup.
        sleep: lets seconds pass.
    """

    def __init__(
        self,
        parked: Parked,
        seal: Seal,
        keys: ChatKeys,
        casebook: Callable[[], Casebook],
        today: Callable[[], dt.date],
        *,
        shelf: Shelf | None = None,
        uploads: Uploads | None = None,
        moved: Callable[[int, int], Awaitable[None]] = _nobody_knew,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._shelf = shelf
        self._moved = moved
        self._uploads = uploads or MemoryUploads()
        self._parked = parked
        self._seal = seal
        self._keys = keys
        self._casebook = casebook
        self._today = today
        self._sleep = sleep

    async def park(self, unsent: Unsent) -> bool:
        """Parks a reply that could not be sent; whether that worked."""
        if not isinstance(unsent, UnsentReply) or unsent.reply.recipe is None:
            return False
        content = json.dumps([asdict(unsent.address), asdict(unsent.reply.recipe)], ensure_ascii=False)
        try:
            await self._parked.add(
                self._keys.key(unsent.address.chat), self._seal.close(content.encode()), unsent.seconds
            )
        except StateUnavailable as error:
            logger.warning("A reply could not be parked: %s.", error)
            return False
        return True

    async def waiting(self, chat_id: int) -> bool:
        """Whether a chat has replies to wait for; no, if the state can't tell: better out of order than not at all."""
        try:
            return await self._parked.waiting(self._keys.key(chat_id))
        except StateUnavailable:
            return False

    async def run(self, bot: Bot) -> None:
        """Sends what is due, until cancelled; what is under way then is seen through."""
        sending: set[asyncio.Task[None]] = set()
        try:
            while True:
                try:
                    due = await self._parked.take(AT_ONCE - len(sending)) if len(sending) < AT_ONCE else []
                except StateUnavailable as error:
                    logger.warning("Parked replies have to wait on: %s.", error)
                    due = []
                for reply in due:
                    task = asyncio.create_task(self.send(bot, reply))
                    sending.add(task)
                    task.add_done_callback(sending.discard)
                await self._sleep(ROUND_SECONDS)
        finally:
            if sending:
                await asyncio.wait(sending, timeout=LAST_SECONDS)

    async def send(self, bot: Bot, reply: ParkedReply) -> None:
        """Sends one that was taken, and deletes it; or parks it again; or gives it up. Never raises."""
        holding = asyncio.create_task(self._hold(reply))
        try:
            wait = await self._tried(bot, reply)
            if wait is None:
                await self._parked.done(reply)
            else:
                await self._parked.put_back(reply, wait)
        except StateUnavailable as error:
            logger.warning("What became of a parked reply could not be noted: %s.", error)
        except Exception as error:  # the text of an error may quote anything
            await self._give_up(reply, type(error).__name__)
        finally:
            holding.cancel()

    async def _hold(self, reply: ParkedReply) -> None:
        """Keeps other processes from taking a reply, for as long as this one is at it."""
        while True:
            await asyncio.sleep(HOLD_AGAIN_SECONDS)
            with suppress(StateUnavailable):  # nobody else can take it from a database that is away
                await self._parked.hold(reply)

    async def _tried(self, bot: Bot, reply: ParkedReply) -> float | None:
        """None if it was sent, else for how many seconds it has to wait on."""
        address, recipe = _read(self._seal.open(reply.sealed))
        made: Handout | Reply | None = compose_again(recipe, self._casebook(), self._today())
        if made is None and self._shelf is not None:
            made = await made_again(self._shelf, self._casebook(), recipe, bot.username)
        if made is None:
            raise Unreadable
        if isinstance(made, Reply) and recipe.kind == "picture":  # words can't stand in the place of a picture
            address = replace(address, message=None)
        try:
            try:
                await self._deliver(bot, address, made)
            except ChatMigrated as migrated:
                await self._moved(address.chat, migrated.new_chat_id)
                await self._deliver(bot, Address(migrated.new_chat_id), made)
        except TelegramError as error:
            if not worth_another_try(error) or (reply.attempts >= ATTEMPTS and not _ends_by_itself(error)):
                raise
            return flood_seconds(error) or min(FIRST_PAUSE * 2.0 ** (reply.attempts - 1), LONGEST_PAUSE)
        return None

    async def _deliver(self, bot: Bot, address: Address, made: Handout | Reply) -> None:
        if isinstance(made, Reply):
            await deliver(bot, address, made, Manner.PUT_OFF)
        else:
            await deliver_file(bot, address, made.kind, made.printed, made.caption, self._uploads, Manner.PUT_OFF)

    async def _give_up(self, reply: ParkedReply, reason: str) -> None:
        try:
            await self._parked.give_up(reply)
            logger.error("A parked reply was given up (%s); %d so far.", reason, await self._parked.dead())
        except StateUnavailable as error:
            logger.warning("A parked reply could not be given up: %s.", error)


class Backlog:
    """How much is parked, and how much was given up, as of some seconds ago: for those who can't wait for the state."""

    def __init__(self, parked: Parked) -> None:
        self.waiting = self.dead = 0
        self._parked = parked

    async def follow(self) -> None:
        """Asks the state again and again, until cancelled."""
        while True:
            try:
                self.waiting, self.dead = await self._parked.count(), await self._parked.dead()
            except StateUnavailable:
                logger.debug("The backlog can't be counted now.")
            await asyncio.sleep(COUNT_SECONDS)


def _ends_by_itself(error: TelegramError) -> bool:
    return isinstance(error, RetryAfter | NotSent)


def _read(content: bytes) -> tuple[Address, Recipe]:
    address, recipe = json.loads(content)
    language = next(each for each in LANGUAGES if each == recipe["language"])
    return Address(**address), Recipe(recipe["kind"], language, tuple(recipe["items"]), recipe["bare"])
