"""Asking Telegram for updates: patient with networks, clear about what patience cannot mend."""

import json
import logging
from collections.abc import Callable, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from telegram import Bot
from telegram.constants import PollingLimit
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.delivery.clock import Clock
from bot.delivery.errors import SecondPoller, WrongToken, flood_seconds

__all__ = ("Fetcher", "RawUpdate")

logger = logging.getLogger(__name__)

#: An update as Telegram sent it.
RawUpdate = dict[str, Any]

#: Telegram holds an empty reply for up to 50 s; proxies and home routers cut silent connections earlier.
HOLD_SECONDS: Final = 30
#: What a reply may take on top of that.
READ_SECONDS: Final = 10.0
#: A poller that starts ends the long poll of the one before it; the one that is ended this often in a row gives up.
CONFLICTS: Final = 5
FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 30.0


class Fetcher:
    """Fetches for one bot, and never twice at the same time.

    Args:
        bot: an initialized bot; its transport is used directly, so that updates come as they are: one that the
            library cannot read must not hide the others of its batch.
        allowed_updates: the kinds to ask for; without, Telegram's default.
        clock: for the pauses after errors.
        step: called after each fetch, whether Telegram answered or not.
    """

    def __init__(
        self,
        bot: Bot,
        allowed_updates: Sequence[str] | None,
        clock: Clock,
        step: Callable[[], None] = lambda: None,
    ) -> None:
        #: When Telegram last answered, on the clock; None before the first time.
        self.last_success: float | None = None
        self._bot = bot
        self._clock = clock
        self._step = step
        self._kinds = {} if allowed_updates is None else {"allowed_updates": json.dumps(list(allowed_updates))}

    async def fetch(self, offset: int) -> list[RawUpdate]:
        """What Telegram has from `offset` on; waits for the first, and for the network to come back.

        Raises:
            WrongToken, SecondPoller: waiting would not help.
        """
        faults = conflicts = 0
        while True:
            try:
                batch = await self._ask(offset, hold=HOLD_SECONDS, limit=PollingLimit.MAX_LIMIT)
            except InvalidToken:
                break
            except Conflict:
                conflicts += 1
                if conflicts >= CONFLICTS:
                    raise SecondPoller from None
                pause, reason = FIRST_PAUSE, "another process asks too"
            except TelegramError as error:
                faults += 1
                pause = flood_seconds(error) or min(FIRST_PAUSE * 2.0 ** (faults - 1), LONGEST_PAUSE)
                reason = error.message
            else:
                self.last_success = self._clock.now()
                self._step()
                return batch
            self._step()
            logger.warning("Telegram gives no updates (%s); asking again in %.0f s.", reason, pause)
            await self._clock.sleep(pause)
        raise WrongToken

    async def confirm(self, offset: int) -> bool:
        """Lets Telegram forget all before `offset`; whether it did."""
        try:
            await self._ask(offset, hold=0, limit=PollingLimit.MIN_LIMIT)
        except TelegramError as error:
            logger.warning("The last answers could not be confirmed (%s).", error.message)
            return False
        return True

    async def _ask(self, offset: int, *, hold: int, limit: int) -> list[RawUpdate]:
        query = {"timeout": hold, "limit": int(limit), **self._kinds} | ({"offset": offset} if offset else {})
        batch = await self._bot.request.post(
            f"{self._bot.base_url}/getUpdates?{urlencode(query)}", read_timeout=hold + READ_SECONDS
        )
        return batch if isinstance(batch, list) else []
