"""How fast the bot speaks, on a clock that does not run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.errors import FloodWait, NotSent, Unconfirmed
from bot.delivery.pacing import Pace, Pacing, Window
from bot.delivery.queue import Manner
from bot.delivery.transport import CONNECTIONS


class Sends:
    """Remembers when each send went out."""

    def __init__(self, clock, pacing: Pacing, latency: float = 0.0) -> None:
        self.clock, self.pacing, self.latency = clock, pacing, latency
        self.times: dict[object, list[float]] = {}
        self.failures: list[Exception] = []

    async def __call__(
        self, chat: object, endpoint: str = "sendMessage", manner: int | None = None, **data: object
    ) -> object:
        async def callback() -> bool:
            self.times.setdefault(chat, []).append(self.clock.now() - 1000.0)
            if self.latency:
                await self.clock.sleep(self.latency)
            if self.failures:
                raise self.failures.pop()
            return True

        parameters = {**data} if chat is None else {"chat_id": chat, **data}
        return await self.pacing.process_request(callback, (), {}, endpoint, parameters, manner)


@pytest.fixture
def sends(clock) -> Sends:
    return Sends(clock, Pacing(clock=clock))


async def test_one_chat_gets_one_message_a_second(clock, sends):
    await clock.run(*[sends(10) for _ in range(4)])
    assert sends.times[10] == [0, 1, 2, 3]


async def test_the_second_is_counted_from_the_end_of_the_call(clock):
    sends = Sends(clock, Pacing(clock=clock), latency=0.25)
    await clock.run(sends(10), sends(10))
    assert sends.times[10] == [0, 1.25]


async def test_the_same_chat_as_number_and_as_text_is_one_chat(clock, sends):
    await clock.run(sends(10), sends("10"))
    assert [*sends.times[10], *sends.times["10"]] == [0, 1]


@pytest.mark.parametrize("group", [-100, "@channel"])
async def test_a_group_gets_twenty_messages_a_minute(clock, sends, group):
    await clock.run(*[sends(group) for _ in range(25)])
    assert sends.times[group][19] == 19
    assert sends.times[group][20:] == [60, 61, 62, 63, 64]


async def test_all_chats_together_get_28_a_second(clock, sends):
    await clock.run(*[sends(chat) for chat in range(1, 61)])
    times = sorted(time for (time,) in sends.times.values())
    assert times == [0] * 14 + [0.5] * 14 + [1] * 14 + [1.5] * 14 + [2] * 4


async def test_a_chat_that_waits_takes_no_other_chats_place(clock, sends):
    await clock.run(*[sends(1) for _ in range(40)], sends(2))
    assert sends.times[2] == [0]


async def test_flood_control_of_one_chat_stops_only_that_chat(clock, sends):
    sends.failures = [FloodWait(30)]
    await clock.run(sends(1), sends(1), sends(2), sends(2))
    assert sends.times[1] == pytest.approx([0, 30.1, 31.1])
    assert sends.times[2] == [0, 1]


@pytest.mark.parametrize("endpoint", ["answerCallbackQuery", "answerInlineQuery", "deleteMessage", "sendChatAction"])
async def test_what_is_not_speech_is_not_paced(clock, sends, endpoint):
    await clock.run(*[sends(10, endpoint) for _ in range(100)])
    assert set(sends.times[10]) == {0}


async def test_an_edit_of_an_inline_message_has_no_chat_and_no_pace(clock, sends):
    await clock.run(*[sends(None, "editMessageText") for _ in range(50)])
    assert set(sends.times[None]) == {0}


async def test_paid_broadcasts_have_a_pace_of_their_own(clock, sends):
    await clock.run(*[sends(chat, allow_paid_broadcast=True) for chat in range(1, 1002)])
    assert sorted(time for (time,) in sends.times.values()) == [0] * 1000 + [1]


async def test_limits_can_be_set_and_lifted(clock):
    lifted = Sends(clock, Pacing(Pace(chat_per_second=0, group_per_minute=0, per_second=0), clock=clock))
    await clock.run(*[lifted(-5) for _ in range(100)])
    assert set(lifted.times[-5]) == {0}
    slower = Sends(clock, Pacing(Pace(per_second=2), clock=clock))
    await clock.run(*[slower(chat) for chat in range(1, 5)])
    assert sorted(slower.times.values()) == [[0], [0.5], [1], [1.5]]
    slowest = Sends(clock, Pacing(Pace(per_second=1), clock=clock))
    start = clock.time
    await clock.run(*[slowest(chat) for chat in range(1, 4)])
    assert clock.time - start == 2


def test_the_usual_pace_is_that_of_28_a_second():
    assert Pace.of(28) == Pace()


@pytest.mark.parametrize("per_second", [1, 2, 14, 30, 1000])
async def test_a_bot_may_be_allowed_less_or_more(clock, per_second):
    pace = Pace.of(per_second)
    assert 1 <= pace.announced_per_second <= per_second
    assert 1 <= pace.at_once < CONNECTIONS
    sends = Sends(clock, Pacing(pace, clock=clock))
    await clock.run(*[sends(chat) for chat in range(1, 3 * per_second + 1)])
    times = sorted(time for (time,) in sends.times.values())
    assert times[per_second] >= 1
    assert 2 <= times[-1] < 3


async def test_only_so_many_sends_are_under_way_together(clock):
    sends = Sends(clock, Pacing(Pace(at_once=2), clock=clock), latency=1.0)
    await clock.run(*[sends(chat) for chat in range(1, 6)])
    assert [times[0] for times in sends.times.values()] == [0, 0, 1, 1, 2]


async def test_what_waited_while_telegram_stood_still_goes_out_in_its_pace_and_not_in_a_burst(clock):
    class StandingStill(Sends):
        """Everything that was sent in the first half minute is answered at its end."""

        @property
        def latency(self) -> float:
            return max(0.0, 1030.0 - self.clock.now())

        @latency.setter
        def latency(self, seconds: float) -> None: ...

    sends = StandingStill(clock, Pacing(Pace(per_second=4, at_once=6), clock=clock))
    await clock.run(*[sends(chat) for chat in range(1, 25)])
    times = sorted(times[0] for times in sends.times.values())
    assert times[5] < times[6] == 30
    assert all(late >= early + 1 for early, late in zip(times[6:], times[10:], strict=False))


async def test_idle_chats_are_forgotten(clock):
    pacing = Pacing(Pace(per_second=0), clock=clock)
    sends = Sends(clock, pacing)
    for start in range(1, 5001, 500):
        await clock.run(*[sends(chat) for chat in range(start, start + 500)])
        clock.time += 2
    assert len(pacing._chats) <= 1500


async def announce(sends: Sends, chat: int) -> None:
    """One of many messages, as announcements are sent."""
    await sends.pacing.turn()
    await sends(chat, manner=Manner.IN_TURN)


async def announced(sends: Sends, chats) -> None:
    for chat in chats:
        await announce(sends, chat)


async def test_what_nobody_waits_for_goes_out_20_a_second(clock, sends):
    await clock.run(announced(sends, range(1, 51)))
    assert sorted(time for (time,) in sends.times.values()) == [0] * 10 + [0.5] * 10 + [1] * 10 + [1.5] * 10 + [2] * 10


async def test_answers_find_room_at_once_while_something_is_announced(clock, sends):
    await clock.run(announced(sends, range(1, 51)), *[sends(chat) for chat in range(101, 109)])
    assert sorted(sends.times[chat] for chat in range(101, 109)) == [[0]] * 4 + [[0.5]] * 4


async def test_while_people_ask_a_lot_announcements_wait(clock, sends):
    await clock.run(*[sends(chat) for chat in range(101, 101 + 84)], announced(sends, range(1, 11)))
    assert max(time for chat in range(101, 185) for time in sends.times[chat]) == 2.5, "as if nothing were announced"
    assert min(sends.times[chat][0] for chat in range(1, 11)) == 3


async def test_what_is_announced_and_answered_together_keeps_the_limit(clock, sends):
    await clock.run(announced(sends, range(1, 61)), *[sends(chat) for chat in range(101, 141)])
    times = sorted(time for (time,) in sends.times.values())
    assert all(late >= early + 1 for early, late in zip(times, times[28:], strict=False))


async def test_what_had_its_turn_is_tried_once(clock, sends):
    sends.failures = [FloodWait(1), NotSent("no connection"), Unconfirmed("no reply")]
    for chat, kind in enumerate((Unconfirmed, NotSent, FloodWait)):
        with pytest.raises(kind):
            await clock.run(sends(chat, manner=Manner.IN_TURN))
        assert len(sends.times[chat]) == 1


@given(
    limit=st.integers(1, 5),
    waits=st.lists(st.floats(0, 3, allow_nan=False), max_size=40),
)
def test_no_window_ever_holds_more_than_its_limit(limit, waits):
    window, now, taken = Window(limit, 1.0), 0.0, []
    for wait in waits:
        now = window.free_at(now + wait)
        window.take(now)
        taken.append(now)
    for early, late in zip(taken, taken[limit:], strict=False):
        assert late >= early + 1.0
