"""Whether an update was answered, as its receiver learns it."""

import asyncio

import pytest
from telegram import Update
from telegram.error import NetworkError

from bot.delivery.handling import Handling
from bot.delivery.transport import AiohttpRequest
from tests.bot.delivery.demo import build


def message(text: str, number: int = 1) -> dict:
    user = {"id": 10, "is_bot": False, "first_name": "A"}
    content = {"message_id": 1, "date": 0, "chat": {"id": 10, "type": "private"}, "from": user, "text": text}
    if text.startswith("/"):
        content["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
    return {"update_id": number, "message": content}


@pytest.fixture
async def application(telegram):
    application = build(AiohttpRequest(), base_url=telegram.base_url)
    async with application:
        yield application


async def test_an_answer_that_went_out_is_silence(application, telegram):
    await Handling(application)(Update.de_json(message("hello"), application.bot))
    assert len(telegram.sent) == 1


async def test_a_send_that_failed_is_raised(application, telegram):
    telegram.fail("sendMessage", 502)
    with pytest.raises(NetworkError):
        await Handling(application)(Update.de_json(message("hello"), application.bot))


async def test_a_fault_in_a_handler_is_raised_and_the_applications_own_error_handlers_hear_of_it(application):
    heard = []

    async def own(update, context):
        heard.append(context.error)

    application.add_error_handler(own)
    with pytest.raises(ValueError, match="a fault") as caught:
        await Handling(application)(Update.de_json(message("/fail"), application.bot))
    assert heard == [caught.value]


async def test_updates_at_the_same_time_do_not_hear_of_each_others_failures(application):
    handle = Handling(application)
    texts = ["/fail", "hello", "/fail", "hello"]
    updates = [Update.de_json(message(text, number), application.bot) for number, text in enumerate(texts)]
    results = await asyncio.gather(*map(handle, updates), return_exceptions=True)
    assert [type(result) for result in results] == [ValueError, type(None), ValueError, type(None)]
