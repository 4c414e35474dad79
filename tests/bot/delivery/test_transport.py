"""Calls over aiohttp: what arrives at Telegram, and what the library hears of failures."""

import json
import logging

import pytest
from telegram import Bot, InputFile, ReplyParameters
from telegram.error import BadRequest

from bot.delivery.errors import Broken, FloodWait, NotSent, ServerFault, Unconfirmed, flood_seconds
from bot.delivery.transport import AiohttpRequest
from tests.bot.delivery.demo import TOKEN
from tests.bot.delivery.fake_telegram import FakeTelegram


@pytest.fixture
async def bot(telegram: FakeTelegram):
    async with Bot(TOKEN, telegram.base_url, request=AiohttpRequest(), get_updates_request=AiohttpRequest()) as bot:
        yield bot


async def test_text_of_every_script_arrives_as_it_was_sent(bot, telegram):
    text = "Үкім & өкүм <ң> 😀 +%20\nsecond line"
    await bot.send_message(10, text)
    assert telegram.sent == [text]


async def test_file_arrives_with_its_name_and_the_other_parameters(bot, telegram):
    await bot.do_api_request("sendThing", {"chat_id": 10, "photo": InputFile(b"PNG", "сурет.png"), "caption": "ә"})
    parameters = telegram.calls[-1][1]
    assert parameters["photo"] == ("сурет.png", b"PNG")
    assert parameters["caption"] == "ә"


@pytest.mark.parametrize(
    ("fault", "error"),
    [(502, ServerFault), (500, ServerFault), ("cut", Broken), (429, FloodWait), ("nonsense", ServerFault)],
)
async def test_faults_are_told_apart(bot, telegram, fault, error):
    telegram.fail("sendMessage", fault)
    with pytest.raises(error):
        await bot.send_message(10, "x")


@pytest.mark.parametrize("half", [b'"\\ud83d"', b'"\xd0"'])
def test_half_a_character_does_not_hide_the_rest(half):
    payload = b'{"ok": true, "result": [' + half + b', "\\u0411\xd0\xb1"]}'
    assert AiohttpRequest.parse_json_payload(payload)["result"][1] == "Бб"


async def test_flood_wait_tells_how_long(bot, telegram):
    telegram.fail("sendMessage", 429)
    with pytest.raises(FloodWait) as caught:
        await bot.send_message(10, "x")
    assert flood_seconds(caught.value) == 1


async def test_refusal_keeps_telegrams_words(bot, telegram):
    telegram.fail("sendMessage", 400)
    with pytest.raises(BadRequest, match="a fault"):
        await bot.send_message(10, "x")


async def test_silence_after_sending_is_unconfirmed(bot, telegram):
    telegram.fail("sendMessage", "hang")
    with pytest.raises(Unconfirmed):
        await bot.send_message(10, "x", read_timeout=0.05)


async def test_no_connection_means_nothing_was_sent(caplog):
    request = AiohttpRequest()
    bot = Bot(TOKEN, "http://127.0.0.1:1/bot", request=request, get_updates_request=request)
    await request.initialize()
    with caplog.at_level(logging.INFO), pytest.raises(NotSent) as caught:
        await bot.get_me()
    await request.shutdown()
    error: BaseException | None = caught.value
    while error is not None:  # neither in the error nor in what led to it
        assert TOKEN not in f"{error} {error!r}"
        error = error.__cause__ or error.__context__
    assert TOKEN not in caplog.text


async def test_unreadable_reply_is_not_logged(bot, telegram, caplog):
    telegram.fail("sendMessage", "nonsense")
    with pytest.raises(ServerFault):
        await bot.send_message(10, "x")
    assert "<html>" not in caplog.text


async def test_closed_transport_says_so():
    with pytest.raises(RuntimeError, match="initialize"):
        await AiohttpRequest().do_request("http://127.0.0.1:1/", "POST")


async def test_transport_can_be_opened_and_closed_again_and_again():
    request = AiohttpRequest(read_timeout=3)
    for _ in range(2):
        await request.initialize()
        await request.initialize()
        await request.shutdown()
        await request.shutdown()
    assert request.read_timeout == 3


async def test_calls_go_through_the_proxy_of_the_environment_except_to_hosts_left_out(telegram, monkeypatch):
    """The one that answers as Telegram is the proxy here: it is asked for a host that does not exist."""
    address = telegram.base_url.removesuffix("/bot")
    monkeypatch.setenv("http_proxy", address)
    monkeypatch.setenv("no_proxy", "left-out.invalid")
    transport = AiohttpRequest()
    async with Bot(TOKEN, address.replace("127.0.0.1", "telegram.invalid") + "/bot", request=transport) as bot:
        await bot.send_message(10, "through")
        assert telegram.sent == ["through"]
        with pytest.raises(NotSent):
            await transport.do_request("http://left-out.invalid/bot1/sendMessage", "POST")


async def test_the_environment_is_read_when_the_transport_is_opened_and_not_for_every_call(bot, telegram, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    await bot.send_message(10, "direct")
    assert telegram.sent == ["direct"]


async def test_what_is_no_file_is_sent_as_json(bot, telegram):
    await bot.send_message(10, "Үкім", reply_parameters=ReplyParameters(5, allow_sending_without_reply=True))
    assert telegram.content_types[-1] == "application/json"
    reply = telegram.calls[-1][1]["reply_parameters"]
    assert json.loads(reply) == {"message_id": 5, "allow_sending_without_reply": True}
