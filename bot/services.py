"""Everything that handlers need from outside, gathered in one place so that tests can pass other parts in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from telegram import Chat, User

from bot.announcing import Announcing
from bot.conversation import Conversations
from bot.hearing import Hearing
from bot.library import Library
from bot.paper.shelf import Shelf
from bot.privacy import ChatKeys
from bot.reply import Reply
from bot.speech import language_from_code
from bot.state.chats import Chats
from bot.state.followers import Followers, Place
from bot.state.uploads import Uploads
from knowledge.casebook import Casebook
from knowledge.finding import Context, Finding
from knowledge.finding.post import sentences_of, surest
from knowledge.model import Language

__all__ = ["Services", "language_of"]

# A reader whose Telegram speaks none of the four languages is met in the one most likely to be read besides it.
FALLBACK: Language = "en"


@dataclass(frozen=True)
class Services:
    library: Library
    chats: Chats
    conversations: Conversations
    keys: ChatKeys
    today: Callable[[], dt.date]
    shelf: Shelf
    uploads: Uploads
    #: Where a curator's commands work: see `bot.curators`.
    curator_chats: frozenset[int] = frozenset()
    #: None where nobody can be called back: in a terminal.
    followers: Followers | None = None
    announcing: Announcing | None = None
    #: Where what readers tell the curators goes.
    hearing: Hearing = field(default_factory=Hearing)

    @property
    def casebook(self) -> Casebook:
        """The record that answers come from now."""
        return self.library.casebook

    async def find(self, question: str, context: Context) -> Finding:
        """The facts in that record that answer a question."""
        return await self.library.find(question, context)

    async def check_post(self, post: str, context: Context) -> tuple[Finding, ...]:
        """What that record has on the sentences of a post."""
        findings = await self.library.find_each(sentences_of(post), context)
        return surest(findings, self.casebook)

    def reply_to(self, finding: Finding) -> Reply:
        """What that record says to a finding of it."""
        return self.library.edition.reply_to(finding, self.today())

    def key(self, chat: Chat) -> str:
        return self.keys.key(chat.id)

    async def chosen(self, chat: Chat) -> Language | None:
        """The language chosen in a chat, if one was."""
        return await self.chats.language(self.key(chat))

    async def forget(self, chat: Chat) -> None:
        """Deletes all that is kept about a chat, in the state and in memory."""
        key = self.key(chat)
        await self.chats.forget(key)
        if self.followers is not None:
            await self.followers.unfollow(key)
        self.conversations.forget(key)

    async def move(self, old: int, new: int) -> None:
        """A group became a supergroup, which is another chat: all that is kept about it holds for that one."""
        before, after = self.keys.key(old), self.keys.key(new)
        if self.followers is not None:
            await self.followers.move(before, after, Place(new))
        await self.chats.move(before, after)
        self.conversations.move(before, after)

    async def language(self, chat: Chat, user: User | None) -> Language:
        """The language for the bot's own pages: the chosen one, else Telegram's, else the fallback."""
        return await self.chosen(chat) or language_from_code(user.language_code if user else None) or FALLBACK

    async def language_of(self, chat: int) -> Language:
        """The language of a chat that nobody has written in just now."""
        return await self.chats.language(self.keys.key(chat)) or FALLBACK


def language_of(user: User | None) -> Language:
    """The language of somebody who has not chosen one: Telegram's, else the fallback."""
    return language_from_code(user.language_code if user else None) or FALLBACK
