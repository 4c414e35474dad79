"""Names of published things that never change, wherever the bot or a site moves: what feeds and linked data rest on."""

from __future__ import annotations

import uuid

__all__ = ["address", "urn"]

# Made once, at random, for this program; another namespace would give every entry a new name.
_NAMESPACE = uuid.UUID("6f0a4e3c-5d1b-4b0e-9a57-2c8d7e41b9f3")


def urn(case: str, *parts: str) -> str:
    """The name of a part of a case as a URN (RFC 9562, version 5), such as of ``fact``, its id, version and language.

    A tag: URI would need a domain that belongs to whoever publishes, and would change with it.
    """
    return uuid.uuid5(_NAMESPACE, "\0".join((case, *parts))).urn


def address(bot: str, fact: str) -> str:
    """Where a reader finds a fact in the bot of that username; empty without one."""
    return f"https://t.me/{bot}?start={fact}" if bot else ""
