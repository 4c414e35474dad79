"""The person at the terminal: what they type and press, reported as Telegram reports it."""

import itertools
import re
from typing import Any, Final

from telegram.constants import ChatType, MessageEntityType

from bot.delivery.markup import utf16_length
from bot.delivery.terminal import PERSON_ID

__all__ = ("Person",)

_Json = dict[str, Any]
_COMMAND: Final = re.compile(r"(?<!\S)/[A-Za-z0-9_]{1,32}(?:@\w+)?(?!\S)")


class Person:
    """Makes the updates of one private chat."""

    def __init__(self, language_code: str) -> None:
        self._user: _Json = {
            "id": PERSON_ID,
            "is_bot": False,
            "first_name": "You",
            "language_code": language_code,
        }
        self._chat: _Json = {"id": PERSON_ID, "type": str(ChatType.PRIVATE), "first_name": "You"}
        self._numbers = itertools.count(1)

    def message(self, text: str) -> _Json:
        """A message as the person writes it, not yet numbered and dated."""
        entities = [
            {
                "type": str(MessageEntityType.BOT_COMMAND),
                "offset": utf16_length(text[: command.start()]),
                "length": len(command[0]),
            }
            for command in _COMMAND.finditer(text)
        ]
        return {"from": self._user, "chat": self._chat, "text": text} | ({"entities": entities} if entities else {})

    def says(self, message: _Json) -> _Json:
        """The update of a message."""
        return self._update("message", message)

    def presses(self, message: _Json, data: str) -> _Json:
        """The update of a button that calls back."""
        number = next(self._numbers)
        query: _Json = {"id": str(number), "from": self._user, "chat_instance": str(PERSON_ID), "data": data}
        if inline := message.get("inline_message_id"):
            return self._update("callback_query", {**query, "inline_message_id": inline})
        return self._update("callback_query", {**query, "message": message})

    def searches(self, query: str) -> _Json:
        """The update of an inline query."""
        number = next(self._numbers)
        return self._update(
            "inline_query",
            {"id": str(number), "from": self._user, "query": query, "offset": "", "chat_type": "sender"},
        )

    def _update(self, kind: str, content: _Json) -> _Json:
        return {"update_id": next(self._numbers), kind: content}
