"""A small application that does one of each thing a bot does, to drive every way of delivery."""

from typing import Any

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    Update,
)
from telegram.ext import (
    Application,
    ApplicationBuilder,
    BaseRateLimiter,
    CallbackContext,
    CallbackQueryHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    filters,
)
from telegram.request import BaseRequest

TOKEN = "2:DEMO"
KEYBOARD = InlineKeyboardMarkup.from_row(
    [InlineKeyboardButton("More", callback_data="more"), InlineKeyboardButton("Site", url="https://example.org/")]
)
Context = CallbackContext[Any, Any, Any, Any]


async def start(update: Update, context: Context) -> None:
    await update.effective_message.reply_html(f"<b>Welcome</b> {' '.join(context.args)}".strip())


async def picture(update: Update, context: Context) -> None:
    await update.effective_message.reply_photo(b"PNG", filename="шар.png", caption="A <i>ball</i>", parse_mode="HTML")


async def fail(update: Update, context: Context) -> None:
    raise ValueError("a fault in a handler")


async def broken(update: Update, context: Context) -> None:
    await update.effective_message.reply_html("<b>never closed")


async def echo(update: Update, context: Context) -> None:
    await update.effective_message.reply_html(
        f'You said “{update.effective_message.text_html}” (<a href="https://example.org/source">source</a>)',
        reply_markup=KEYBOARD,
    )


async def pressed(update: Update, context: Context) -> None:
    await update.callback_query.answer("Here is more")
    await update.callback_query.edit_message_text("More of it", reply_markup=None)


async def searched(update: Update, context: Context) -> None:
    content = InputTextMessageContent(f"<b>{update.inline_query.query}</b>", parse_mode="HTML")
    await update.inline_query.answer([InlineQueryResultArticle("a", "Found", content, description="a result")])


def build(
    request: BaseRequest,
    *,
    base_url: str = "http://127.0.0.1:1/bot",
    rate_limiter: BaseRateLimiter[Any] | None = None,
) -> Application[Any, Any, Any, Any, Any, Any]:
    """The demo over a transport, as an application builder would make it."""
    builder = ApplicationBuilder().token(TOKEN).base_url(base_url).updater(None).job_queue(None)
    builder = builder.request(request).get_updates_request(request)
    if rate_limiter is not None:
        builder = builder.rate_limiter(rate_limiter)
    application = builder.build()
    for name, callback in (("start", start), ("picture", picture), ("fail", fail), ("broken", broken)):
        application.add_handler(CommandHandler(name, callback))
    application.add_handler(CallbackQueryHandler(pressed))
    application.add_handler(InlineQueryHandler(searched))
    application.add_handler(MessageHandler(filters.TEXT, echo))
    return application
