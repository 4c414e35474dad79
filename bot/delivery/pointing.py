"""Telling Telegram where to bring updates, and not telling it again what it knows: replicas start together."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from telegram import Bot, WebhookInfo
from telegram.error import BadRequest, NetworkError, RetryAfter

from bot.delivery.errors import Unreachable, WrongWebhook
from bot.delivery.lanes import WIDTH

__all__ = ("MAX_CONNECTIONS", "marked", "point")

logger = logging.getLogger(__name__)

#: Requests that Telegram makes at once, to all replicas together: what the lanes of one of them can take.
MAX_CONNECTIONS: Final = WIDTH
#: Telegram does not tell which secret it holds. 32 bits of a hash in the address tell whether it is still ours, and
#: nothing about a secret of 16 characters or more.
_MARK_BYTES: Final = 4


def marked(url: str, secret: str) -> str:
    """The address for Telegram: with another secret it is another address.

    >>> marked("https://bot.example.org/telegram", "a-secret-of-mine")
    'https://bot.example.org/telegram?key=5c2880d1'
    """
    mark = hmac.new(secret.encode(), b"mark of the webhook's address", sha256).digest()[:_MARK_BYTES].hex()
    return f"{url}?key={mark}"


async def point(bot: Bot, url: str, secret: str, allowed_updates: Sequence[str]) -> bool:
    """Sets the webhook, unless Telegram has it so already; whether it was set. What waits at Telegram is kept.

    Raises:
        WrongWebhook, Unreachable: with advice for the operator.
    """
    address = marked(url, secret)
    try:
        if _is_set(await bot.get_webhook_info(), address, allowed_updates):
            return False
        await bot.set_webhook(
            address,
            secret_token=secret,
            allowed_updates=allowed_updates,
            max_connections=MAX_CONNECTIONS,
            drop_pending_updates=False,
        )
    except BadRequest as error:
        raise WrongWebhook(error.message) from None
    except (NetworkError, RetryAfter) as error:
        raise Unreachable(error.message) from None
    logger.info("Telegram brings updates to %s from now on.", url)
    return True


def _is_set(info: WebhookInfo, address: str, allowed_updates: Sequence[str]) -> bool:
    return (
        info.url == address
        and info.max_connections == MAX_CONNECTIONS
        and set(info.allowed_updates or ()) == set(allowed_updates)
    )
