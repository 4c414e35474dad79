"""One update, handled until its answer has gone out or there is no point in trying, however it was received."""

import logging
from typing import Any, Final

from telegram import Update

from bot.delivery.clock import Clock
from bot.delivery.errors import NotSent, flood_seconds, worth_another_try
from bot.delivery.handling import AnyApplication, Handling, Park
from bot.delivery.progress import Progress
from bot.errors import place_of
from bot.state.database import StateUnavailable

__all__ = ("ATTEMPTS", "Attempts", "kind_of", "lane_of")

logger = logging.getLogger(__name__)

#: Times that an update is handled before it counts as dead. Without any connection it waits as long as it takes.
ATTEMPTS: Final = 3
FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 30.0
#: An answer that flood control holds back longer than this is given up.
LONGEST_FLOOD_WAIT: Final = 300.0


class Attempts:
    """Sees updates of one application through; `park` takes replies that have to wait."""

    def __init__(self, application: AnyApplication, progress: Progress, clock: Clock, park: Park | None = None) -> None:
        self._handle = Handling(application, park)
        self._progress = progress
        self._clock = clock

    async def __call__(self, update: Update) -> str:
        """Handles an update as often as it takes; returns ``answered`` or ``dead``."""
        tries = counted = 0
        while True:
            tries += 1
            try:
                await self._handle(update)
            except Exception as error:  # also a fault in a handler
                counted += not isinstance(error, NotSent | StateUnavailable)
                wait = flood_seconds(error) or min(FIRST_PAUSE * 2.0 ** (tries - 1), LONGEST_PAUSE)
                if not worth_another_try(error) or counted >= ATTEMPTS or wait > LONGEST_FLOOD_WAIT:
                    kind, place = place_of(error)
                    logger.error("An update was not answered: %s in %s.", kind, place)
                    self._progress.failed(error)
                    return "dead"
            else:
                return "answered"
            self._progress.tried()
            await self._clock.sleep(wait)


def kind_of(raw: dict[str, Any]) -> str:
    """Telegram's name for the kind of an update, such as ``message``."""
    return next((kind for kind in Update.ALL_TYPES if kind in raw), "unknown")


def lane_of(update: Update) -> int | str:
    """What is kept in order: the chat, else the person (inline queries), else the update by itself."""
    if update.effective_chat:
        return update.effective_chat.id
    if update.effective_user:
        return f"user {update.effective_user.id}"
    return f"update {update.update_id}"
