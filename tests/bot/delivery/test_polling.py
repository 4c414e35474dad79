"""Receiving: nothing lost, nothing answered twice, whatever happens in between."""

import asyncio
import logging
import os
import signal
from collections.abc import Collection
from contextlib import asynccontextmanager

import pytest

from bot.delivery.attempts import ATTEMPTS
from bot.delivery.errors import SecondPoller, Unreachable, WrongToken
from bot.delivery.pacing import Pace, Pacing
from bot.delivery.polling import Receiver, poll
from bot.delivery.retry import Retries
from bot.delivery.transport import AiohttpRequest
from bot.state.answered import AnsweredInMemory
from bot.state.database import StateUnavailable
from bot.state.lease import Lease
from tests.bot.delivery.demo import TOKEN, build

UNPACED = Pace(chat_per_second=0, group_per_minute=0, per_second=0)


@pytest.fixture
def answered():
    return AnsweredInMemory()


@pytest.fixture
def application(telegram, hasty):
    """The demo over the fake Telegram; each send is tried twice."""
    pacing = Pacing(UNPACED, retries=Retries(attempts=2), clock=hasty)
    return build(AiohttpRequest(), base_url=telegram.base_url, rate_limiter=pacing)


@pytest.fixture
def receiving(application, answered, hasty):
    """A receiver at work; stopped, drained and confirmed at the end of the block."""

    @asynccontextmanager
    async def start(**options):
        async with application:
            receiver = Receiver(application, answered, clock=hasty, **options)
            task = asyncio.create_task(receiver.run())
            try:
                yield receiver
            finally:
                receiver.stop()
                await asyncio.wait([task])
                if not task.cancelled() and task.exception() is None:
                    assert task.result() is receiver.received

    return start


async def test_every_update_is_answered_once_and_confirmed(receiving, telegram):
    for number in range(1, 251):
        telegram.ask(number, f"q{number}", chat=number % 40)
    async with receiving() as receiver:
        await telegram.until(lambda: receiver.received.answered == 250)
        await telegram.until(lambda: telegram.offsets[-1:] == [251])
    assert sorted(telegram.sent) == sorted(
        f'You said “q{number}” (<a href="https://example.org/source">source</a>)' for number in range(1, 251)
    )
    assert telegram.updates == {}


async def test_one_chat_is_answered_in_order(receiving, telegram):
    for number in range(1, 31):
        telegram.ask(number, f"q{number:02}")
    async with receiving():
        await telegram.until(lambda: len(telegram.sent) == 30)
    assert telegram.sent == sorted(telegram.sent)


async def test_an_unanswered_update_is_never_confirmed(receiving, telegram, answered):
    telegram.held[10] = asyncio.Event()
    telegram.ask(5, "slow", chat=10)
    telegram.ask(6, "quick", chat=20)
    async with receiving() as receiver:
        await telegram.until(lambda: receiver.received.answered == 1)
        assert (receiver.open, await answered.seen(5), await answered.seen(6)) == (1, False, True)
        assert max(telegram.offsets) <= 5
        telegram.held[10].set()
    assert max(telegram.offsets) == 7
    assert not await answered.seen(6)  # Telegram has forgotten it, and so does the bot


async def test_a_slow_chat_does_not_hold_up_others(receiving, telegram):
    telegram.held[10] = asyncio.Event()
    telegram.ask(1, "slow", chat=10)
    async with receiving() as receiver:
        await telegram.until(lambda: receiver.open == 1)
        for number in range(2, 6):
            telegram.ask(number, chat=20)
            await telegram.until(lambda number=number: receiver.received.answered == number - 1)
        telegram.held[10].set()
    assert receiver.received.answered == 5


async def test_a_restart_skips_what_was_answered(receiving, telegram, answered):
    for number in (5, 6, 7):
        telegram.ask(number, f"q{number}")
    await answered.note(6)
    async with receiving() as receiver:
        await telegram.until(lambda: receiver.received.answered == 2)
    assert receiver.received.skipped == 1
    assert not any("q6" in text for text in telegram.sent)


async def test_stop_leaves_what_takes_too_long_with_telegram(receiving, telegram, answered):
    telegram.held[10] = asyncio.Event()
    telegram.ask(1, chat=10)
    telegram.ask(2, chat=20)
    async with receiving(drain_seconds=0.01) as receiver:
        await telegram.until(lambda: receiver.received.answered == 1)
    assert list(telegram.updates) == [1, 2]
    assert [await answered.seen(1), await answered.seen(2)] == [False, True]


async def test_a_send_that_fails_is_handled_again(receiving, telegram):
    telegram.fail("sendMessage", 502, 502, "cut")  # twice within one handling, once in the next
    telegram.ask(1)
    async with receiving() as receiver:
        await telegram.until(lambda: receiver.received.answered == 1)
    assert (receiver.received.again, len(telegram.sent)) == (1, 1)


async def test_what_always_fails_is_given_up_and_counted(receiving, telegram, caplog):
    telegram.fail("sendMessage", *[502] * 2 * ATTEMPTS)
    telegram.ask(1, "a private question", chat=10)
    telegram.ask(2, "another", chat=10)
    async with receiving() as receiver:
        await telegram.until(lambda: receiver.received.answered == 1)
    assert (receiver.received.dead, receiver.received.again) == (1, ATTEMPTS - 1)
    assert "was not answered: ServerFault" in caplog.text
    assert "private" not in caplog.text


async def test_a_refused_answer_is_not_tried_again(receiving, telegram):
    telegram.fail("sendMessage", 403)
    telegram.ask(1)
    async with receiving() as receiver:
        await telegram.until(lambda: receiver.received.dead == 1)
    assert receiver.received.again == 0


async def test_a_fault_in_a_handler_is_counted_and_told_without_its_text(receiving, telegram, caplog):
    telegram.ask(1, "/fail")
    async with receiving() as receiver:
        await telegram.until(lambda: receiver.received.dead == 1)
    assert "ValueError in fail (demo:" in caplog.text
    assert "a fault in a handler" not in caplog.text


async def test_an_update_that_cannot_be_read_hides_no_other(receiving, telegram):
    telegram.add({"update_id": 1, "message": {"from": "nobody"}})
    telegram.ask(2)
    async with receiving() as receiver:
        await telegram.until(lambda: receiver.received.answered == 1)
    assert receiver.received.unreadable == 1


async def test_networks_that_fail_are_asked_again_with_growing_pauses(receiving, telegram, hasty):
    telegram.fail("getUpdates", 502, "cut", "nonsense", 429)
    telegram.ask(1)
    async with receiving() as receiver:
        await telegram.until(lambda: receiver.received.answered == 1)
    assert hasty.slept[:4] == [1, 2, 4, 1]
    assert receiver.since_fetch() == 0.0


async def test_a_few_conflicts_are_borne(receiving, telegram):
    telegram.fail("getUpdates", 409, 409, 409, 409)
    telegram.ask(1)
    async with receiving() as receiver:
        await telegram.until(lambda: receiver.received.answered == 1)


@pytest.mark.parametrize(("faults", "error"), [([409] * 5, SecondPoller), ([401], WrongToken)])
async def test_what_patience_cannot_mend_ends_it(application, answered, telegram, hasty, faults, error):
    telegram.fail("getUpdates", *faults)
    async with application:
        with pytest.raises(error) as caught:
            await Receiver(application, answered, clock=hasty).run()
    assert TOKEN not in str(caught.value)


async def test_after_a_quiet_time_numbers_may_start_anywhere(receiving, telegram):
    telegram.ask(900)
    async with receiving() as receiver:
        await telegram.until(lambda: telegram.offsets[-1:] == [901])
        telegram.end_long_poll()
        await telegram.until(lambda: telegram.offsets[-1] == 0)
        telegram.ask(7)
        await telegram.until(lambda: receiver.received.answered == 2)


async def test_the_same_offset_is_not_asked_for_at_once(receiving, telegram):
    telegram.held[10] = asyncio.Event()
    telegram.ask(1, chat=10)
    async with receiving() as receiver:
        await telegram.until(lambda: receiver.open == 1)
        for _ in range(50):
            await asyncio.sleep(0)
        assert len(telegram.offsets) == 1
        telegram.held[10].set()


async def test_poll_runs_from_start_to_signal(application, answered, telegram):
    telegram.ask(1)
    task = asyncio.create_task(poll(application, answered, allowed_updates=["message"]))
    await telegram.until(lambda: telegram.sent)
    os.kill(os.getpid(), signal.SIGTERM)
    received = await task
    assert received.answered == 1
    methods = [method for method, _ in telegram.calls]
    assert methods[:3] == ["getMe", "deleteWebhook", "getUpdates"]
    assert telegram.calls[2][1]["allowed_updates"] == '["message"]'
    assert telegram.offsets[-1] == 2
    assert not application.running


async def test_poll_without_a_network_is_advice(application, answered, telegram, caplog):
    telegram.fail("deleteWebhook", 502, 502)
    with caplog.at_level(logging.DEBUG), pytest.raises(Unreachable):
        await poll(application, answered)


# -- one process at a time ---------------------------------------------------------------------------------------------


@pytest.fixture
async def file(databases, tmp_path):
    async with databases.ready("sqlite", tmp_path) as database:
        yield database


async def test_a_second_poller_on_the_same_state_is_refused_before_it_asks_telegram(
    application, answered, telegram, file, monkeypatch
):
    monkeypatch.setattr("bot.state.lease.LEASE_SECONDS", 0.05)
    monkeypatch.setattr("bot.state.lease._ASK_AGAIN_SECONDS", 0.01)
    monkeypatch.setattr("bot.state.lease.RENEW_SECONDS", 0.01)
    async with Lease(file, "polling 1"):
        with pytest.raises(SecondPoller, match="stop it"):
            await poll(application, answered, lease=Lease(file, "polling 1"))
    assert telegram.offsets == []


async def test_a_poller_that_lost_its_lease_stops_and_says_why(application, answered, telegram, file, monkeypatch):
    monkeypatch.setattr("bot.state.lease.RENEW_SECONDS", 0.01)
    jobs_ended = []

    async def job() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            jobs_ended.append(True)

    task = asyncio.create_task(poll(application, answered, lease=Lease(file, "polling 1"), jobs=[job]))
    await telegram.until(lambda: telegram.offsets)
    await file.execute("UPDATE leases SET holder = 'another', expires_at = expires_at + 5")
    with pytest.raises(SecondPoller):
        await asyncio.wait_for(task, 10)
    assert jobs_ended == [True]
    assert await file.fetch("SELECT holder FROM leases") == [("another",)]


async def test_a_database_that_is_away_neither_loses_nor_gives_up_an_update(receiving, telegram, answered, monkeypatch):
    failures = [StateUnavailable("away: wait") for _ in range(5)]
    real = answered.among

    async def among(numbers: Collection[int]) -> set[int]:
        if failures:
            raise failures.pop()
        return await real(numbers)

    monkeypatch.setattr(answered, "among", among)
    telegram.ask(1, "patience")
    async with receiving() as receiver:
        await telegram.until(lambda: receiver.received.answered == 1)
    assert (failures, receiver.received.dead, len(telegram.sent)) == ([], 0, 1)
