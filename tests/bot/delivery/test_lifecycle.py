"""How an application starts, fails to start, and stops."""

import pytest
from telegram.error import BadRequest

from bot.delivery.errors import Unreachable, WrongToken
from bot.delivery.lifecycle import running
from bot.delivery.pacing import Pacing
from bot.delivery.transport import AiohttpRequest
from tests.bot.delivery.demo import TOKEN, build


async def test_hooks_run_in_order(telegram):
    order = []
    application = build(AiohttpRequest(), base_url=telegram.base_url)

    def hook(name):
        async def note(application):
            order.append((name, application.running))

        return note

    application.post_init, application.post_stop, application.post_shutdown = map(hook, ("init", "stop", "shutdown"))
    async with running(application):
        order.append(("body", application.running))
    assert order == [("init", False), ("body", True), ("stop", False), ("shutdown", False)]


async def test_a_wrong_token_is_advice_that_does_not_quote_it(telegram):
    telegram.fail("getMe", 401)
    with pytest.raises(WrongToken) as caught:
        async with running(build(AiohttpRequest(), base_url=telegram.base_url)):
            raise AssertionError("started with a wrong token")
    error: BaseException | None = caught.value
    while error is not None:
        assert TOKEN not in str(error)
        error = error.__cause__ or error.__context__
    assert "BotFather" in str(caught.value)


async def test_no_network_is_advice_after_a_few_tries(hasty):
    with pytest.raises(Unreachable, match="check the network"):
        async with running(build(AiohttpRequest(), rate_limiter=Pacing(clock=hasty))):
            raise AssertionError("started without a network")
    assert len(hasty.slept) == 4


async def test_a_network_lost_while_setting_up_is_advice_too(telegram):
    application = build(AiohttpRequest(), base_url=telegram.base_url)
    application.post_init = lambda application: application.bot.set_my_name("x")
    telegram.fail("setMyName", "cut")
    with pytest.raises(Unreachable):
        async with running(application):
            raise AssertionError("started without a network")


async def test_a_refused_setting_is_a_fault_and_raised_as_one(telegram):
    application = build(AiohttpRequest(), base_url=telegram.base_url)
    application.post_init = lambda application: application.bot.set_my_name("x")
    telegram.fail("setMyName", 400)
    with pytest.raises(BadRequest):
        async with running(application):
            raise AssertionError("started with a refused setting")
