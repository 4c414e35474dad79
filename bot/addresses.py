"""Addresses that an operator sets: where to listen, and where Telegram is to bring updates."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

__all__ = ["LOOPBACK", "PROBES", "Address", "check_webhook_url", "parse_address"]

LOOPBACK = "127.0.0.1"
#: What the bot serves beside the webhook.
PROBES = ("/livez", "/readyz", "/metrics")
# Telegram's servers come to these ports only (https://core.telegram.org/bots/webhooks).
_PORTS = (443, 80, 88, 8443)
_LAST_PORT = 65535


class Address(NamedTuple):
    """Where to listen. Port 0: any that is free."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def parse_address(text: str) -> Address:
    """``host:port``, ``[::1]:port``, or a port alone, which is one of this machine only.

    Raises:
        ValueError: it is none of these.
    """
    found = re.fullmatch(r"(?:(?:\[([0-9A-Fa-f:.]+)\]|([^\s:\[\]/]+)):)?(\d{1,5})", text.strip())
    if found is None or int(found[3]) > _LAST_PORT:
        raise ValueError("must be host:port, like 127.0.0.1:8080, or a port alone, which is for this machine only")
    return Address(found[1] or found[2] or LOOPBACK, int(found[3]))


def check_webhook_url(url: str, *, own_server: bool) -> None:
    """Whether Telegram can bring updates to an address.

    Args:
        own_server: updates come from a Bot API server of the operator's own, which also takes http and any port.

    Raises:
        ValueError: it can't be; the text says what it must be.
    """
    try:
        parts, port = urlsplit(url), urlsplit(url).port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("https", "http") or not parts.hostname or re.search(r"[\s{}]", url):
        raise ValueError("must be an address like https://bot.example.org/telegram")
    if parts.query or parts.fragment or parts.username:
        raise ValueError("must have no ?, # or @ in it: WEBHOOK_SECRET protects it")
    if parts.path.rstrip("/") in PROBES:
        raise ValueError(f"must have another path than {', '.join(PROBES)}, which the bot serves itself")
    if own_server:
        return
    if parts.scheme != "https":
        raise ValueError(
            "must begin with https://: Telegram brings updates over TLS only (http:// is for a Bot API server of your"
            " own, set in TELEGRAM_API_URL)"
        )
    if (port or 443) not in _PORTS:
        raise ValueError(f"must have one of the ports that Telegram comes to: {', '.join(map(str, _PORTS))}")
