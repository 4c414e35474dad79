"""Announcements sent: to each chat once, through floods, blocked chats, breakdowns, stops and kills."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError
from telegram.ext import ExtBot

from bot import broadcasting as module
from bot.announcing import sealed_place
from bot.broadcasting import AT_ONCE, ATTEMPTS, Broadcasting
from bot.delivery.errors import Broken, FloodWait, NotSent, ServerFault, Unconfirmed
from bot.delivery.pacing import Pace, Pacing
from bot.privacy import ChatKeys, Seal
from bot.state.broadcasts import Broadcasts, Draft
from bot.state.database import StateUnavailable
from bot.state.followers import Place, StoredFollowers
from bot.state.lease import Lease
from bot.surfaces.sending import Address
from tests.bot.databases import Clock
from tests.bot.delivery.demo import TOKEN
from tests.bot.people import GROUP
from tests.bot.recorder import Recorder, RecordingRequest

SECRET = "a secret of the tests"
SEAL, KEYS = Seal(SECRET), ChatKeys(SECRET)
CHATS = range(5001, 5031)
TEXTS = {
    language: {
        "text": f"<b>{language}</b>",
        "keyboard": {"inline_keyboard": [[{"text": "?", "callback_data": f"1:f:deaths-count:{language}"}]]},
    }
    for language in ("ru", "kk", "ky", "en")
}
CURATORS = Address(GROUP, message=1001)


class Killed(BaseException):
    """The process is no more: nothing after this is done."""


class Moody(RecordingRequest):
    """A Telegram with a reply of its own for some chats: ``moods`` by chat, one after the other, before the call."""

    def __init__(self) -> None:
        super().__init__(Recorder())
        self.moods: dict[int, list[BaseException]] = {}
        #: Raised after the message arrived.
        self.after: dict[int, list[BaseException]] = {}
        self.arrived: Counter[int] = Counter()
        self.languages: dict[int, str] = {}

    async def do_request(self, url, method, request_data=None, *args, **kwargs):
        name, parameters = url.rpartition("/")[2], dict(request_data.parameters) if request_data else {}
        chat = int(parameters.get("chat_id", 0))
        await asyncio.sleep(0)
        if name == "sendMessage" and chat != GROUP:
            if self.moods.get(chat):
                raise self.moods[chat].pop(0)
            self.arrived[chat] += 1
            self.languages[chat] = parameters["text"].removeprefix("<b>")[:2]
        reply = await super().do_request(url, method, request_data, *args, **kwargs)
        if name == "sendMessage" and self.after.get(chat):
            raise self.after[chat].pop(0)
        return reply


class Hasty:
    def now(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)


@pytest.fixture
def hasty(monkeypatch):
    """Floods and breakdowns are waited for in no time."""
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        time.seconds += seconds
        await asyncio.sleep(0)

    time = Clock(1000.0)
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=time))
    return SimpleNamespace(sleep=sleep, slept=slept)


@pytest.fixture
async def desk(database, hasty):
    """An announcement that is due, to chats that follow, over a moody Telegram."""
    async with desk_over(database, hasty) as desk:
        yield desk


class desk_over:  # noqa: N801  # used as a function
    def __init__(self, database, hasty) -> None:
        self.database, self.hasty = database, hasty

    async def __aenter__(self):
        database, request = self.database, Moody()
        followers, broadcasts = StoredFollowers(database, SEAL), Broadcasts(database)
        for chat in CHATS:
            await followers.follow(KEYS.key(chat), Place(chat), "kk" if chat % 2 else "ru")
        draft = Draft(json.dumps(TEXTS), "ferry", "{}", sealed_place(SEAL, CURATORS), "en")
        broadcast = await broadcasts.prepare(draft, 0)
        pacing = Pacing(Pace(chat_per_second=0, group_per_minute=0, per_second=0), clock=Hasty())
        self.bot = ExtBot(TOKEN, request=request, get_updates_request=request, rate_limiter=pacing)
        await self.bot.initialize()

        def process() -> Broadcasting:
            lease = Lease(database, "announcing 7")
            return Broadcasting(broadcasts, followers, KEYS, SEAL, lease, pacing.turn, sleep=self.hasty.sleep)

        async def now():
            return await broadcasts.get(broadcast.id)

        return SimpleNamespace(
            request=request, broadcasts=broadcasts, followers=followers, bot=self.bot, process=process, now=now,
            number=broadcast.id, database=database, slept=self.hasty.slept, recorder=request.recorder,
        )  # fmt: skip

    async def __aexit__(self, *error) -> None:
        await self.bot.shutdown()


async def test_everybody_gets_it_once_in_their_language(desk):
    await desk.process().round(desk.bot)
    assert desk.request.arrived == Counter(dict.fromkeys(CHATS, 1))
    assert desk.request.languages == {chat: "kk" if chat % 2 else "ru" for chat in CHATS}
    now = await desk.now()
    assert (now.stage, now.total, now.sent, now.left) == ("done", len(CHATS), len(CHATS), 0)
    await desk.process().round(desk.bot)
    assert sum(desk.request.arrived.values()) == len(CHATS)


async def test_curators_see_how_far_it_is_in_one_message_that_is_replaced_if_it_was_deleted(desk):
    await desk.process().round(desk.bot)
    shown = [each for each in desk.recorder.screen if each.chat == GROUP]
    assert len(shown) == 1, "the old message was gone, and one took its place"
    assert f"Sent: {len(CHATS)}" in shown[0].text
    assert shown[0].labels == []


async def test_before_its_time_nothing_goes_out(desk, monkeypatch):
    await desk.broadcasts.undo(desk.number)
    await desk.broadcasts.prepare(Draft(json.dumps(TEXTS), "ferry", "{}", b"", "en"), 900)
    await desk.process().round(desk.bot)
    assert not desk.request.arrived


@pytest.mark.parametrize(
    "error",
    [
        Forbidden("Forbidden: bot was blocked by the user"),
        Forbidden("Forbidden: bot was kicked from the supergroup chat"),
        Forbidden("Forbidden: user is deactivated"),
        BadRequest("Chat not found"),
    ],
    ids=str,
)
async def test_a_chat_that_is_out_of_reach_for_good_is_deleted(desk, error):
    desk.request.moods = {5003: [error]}
    await desk.process().round(desk.bot)
    now = await desk.now()
    assert (now.sent, now.gone, now.failed) == (len(CHATS) - 1, 1, 0)
    assert not await desk.followers.follows(KEYS.key(5003))
    assert await desk.followers.follows(KEYS.key(5004))


async def test_an_address_that_cannot_be_read_any_more_is_deleted(desk):
    await desk.database.execute("UPDATE subscriptions SET sealed = $1 WHERE chat = $2", b"x" * 40, KEYS.key(5003))
    await desk.process().round(desk.bot)
    assert (await desk.now()).gone == 1
    assert not await desk.followers.follows(KEYS.key(5003))


async def test_other_refusals_are_counted_and_the_chat_follows_on(desk, caplog):
    desk.request.moods = {
        5003: [BadRequest("Not enough rights to send text messages to the chat")],
        5004: [TelegramError("something else")],
    }
    desk.followers.place = breaking(desk.followers.place, KEYS.key(5005), ValueError("quotes anything"))
    await desk.process().round(desk.bot)
    now = await desk.now()
    assert (now.sent, now.failed, now.stage) == (len(CHATS) - 3, 3, "done")
    assert await desk.followers.follows(KEYS.key(5003))
    assert "quotes anything" not in caplog.text


def breaking(real, broken: str, error: Exception):
    """A function that breaks on one argument."""

    async def call(value):
        if value == broken:
            raise error
        return await real(value)

    return call


async def test_flood_control_and_no_connection_make_all_wait_and_cost_nobody_the_message(desk):
    desk.request.moods = {5003: [FloodWait(40)] * 3, 5010: [NotSent("no connection")] * 20}
    await desk.process().round(desk.bot)
    now = await desk.now()
    assert (now.sent, now.stage) == (len(CHATS), "done")
    assert set(desk.request.arrived.values()) == {1}
    assert max(desk.slept) >= 40 - module.OFFLINE_SECONDS


async def test_what_telegram_fails_at_is_tried_again_so_many_times(desk):
    desk.request.moods = {5003: [ServerFault("502")] * (ATTEMPTS - 1), 5004: [ServerFault("502")] * ATTEMPTS}
    await desk.process().round(desk.bot)
    now = await desk.now()
    assert (now.sent, now.failed) == (len(CHATS) - 1, 1)
    assert desk.request.arrived[5003] == 1
    assert desk.request.arrived[5004] == 0


@pytest.mark.parametrize("error", [Unconfirmed("no reply in time"), Broken("the connection broke")], ids=str)
async def test_what_may_have_arrived_is_not_sent_again(desk, error):
    desk.request.after = {5003: [error]}
    await desk.process().round(desk.bot)
    now = await desk.now()
    assert (now.sent, now.unclear) == (len(CHATS) - 1, 1)
    assert desk.request.arrived[5003] == 1


async def test_a_group_that_got_another_number_gets_it_there_and_follows_under_that(desk):
    desk.request.moods = {5003: [ChatMigrated(-100777)]}
    await desk.process().round(desk.bot)
    assert desk.request.arrived[-100777] == 1
    assert (await desk.now()).sent == len(CHATS)
    assert not await desk.followers.follows(KEYS.key(5003))
    assert await desk.followers.place(KEYS.key(-100777)) == Place(-100777)


async def test_stopped_it_is_left_alone_and_goes_on_where_it_was(desk):
    real = desk.broadcasts.settle

    async def settle(delivery, outcome):
        await real(delivery, outcome)
        if (await desk.now()).sent >= 7:
            await desk.broadcasts.stop(desk.number)

    desk.broadcasts.settle = settle
    await desk.process().round(desk.bot)
    now = await desk.now()
    assert now.stage == "stopped"
    assert 7 <= now.sent < 7 + 2 * AT_ONCE
    assert now.left == len(CHATS) - now.sent
    desk.broadcasts.settle = real
    await desk.process().round(desk.bot)
    assert (await desk.now()).stage == "stopped"
    await desk.broadcasts.go_on(desk.number)
    await desk.process().round(desk.bot)
    assert desk.request.arrived == Counter(dict.fromkeys(CHATS, 1))


@pytest.mark.parametrize("kind", ["before", "after"], ids=["before it arrived", "after it arrived"])
async def test_killed_between_sends_the_next_process_goes_on_and_nobody_gets_it_twice(desk, kind):
    moods = desk.request.moods if kind == "before" else desk.request.after
    for number, chat in enumerate(CHATS):
        if number % 10 == 5:  # three times
            moods[chat] = [Killed()]
    for _ in range(4):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(module, "LAST_SECONDS", 0)
            await killed(desk)
        await desk.database.execute("DELETE FROM leases")  # it ends by itself ten seconds after
    now = await desk.now()
    assert now.stage == "done"
    assert max(desk.request.arrived.values()) == 1
    assert now.sent + now.unclear == len(CHATS)
    assert 1 <= now.unclear <= 3 * AT_ONCE
    left_out = len(CHATS) - len(desk.request.arrived)
    assert left_out <= now.unclear, "whoever may not have got it is counted"
    if kind == "after":
        assert len(desk.request.arrived) > now.sent, "some had got it, and the process died before it knew"


async def killed(desk) -> None:
    """Runs a process until a send kills it: none of its tasks does anything afterwards."""
    work = asyncio.ensure_future(desk.process().round(desk.bot))
    before = asyncio.all_tasks()
    loop = asyncio.get_running_loop()
    dead = loop.create_future()
    while not work.done() and not dead.done():
        await asyncio.sleep(0.001)
        ours = asyncio.all_tasks() - before
        for task in ours:
            task.add_done_callback(
                lambda done: (
                    dead.done() or done.cancelled() or (isinstance(done.exception(), Killed) and dead.set_result(None))
                )
            )
    if not work.done():
        for task in {work, *(asyncio.all_tasks() - before)}:
            task.cancel()
        await asyncio.wait({work, *(asyncio.all_tasks() - before)})


async def test_of_two_processes_one_sends(desk):
    one, other = desk.process(), desk.process()
    await asyncio.gather(one.round(desk.bot), other.round(desk.bot))
    assert desk.request.arrived == Counter(dict.fromkeys(CHATS, 1))
    assert await desk.database.fetch("SELECT * FROM leases") == []


async def test_a_process_that_lost_the_right_stops_sending(desk):
    process = desk.process()
    real = desk.broadcasts.claim

    async def claim(number):
        if sum(desk.request.arrived.values()) >= 5:
            process._lease.lost.set()
        return await real(number)

    desk.broadcasts.claim = claim
    await process.round(desk.bot)
    assert (await desk.now()).stage == "sending"
    assert sum(desk.request.arrived.values()) < len(CHATS)
    desk.broadcasts.claim = real
    await desk.process().round(desk.bot)
    assert desk.request.arrived == Counter(dict.fromkeys(CHATS, 1))


async def test_while_the_database_is_away_what_was_sent_is_noted_later(desk, monkeypatch):
    real, failures = desk.broadcasts.settle, [StateUnavailable("away")] * 5

    async def settle(delivery, outcome):
        if failures:
            raise failures.pop()
        await real(delivery, outcome)

    monkeypatch.setattr(desk.broadcasts, "settle", settle)
    await desk.process().round(desk.bot)
    assert (await desk.now()).sent == len(CHATS)
    assert set(desk.request.arrived.values()) == {1}


async def test_the_job_goes_on_after_a_round_that_failed(desk, monkeypatch, caplog):
    real, failures = desk.broadcasts.due, [StateUnavailable("away: wait")]

    async def due():
        if failures:
            raise failures.pop()
        return await real()

    monkeypatch.setattr(desk.broadcasts, "due", due)
    finish, done = desk.broadcasts.finish, asyncio.Event()

    async def finished(number):
        assert await finish(number)
        done.set()

    monkeypatch.setattr(desk.broadcasts, "finish", finished)
    job = asyncio.create_task(desk.process().run(desk.bot))
    await done.wait()
    job.cancel()
    await asyncio.wait([job])
    assert "away: wait" in caplog.text
    assert set(desk.request.arrived.values()) == {1}


faults = st.sampled_from([
    FloodWait(3), NotSent("-"), ServerFault("-"), Forbidden("-"), BadRequest("-"), Broken("-"), Unconfirmed("-"),
])  # fmt: skip


@pytest.fixture
async def sqlite(databases, tmp_path):
    async with databases.ready("sqlite", tmp_path) as database:
        yield database


@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(CHATS), st.lists(faults, max_size=4), max_size=12))
async def test_whatever_telegram_does_nobody_gets_it_twice_and_all_are_accounted_for(sqlite, hasty, moods):
    for table in ("broadcasts", "deliveries", "subscriptions"):
        await sqlite.execute(f"DELETE FROM {table}")
    async with desk_over(sqlite, hasty) as desk:
        desk.request.moods = {chat: list(each) for chat, each in moods.items()}
        await desk.process().round(desk.bot)
        now = await desk.now()
        assert now.stage == "done"
        assert now.sent + now.failed + now.gone + now.unclear == now.total == len(CHATS)
        assert all(times == 1 for times in desk.request.arrived.values())
        assert sum(desk.request.arrived.values()) == now.sent
