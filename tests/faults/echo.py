"""A bot that repeats what it is told, on the delivery of the real one and without its pace; run by the fault runs."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters

from bot.delivery.pacing import Pace, Pacing
from bot.delivery.polling import poll
from bot.delivery.transport import AiohttpRequest
from bot.state.answered import AnsweredInDatabase
from bot.state.opening import opened
from tests.faults.rig import TOKEN

# More than the real bot takes to find an answer, so that a kill meets work.
WORK_SECONDS = 0.02
# No pace but the sends under way.
UNPACED = Pace(chat_per_second=0, group_per_minute=0, per_second=0)


async def run(url: str, state: Path) -> None:
    async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        await asyncio.sleep(WORK_SECONDS)
        if update.effective_message and update.effective_message.text:
            await update.effective_message.reply_text(update.effective_message.text, do_quote=True)

    transport = AiohttpRequest()
    builder = ApplicationBuilder().token(TOKEN).base_url(f"{url}/bot").updater(None).job_queue(None)
    application = builder.request(transport).get_updates_request(transport).rate_limiter(Pacing(UNPACED)).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    bot = int(TOKEN.partition(":")[0])
    async with opened(f"sqlite:///{state}", bot) as database:
        await poll(application, AnsweredInDatabase(database, bot))


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], Path(sys.argv[2])))
