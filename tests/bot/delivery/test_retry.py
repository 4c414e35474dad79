"""Which failures a call is tried again after, and how often."""

import datetime as dt

import pytest
from telegram.error import BadRequest, Forbidden

from bot.delivery.errors import Broken, FloodWait, NotSent, ServerFault, Unconfirmed
from bot.delivery.retry import Retries, Tally, retried


async def outcome(hasty, *failures: Exception) -> tuple[int, Tally, object]:
    """Runs a call that fails like this and then succeeds: calls made, the tally, the result or the error."""
    left, calls, tally = list(failures), 0, Tally()

    async def call() -> str:
        nonlocal calls
        calls += 1
        if left:
            raise left.pop(0)
        return "done"

    try:
        result: object = await retried(call, clock=hasty, retries=Retries(), tally=tally)
    except Exception as error:
        result = error
    return calls, tally, result


@pytest.mark.parametrize("error", [NotSent("x"), Broken("x"), ServerFault("x")])
async def test_faults_before_a_reply_are_tried_five_times_with_growing_pauses(hasty, error):
    assert (await outcome(hasty, *[error] * 4))[::2] == (5, "done")
    assert hasty.slept == [0.5, 1, 2, 4]
    calls, tally, result = await outcome(hasty, *[error] * 9)
    assert (calls, result) == (5, error)
    assert tally.failed == 1


async def test_after_a_timeout_there_is_one_retry_and_it_is_counted(hasty):
    calls, tally, result = await outcome(hasty, Unconfirmed())
    assert (calls, tally.unconfirmed, result) == (2, 1, "done")
    calls, tally, result = await outcome(hasty, Unconfirmed(), Unconfirmed(), Unconfirmed())
    assert (calls, tally.unconfirmed, tally.failed) == (2, 1, 1)
    assert isinstance(result, Unconfirmed)


async def test_flood_control_is_obeyed_with_a_margin(hasty):
    calls, tally, result = await outcome(hasty, FloodWait(7))
    assert (calls, tally.flooded, result) == (2, 1, "done")
    assert hasty.slept == [7.1]


async def test_a_very_long_flood_wait_is_given_back_at_once(hasty):
    calls, _, result = await outcome(hasty, FloodWait(dt.timedelta(hours=1)))
    assert calls == 1
    assert isinstance(result, FloodWait)
    assert hasty.slept == []


@pytest.mark.parametrize("error", [BadRequest("x"), Forbidden("x"), ValueError("x")])
async def test_refusals_and_faults_of_ours_are_not_tried_again(hasty, error):
    calls, tally, result = await outcome(hasty, error)
    assert (calls, tally.failed, result) == (1, 1, error)
