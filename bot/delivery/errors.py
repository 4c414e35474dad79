"""What can go wrong between the bot and Telegram, sorted by what to do about it.

Exception
├── DeliveryError          the process cannot go on; its text is advice to the operator
│   ├── WrongToken         Telegram refuses the token
│   ├── SecondPoller       another process receives with the same token
│   ├── WrongWebhook       Telegram does not take the address it is to bring updates to
│   └── Unreachable        Telegram cannot be reached at the start
└── telegram.error.TelegramError
    ├── RetryAfter
    │   └── FloodWait      Telegram says how long to wait
    └── NetworkError
        ├── NotSent        the call never left: trying again cannot double it
        ├── Broken         the connection broke while the call was under way
        ├── ServerFault    Telegram answered 5xx, or not in its own language
        └── TimedOut
            └── Unconfirmed    the call left, no reply came in time: it has probably arrived
"""

import datetime as dtm

from telegram.error import NetworkError, RetryAfter, TimedOut

from bot.state.database import StateUnavailable

__all__ = (
    "Broken",
    "DeliveryError",
    "FloodWait",
    "NotSent",
    "SecondPoller",
    "ServerFault",
    "Unconfirmed",
    "Unreachable",
    "WrongToken",
    "WrongWebhook",
    "flood_seconds",
    "worth_another_try",
)


class DeliveryError(Exception):
    """The bot cannot receive or answer; the text says what the operator can do."""


class WrongToken(DeliveryError):
    """Telegram does not know the token (never quoted here)."""

    def __init__(self) -> None:
        super().__init__("Telegram refuses TELEGRAM_BOT_TOKEN: copy it again from @BotFather (/mybots → API Token).")


class SecondPoller(DeliveryError):
    """Two processes ask Telegram for the same updates; each would take the other's."""

    def __init__(self) -> None:
        super().__init__(
            "Another process receives messages with this token: stop it, or give this one a token of its own."
        )


class WrongWebhook(DeliveryError):
    """Telegram cannot bring updates to the address that was set."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"Telegram does not take WEBHOOK_URL ({reason}): it must be an https address that Telegram can reach,"
            " with a valid certificate, on port 443, 80, 88 or 8443."
        )


class Unreachable(DeliveryError):
    """No reply from Telegram when the bot started."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"Telegram cannot be reached ({reason}): check the network, HTTPS_PROXY and TELEGRAM_API_URL,"
            " then start again."
        )


class FloodWait(RetryAfter):
    """Telegram's flood control, with its waiting time as a ``timedelta``.

    ``RetryAfter`` warns of its own future each time it is made, unless an environment variable
    is set; this one already is what it will become.
    """

    __slots__ = ()

    @property
    def retry_after(self) -> dtm.timedelta:
        return self._retry_after


class NotSent(NetworkError):
    """No connection was made, so nothing was sent."""

    __slots__ = ()


class Broken(NetworkError):
    """The connection was lost before the reply; the call may or may not have arrived."""

    __slots__ = ()


class ServerFault(NetworkError):
    """Telegram, or something before it, failed to do its part."""

    __slots__ = ()


class Unconfirmed(TimedOut):
    """The call was sent in full, and the reply did not come in time."""

    __slots__ = ()


def worth_another_try(error: BaseException) -> bool:
    """Whether the same call may well succeed later, and is unlikely to have succeeded already.

    A database that was away counts: handlers ask it before they send.
    """
    return isinstance(error, NotSent | Broken | ServerFault | RetryAfter | StateUnavailable)


def flood_seconds(error: BaseException) -> float | None:
    """How long Telegram asks to wait, or None if `error` is not about that."""
    if not isinstance(error, RetryAfter):
        return None
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, dtm.timedelta) else float(wait)
