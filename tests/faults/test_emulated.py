"""The emulated Telegram keeps what was not confirmed, books each answer once, and refuses when it is told to."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from tests.faults.emulated import Telegram

ANSWER = {"parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}


class Bot:
    """The bot's side, and that of the one who measures."""

    def __init__(self, client: TestClient[web.Request, web.Application]) -> None:
        self.client = client

    async def call(self, method: str, **parameters: Any) -> Any:
        async with self.client.post(f"/bot1:TEST/{method}", json=parameters) as response:
            body = await response.json()
        return body["result"] if body["ok"] else body

    async def control(self, action: str, **body: Any) -> Any:
        async with self.client.post(f"/control/{action}", json=body) as response:
            return (await response.json())["result"]

    async def say(self, chat: int, text: str = "it is so", **more: Any) -> Any:
        return await self.call("sendMessage", chat_id=chat, text=text, **ANSWER, **more)

    async def until(self, **expected: int) -> None:
        async with asyncio.timeout(20):
            while not expected.items() <= (await self.control("report")).items():  # noqa: ASYNC110  # over HTTP
                await asyncio.sleep(0.01)


@pytest.fixture
async def bot():
    telegram = Telegram("1:TEST")
    application = web.Application()
    application.router.add_route("*", "/bot{token}/{method}", telegram.handle)
    application.router.add_route("*", "/control/{action}", telegram.control)
    async with TestClient(TestServer(application)) as client:
        yield Bot(client)
        await telegram.close()


async def test_what_is_not_confirmed_comes_again(bot):
    await bot.control("enqueue", n=3, chats=3)
    assert len(await bot.call("getUpdates")) == 3
    first, *_ = again = await bot.call("getUpdates", offset=2)
    assert (first["update_id"], len(again)) == (2, 2)
    assert (await bot.control("report"))["unconfirmed"] == 2


async def test_an_answer_belongs_to_what_it_quotes_else_to_the_oldest_of_its_chat(bot):
    await bot.control("enqueue", n=3, chats=1, first_chat=7)
    *_, last = await bot.call("getUpdates")
    await bot.say(7, reply_parameters={"message_id": last["message"]["message_id"]})
    await bot.say(7)
    report = await bot.control("report")
    assert (report["questions"], report["answered"], report["doubled"]) == (3, 2, 0)
    await bot.say(7)
    await bot.say(7)
    report = await bot.control("report")
    assert (report["answered"], report["unanswered"], report["answers"], report["doubled"]) == (3, 0, 4, 1)


async def test_a_press_is_answered_when_its_spinner_stops(bot):
    await bot.control("enqueue", n=1, kind="callback", texts=["1:h:en"])
    ((update),) = await bot.call("getUpdates")
    assert update["callback_query"]["data"] == "1:h:en"
    await bot.call("answerCallbackQuery", callback_query_id=update["callback_query"]["id"])
    assert (await bot.control("report"))["answered"] == 1


async def test_floods_blocks_and_faults_come_on_demand(bot):
    await bot.control("config", flood=True, chat_rate=0.1, blocked=[9])
    assert "message_id" in await bot.say(7)
    refused = await bot.say(7)
    assert (refused["error_code"], refused["parameters"]) == (429, {"retry_after": 10})
    assert (await bot.say(9))["error_code"] == 403
    await bot.control("config", flood=False, faults={"p500": 1.0, "methods": ["sendMessage"]})
    assert (await bot.say(7))["error_code"] == 500
    assert (await bot.call("getMe"))["is_bot"]
    await bot.control("config", faults={"p500": 0.0, "p_drop": 1.0})
    with pytest.raises(aiohttp.ClientError):
        await bot.say(7)


async def test_calls_against_the_rules_are_told(bot):
    await bot.say(7, "<b>never closed")
    (broken,) = (await bot.control("report"))["spec_errors"]
    assert "never closed" in broken


async def test_an_update_is_brought_until_it_is_acknowledged_one_of_a_chat_at_a_time(bot):
    brought, replies = [], [503, 500, 200, 200, 200]

    async def hook(request: web.Request) -> web.Response:
        assert request.headers["X-Telegram-Bot-Api-Secret-Token"] == "secret"
        brought.append((await request.json())["update_id"])
        return web.Response(status=replies.pop(0))

    application = web.Application()
    application.router.add_post("/hook", hook)
    async with TestServer(application) as server:
        await bot.control("config", webhook_retry=0.01)
        await bot.control("enqueue", n=2, chats=1)
        await bot.call("setWebhook", url=str(server.make_url("/hook")), secret_token="secret", max_connections=40)
        await bot.control("enqueue", n=1, chats=1)
        await bot.until(unconfirmed=0)
        assert brought == [1, 1, 1, 2, 3]
        assert (await bot.call("getUpdates"))["error_code"] == 409
        await bot.call("deleteWebhook")


async def test_who_polls_is_sent_away_by_the_next_one(bot):
    first = asyncio.create_task(bot.call("getUpdates", timeout=30))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(bot.call("getUpdates", timeout=30))
    assert (await first)["error_code"] == 409
    await bot.control("enqueue", n=1)
    assert len(await second) == 1
