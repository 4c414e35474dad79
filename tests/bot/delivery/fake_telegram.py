"""A small Telegram on the loopback: updates with an offset, sends that are remembered, faults on demand."""

import asyncio
import json
from collections import deque
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.bot.delivery.demo import TOKEN

BOT = {"id": 2, "is_bot": True, "first_name": "Demo", "username": "demo_bot"}


class FakeTelegram:
    """Tests look at `calls` (method, parameters), `sent` (texts), `offsets` asked with and `updates` not confirmed."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.sent: list[str] = []
        self.content_types: list[str] = []
        self.offsets: list[int] = []
        self.updates: dict[int, dict[str, Any]] = {}
        #: Faults to come, by method: a status, or "cut" (the connection), "hang" (no reply), "nonsense", "flood".
        self.faults: dict[str, deque[int | str]] = {}
        #: Chats whose messages are held until their event is set.
        self.held: dict[int, asyncio.Event] = {}
        #: What was set with setWebhook, as getWebhookInfo tells it: without the secret.
        self.webhook: dict[str, Any] = {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
        self._news = asyncio.Event()
        self._server: TestServer | None = None

    @property
    def base_url(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.port}/bot"

    async def start(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        self._server = TestServer(app)
        await self._server.start_server()

    async def stop(self) -> None:
        for event in self.held.values():
            event.set()
        if self._server is not None:
            await self._server.close()

    def ask(self, number: int, text: str = "hello", chat: int = 10) -> None:
        """Somebody writes to the bot."""
        self.add(self.written(number, text, chat))

    @staticmethod
    def written(number: int, text: str = "hello", chat: int = 10) -> dict[str, Any]:
        """The update of somebody who writes to the bot."""
        user = {"id": chat, "is_bot": False, "first_name": "A"}
        message = {"message_id": number, "date": 0, "chat": {"id": chat, "type": "private"}, "from": user, "text": text}
        if text.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
        return {"update_id": number, "message": message}

    def add(self, update: dict[str, Any]) -> None:
        self.updates[update["update_id"]] = update
        self._news.set()

    def end_long_poll(self) -> None:
        """Time is up, and there is nothing new."""
        self._news.set()

    def fail(self, method: str, *faults: int | str) -> None:
        self.faults.setdefault(method, deque()).extend(faults)

    async def until(self, condition: Any) -> None:
        """Waits for something to become true here; the test's own limit ends a hopeless wait."""
        async with asyncio.timeout(20):
            while not condition():  # noqa: ASYNC110 (conditions are any; there is no one event)
                await asyncio.sleep(0.005)

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        parameters: dict[str, Any] = {**request.query}
        self.content_types.append(request.content_type)
        if request.content_type == "application/json":
            # As Telegram does: a form's field and a value of JSON come to the same.
            for name, value in (await request.json()).items():
                parameters[name] = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        else:
            parameters |= await request.post()
        for name, value in parameters.items():
            if isinstance(value, web.FileField):
                parameters[name] = (value.filename, value.file.read())
        self.calls.append((method, parameters))
        if request.match_info["token"] != TOKEN:
            return _error(401, "Unauthorized")
        if faults := self.faults.get(method):
            match faults.popleft():
                case "cut":
                    assert request.transport is not None
                    request.transport.abort()
                    return web.Response()
                case "hang":
                    await asyncio.sleep(30)
                case "nonsense":
                    return web.Response(text="<html>", content_type="text/html")
                case "flood":  # longer than anybody waits at the screen
                    return _error(429, "Too Many Requests: retry after 60", retry_after=60)
                case 429:
                    return _error(429, "Too Many Requests: retry after 1", retry_after=1)
                case int(status):
                    return _error(status, "Conflict" if status == 409 else "a fault")
        return _ok(await self._answer(method, parameters))

    async def _answer(self, method: str, parameters: dict[str, Any]) -> Any:
        if method == "getMe":
            return BOT
        if method == "getUpdates":
            return await self._updates(int(parameters.get("offset", 0)), int(parameters["timeout"]))
        if method == "sendMessage":
            chat = int(parameters["chat_id"])
            if chat in self.held:
                await self.held[chat].wait()
            self.sent.append(parameters["text"])
            return {"message_id": 1, "date": 0, "chat": {"id": chat, "type": "private"}, "from": BOT, "text": "x"}
        if method == "getWebhookInfo":
            return self.webhook
        if method == "setWebhook":
            kinds = json.loads(parameters["allowed_updates"])
            connections = int(parameters["max_connections"])
            self.webhook |= {"url": parameters["url"], "max_connections": connections, "allowed_updates": kinds}
        return True

    async def _updates(self, offset: int, hold: int) -> list[dict[str, Any]]:
        self.offsets.append(offset)
        self.updates = {number: update for number, update in sorted(self.updates.items()) if number >= offset}
        if not self.updates and hold:
            self._news.clear()
            await self._news.wait()
        return list(self.updates.values())[:100]


def _ok(result: Any) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _error(status: int, description: str, **parameters: Any) -> web.Response:
    body = {"ok": False, "error_code": status, "description": description}
    return web.Response(
        status=status,
        text=json.dumps(body | ({"parameters": parameters} if parameters else {})),
        content_type="application/json",
    )
