"""People who talk to the bot, as Telegram reports them, and the application that answers, without a network."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from typing import Any

from telegram import Update

from bot.application import build_application
from bot.conversation import Conversations
from bot.delivery.handling import AnyApplication, Handling
from bot.hearing import Hearing
from bot.library import Edition, Library
from bot.limits import Limits
from bot.paper.shelf import Shelf
from bot.privacy import ChatKeys
from bot.services import Services
from bot.state.chats import Chats, MemoryChats
from bot.state.followers import MemoryFollowers
from bot.state.uploads import MemoryUploads
from knowledge.casebook import Casebook
from knowledge.finding import Context, Finding
from tests.bot.api_rules import Json, size
from tests.bot.delivery.demo import TOKEN
from tests.bot.exact import exact_finder
from tests.bot.recorder import BOT, Recorder, RecordingRequest, Shown

__all__ = ["GROUP", "PERSON", "Person", "Updates", "at_the_bot", "services_over"]

PERSON = 770077
GROUP = -100200300
_ENTITY = re.compile(r"(?<!\S)(?:(?P<command>/\w+(?:@\w+)?)|(?P<mention>@\w+))")

_FILE = {"file_id": "F", "file_unique_id": "f"}
_STICKER = {**_FILE, "type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}
#: What people send instead of words.
CONTENT: dict[str, Json] = {
    "voice": {"voice": {**_FILE, "duration": 3}},
    "photo": {"photo": [{**_FILE, "width": 1, "height": 1}]},
    "sticker": {"sticker": _STICKER},
    "location": {"location": {"latitude": 42.9, "longitude": 71.4}},
    "contact": {"contact": {"phone_number": "+7", "first_name": "Айша"}},
    "video": {"video": {**_FILE, "width": 1, "height": 1, "duration": 3}},
    "video note": {"video_note": {**_FILE, "length": 1, "duration": 3}},
    "animation": {
        "animation": {**_FILE, "width": 1, "height": 1, "duration": 3},
        "document": {**_FILE},
    },
    "audio": {"audio": {**_FILE, "duration": 3}},
    "document": {"document": {**_FILE}},
    "venue": {
        "venue": {"location": {"latitude": 42.9, "longitude": 71.4}, "title": "Сот", "address": "1"},
        "location": {"latitude": 42.9, "longitude": 71.4},
    },
    "poll": {
        "poll": {
            "id": "1",
            "question": "?",
            "options": [],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": False,
            "members_only": False,
        }
    },
    "dice": {"dice": {"value": 1, "emoji": "🎲"}},
    "story": {"story": {"chat": {"id": 5, "type": "private"}, "id": 1}},
    "joined": {"new_chat_members": [{"id": 9, "is_bot": False, "first_name": "Айша"}]},
}

#: What an administrator may do, as Telegram lists it.
_RIGHTS = (
    "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
    "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
    "can_edit_stories", "can_delete_stories",
)  # fmt: skip


class Updates:
    """Makes the updates of one person in one chat."""

    def __init__(self, chat: int = PERSON, language_code: str | None = "en", name: str = "Бегимай") -> None:
        user = {"id": PERSON, "is_bot": False, "first_name": name, "username": "begimai_asks"}
        self.user: Json = user | ({"language_code": language_code} if language_code else {})
        kind: Json = {"type": "private", "first_name": name} if chat > 0 else {"type": "supergroup", "title": "Достор"}
        self.chat: Json = {"id": chat, **kind}
        self._numbers = itertools.count(1)

    def says(self, text: str, **more: Any) -> Json:
        return self._update("message", self._message({"text": text, "entities": _entities(text)} | more))

    def edits(self, number: int, text: str) -> Json:
        content = {"message_id": number, "text": text, "entities": _entities(text), "edit_date": 1}
        return self._update("edited_message", self._message(content))

    def sends(self, kind: str, caption: str = "") -> Json:
        words = {"caption": caption, "caption_entities": _entities(caption)} if caption else {}
        return self._update("message", self._message(CONTENT[kind] | words))

    def forwards(self, text: str) -> Json:
        """A post of somebody whose account stays hidden, passed on."""
        origin = {"type": "hidden_user", "sender_user_name": "Канал", "date": 1}
        return self.says(text, forward_origin=origin)

    def searches(self, query: str, offset: str = "") -> Json:
        """Types after the bot's name in some other chat."""
        content = {"id": "55", "from": self.user, "query": query, "offset": offset, "chat_type": "group"}
        return self._update("inline_query", content)

    def calls_as_guest(self, text: str, **more: Any) -> Json:
        """Calls the bot by its name in a chat that it is not in."""
        content = {
            "text": text,
            "entities": _entities(text),
            "guest_query_id": "66",
            "guest_bot_caller_user": self.user,
        }
        return self._update("guest_message", self._message(content | more))

    def changes_membership(self, old: str, new: str) -> Json:
        """Adds the bot to the chat, removes it, or blocks it."""
        member = {"user": BOT}
        rights = dict.fromkeys(_RIGHTS, False)
        more = {"kicked": {"until_date": 0}, "administrator": rights}
        content = {
            "chat": self.chat,
            "from": self.user,
            "date": 1,
            "old_chat_member": {**member, "status": old, **more.get(old, {})},
            "new_chat_member": {**member, "status": new, **more.get(new, {})},
        }
        return self._update("my_chat_member", content)

    def moves_to(self, chat: int) -> Json:
        """The group became a supergroup, as it is told in the old chat."""
        return self._update("message", self._message({"migrate_to_chat_id": chat}))

    def moved_from(self, chat: int) -> Json:
        """The same, as it is told in the new one."""
        return self._update("message", self._message({"migrate_from_chat_id": chat}))

    def presses(self, shown: Shown, data: str) -> Json:
        message = {"message_id": shown.number, "date": 1, "chat": self.chat, "from": BOT, **shown.content()}
        return self._press({"message": message, "data": data})

    def presses_something_forgotten(self, data: str) -> Json:
        """A button under a message so old that Telegram does not say what it was."""
        return self._press({"message": {"message_id": 5, "date": 0, "chat": self.chat}, "data": data})

    def presses_elsewhere(self, data: str) -> Json:
        """A button under an inline message, in a chat that the bot is not in."""
        return self._press({"inline_message_id": "i", "data": data})

    def _press(self, content: Json) -> Json:
        return self._update("callback_query", {"id": "77", "from": self.user, "chat_instance": "1", **content})

    def _message(self, content: Json) -> Json:
        return {"message_id": next(self._numbers), "date": 1, "chat": self.chat, "from": self.user, **content}

    def _update(self, kind: str, content: Json) -> Json:
        return {"update_id": next(self._numbers), kind: content}


def _entities(text: str) -> list[Json]:
    return [
        {
            "type": "bot_command" if found["command"] else "mention",
            "offset": size(text[: found.start()]),
            "length": size(found[0]),
        }
        for found in _ENTITY.finditer(text)
    ]


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def no_press(template: str, data: dict[str, Any], form: str) -> tuple[bytes, ...]:
    """A press that sets nothing: three pages that say what they would be."""
    pages = range(1, 4 if form == "png" else 2)
    return tuple(f"{form} {template} {data['lang']} {page}".encode() for page in pages)


def services_over(
    casebook: Casebook,
    *,
    find: Callable[[str, Context], Finding] | None = None,
    chats: Chats | None = None,
    clock: Clock | None = None,
    shelf: Shelf | None = None,
    hearing: Hearing | None = None,
    curator_chats: Collection[int] = (),
) -> Services:
    """The services of the real handlers over a record, on the day on which it was current."""
    return Services(
        library=Library(Edition(casebook, find or exact_finder(casebook))),
        chats=chats or MemoryChats(),
        conversations=Conversations(clock or Clock()),
        keys=ChatKeys("a secret of the tests"),
        today=lambda: dt.date.fromisoformat(casebook.case.as_of),
        shelf=shelf or Shelf(casebook, None, press=no_press),
        uploads=MemoryUploads(),
        followers=MemoryFollowers(),
        hearing=hearing or Hearing(),
        curator_chats=frozenset(curator_chats),
    )


class Person:
    """Somebody with Telegram open on the chat with the bot. What they do returns what the bot showed in answer."""

    def __init__(self, application: AnyApplication, recorder: Recorder, updates: Updates) -> None:
        self.recorder = recorder
        self.updates = updates
        self._application = application
        self._handle = Handling(application)
        self._last: Json = {}
        #: The number of the message they wrote, or under which they pressed a button.
        self.last_touched = 0

    @property
    def last_message(self) -> int:
        """The number of what they wrote last."""
        return int(self._last["message_id"])

    async def says(self, text: str, **more: Any) -> list[Shown]:
        return await self._does(self.updates.says(text, **more))

    async def replies(self, text: str, under: str = "") -> list[Shown]:
        """Answers the bot's latest message, or the latest one that holds some words."""
        shown = next(each for each in reversed(self.recorder.screen) if under in each.text)
        original = {"message_id": shown.number, "date": 1, "chat": self.updates.chat, "from": BOT, **shown.content()}
        if shown.rows:
            original["reply_markup"] = {"inline_keyboard": shown.rows}
        return await self._does(self.updates.says(text, reply_to_message=original))

    async def points(self, text: str, post: str) -> list[Shown]:
        """Answers somebody else's message."""
        return await self._does(self.updates.says(text, reply_to_message=self.post(post)))

    def post(self, text: str) -> Json:
        """Somebody else's message in the chat."""
        other = {"id": 99, "is_bot": False, "first_name": "Айбек"}
        return {"message_id": 400, "date": 1, "chat": self.updates.chat, "from": other, "text": text}

    async def searches(self, query: str, offset: str = "") -> list[Json]:
        """Types after the bot's name in some other chat, and sees the results."""
        self.recorder.results = []
        assert await self._does(self.updates.searches(query, offset)) == []
        return self.recorder.results

    async def calls_as_guest(self, text: str, post: str = "") -> Json:
        """Calls the bot in a chat that it is not in, perhaps in answer to a post, and sees what it says there."""
        self.recorder.results = []
        more = {"reply_to_message": self.post(post)} if post else {}
        assert await self._does(self.updates.calls_as_guest(text, **more)) == []
        (result,) = self.recorder.results
        return result

    async def sends_album(self, pieces: int, caption: str = "") -> list[Shown]:
        """Sends some pictures at once, the first with a caption: one message each."""
        shown = []
        for place in range(pieces):
            update = self.updates.sends("photo", caption if place == 0 else "")
            update["message"]["media_group_id"] = "album"
            shown += await self._does(update)
        return shown

    async def edits(self, text: str) -> list[Shown]:
        """Changes the last message."""
        return await self._does(self.updates.edits(self.last_message, text))

    async def sends(self, kind: str, caption: str = "") -> list[Shown]:
        return await self._does(self.updates.sends(kind, caption))

    async def presses(self, label: str) -> list[Shown]:
        """Presses the button whose label holds the words, under the latest message that has it."""
        for shown in reversed(self.recorder.screen):
            for button in shown.buttons:
                if label in button["text"]:
                    return await self._does(self.updates.presses(shown, button["callback_data"]))
        raise AssertionError(f"no button {label!r} on the screen")

    async def presses_data(self, data: str) -> list[Shown]:
        """Presses a button of an earlier version of the bot, under its latest message."""
        return await self._does(self.updates.presses(self.recorder.screen[-1], data))

    async def does(self, update: Json) -> list[Shown]:
        return await self._does(update)

    async def _does(self, raw: Json) -> list[Shown]:
        self._last = raw.get("message", self._last)
        pressed = raw.get("callback_query", {}).get("message", self._last)
        self.last_touched = pressed["message_id"] if pressed else 0
        before = {shown.number: shown.edits for shown in self.recorder.screen}
        await self._handle(Update.de_json(raw, self._application.bot))
        return [shown for shown in self.recorder.screen if before.get(shown.number) != shown.edits]


@asynccontextmanager
async def at_the_bot(
    services: Services, *, chat: int = PERSON, language_code: str | None = "en", limits: Limits | None = None
) -> AsyncIterator[Person]:
    """A person in a chat with the real application over those services."""
    recorder = Recorder()
    request = RecordingRequest(recorder)
    application = build_application(services, token=TOKEN, request=request, limits=limits)
    async with application:
        recorder.calls.clear()
        yield Person(application, recorder, Updates(chat, language_code))
