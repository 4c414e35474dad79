"""A bot that repeats what it is told, on the delivery of the real one and without its pace; run by the fault runs."""

from __future__ import annotations

import asyncio
import sys

from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters

from bot.delivery.bringing import be_brought
from bot.delivery.listening import listening
from bot.delivery.pacing import Pace, Pacing
from bot.delivery.polling import poll
from bot.delivery.transport import AiohttpRequest
from bot.delivery.webhook import MAX_BODY, Webhook
from bot.state.answered import AnsweredInDatabase
from bot.state.opening import opened
from tests.faults.rig import SECRET, TOKEN

# More than the real bot takes to find an answer, so that a kill meets work.
WORK_SECONDS = 0.02
# No pace but the sends under way.
UNPACED = Pace(chat_per_second=0, group_per_minute=0, per_second=0)
KINDS = [Update.MESSAGE]


async def run(url: str, state: str, port: int | None) -> None:
    """Polls, or, with a port, has the updates brought there."""

    async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        await asyncio.sleep(WORK_SECONDS)
        if update.effective_message and update.effective_message.text:
            await update.effective_message.reply_text(update.effective_message.text, do_quote=True)

    transport = AiohttpRequest()
    builder = ApplicationBuilder().token(TOKEN).base_url(f"{url}/bot").updater(None).job_queue(None)
    application = builder.request(transport).get_updates_request(transport).rate_limiter(Pacing(UNPACED)).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    bot = int(TOKEN.partition(":")[0])
    async with opened(state, bot) as database:
        answered = AnsweredInDatabase(database, bot)
        if port is None:
            await poll(application, answered)
            return
        webhook = Webhook(application, answered, secret=SECRET, allowed_updates=KINDS)
        async with listening("the port", "127.0.0.1", port, webhook.routes("/hook"), max_body=MAX_BODY):
            address = f"http://127.0.0.1:{port}/hook"
            await be_brought(application, webhook, url=address, secret=SECRET, allowed_updates=KINDS)


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else None))
