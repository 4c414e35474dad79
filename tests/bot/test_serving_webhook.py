"""The bot as it is served behind a webhook: real delivery, state, probes and metrics, on the loopback."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import socket
from contextlib import asynccontextmanager

import aiohttp
import pytest

from bot.delivery.listening import listening
from bot.delivery.webhook import SECRET_HEADER
from bot.errors import Advice
from bot.settings import Settings
from tests.bot.delivery.demo import TOKEN
from tests.bot.people import PERSON, Updates

KEY = "the operator's own secret, long enough 7391"
QUESTION = "меня зовут Айгерим, кто избил моего брата Тимура?"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def brought(settings) -> Settings:
    """The settings of a bot behind a webhook."""
    more = {
        "webhook_url": "https://bot.example.org/hook",
        "listen": ("127.0.0.1", free_port()),
        "metrics": ("127.0.0.1", free_port()),
        "secret_key": KEY,
    }
    return Settings.model_validate(settings.model_dump() | more)


class Web:
    """What reaches the bot over HTTP."""

    def __init__(self, settings: Settings, session: aiohttp.ClientSession, telegram, task) -> None:
        self.task = task
        self.settings = settings
        self.session = session
        self.telegram = telegram

    async def get(self, address, path: str) -> tuple[int, str]:
        async with self.session.get(f"http://{address[0]}:{address[1]}{path}") as response:
            return response.status, await response.text()

    async def until(self, path: str, status: int) -> None:
        """Waits for a probe to be told that; the test's own limit ends a hopeless wait."""
        address = self.settings.listen if self.settings.webhook_url else self.settings.metrics
        async with asyncio.timeout(20):
            while not self.task.done():
                try:
                    if (await self.get(address, path))[0] == status:
                        return
                except aiohttp.ClientConnectionError:
                    pass  # it does not listen yet
                await asyncio.sleep(0.01)

    async def bring(self, update) -> int:
        """As Telegram, which was told where and with which secret."""
        (told,) = [parameters for method, parameters in self.telegram.calls if method == "setWebhook"][-1:]
        assert told["url"].startswith("https://bot.example.org/hook")
        path = told["url"].removeprefix("https://bot.example.org")
        host, port = self.settings.listen
        headers = {SECRET_HEADER: told["secret_token"]}
        async with self.session.post(f"http://{host}:{port}{path}", json=update, headers=headers) as response:
            return response.status


@pytest.fixture
def web(serve, telegram):
    """Serves the bot, and lets one reach it once it is ready."""

    @asynccontextmanager
    async def start(settings: Settings):
        async with serve(settings) as bot, aiohttp.ClientSession() as session:
            web = Web(settings, session, telegram, bot.task)
            await web.until("/readyz", 200)
            yield web

    return start


async def test_questions_brought_are_answered_and_counted(web, brought, telegram):
    person = Updates(language_code="ky")
    async with web(brought) as bot:
        assert await bot.bring(person.says("канча киши каза болду?")) == 200
        assert "17 киши" in telegram.recorder.screen[0].text
        assert await bot.bring(person.says(QUESTION)) == 200
        assert await bot.get(brought.listen, "/livez") == (200, "ok\n")
        status, numbers = await bot.get(brought.metrics, "/metrics")
        assert status == 200
        assert 'bot_answers_total{language="ky",outcome="answer",reason=""} 1.0' in numbers
        assert 'bot_update_seconds_count{outcome="answered"} 2.0' in numbers
        assert 'bot_telegram_call_seconds_count{code="200",method="setWebhook"} 1.0' in numbers
        assert "bot_record_facts 8.0" in numbers
        assert "bot_parked 0.0" in numbers
        for secret in (TOKEN, KEY, str(PERSON), "Бегимай", "Тимура"):
            assert secret not in numbers
        assert (await bot.get(brought.metrics, "/readyz"))[0] == 200
        assert (await bot.get(brought.listen, "/metrics"))[0] == 404
    assert bot.task.result() == 0
    assert "getUpdates" not in {method for method, _ in telegram.calls}


async def test_the_secret_of_the_webhook_comes_from_the_secret_key(web, brought, telegram, capfd):
    for key in (KEY, KEY, f"{KEY}!"):
        telegram.webhook["url"] = ""  # so that it is told again
        async with web(brought.model_copy(update={"secret_key": key})):
            pass
    async with web(brought.model_copy(update={"webhook_secret": "of-the-operators-own"})):
        pass
    told = [parameters["secret_token"] for method, parameters in telegram.calls if method == "setWebhook"]
    assert told[0] == told[1] != told[2]
    assert len(told[0]) == 64
    assert told[3] == "of-the-operators-own"
    logged = capfd.readouterr().err
    assert not [secret for secret in (*told, KEY) if secret in logged]


async def test_while_it_stops_it_is_not_ready_and_the_rest_comes_again(web, brought, telegram):
    person = Updates()
    telegram.held[PERSON] = asyncio.Event()
    async with web(brought) as bot:
        first = asyncio.create_task(bot.bring(person.says("How many people died?")))
        await telegram.until(lambda: "sendMessage" in [method for method, _ in telegram.calls])
        os.kill(os.getpid(), signal.SIGTERM)
        await bot.until("/readyz", 503)
        assert await bot.get(brought.listen, "/readyz") == (503, "not ok: stopping\n")
        assert await bot.bring(person.says("And when?")) == 503
        telegram.held[PERSON].set()
        assert await first == 200
        assert await bot.task == 0
    assert len(telegram.recorder.screen) == 1


async def test_curators_are_told_of_a_fault_and_not_of_the_question(web, brought, telegram):
    settings = brought.model_copy(update={"curator_chats": (-100777,)})
    async with web(settings) as bot:
        for _ in range(3):
            assert await bot.bring(Updates().says(f"fail: {QUESTION}")) == 200
            await telegram.until(lambda: any("⚠️" in text for text in telegram.sent))
    (told,) = [text for text in telegram.sent if "⚠️" in text]
    assert told.startswith("⚠️ The bot met an error: ValueError in finding (library:")
    assert "Айгерим" not in told


async def test_polling_is_watched_on_the_address_of_the_metrics(web, brought, telegram):
    async with web(brought.model_copy(update={"webhook_url": None})) as bot:
        telegram.add({**Updates().says("How many people died?"), "update_id": 1})
        await telegram.until(lambda: telegram.recorder.screen)
        assert await bot.get(brought.metrics, "/readyz") == (200, "ok\n")
        assert await bot.get(brought.metrics, "/livez") == (200, "ok\n")
        _, numbers = await bot.get(brought.metrics, "/metrics")
        assert 'bot_updates_arrived_total{kind="message"} 1.0' in numbers
        with pytest.raises(aiohttp.ClientConnectionError):
            await bot.get(brought.listen, "/livez")
    assert bot.task.result() == 0


async def test_logs_can_be_json(web, brought, telegram, capfd):
    async with web(brought.model_copy(update={"log_format": "json", "log_level": "INFO"})):
        pass
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    assert "starting: record" in lines[0]["message"] or len(lines) > 1
    assert {line["level"] for line in lines} == {"INFO"}
    assert logging.getLogger().handlers


@pytest.mark.parametrize("name", ["listen", "metrics"])
async def test_a_port_that_is_taken_is_advice_before_telegram_is_told(serve, brought, telegram, name):
    host, port = getattr(brought, name)
    async with listening("", host, port, [], max_body=1), serve(brought) as bot:
        with pytest.raises(Advice, match=rf"{name.upper()}: port {port} of 127\.0\.0\.1 is taken"):
            await bot.task
    assert telegram.calls == []


async def test_an_address_that_telegram_refuses_is_advice(serve, brought, telegram):
    telegram.fail("setWebhook", 400)
    async with serve(brought) as bot:
        with pytest.raises(Advice, match="Telegram does not take WEBHOOK_URL") as caught:
            await bot.task
    assert caught.value.exit_code == 4
