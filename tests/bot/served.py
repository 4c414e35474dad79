"""Fixtures to serve the real bot over the invented record, against a Telegram on the loopback."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot import serving
from bot.delivery import polling
from bot.delivery.pacing import Pace, Pacing
from bot.delivery.retry import Retries
from bot.settings import Settings
from knowledge.finding import Context, Finding
from tests.bot.delivery.demo import TOKEN
from tests.bot.exact import exact_finder
from tests.bot.recorder import ServedRecorder

__all__ = ["serve", "settings", "telegram"]


class FailingOnRequest:
    """A finder that breaks, quoting the question, when the question says so."""

    def __init__(self, casebook) -> None:
        self._find = exact_finder(casebook)

    def find(self, question: str, context: Context) -> Finding:
        if "fail" in question:
            raise ValueError(f"can't find {question!r}")
        return self._find(question, context)


@pytest.fixture
async def telegram():
    server = ServedRecorder()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def settings(clean_environment, telegram, tmp_path):
    return Settings(
        telegram_bot_token=TOKEN,
        telegram_api_url=telegram.base_url.removesuffix("/bot"),
        database_url=f"sqlite:///{tmp_path}/state/state.db",
        log_level="DEBUG",
    )


@pytest.fixture
def serve(ferry_casebook, own_logging, monkeypatch):
    """Serves the bot until Telegram has no news for it; gives the exit code. Pauses take no time."""

    class Hasty:
        def now(self) -> float:
            return 0.0

        async def sleep(self, seconds: float) -> None:
            await asyncio.sleep(0)

    unpaced = Pace(chat_per_second=0, group_per_minute=0, per_second=0)
    monkeypatch.setattr(
        serving, "Pacing", lambda pace, **more: Pacing(unpaced, retries=Retries(attempts=2), clock=Hasty(), **more)
    )
    monkeypatch.setattr(polling, "SystemClock", Hasty)
    finder = FailingOnRequest(ferry_casebook)

    @asynccontextmanager
    async def run(settings: Settings, compiled: Path | None = None):
        own_logging()
        task = asyncio.create_task(serving.serve(settings, ferry_casebook, finder, compiled=compiled))
        try:
            yield SimpleNamespace(task=task)
        finally:
            if not task.done():
                os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.wait([task])

    return run
