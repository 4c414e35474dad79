"""The terminal as a transport: the bot's calls are drawn instead of sent, and answered as Telegram answers them."""

import json
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from rich.console import Console
from rich.text import Text
from telegram.constants import ChatType, InlineKeyboardButtonLimit, MessageLimit, ParseMode
from telegram.request import BaseRequest, RequestData

from bot.delivery import drawing
from bot.delivery.markup import MarkupError, parse_html, utf16_length

__all__ = ("PERSON_ID", "Pressed", "TerminalRequest")

#: The one person there is; their private chat has the same number, as on Telegram.
PERSON_ID: Final = 1
BOT_ID: Final = 2

_Json = dict[str, Any]
_Files = Mapping[str, tuple[str, "bytes | IO[bytes]", str]]

#: What does not belong in the name of a file.
_UNSAFE: Final = re.compile(r"[^\w.-]+")
#: What the methods that only ask get for an answer.
_KNOWN: Final[Mapping[str, Any]] = {
    "getChat": {"id": PERSON_ID, "type": ChatType.PRIVATE, "accent_color_id": 0, "max_reaction_count": 0},
    "getChatMenuButton": {"type": "commands"},
    "getMyDescription": {"description": ""},
    "getMyName": {"name": ""},
    "getMyShortDescription": {"short_description": ""},
    "getUpdates": [],
    "getWebhookInfo": {"url": "", "has_custom_certificate": False, "pending_update_count": 0},
}


class _Refused(Exception):
    """A call that Telegram would answer with 400, and why."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A numbered choice on the screen: a button and its message, or an inline result and no message."""

    choice: _Json
    message: _Json | None


class TerminalRequest(BaseRequest):
    """Draws the calls of a `telegram.Bot` on a console; pass it as both requests of the application.

    Args:
        console: where to draw.
        files: the folder for pictures and documents; without one, a new temporary folder.
        name: what the bot is called on the screen.
        username: what it is called in links and inline queries.
        now: the time of day, as Telegram dates messages.
    """

    def __init__(
        self,
        console: Console,
        *,
        files: Path | None = None,
        name: str = "bot",
        username: str = "terminal_bot",
        now: Callable[[], float] = time.time,
    ) -> None:
        self.console = console
        self.me: _Json = {
            "id": BOT_ID,
            "is_bot": True,
            "first_name": name,
            "username": username,
            "can_join_groups": False,
            "can_read_all_group_messages": False,
            "supports_inline_queries": True,
        }
        self._files = files
        self._now = now
        self._messages: dict[int, _Json] = {}
        self._last_id = 0
        #: Where the files lie that were sent, by their ids.
        self._places: dict[str, str] = {}
        #: Messages with buttons, the latest drawn last; 0 stands for inline results.
        self._pressable: dict[int, list[_Json]] = {}
        self._commands: dict[str, list[_Json]] = {}

    # -- what the person at the keyboard does ------------------------------------------------------

    def typed(self, message: _Json) -> _Json:
        """Enters a message of the person, with its number and date."""
        return self._enter({**message, "date": int(self._now())})

    def pressed(self, number: int) -> Pressed | None:
        """What that number stands for on the latest message that has numbers."""
        if not self._pressable:
            return None
        message_id, choices = next(reversed(self._pressable.items()))
        if not 1 <= number <= len(choices):
            return None
        return Pressed(choices[number - 1], self._messages.get(message_id))

    def choose(self, result: _Json) -> None:
        """Shows an inline result as the message it becomes when somebody picks it."""
        self._pressable.pop(0, None)
        content = result.get("input_message_content") or {}
        shown = {
            "text": content.get("message_text") or result.get("caption") or result.get("title"),
            "parse_mode": content.get("parse_mode") or result.get("parse_mode"),
            "entities": content.get("entities"),
            "reply_markup": result.get("reply_markup"),
        }
        message = self._enter({**self._envelope({}), "inline_message_id": f"inline-{result['id']}"})
        try:
            self._put(message, "text", shown, "via inline")
        except (_Refused, MarkupError) as refusal:
            self.say(f"✗ {refusal}", "bold red")

    def commands(self, language_code: str) -> list[tuple[str, str]]:
        """The menu of commands that the bot has set for a language, else for everybody."""
        menu = self._commands.get(language_code) or self._commands.get("") or []
        return [(entry["command"], entry["description"]) for entry in menu]

    def say(self, text: str, style: str = "dim") -> None:
        """A line of the terminal's own."""
        self.console.print(Text(text, style), soft_wrap=True)

    # -- the transport -----------------------------------------------------------------------------

    @property
    def read_timeout(self) -> None:
        return None

    async def initialize(self) -> None:
        """There is nothing to open."""

    async def shutdown(self) -> None:
        """There is nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        parameters: _Json = dict(request_data.parameters) if request_data else {}
        files: _Files = request_data.multipart_data if request_data and request_data.contains_files else {}
        try:
            reply = {"ok": True, "result": self._answer(url.rpartition("/")[2], parameters, files)}
            return 200, json.dumps(reply).encode()
        except (_Refused, MarkupError) as refusal:
            reply = {"ok": False, "error_code": 400, "description": f"Bad Request: {refusal}"}
            return 400, json.dumps(reply).encode()

    def _answer(self, method: str, p: _Json, files: _Files) -> Any:
        match method:
            case "getMe":
                return self.me
            case "sendMessage":
                return self._put(self._enter(self._envelope(p)), "text", p)
            case "sendPhoto" | "sendDocument":
                return self._send_file(method.removeprefix("send").lower(), p, files)
            case "sendMediaGroup":
                return [self._send_file(item["type"], {**p, **item}, files) for item in p["media"]]
            case "sendChatAction":
                if self.console.is_terminal:
                    self.say("…")
            case "editMessageText":
                return self._put(self._known(p), "text", p, "✎ edited")
            case "editMessageMedia":
                return self._edit_media(self._known(p), p, files)
            case "editMessageCaption":
                return self._put(self._known(p), "caption", p, "✎ edited")
            case "editMessageReplyMarkup":
                return self._edit_buttons(self._known(p), p)
            case "deleteMessage":
                self._delete(self._known(p))
            case "answerCallbackQuery":
                if text := p.get("text"):
                    self.say(f"‹ {text} ›", "bold yellow" if p.get("show_alert") else "yellow")
            case "answerInlineQuery":
                self._offer(p["results"])
            case "setMyCommands":
                self._commands[p.get("language_code") or ""] = p["commands"]
            case "deleteMyCommands":
                self._commands.pop(p.get("language_code") or "", None)
            case "getMyCommands":
                return self._commands.get(p.get("language_code") or "", [])
            case "getChatMember":
                return {"user": {"id": p["user_id"], "is_bot": False, "first_name": "?"}, "status": "member"}
            case _ if method in _KNOWN:
                return _KNOWN[method]
            case _ if method.startswith("send"):
                self.say(f"[{method}]")
                return self._enter(self._envelope(p))
            case _ if method.startswith("get"):
                raise _Refused(f"{method} is not known in a terminal")
        return True

    # -- messages ----------------------------------------------------------------------------------

    def _envelope(self, p: _Json) -> _Json:
        chat = int(p.get("chat_id") or PERSON_ID)
        kind = ChatType.PRIVATE if chat > 0 else ChatType.SUPERGROUP
        return {"date": int(self._now()), "chat": {"id": chat, "type": str(kind)}, "from": self.me}

    def _enter(self, message: _Json) -> _Json:
        self._last_id += 1
        entered = {"message_id": self._last_id, **message}
        self._messages[self._last_id] = entered
        return entered

    def _known(self, p: _Json) -> _Json:
        """The message that a call is about."""
        if inline := p.get("inline_message_id"):
            found = next((m for m in self._messages.values() if m.get("inline_message_id") == inline), None)
        else:
            found = self._messages.get(int(p.get("message_id") or 0))
        if found is None:
            raise _Refused("message to edit not found")
        return found

    def _put(self, message: _Json, field: str, p: _Json, note: str = "") -> _Json:
        """Gives a message its text or caption and its buttons, and draws it."""
        try:
            text, entities = _content(field, p)
            keyboard = _keyboard(p)
        except (_Refused, MarkupError):
            if field not in message:  # it was only just entered
                del self._messages[message["message_id"]]
            raise
        entities_field = "entities" if field == "text" else "caption_entities"
        new = {field: text, entities_field: entities, "reply_markup": keyboard}
        if all(message.get(key) == value for key, value in new.items()):
            raise _Refused(
                "message is not modified: specified new message content and reply markup are exactly the same"
                " as a current content and reply markup of the message"
            )
        message.update(new)
        if note.startswith("✎"):
            message["edit_date"] = int(self._now())
        self._head(message, note)
        self.console.print(drawing.draw_text(text, entities), soft_wrap=True)
        self._foot(message, keyboard)
        return _sent(message)

    def _edit_buttons(self, message: _Json, p: _Json) -> _Json:
        keyboard = _keyboard(p)
        if message.get("reply_markup") == keyboard:
            raise _Refused("message is not modified: the reply markup is exactly the same")
        message["reply_markup"] = keyboard
        self._head(message, "✎ edited")
        self._foot(message, keyboard)
        return _sent(message)

    def _delete(self, message: _Json) -> None:
        del self._messages[message["message_id"]]
        self._pressable.pop(message["message_id"], None)
        self.say("✗ deleted")

    def _head(self, message: _Json, note: str) -> None:
        head = Text.assemble((f"◂ {self.me['first_name']}", "bold green"))
        if message["chat"]["id"] != PERSON_ID:
            head.append(f" → {message['chat']['id']}", style="dim")
        if note:
            head.append(f"  {note}", style="yellow")
        self.console.print(head, soft_wrap=True)

    def _foot(self, message: _Json, keyboard: _Json | None) -> None:
        self._pressable.pop(message["message_id"], None)
        rows = (keyboard or {}).get("inline_keyboard") or (keyboard or {}).get("keyboard") or []
        if rows:
            self._pressable[message["message_id"]] = drawing.numbered(rows)
            self.console.print(drawing.draw_buttons(rows), soft_wrap=True)
        self.console.print()

    # -- files and inline results ------------------------------------------------------------------

    def _send_file(self, kind: str, p: _Json, files: _Files) -> _Json:
        message = self._enter(self._envelope(p))
        given = str(p.get(kind) or p.get("media") or "")
        where = self._where(message["message_id"], given, kind, files)
        self.say(f"{'▣' if kind == 'photo' else '▤'} {kind}: {where}", "bold")
        message[kind] = self._file(kind, where, message["message_id"])
        return self._put(message, "caption", p)

    def _edit_media(self, message: _Json, p: _Json, files: _Files) -> _Json:
        media: _Json = p["media"]
        where = self._where(message["message_id"], str(media["media"]), str(media["type"]), files)
        self.say(f"▣ {media['type']}: {where}", "bold")
        message[media["type"]] = self._file(str(media["type"]), where, message["message_id"])
        return self._put(message, "caption", {**media, "reply_markup": p.get("reply_markup")}, "✎ edited")

    def _where(self, number: int, given: str, kind: str, files: _Files) -> str:
        """Where a picture or document lies: saved now, or when it was first sent."""
        upload = files.get(given.removeprefix("attach://")) or files.get(kind)
        return str(self._save(number, *upload[:2])) if upload else self._places.get(given, given)

    def _file(self, kind: str, where: str, number: int) -> Any:
        """What Telegram tells of a file: an id, by which it is known when it is sent again."""
        file_id = f"file-{len(self._places) + 1}"
        self._places[file_id] = where
        file = {"file_id": file_id, "file_unique_id": str(number)}
        return [{**file, "width": 1, "height": 1}] if kind == "photo" else file

    def _save(self, number: int, filename: str, content: "bytes | IO[bytes]") -> Path:
        if self._files is None:
            self._files = Path(tempfile.mkdtemp(prefix="chat-files-"))
        self._files.mkdir(parents=True, exist_ok=True)
        path = self._files / f"{number}-{_UNSAFE.sub('_', Path(filename).name)}"
        path.write_bytes(content if isinstance(content, bytes) else content.read())
        return path

    def _offer(self, results: list[_Json]) -> None:
        """Lists inline results; a number picks one."""
        self._pressable.pop(0, None)
        self.console.print(Text(f"⌕ @{self.me['username']}", "bold green"), soft_wrap=True)
        rows = [[{"text": " — ".join(_described(result))}] for result in results]
        if rows:
            self._pressable[0] = results
        self.console.print(drawing.draw_buttons(rows) if rows else Text("  –", "dim"), soft_wrap=True)
        self.console.print()


def _content(field: str, p: _Json) -> tuple[str, list[_Json]]:
    """The text and entities of a call, within Telegram's limits."""
    raw = str(p.get(field) or "")
    mode = p.get("parse_mode")
    if mode and str(mode).upper() != ParseMode.HTML:
        raise _Refused(f"the terminal reads {ParseMode.HTML} only, not {mode}")
    given = p.get("entities" if field == "text" else "caption_entities") or []
    text, entities = parse_html(raw) if mode else (raw, list(given))
    if field == "text" and not text.strip():
        raise _Refused("message text is empty")
    if utf16_length(text) > (MessageLimit.MAX_TEXT_LENGTH if field == "text" else MessageLimit.CAPTION_LENGTH):
        raise _Refused("message is too long" if field == "text" else "message caption is too long")
    return text, entities


def _keyboard(p: _Json) -> _Json | None:
    """The keyboard of a call; a button that Telegram would refuse is refused."""
    keyboard: _Json | None = p.get("reply_markup")
    for button in drawing.numbered((keyboard or {}).get("inline_keyboard") or []):
        data = button.get("callback_data")
        size = len(str(data).encode())
        if data is not None and not (
            InlineKeyboardButtonLimit.MIN_CALLBACK_DATA <= size <= InlineKeyboardButtonLimit.MAX_CALLBACK_DATA
        ):
            raise _Refused("BUTTON_DATA_INVALID")
    return keyboard or None


def _sent(message: _Json) -> _Json:
    """A message as Telegram returns it: only inline keyboards come back, and nothing that is empty."""
    markup = message.get("reply_markup")
    shown = {key: value for key, value in message.items() if value not in (None, [], "") and key != "reply_markup"}
    return {**shown, "reply_markup": markup} if markup and "inline_keyboard" in markup else shown


def _described(result: _Json) -> Iterator[str]:
    for key in ("title", "description"):
        if value := result.get(key):
            yield str(value)
