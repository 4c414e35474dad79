"""Announcing what is new in the record: prepared, shown to curators, and on its way after a delay if they say so.

Nothing goes out by itself. What was previewed is what is sent, word for word: the finished messages are kept, and a
press on a preview that is outdated by now sends nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Final, cast

from bot import compose
from bot.compose import Progress
from bot.privacy import Seal, Unreadable
from bot.reply import Reply, Step
from bot.state.actions import CuratorActions
from bot.state.broadcasts import Broadcast, Broadcasts, Draft
from bot.state.followers import Followers
from bot.surfaces.message import html, markup
from bot.surfaces.sending import Address
from knowledge.casebook import Casebook
from knowledge.model import LANGUAGES, Language
from knowledge.news import Standing, news_since, standing_of

__all__ = ["Announcement", "Announcing", "opened_place", "page_of", "sealed_place"]

#: Of 48 bits, two previews that curators see one after the other never have the same.
_PRINT_DIGITS: Final = 12


@dataclass(frozen=True)
class Announcement:
    """What would be announced now: a message in each language. ``print_`` is the same only for the same messages."""

    digests: Mapping[Language, Reply]
    texts: str
    standing: str
    print_: str


class Announcing:
    """What curators can do with announcements.

    Args:
        broadcasts: where they are kept.
        followers: who gets them.
        actions: where it is written down who did what.
        seal: makes the address of the curators' chat unreadable in the state.
        minutes: how long an announcement can be undone before it goes out.
    """

    def __init__(
        self, broadcasts: Broadcasts, followers: Followers, actions: CuratorActions, seal: Seal, minutes: int
    ) -> None:
        self.minutes = minutes
        self.followers = followers
        self._broadcasts = broadcasts
        self._actions = actions
        self._seal = seal

    async def assume_announced(self, casebook: Casebook) -> None:
        """At start: what the record says before anybody follows is no news."""
        await self._broadcasts.assume_announced(casebook.case.id, json.dumps(standing_of(casebook)))

    async def prepared(self, casebook: Casebook, username: str) -> Announcement | None:
        """What is new since the last announcement, composed; None if nothing is."""
        known = await self._broadcasts.announced(casebook.case.id)
        news = news_since(cast(Standing, known), casebook) if known is not None else ()
        if not news:
            return None
        digests = {language: compose.digest(casebook, news, language) for language in LANGUAGES}
        texts = {language: _message(reply, username) for language, reply in digests.items()}
        kept = json.dumps(texts, ensure_ascii=False, sort_keys=True)
        standing = json.dumps(standing_of(casebook), sort_keys=True)
        print_ = sha256(f"{kept}\n{standing}".encode()).hexdigest()[:_PRINT_DIGITS]
        return Announcement(digests, kept, standing, print_)

    async def open(self) -> Broadcast | None:
        """The announcement that is on its way or was stopped on it, if there is one."""
        return await self._broadcasts.open()

    async def previewed(self, who: str, print_: str) -> None:
        await self._actions.record(who, "announce.preview", print_)

    async def watch_at(self, number: int, address: Address) -> None:
        """Shows how far it is in this message from now on."""
        await self._broadcasts.put(number, sealed_place(self._seal, address))

    async def step(
        self, step: Step, about: str, casebook: Casebook, address: Address, who: str, language: Language, username: str
    ) -> Reply:
        """Takes a curator's step, writes it down, and says where the announcement is then.

        The same step again changes nothing, and says the same: two curators may press at once.

        Args:
            about: the print of what was previewed, or the number of an announcement.
            address: the message under which it was pressed.
            who: the curator's keyed id.
        """
        if step == "cancel":
            await self._actions.record(who, "announce.cancel", about)
            return compose.not_announced(language, undone=False)
        if step == "send":
            return await self._sent(about, casebook, address, who, language, username)
        number = int(about) if about.isdecimal() and len(about) <= _PRINT_DIGITS else 0
        moves = {
            "undo": self._broadcasts.undo,
            "stop": self._broadcasts.stop,
            "go": self._broadcasts.go_on,
            "end": self._broadcasts.end,
        }
        if await moves[step](number):
            await self._actions.record(who, f"announce.{step}", about)
        broadcast = await self._broadcasts.get(number)
        return page_of(broadcast, language) if broadcast is not None else compose.outdated(language)

    async def _sent(
        self, print_: str, casebook: Casebook, address: Address, who: str, language: Language, username: str
    ) -> Reply:
        if (broadcast := await self._broadcasts.open()) is not None:
            return page_of(broadcast, language)
        announcement = await self.prepared(casebook, username)
        if announcement is None or announcement.print_ != print_:
            return compose.outdated(language)
        place = sealed_place(self._seal, address)
        draft = Draft(announcement.texts, casebook.case.id, announcement.standing, place, language)
        broadcast = await self._broadcasts.prepare(draft, self.minutes * 60.0)
        if broadcast is not None:
            await self._actions.record(who, "announce.send", str(broadcast.id))
        else:  # another curator was faster
            broadcast = await self._broadcasts.open()
        return page_of(broadcast, language) if broadcast is not None else compose.outdated(language)


def page_of(broadcast: Broadcast, language: Language) -> Reply:
    """Where an announcement is now, with what can be done about it."""
    if broadcast.stage == "waiting":
        return compose.going_out(broadcast.id, broadcast.due_at, language)
    if broadcast.stage == "undone":
        return compose.not_announced(language, undone=True)
    progress = Progress(
        broadcast.total, broadcast.sent, broadcast.failed, broadcast.gone, broadcast.unclear, broadcast.left
    )
    return compose.on_its_way(
        broadcast.id, progress, language, stopped=broadcast.stage == "stopped", over=broadcast.stage == "done"
    )


def sealed_place(seal: Seal, address: Address) -> bytes:
    """The message in which curators watch an announcement, as it is kept."""
    return seal.close(json.dumps(asdict(address)).encode())


def opened_place(seal: Seal, place: bytes) -> Address | None:
    """The message again; None if the secret is another one by now."""
    try:
        return Address(**json.loads(seal.open(place)))
    except Unreadable:
        return None


def _message(reply: Reply, username: str) -> dict[str, object]:
    """A finished message, as data."""
    return {"text": html(reply), "keyboard": markup(reply, username)}
