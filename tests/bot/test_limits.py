"""How much a chat may ask at once, and when it may go on."""

import asyncio
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.limits import ALLOWANCES, Allowance, LimitsInMemory, Verdict

FIVE = {"message": Allowance(burst=5, per_second=1.0), "press": Allowance(burst=2, per_second=1.0)}
GO, WARN, SILENCE = Verdict


def verdicts(limits: LimitsInMemory, *times: float, key: str = "a", kind="message") -> list[Verdict]:
    async def all_of_them() -> list[Verdict]:
        return [await limits.take(key, kind, when, next(numbers)) for when in times]

    return asyncio.run(all_of_them())


numbers = iter(range(10**9))


def test_a_burst_goes_through_then_a_word_then_silence():
    assert verdicts(LimitsInMemory(FIVE), *[100.0] * 9) == [GO] * 5 + [WARN] + [SILENCE] * 3


def test_it_opens_again_when_half_of_it_is_there():
    assert verdicts(LimitsInMemory(FIVE), *[100.0] * 6, 102.4, 102.5, 102.5, 102.5) == [GO] * 5 + [
        WARN,
        SILENCE,
        GO,
        GO,
        WARN,
    ]


@pytest.mark.parametrize("kind", ALLOWANCES)
def test_who_waits_as_long_as_was_said_may_go_on(kind):
    limits, allowance = LimitsInMemory(), ALLOWANCES[kind]
    assert verdicts(limits, *[0.0] * (allowance.burst + 1), kind=kind)[-1] is WARN
    assert verdicts(limits, allowance.closed_seconds, kind=kind) == [GO]


@pytest.mark.parametrize("seconds", [2.0, 30.0, 3600.0])
def test_nobody_who_asks_every_two_seconds_is_ever_refused(seconds):
    times = [number * seconds for number in range(200)]
    assert set(verdicts(LimitsInMemory(), *times)) == {GO}


def test_what_has_gathered_while_the_bot_was_away_is_no_flood():
    assert set(verdicts(LimitsInMemory(), *[float(number * 60) for number in range(50)])) == {GO}


def test_chats_and_ways_of_asking_do_not_count_for_each_other():
    limits = LimitsInMemory(FIVE)
    assert verdicts(limits, *[0.0] * 6)[-1] is WARN
    assert verdicts(limits, 0.0, key="b") == [GO]
    assert verdicts(limits, 0.0, 0.0, 0.0, kind="press") == [GO, GO, WARN]


def test_an_update_that_is_handled_again_is_judged_as_before():
    limits = LimitsInMemory(FIVE)

    async def again() -> list[Verdict]:
        return [await limits.take("a", "message", 0.0, number) for number in (1, 1, 1, 2, 3, 4, 5, 5, 6, 6, 7)]

    assert asyncio.run(again()) == [GO] * 8 + [WARN, WARN, SILENCE]


def test_a_clock_that_is_set_back_gives_nothing_and_takes_nothing():
    limits = LimitsInMemory(FIVE)
    assert verdicts(limits, 100.0, 40.0, 40.0, 40.0, 40.0, 40.0) == [GO] * 5 + [WARN]
    assert verdicts(limits, 102.4, 102.5) == [SILENCE, GO]


def test_memory_is_bounded_and_the_chat_not_heard_of_longest_goes_first():
    limits = LimitsInMemory(FIVE, most=3)
    for key in "abcabcd":
        verdicts(limits, *[0.0] * 6, key=key)
    assert len(limits) == 3
    assert verdicts(limits, 0.0, key="d") == [SILENCE]
    assert verdicts(limits, 0.0, key="a") == [GO]  # forgotten
    for number in range(1000):
        verdicts(limits, 0.0, key=str(number))
    assert len(limits) == 3


def test_who_has_been_quiet_for_long_enough_is_forgotten():
    limits = LimitsInMemory(FIVE)
    for number in range(1000):
        verdicts(limits, number * 0.5, key=str(number))
        verdicts(limits, number * 0.5, key="talks on")
        assert len(limits) <= 5 / 1.0 / 0.5 + 2
    assert len(limits) > 5


@given(st.lists(st.floats(0, 100), min_size=1, max_size=80), st.lists(st.floats(0, 100), max_size=40))
def test_that_others_come_changes_nothing(mine: list[float], others: list[float]):
    both = sorted([(when, "a") for when in mine] + [(when, f"other {when}") for when in others])
    limits = LimitsInMemory(FIVE)
    found = [verdict for when, key in both for verdict in verdicts(limits, when, key=key) if key == "a"]
    assert found == verdicts(LimitsInMemory(FIVE), *sorted(mine))


@given(st.lists(st.floats(0, 600), min_size=1, max_size=120))
def test_never_more_than_the_burst_and_what_time_gives(gaps: list[float]):
    times = sorted(gaps)
    found = verdicts(LimitsInMemory(FIVE), *times)
    allowed = [when for when, verdict in zip(times, found, strict=True) if verdict is GO]
    for first, start in enumerate(allowed):
        for last in range(first, len(allowed)):
            assert last - first + 1 <= 5 + (allowed[last] - start) * 1.0 + 1e-6
    for before, after in pairwise(found):
        assert (before, after) not in {(WARN, WARN), (SILENCE, WARN), (GO, SILENCE)}
