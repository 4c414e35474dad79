"""How a call tells whether it may be put off, and what it is told if so: words that sending and pace share."""

from enum import IntEnum
from typing import Final, Protocol

from telegram.error import RetryAfter, TelegramError

from bot.delivery.errors import FloodWait

__all__ = ("PUT_OFF_SECONDS", "Manner", "Queue", "Queued", "Unsent")

#: A person waits that long without wondering. What has to wait longer waits in the state, not in this process.
PUT_OFF_SECONDS: Final = 2.0


class Manner(IntEnum):
    """What a call wants of the pace, as its ``rate_limit_args``; without, it waits for up to a minute."""

    MAY_WAIT = 1  #: raises where it would wait for long, or overtake replies that wait: the caller puts it off
    PUT_OFF = 2  #: one that was put off, and is due
    IN_TURN = 3  #: one of many that nobody waits for; it has had its `Pacing.turn`, and is tried once


class Queue(Protocol):
    """The replies that were put off."""

    async def waiting(self, chat_id: int) -> bool:
        """Whether a chat has some; never fails."""


class Queued(FloodWait):
    """Replies to the same chat wait already: this one goes behind them."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(1)


class Unsent(TelegramError):
    """A reply did not go out, and may later. Who raises it says, in a class of its own, what and where it was."""

    def __init__(self, error: TelegramError) -> None:
        super().__init__(error.message)
        self.error: TelegramError = error

    @property
    def seconds(self) -> float:
        """How long Telegram wants to be left alone; 0 if it did not say."""
        wait = self.error.retry_after if isinstance(self.error, RetryAfter) else 0
        return float(wait if isinstance(wait, int | float) else wait.total_seconds())
