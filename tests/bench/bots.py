"""The bots that the benchmark of answers compares, each in a process of its own: python -m tests.bench.bots KIND URL.

`full` is the real application over the included record, with its state on disk, without pace; `full-again` is
asked what it was asked a moment before. The others repeat what they are told, as their libraries' own examples do.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace

from telegram import Update
from telegram.ext import Application, ApplicationBuilder, ContextTypes, MessageHandler, filters

from tests.faults.rig import TOKEN

__all__ = ["KINDS"]


async def _echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    await update.message.reply_text(update.message.text or "")


def _run(application: Application) -> None:  # type: ignore[type-arg]
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, _echo))
    application.run_polling()


def ptb(url: str) -> None:
    """python-telegram-bot as it comes."""
    _run(ApplicationBuilder().token(TOKEN).base_url(f"{url}/bot").build())


def ptb_aiohttp(url: str) -> None:
    """python-telegram-bot over the transport of this bot."""
    from bot.delivery.transport import AiohttpRequest

    builder = ApplicationBuilder().token(TOKEN).base_url(f"{url}/bot")
    _run(builder.request(AiohttpRequest()).get_updates_request(AiohttpRequest()).build())


def ptb_aiohttp_16(url: str) -> None:
    """The same, sixteen updates at once."""
    from bot.delivery.transport import AiohttpRequest

    builder = ApplicationBuilder().token(TOKEN).base_url(f"{url}/bot").concurrent_updates(16)
    _run(builder.request(AiohttpRequest()).get_updates_request(AiohttpRequest()).build())


def full(url: str) -> None:
    """This bot, with matching and state, as if no question were asked twice."""
    _full(url)


def full_again(url: str) -> None:
    """The same on the day when everybody asks the same: what it found lately it remembers."""
    _full(url, recent=True)


def full_worker(url: str) -> None:
    """As `full`, with a process of its own that finds."""
    _full(url, processes=1)


def _full(url: str, *, recent: bool = False, processes: int = 0) -> None:
    from bot import garbage
    from bot.application import build_application
    from bot.conversation import Conversations
    from bot.delivery.pacing import Pace, Pacing
    from bot.delivery.polling import poll
    from bot.delivery.transport import AiohttpRequest
    from bot.library import Library
    from bot.limits import LimitsInMemory
    from bot.matching.editions import edition_for_many
    from bot.paper.shelf import Shelf
    from bot.parking import Parking
    from bot.privacy import ChatKeys, Seal
    from bot.services import Services
    from bot.settings import read_settings
    from bot.state.answered import AnsweredInDatabase
    from bot.state.chats import StoredChats
    from bot.state.opening import opened
    from bot.state.parked import Parked
    from bot.state.uploads import MemoryUploads
    from knowledge.compiled import open_compiled

    settings = read_settings()
    compiled = open_compiled(settings.record, settings.cache_path())
    finder = compiled.finder()
    finder.prepare()
    garbage.settle()
    secret = "a secret of the benchmark"
    bot = int(TOKEN.partition(":")[0])

    async def serve(folder: str) -> None:
        async with opened(f"sqlite:///{folder}/state.db", bot) as database:
            edition = await edition_for_many(compiled.casebook, finder, compiled.path, processes)
            library = Library(edition if recent else replace(edition, recent=None))
            keys = ChatKeys(secret)
            parking = Parking(Parked(database), Seal(secret), keys, lambda: compiled.casebook, dt.date.today)
            services = Services(
                library=library,
                chats=StoredChats(database),
                conversations=Conversations(time.monotonic),
                keys=keys,
                today=dt.date.today,
                shelf=Shelf(compiled.casebook, None),
                uploads=MemoryUploads(),
            )
            unpaced = Pacing(Pace(chat_per_second=0, group_per_minute=0, per_second=0), queue=parking)
            application = build_application(
                services,
                token=TOKEN,
                request=AiohttpRequest(),
                api_url=url,
                rate_limiter=unpaced,
                limits=LimitsInMemory(),
            )
            try:
                await poll(application, AnsweredInDatabase(database, bot), park=parking.park)
            finally:
                await library.close()

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(serve(folder))


KINDS: dict[str, Callable[[str], None]] = {
    "full": full,
    "full-worker": full_worker,
    "full-again": full_again,
    "ptb-aiohttp": ptb_aiohttp,
    "ptb-aiohttp-16": ptb_aiohttp_16,
    "ptb": ptb,
}

if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    KINDS[sys.argv[1]](sys.argv[2])
