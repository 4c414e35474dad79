"""Calls of plain data: what Telegram gets and gives is what the library's own methods send and are given."""

import json

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.error import BadRequest

from bot.delivery.calling import call
from bot.delivery.pacing import Pacing
from bot.delivery.queue import Manner
from bot.delivery.transport import AiohttpRequest
from tests.bot.delivery.demo import build

MESSAGE = {
    "chat_id": 10,
    "text": "<b>Үкім</b>",
    "parse_mode": "HTML",
    "link_preview_options": {"is_disabled": True},
    "reply_markup": {"inline_keyboard": [[{"text": "More", "callback_data": "more"}]]},
}


async def test_telegram_is_told_the_same_as_by_the_library(telegram):
    async with build(AiohttpRequest(), base_url=telegram.base_url) as application:
        given = await call(application.bot, "sendMessage", MESSAGE)
        sent = await application.bot.send_message(
            10,
            "<b>Үкім</b>",
            parse_mode="HTML",
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            reply_markup=InlineKeyboardMarkup.from_button(InlineKeyboardButton("More", callback_data="more")),
        )
    (_, ours), (_, theirs) = [made for made in telegram.calls if made[0] == "sendMessage"]
    assert json.loads(ours.pop("reply_markup")) == json.loads(theirs.pop("reply_markup"))
    assert ours == theirs
    assert given["message_id"] == sent.message_id


async def test_a_refusal_is_the_library_s(telegram):
    telegram.fail("sendMessage", 400)
    async with build(AiohttpRequest(), base_url=telegram.base_url) as application:
        with pytest.raises(BadRequest):
            await call(application.bot, "sendMessage", MESSAGE)


async def test_the_pace_is_kept_and_told_the_manner(telegram):
    manners = []

    class Asked(Pacing):
        async def process_request(self, callback, args, kwargs, endpoint, data, rate_limit_args):
            manners.append((endpoint, data.get("chat_id"), rate_limit_args))
            return await super().process_request(callback, args, kwargs, endpoint, data, rate_limit_args)

    pacing = Asked()
    async with build(AiohttpRequest(), base_url=telegram.base_url, rate_limiter=pacing) as application:
        await call(application.bot, "sendMessage", MESSAGE, Manner.IN_TURN)
    assert manners[1:] == [("sendMessage", 10, Manner.IN_TURN)]
    assert pacing.tally.sent == 2  # and getMe, when the bot was initialized
