"""A Telegram without a network: every call is checked, remembered and answered as Telegram answers it."""

from __future__ import annotations

import itertools
import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from aiohttp import web
from telegram.request import BaseRequest, RequestData

from tests.bot.api_rules import Json, check_call, read_html
from tests.bot.delivery.fake_telegram import BOT, FakeTelegram

#: Uploads by their names in the call: file name, bytes and media type.
Files: TypeAlias = Mapping[str, tuple[str, bytes, str]]

__all__ = ["BOT", "Recorder", "RecordingRequest", "ServedRecorder", "Shown"]


@dataclass
class Shown:
    """A message of the bot as it stands on the screen."""

    chat: int
    number: int
    text: str
    entities: list[Json]
    rows: list[list[Json]]
    reply_to: int | None = None
    edits: int = 0
    #: The kind of file that it shows, ``photo`` or ``document``, and the id that Telegram gave it.
    file: tuple[str, str] | None = None

    @property
    def buttons(self) -> list[Json]:
        return [button for row in self.rows for button in row]

    @property
    def labels(self) -> list[str]:
        return [button["text"] for button in self.buttons]

    def content(self) -> Json:
        """What Telegram says of the message beside who sent it and where."""
        if self.file is None:
            return {"text": self.text}
        kind, file_id = self.file
        file = {"file_id": file_id, "file_unique_id": f"unique-{file_id}"}
        return {"caption": self.text, kind: [{**file, "width": 1080, "height": 1200}] if kind == "photo" else file}


@dataclass
class Recorder:
    """Answers calls; ``calls`` are all of them, ``screen`` the bot's messages in order, ``faults`` refusals to come.

    ``results`` are what was last answered to an inline query or a guest, ``inline`` all of that answer.
    """

    calls: list[tuple[str, Json]] = field(default_factory=list)
    screen: list[Shown] = field(default_factory=list)
    results: list[Json] = field(default_factory=list)
    inline: Json = field(default_factory=dict)
    faults: dict[str, deque[tuple[int, str]]] = field(default_factory=dict)
    #: Menus and descriptions by kind and language; a menu for one chat also by the chat.
    texts: dict[tuple[str | int, ...], Any] = field(default_factory=dict)
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1001))
    #: What was uploaded, by the id that it got: the name of the file and its bytes.
    uploads: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    #: Groups that became supergroups.
    moved: dict[int, int] = field(default_factory=dict)
    #: The administrators of every group.
    administrators: list[int] = field(default_factory=list)

    def refuse(self, method: str, status: int, description: str) -> None:
        """Answer the next call of a method with an error."""
        self.faults.setdefault(method, deque()).append((status, description))

    def move(self, old: int, new: int) -> None:
        """A group becomes a supergroup: what is sent to its old number is refused with the new one."""
        self.moved[old] = new

    def methods(self) -> list[str]:
        return [method for method, _ in self.calls]

    def answer(self, method: str, parameters: Json, files: Files | None = None) -> tuple[int, Json]:
        """Status and body of the answer to a call.

        Raises:
            RuleBroken: the call is not valid.
        """
        check_call(method, parameters)
        self.calls.append((method, parameters))
        if self.faults.get(method):
            status, description = self.faults[method].popleft()
            return status, {"ok": False, "error_code": status, "description": description}
        if (moved := self.moved.get(int(parameters.get("chat_id") or 0))) is not None:
            status, body = _refusal("group chat was upgraded to a supergroup chat")
            return status, {**body, "parameters": {"migrate_to_chat_id": moved}}
        match method:
            case "getMe":
                return _ok(BOT)
            case "getChatAdministrators":
                return _ok([_administrator(each) for each in self.administrators])
            case "sendMessage":
                return self._send(parameters)
            case "editMessageText":
                return self._edit(parameters)
            case "sendPhoto" | "sendDocument":
                kind = method.removeprefix("send").lower()
                return self._send_file(kind, parameters[kind], parameters, files or {})
            case "editMessageMedia":
                return self._edit_media(parameters, files or {})
            case "answerInlineQuery":
                self.inline, self.results = parameters, parameters["results"]
            case "answerGuestQuery":
                self.results = [parameters["result"]]
                return _ok({"inline_message_id": "guest"})
        language = parameters.get("language_code", "")
        keys = {"Commands": "commands", "Name": "name", "Description": "description"}
        for name, key in (keys | {"ShortDescription": "short_description"}).items():
            scope = parameters.get("scope", {})
            place = (name, language, *([scope["chat_id"]] if "chat_id" in scope else []))
            if method == f"setMy{name}":
                self.texts[place] = parameters[key]
            elif method == f"getMy{name}":
                kept = self.texts.get(place, [] if name == "Commands" else "")
                return _ok(kept if name == "Commands" else {key: kept})
        return _ok(True)

    def _send(self, p: Json) -> tuple[int, Json]:
        text, entities = read_html(p["text"])
        quoted = p.get("reply_parameters", {}).get("message_id")
        shown = Shown(int(p["chat_id"]), next(self.numbers), text, entities, _rows(p), quoted)
        self.screen.append(shown)
        return _ok(_message(shown, p))

    def _send_file(self, kind: str, given: str, p: Json, files: Files) -> tuple[int, Json]:
        file_id = self._stored(given, files)
        if file_id is None:
            return _refusal("wrong file identifier/HTTP URL specified")
        status, body = self._send({**p, "text": p["caption"]})
        self.screen[-1].file = (kind, file_id)
        return status, {**body, "result": _message(self.screen[-1], p)}

    def _edit_media(self, p: Json, files: Files) -> tuple[int, Json]:
        media = p["media"]
        file_id = self._stored(media["media"], files)
        if file_id is None:
            return _refusal("wrong file identifier/HTTP URL specified")
        shown = next((each for each in self.screen if each.number == int(p["message_id"])), None)
        if shown is not None and shown.file == (media["type"], file_id):
            return self._edit({**p, "text": media["caption"]})
        if shown is None:
            return _refusal("message to edit not found")
        shown.file = (media["type"], file_id)
        shown.text, shown.rows = "", []
        return self._edit({**p, "text": media["caption"]})

    def _stored(self, given: str, files: Files) -> str | None:
        """The id of a file that is uploaded now, or was before."""
        upload = files.get(given.removeprefix("attach://"))
        if upload is None:
            return given if given in self.uploads else None
        file_id = f"file-{len(self.uploads) + 1}"
        self.uploads[file_id] = (upload[0], upload[1])
        return file_id

    def _edit(self, p: Json) -> tuple[int, Json]:
        text, entities = read_html(p["text"])
        shown = next(
            (each for each in self.screen if (each.chat, each.number) == (int(p["chat_id"]), int(p["message_id"]))),
            None,
        )
        if shown is None:
            return _refusal("message to edit not found")
        if (shown.text, shown.rows) == (text, _rows(p)):
            return _refusal("message is not modified: specified new message content and reply markup are the same")
        shown.text, shown.entities, shown.rows = text, entities, _rows(p)
        shown.edits += 1
        return _ok(_message(shown, p))


def _ok(result: Any) -> tuple[int, Json]:
    return 200, {"ok": True, "result": result}


def _refusal(description: str) -> tuple[int, Json]:
    return 400, {"ok": False, "error_code": 400, "description": f"Bad Request: {description}"}


def _administrator(number: int) -> Json:
    user = {"id": number, "is_bot": False, "first_name": "Айбек"}
    return {"status": "creator", "user": user, "is_anonymous": False}


def _rows(p: Json) -> list[list[Json]]:
    rows: list[list[Json]] = p.get("reply_markup", {}).get("inline_keyboard", [])
    return rows


def _message(shown: Shown, p: Json) -> Json:
    message: Json = {
        "message_id": shown.number,
        "date": 0,
        "chat": {"id": shown.chat, "type": "private" if shown.chat > 0 else "supergroup"},
        "from": BOT,
        **shown.content(),
    }
    return message | ({"reply_markup": p["reply_markup"]} if "reply_markup" in p else {})


class RecordingRequest(BaseRequest):
    """The transport of an application whose calls a recorder takes."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder

    @property
    def read_timeout(self) -> None:
        return None

    async def initialize(self) -> None:
        """There is nothing to open."""

    async def shutdown(self) -> None:
        """There is nothing to close."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *args: object, **kwargs: object
    ) -> tuple[int, bytes]:
        parameters = dict(request_data.parameters) if request_data else {}
        files: Files = request_data.multipart_data if request_data and request_data.contains_files else {}
        status, body = self.recorder.answer(url.rpartition("/")[2], parameters, files)
        return status, json.dumps(body).encode()


# Parameters that stay texts even where they look like numbers.
_TEXTS = {"text", "callback_query_id", "inline_query_id"}


class ServedRecorder(FakeTelegram):
    """The same on a socket of the loopback, with updates to be polled."""

    def __init__(self) -> None:
        super().__init__()
        self.recorder = Recorder()

    async def _answer(self, method: str, parameters: dict[str, Any]) -> Any:
        if method in ("getUpdates", "deleteWebhook", "getWebhookInfo", "setWebhook"):
            return await super()._answer(method, parameters)
        read = {name: value if name in _TEXTS else _plain(value) for name, value in parameters.items()}
        if "chat_id" in read:
            if read["chat_id"] in self.held:
                await self.held[read["chat_id"]].wait()
            self.sent.append(str(read.get("text", "")))
        status, body = self.recorder.answer(method, read)
        if status != 200:
            raise web.HTTPBadRequest(text=json.dumps(body), content_type="application/json")
        return body["result"]


def _plain(value: str) -> Any:
    """A form field as the value it was before it was sent."""
    try:
        return json.loads(value)
    except ValueError:
        return value
