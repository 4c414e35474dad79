"""Permanent addresses: the link to a version of a fact, what is searched to share it, and a citation to copy."""

from __future__ import annotations

import re
from dataclasses import dataclass

from telegram.constants import InlineKeyboardButtonLimit

from bot.reply import Cite, Share
from knowledge.model import LANGUAGES, Language

__all__ = ["Linked", "citation", "fact_link", "read_payload", "read_share", "share_query"]

# `?start=<fact-id>` and `?start=<fact-id>_v<n>`
_PAYLOAD = re.compile(r"([a-z0-9-]+)(?:_v(\d{1,6}))?", re.ASCII)
_SHARED = re.compile(rf"([a-z0-9-]+)(?: ({'|'.join(LANGUAGES)}))?", re.ASCII)


@dataclass(frozen=True)
class Linked:
    """What a link leads to: a fact, and the version that was told when the link was made, if it says so."""

    fact: str
    version: int | None = None


def fact_link(username: str, fact: str, version: int) -> str:
    """The permanent address of a version of a fact."""
    return f"https://t.me/{username}?start={fact}_v{version}"


def read_payload(payload: str) -> Linked | None:
    """What stands behind ``?start=`` in a link to a fact, or None if it is no such link."""
    found = _PAYLOAD.fullmatch(payload)
    return Linked(found[1], int(found[2]) if found[2] else None) if found else None


def share_query(share: Share) -> str:
    """What is searched in another chat to find just this fact, in just this language."""
    return f"{share.fact} {share.language}"


def read_share(query: str) -> tuple[str, Language | None] | None:
    """The fact and language of a query that may share a fact, or None if it can't."""
    found = _SHARED.fullmatch(query.strip())
    return (found[1], next((code for code in LANGUAGES if code == found[2]), None)) if found else None


def citation(cite: Cite, username: str) -> str:
    """A citation with its address, as long as a button may copy; of what is too long, the headline is cut."""
    end = f" ({cite.where})\n{fact_link(username, cite.fact, cite.version)}"
    room = InlineKeyboardButtonLimit.MAX_COPY_TEXT - _size(end)
    if room < 1:  # a publisher with an endless name
        return fact_link(username, cite.fact, cite.version)
    return _cut(cite.headline, room) + end


def _cut(text: str, room: int) -> str:
    if _size(text) <= room:
        return text
    while _size(text) > room - 1:
        text = text[:-1]
    # Rather at the end of a word; one endless word is cut where it must be.
    return (text.rpartition(" ")[0] or text).rstrip(" ,;:—-") + "…"


def _size(text: str) -> int:
    """The length of a text as Telegram counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2
