"""One call to Telegram, tried again where that can help, and never where it would say a thing thrice."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from telegram.error import RetryAfter, TimedOut

from bot.delivery.clock import Clock
from bot.delivery.errors import Broken, NotSent, ServerFault, flood_seconds

__all__ = ("Retries", "Tally", "retried")

T = TypeVar("T")

#: Telegram gives whole seconds, counted on its own clock: a little more makes sure.
FLOOD_MARGIN: Final = 0.1


@dataclass(frozen=True, slots=True)
class Retries:
    """How patient a call is.

    Five tries with 0.5, 1, 2 and 4 s between them outlast a restart of a Bot API server. With 5 % of calls
    failing, one in three million gives up.
    """

    attempts: int = 5
    first_wait: float = 0.5
    longest_wait: float = 8.0
    #: A longer flood wait is not slept through: the answer would come when nobody waits for it any more.
    longest_flood_wait: float = 60.0

    def wait(self, tries: int) -> float:
        """The pause after that many tries, doubled each time."""
        return min(self.first_wait * 2.0 ** (tries - 1), self.longest_wait)


@dataclass(slots=True)
class Tally:
    """What became of the calls."""

    sent: int = 0
    again: int = 0  #: tried again after a fault that cannot, or hardly can, have sent them
    flooded: int = 0  #: told to wait (429)
    unconfirmed: int = 0  #: timed out after they were sent, and tried once more: some may have been said twice
    failed: int = 0  #: given up, or refused


async def retried(call: Callable[[], Awaitable[T]], *, clock: Clock, retries: Retries, tally: Tally) -> T:
    """The result of `call`, or its last error.

    Faults before or instead of a reply (no connection, a broken one, 5xx, flood control) are tried again up to
    `retries.attempts` in all. After a timeout the call has probably arrived, so it is tried once more only.
    """
    tries = timeouts = 0
    while True:
        tries += 1
        try:
            result = await call()
        except RetryAfter as error:
            wait = (flood_seconds(error) or 0.0) + FLOOD_MARGIN
            tally.flooded += 1
            if tries >= retries.attempts or wait > retries.longest_flood_wait:
                tally.failed += 1
                raise
        except TimedOut:
            timeouts += 1
            if timeouts > 1 or tries >= retries.attempts:
                tally.failed += 1
                raise
            tally.unconfirmed += 1
            wait = retries.wait(1)
        except (NotSent, Broken, ServerFault):
            if tries >= retries.attempts:
                tally.failed += 1
                raise
            tally.again += 1
            wait = retries.wait(tries)
        except Exception:
            tally.failed += 1
            raise
        else:
            tally.sent += 1
            return result
        await clock.sleep(wait)
