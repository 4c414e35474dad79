"""The start and stop of a bot that is brought its updates: Telegram is told where, once, and nothing waits in vain."""

import asyncio
import os
import signal
from contextlib import asynccontextmanager
from types import SimpleNamespace

import aiohttp
import pytest

from bot.delivery.bringing import be_brought
from bot.delivery.errors import Unreachable, WrongToken, WrongWebhook
from bot.delivery.listening import listening
from bot.delivery.pointing import MAX_CONNECTIONS, marked
from bot.delivery.transport import AiohttpRequest
from bot.delivery.webhook import MAX_BODY, SECRET_HEADER, Webhook
from bot.errors import Advice
from bot.state.answered import AnsweredInMemory
from tests.bot.delivery.demo import build

URL = "https://bot.example.org/hook"
SECRET = "a-secret-of-the-tests"
KINDS = ["message", "callback_query"]


@pytest.fixture
def serving(telegram):
    """A bot that is brought updates; stopped by SIGTERM at the end of the block."""

    @asynccontextmanager
    async def start(secret=SECRET, drain_seconds=5.0):
        application = build(AiohttpRequest(), base_url=telegram.base_url)
        webhook = Webhook(application, AnsweredInMemory(), secret=secret, allowed_updates=KINDS)
        events = []
        async with listening("LISTEN", "127.0.0.1", 0, webhook.routes("/hook"), max_body=MAX_BODY) as port:
            task = asyncio.create_task(
                be_brought(
                    application,
                    webhook,
                    url=URL,
                    secret=secret,
                    allowed_updates=KINDS,
                    drain_seconds=drain_seconds,
                    receiving=lambda: events.append("receiving"),
                    stopping=lambda: events.append("stopping"),
                )
            )
            await telegram.until(lambda: events or task.done())
            try:
                yield SimpleNamespace(task=task, events=events, url=f"http://127.0.0.1:{port}/hook")
            finally:
                if not task.done():
                    os.kill(os.getpid(), signal.SIGTERM)
                await asyncio.wait([task])

    return start


def set_webhooks(telegram):
    return [parameters for method, parameters in telegram.calls if method == "setWebhook"]


async def bring(bot, update) -> int:
    async with (
        aiohttp.ClientSession() as session,
        session.post(bot.url, json=update, headers={SECRET_HEADER: SECRET}) as response,
    ):
        return response.status


async def test_telegram_is_told_where_with_the_secret_and_the_kinds(serving, telegram):
    async with serving() as bot:
        assert bot.events == ["receiving"]
    (told,) = set_webhooks(telegram)
    assert told["url"].partition("?")[0] == URL
    assert told["secret_token"] == SECRET
    assert SECRET not in told["url"]
    assert (told["allowed_updates"], told["max_connections"]) == ('["message", "callback_query"]', str(MAX_CONNECTIONS))
    assert told.get("drop_pending_updates") in (None, "False", "false")
    assert "deleteWebhook" not in [method for method, _ in telegram.calls]


async def test_what_telegram_knows_it_is_not_told_again(serving, telegram):
    for _ in range(2):
        async with serving():
            pass
    assert len(set_webhooks(telegram)) == 1


@pytest.mark.parametrize(
    "change",
    [{"url": ""}, {"url": "https://elsewhere.example.org/hook"}, {"max_connections": 1}, {"allowed_updates": []}],
)
async def test_what_somebody_changed_is_set_right(serving, telegram, change):
    async with serving():
        pass
    telegram.webhook |= change
    async with serving():
        pass
    assert len(set_webhooks(telegram)) == 2


async def test_a_changed_secret_is_told_although_telegram_does_not_say_which_it_holds(serving, telegram):
    async with serving():
        pass
    async with serving(secret="another-secret-of-the-tests"):
        pass
    assert [told["secret_token"] for told in set_webhooks(telegram)] == [SECRET, "another-secret-of-the-tests"]
    assert marked(URL, SECRET) == marked(URL, SECRET) != marked(URL, f"{SECRET}x")


async def test_the_signal_finishes_what_is_open_and_sends_away_the_rest(serving, telegram):
    telegram.held[10] = asyncio.Event()
    async with serving() as bot:
        first = asyncio.create_task(bring(bot, telegram.written(1)))
        await telegram.until(lambda: "sendMessage" in [method for method, _ in telegram.calls])
        os.kill(os.getpid(), signal.SIGTERM)
        await telegram.until(lambda: bot.events == ["receiving", "stopping"])
        assert await bring(bot, telegram.written(2)) == 503
        telegram.held[10].set()
        assert await first == 200
        assert (await bot.task).answered == 1
    assert len(telegram.sent) == 1


async def test_what_is_not_finished_in_time_stays_with_telegram(serving, telegram):
    telegram.held[10] = asyncio.Event()
    async with serving(drain_seconds=0.05) as bot:
        first = asyncio.create_task(bring(bot, telegram.written(1)))
        await telegram.until(lambda: "sendMessage" in [method for method, _ in telegram.calls])
        os.kill(os.getpid(), signal.SIGTERM)
        assert await first == 503
    assert bot.task.result().answered == 0


@pytest.mark.parametrize(
    ("method", "fault", "kind"),
    [
        ("getMe", 401, WrongToken),
        ("getMe", 500, Unreachable),
        ("getWebhookInfo", 500, Unreachable),
        ("setWebhook", "cut", Unreachable),
        ("setWebhook", 400, WrongWebhook),
    ],
)
async def test_what_keeps_it_from_starting_is_advice(serving, telegram, method, fault, kind):
    telegram.fail(method, fault)
    async with serving() as bot:
        with pytest.raises(kind):
            await bot.task
        assert bot.events == []


async def test_a_port_that_is_taken_is_advice():
    async with listening("LISTEN", "127.0.0.1", 0, [], max_body=1) as port:
        with pytest.raises(Advice, match=rf"LISTEN: port {port} of 127\.0\.0\.1 is taken") as caught:
            async with listening("LISTEN", "127.0.0.1", port, [], max_body=1):
                pass
    assert caught.value.exit_code == 2


async def test_an_address_of_another_machine_is_advice():
    with pytest.raises(Advice, match=r"192\.0\.2\.1 is no address of this machine"):
        async with listening("METRICS", "192.0.2.1", 0, [], max_body=1):
            pass
