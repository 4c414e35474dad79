"""A Telegram for load and faults on the loopback: asks a bot thousands of questions, and books every answer.

    python -m tests.faults.emulated --port 8081 --token 1:TEST

Updates wait until they are confirmed (polling) or acknowledged (webhook: one of a chat at a time, tried again after
pauses that double). Flood control, latency, broken connections and 5xx come on demand. Calls are held against the rules
of `tests.bot.api_rules`, and, with BOT_API_SPEC, against a Bot API specification. Steered by POST with JSON:

    /control/config    {"flood": true, "chat_rate": 1, "global_rate": 30, "blocked": [7], "webhook_retry": 1,
                        "faults": {"p500": 0.05, "p_drop": 0.05, "delay_ms": 50, "jitter_ms": 100, "methods": [...]}}
    /control/enqueue   {"n": 2000, "chats": 500, "texts": ["why? #{i}"], "kind": "message", "rate": 30,
                        "first_chat": 1001}, or {"updates": [...]}: with the rate 0 all at once
    /control/reset     forgets questions, calls and settings
    /control/report    (GET) asked, answered, seconds, calls by method and status, broken rules
    /control/calls     (GET) every call: time, method, parameters, status, seconds
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import time
from collections import Counter, defaultdict, deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

import aiohttp
from aiohttp import web

from tests.bot.api_rules import RuleBroken, check_call

Json = dict[str, Any]

_DEFAULTS: Final = {"flood": False, "chat_rate": 1.0, "global_rate": 30.0, "webhook_retry": 1.0, "blocked": []}
_NO_FAULTS: Final = {"p500": 0.0, "p_drop": 0.0, "delay_ms": 0, "jitter_ms": 0, "methods": None}
#: Parameters that stay texts even where they look like numbers.
_TEXTS: Final = {"text", "caption", "callback_query_id", "inline_query_id", "secret_token", "url"}
_FLOODED: Final = ("send", "edit")
_LONGEST_PAUSE: Final = 60.0
_REPLY_SECONDS: Final = 60.0
_BATCH: Final = 100


class Refused(Exception):
    """What Telegram says no with."""

    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.body = {"ok": False, "error_code": status, "description": description}
        self.body |= {"parameters": parameters} if parameters else {}
        self.status = status


@dataclass
class Question:
    """An update that asks for an answer, and when it was asked, first given to the bot and answered."""

    chat: int
    asked: float
    given: float | None = None
    answers: list[float] = field(default_factory=list)


class Bucket:
    """So many a second; at the beginning, and after a rest, `burst` at once."""

    def __init__(self, rate: float, burst: float) -> None:
        self._rate, self._burst, self._level, self._at = rate, burst, burst, time.monotonic()

    def wait(self) -> float:
        """Seconds until one more is allowed; 0 takes it."""
        now = time.monotonic()
        self._level, self._at = min(self._burst, self._level + (now - self._at) * self._rate), now
        if self._level < 1:
            return (1 - self._level) / self._rate
        self._level -= 1
        return 0.0


class Telegram:
    """What there is of it for one bot."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._me = {"id": int(token.partition(":")[0]), "is_bot": True, "first_name": "B", "username": "b_bot"}
        self._hook: Json | None = None
        self._bringing: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        self._number = 0
        self._news = asyncio.Event()
        self._poll = 0
        self.reset()

    def reset(self) -> None:
        self._config: Json = dict(_DEFAULTS)
        self._faults: Json = dict(_NO_FAULTS)
        self._random = random.Random(1)  # the same faults each time
        self._questions: dict[int, Question] = {}
        self._by_message: dict[tuple[int, int], Question] = {}
        self._by_query: dict[str, Question] = {}
        self._waiting: defaultdict[int, deque[Question]] = defaultdict(deque)
        self._updates: dict[int, Json] = {}
        self._queues: dict[int, deque[int]] = {}
        self._calls: list[Json] = []
        self._broken: Counter[str] = Counter()
        self._buckets: dict[str, Bucket] = {}
        self._messages = 0

    # -- the Bot API ---------------------------------------------------------------------------------------------

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One call of the bot."""
        method = request.match_info["method"]
        call: Json = {"t": time.time(), "method": method, "status": 0}
        self._calls.append(call)
        try:
            if request.match_info["token"] != self._token:
                raise Refused(401, "Unauthorized")
            parameters = await _read(request)
            call["params"] = {name: value for name, value in parameters.items() if not isinstance(value, bytes)}
            if self._strikes("delay_ms", method) or self._strikes("jitter_ms", method):
                jitter = self._random.random() * self._faults["jitter_ms"]
                await asyncio.sleep((self._faults["delay_ms"] + jitter) / 1000)
            if self._strikes("p_drop", method) and self._random.random() < self._faults["p_drop"]:
                assert request.transport is not None
                request.transport.abort()
                return web.Response(status=599)
            if self._strikes("p500", method) and self._random.random() < self._faults["p500"]:
                raise Refused(500, "Internal Server Error")
            result = await self._answer(method, parameters, call["params"])
        except Refused as refused:
            call["status"] = refused.status
            return web.json_response(refused.body, status=refused.status)
        finally:
            call["took"] = time.time() - call["t"]
        call["status"] = 200
        return web.json_response({"ok": True, "result": result})

    def _strikes(self, fault: str, method: str) -> bool:
        return bool(self._faults[fault]) and method in (self._faults["methods"] or (method,))

    async def _answer(self, method: str, p: Json, told: Json) -> Any:
        match method:
            case "getMe":
                return self._me
            case "getUpdates":
                return await self._fetched(
                    int(p.get("offset", 0)), float(p.get("timeout", 0)), int(p.get("limit", 100))
                )
            case "setWebhook":
                self._set_hook({name: p.get(name) for name in ("url", "max_connections", "secret_token")})
                return True
            case "deleteWebhook":
                self._set_hook(None)
                return True
            case "getWebhookInfo":
                url = (self._hook or {}).get("url", "")
                return {"url": url, "has_custom_certificate": False, "pending_update_count": len(self._updates)}
        if "parse_mode" in p or not method.startswith("send"):  # an echo has none
            try:
                check_call(method, told)
            except RuleBroken as broken:
                self._broken[f"{method}: {broken}"] += 1
        if method.startswith("getMy"):
            return [] if method == "getMyCommands" else dict.fromkeys(("name", "description", "short_description"), "")
        chat = int(p.get("chat_id", 0))
        if chat in self._config["blocked"]:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        if method == "sendChatAction" or not method.startswith((*_FLOODED, "answer")):
            return True
        if method.startswith(_FLOODED):
            self._hold_off(chat)
        if method.startswith("answer"):
            self._book(self._by_query.get(str(p.get("callback_query_id") or p.get("inline_query_id"))))
            return True
        number = int(p.get("message_id", 0))
        if method.startswith("send"):
            self._messages, number = self._messages + 1, self._messages + 1
            replied = (p.get("reply_parameters") or {}).get("message_id")
            self._book(self._by_message.get((chat, replied)) or self._oldest(chat))
        return {"message_id": number, "date": int(time.time()), "chat": _room(chat), "from": self._me, "text": "…"}

    def _hold_off(self, chat: int) -> None:
        if self._config["flood"]:
            rates = {"all": (self._config["global_rate"],) * 2, str(chat): (self._config["chat_rate"], 1.0)}
            buckets = [self._buckets.setdefault(name, Bucket(*rate)) for name, rate in rates.items()]
            if wait := max(bucket.wait() for bucket in buckets):
                seconds = int(wait) + 1
                raise Refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)

    def _oldest(self, chat: int) -> Question | None:
        """The oldest question of a chat without an answer; else the last: one answer too many."""
        waiting = self._waiting[chat]
        while len(waiting) > 1 and waiting[0].answers:
            waiting.popleft()
        return waiting[0] if waiting else None

    @staticmethod
    def _book(question: Question | None) -> None:
        if question is not None:
            question.answers.append(time.time())

    # -- the ways of an update -------------------------------------------------------------------------------------

    def _ask(self, chat: int, content: Json) -> None:
        self._number += 1
        self._questions[self._number] = question = Question(chat, time.time())
        self._updates[self._number] = {"update_id": self._number, **content}
        (kind, body), *_ = content.items()
        if kind == "message":
            self._by_message[chat, body["message_id"]] = question
        else:
            self._by_query[body["id"]] = question
        self._waiting[chat].append(question)
        self._news.set()
        if self._hook:
            self._queue(chat, self._number)

    async def _fetched(self, offset: int, hold: float, limit: int) -> list[Json]:
        if self._hook:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        self._poll = turn = self._poll + 1
        self._news.set()  # who polls already is sent away
        await asyncio.sleep(0)
        for number in [number for number in self._updates if number < offset]:
            del self._updates[number]
        ends = time.monotonic() + hold
        while not self._updates and turn == self._poll and time.monotonic() < ends:
            self._news.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), ends - time.monotonic())
        if turn != self._poll:
            raise Refused(409, "Conflict: terminated by other getUpdates request")
        batch = list(self._updates.items())[: min(limit, _BATCH)]
        for number, _ in batch:
            self._give(number)
        return [update for _, update in batch]

    def _give(self, number: int) -> None:
        question = self._questions.get(number)
        if question is not None and question.given is None:
            question.given = time.time()

    def _set_hook(self, hook: Json | None) -> None:
        for task in self._bringing:
            task.cancel()
        self._hook, self._queues = hook, {}
        if hook:
            self._doors = asyncio.Semaphore(int(hook["max_connections"] or 40))
            for number in self._updates:
                self._queue(self._questions[number].chat, number)

    async def close(self) -> None:
        """Brings nothing more."""
        self._set_hook(None)
        if self._session is not None:
            await self._session.close()

    def _queue(self, chat: int, number: int) -> None:
        if chat in self._queues:
            self._queues[chat].append(number)
            return
        self._queues[chat] = deque([number])
        task = asyncio.create_task(self._bring(chat))
        self._bringing.add(task)
        task.add_done_callback(self._bringing.discard)

    async def _bring(self, chat: int) -> None:
        """Brings the updates of a chat one after the other, each until it is acknowledged."""
        queue, failures = self._queues[chat], 0
        while queue:
            async with self._doors:
                self._give(queue[0])
                done = await self._brought(self._updates[queue[0]])
            if done:
                self._updates.pop(queue.popleft(), None)
                failures = 0
            else:
                pause = self._config["webhook_retry"] * (2**failures if failures else 0)
                failures += 1
                await asyncio.sleep(min(pause, _LONGEST_PAUSE))
        del self._queues[chat]

    async def _brought(self, update: Json) -> bool:
        assert self._hook is not None
        if self._session is None:
            connector, limit = aiohttp.TCPConnector(limit=0), aiohttp.ClientTimeout(total=_REPLY_SECONDS)
            self._session = aiohttp.ClientSession(connector=connector, timeout=limit)
        headers = {"X-Telegram-Bot-Api-Secret-Token": self._hook["secret_token"] or ""}
        try:
            async with self._session.post(self._hook["url"], json=update, headers=headers) as response:
                return response.status == 200
        except (aiohttp.ClientError, TimeoutError, OSError):
            return False

    # -- the one who measures --------------------------------------------------------------------------------------

    async def control(self, request: web.Request) -> web.Response:
        """One request of the one who measures."""
        body: Json = await request.json() if request.can_read_body else {}
        result: Any = True
        match request.match_info["action"]:
            case "config":
                self._faults |= body.pop("faults", {})
                self._config |= body
                self._buckets = {}
            case "enqueue":
                await self._enqueue(**body)
            case "reset":
                self.reset()
            case "report":
                result = self._report()
            case "calls":
                result = self._calls
            case _:
                raise web.HTTPNotFound
        return web.json_response({"ok": True, "result": result})

    async def _enqueue(
        self,
        n: int = 0,
        chats: int = 1,
        texts: tuple[str, ...] = ("question #{i}",),
        kind: str = "message",
        first_chat: int = 1001,
        rate: float = 0.0,
        updates: tuple[Json, ...] = (),
    ) -> None:
        for update in updates:
            body = next(iter(update.values()))
            self._ask((body.get("chat") or body["message"]["chat"])["id"], update)
        begun = time.time()
        for number in range(n):
            if rate and (early := begun + number / rate - time.time()) > 0:
                await asyncio.sleep(early)
            text = texts[number % len(texts)].replace("{i}", str(len(self._questions)))
            chat = first_chat + number % chats
            self._messages += 1
            person = {"id": chat, "is_bot": False, "first_name": "A", "language_code": "en"}
            message = {"message_id": self._messages, "date": int(time.time()), "chat": _room(chat)}
            if kind == "message":
                command = {"type": "bot_command", "offset": 0, "length": len(text.split()[0])}
                entities = {"entities": [command]} if text.startswith("/") else {}
                self._ask(chat, {"message": {**message, "from": person, "text": text, **entities}})
            else:
                shown = {**message, "from": self._me, "text": "…"}
                query = {"id": f"7{self._number + 1:018}", "from": person, "chat_instance": "1"}
                self._ask(chat, {"callback_query": {**query, "message": shown, "data": text}})

    def _report(self) -> Json:
        asked = list(self._questions.values())
        done = [question for question in asked if question.answers]
        first, last = min((q.asked for q in asked), default=0.0), max((q.answers[0] for q in done), default=0.0)
        return {
            "questions": len(asked),
            "answered": len(done),
            "unanswered": len(asked) - len(done),
            "doubled": sum(len(question.answers) > 1 for question in done),
            "answers": sum(len(question.answers) for question in done),
            "unconfirmed": len(self._updates),
            "seconds": max(last - first, 0.0),
            "per_second": len(done) / (last - first) if last > first else 0.0,
            "since_enqueued": _spread([q.answers[0] - q.asked for q in done]),
            "since_delivered": _spread([q.answers[0] - q.given for q in done if q.given is not None]),
            "calls": Counter(f"{call['method']} {call['status']}" for call in self._calls),
            "spec_errors": self._broken,
        }


async def _read(request: web.Request) -> Json:
    """The parameters of a call, as the values they were before they were sent."""
    given: Json = {name: _plain(name, value) for name, value in request.query.items()}
    if request.content_type == "application/json":
        return given | (await request.json() if request.can_read_body else {})
    for name, value in (await request.post()).items():
        given[name] = value.file.read() if isinstance(value, web.FileField) else _plain(name, str(value))
    return given


def _plain(name: str, value: str) -> Any:
    if name in _TEXTS:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _room(chat: int) -> Json:
    return {"id": chat, "type": "private" if chat > 0 else "supergroup"} | ({} if chat > 0 else {"title": "G"})


def _spread(values: list[float]) -> Json:
    values.sort()
    return {name: values[min(int(len(values) * share), len(values) - 1)] for name, share in _SHARES} if values else {}


_SHARES: Final = (("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("max", 1.0))


async def serve(port: int, token: str) -> None:
    """Listens until it is ended."""
    telegram = Telegram(token)
    application = web.Application(client_max_size=64 * 1024**2)
    application.router.add_route("*", "/bot{token}/{method}", telegram.handle)
    application.router.add_route("*", "/control/{action}", telegram.control)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, backlog=1024).start()
    print(f"a Telegram for load listens on http://127.0.0.1:{port}", flush=True)
    await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--token", default="1:TEST")
    options = parser.parse_args()
    with suppress(KeyboardInterrupt):
        asyncio.run(serve(options.port, options.token))


if __name__ == "__main__":
    main()
