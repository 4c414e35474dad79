"""Worker processes, started for real: they find the same, and their end costs nobody an answer."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from pathlib import Path

import pytest

from bot.matching import workers as module
from bot.matching.editions import edition_for_many
from bot.matching.workers import Workers
from knowledge.compiled import load_compiled, open_compiled
from knowledge.finding import Context, Finding

HERE = Finding("here", "en", "none", "unclear")
TOLL = "How many people died?"


def here(question, context):
    return HERE


@pytest.fixture(scope="module")
def compiled(ferry, tmp_path_factory):
    return open_compiled(ferry, tmp_path_factory.mktemp("cache")).path


@pytest.fixture(scope="module")
def finder(compiled):
    return prepared(compiled)


def prepared(compiled):
    """What each worker has: it sums by the same kernel, to the last digit."""
    record = load_compiled(compiled)
    assert record is not None
    made = record.finder()
    made.prepare()
    return made


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(module, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(module, "LONGEST_PAUSE", 0.01)


@pytest.fixture
async def working(compiled):
    """Starts so many, and closes them after the test."""
    begun = []

    async def start(size, *, path=compiled, find=here):
        workers = Workers(path, find, size)
        begun.append(workers)
        await workers.start()
        return workers

    yield start
    for each in begun:
        await each.close()


def processes(workers):
    return [worker._process.pid for worker in workers._ready.values()]


def send(workers, number):
    for process in processes(workers):
        os.kill(process, number)


async def until(holds):
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110 (it happens in another process)
            await asyncio.sleep(0.01)


async def test_they_find_what_the_finder_finds(working, case, tmp_path):
    record = open_compiled(case.folder, tmp_path)
    finder = prepared(record.path)
    workers = await working(2, path=record.path)
    assert workers.ready == 2
    contexts = [Context(), Context("kk"), Context("en", case.fact)]
    questions = (case.question, case.asked(case.fact, "ru"), case.asked(case.other, "kk"), "weather", "\ud800?", "")
    asked = [(question, context) for question in questions for context in contexts]
    found = await asyncio.gather(*(workers.find(*each) for each in asked))
    assert found == [finder.find(*each) for each in asked]


async def test_the_one_with_the_least_to_do_is_asked(working):
    workers = await working(3)
    send(workers, signal.SIGSTOP)
    asking = asyncio.gather(*(workers.find(TOLL, Context()) for _ in range(7)))
    await asyncio.sleep(0.01)
    assert sorted(worker.asked for worker in workers._ready.values()) == [2, 2, 3]
    send(workers, signal.SIGCONT)
    assert {each.outcome for each in await asking} == {"answer"}


async def test_who_is_waiting_when_a_worker_is_killed_is_answered_by_another_one(working):
    workers = await working(2)
    send(workers, signal.SIGSTOP)
    asking = asyncio.gather(*(workers.find(TOLL, Context()) for _ in range(6)))
    await asyncio.sleep(0.01)
    killed, left = processes(workers)
    os.kill(killed, signal.SIGKILL)
    os.kill(left, signal.SIGCONT)
    assert {each.outcome for each in await asking} == {"answer"}


async def test_without_any_left_it_is_answered_here_until_another_one_is_there(working):
    workers = await working(2)
    send(workers, signal.SIGSTOP)
    asking = asyncio.gather(*(workers.find(TOLL, Context()) for _ in range(6)))
    await asyncio.sleep(0.01)
    send(workers, signal.SIGKILL)
    assert await asking == [HERE] * 6
    await until(lambda: workers.ready == 2)
    assert (await workers.find(TOLL, Context())).outcome == "answer"


async def test_one_that_says_nothing_is_ended_and_asked_no_more(working, monkeypatch):
    monkeypatch.setattr(module, "SECOND", 0.02)
    workers = await working(1)
    (silent,) = processes(workers)
    send(workers, signal.SIGSTOP)
    assert await workers.find(TOLL, Context()) == HERE
    await until(lambda: workers.ready == 1 and processes(workers) != [silent])
    assert (await workers.find(TOLL, Context())).outcome == "answer"


async def test_one_that_is_asked_nothing_may_be_silent(working, monkeypatch):
    monkeypatch.setattr(module, "SECOND", 0.01)
    workers = await working(1)
    before = processes(workers)
    await asyncio.sleep(0.01 * module.LONGEST_SILENCE * 3)
    assert processes(workers) == before


async def test_who_gives_up_waiting_disturbs_nobody(working):
    workers = await working(1)
    asking = asyncio.create_task(workers.find("who", Context()))
    await asyncio.sleep(0)
    asking.cancel()
    assert (await workers.find(TOLL, Context())).outcome == "answer"
    assert [worker.asked for worker in workers._ready.values()] == [0]


async def test_what_fails_there_fails_here_where_it_can_be_told_of(working):
    def fail(question, context):
        raise ValueError(question)

    workers = await working(1, find=fail)
    with pytest.raises(ValueError, match="no context"):
        await workers.find("no context", None)
    assert (await workers.find(TOLL, Context())).outcome == "answer"


async def test_a_stop_is_not_for_them_and_what_was_asked_before_the_end_is_answered(working):
    workers = await working(2)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        send(workers, number)
    ended = [worker._process for worker in workers._ready.values()]
    asking = asyncio.gather(*(workers.find(TOLL, Context()) for _ in range(20)))
    await asyncio.sleep(0)
    await workers.close()
    assert {each.outcome for each in await asking} == {"answer"}
    assert [process.returncode for process in ended] == [0, 0]
    assert await workers.find("who", Context()) == HERE


async def test_the_end_does_not_wait_for_one_that_is_being_started(working):
    workers = await working(1)
    send(workers, signal.SIGKILL)
    await until(lambda: not workers.ready)
    async with asyncio.timeout(module.LONGEST_END):
        await workers.close()
    assert workers.ready == 0
    assert await workers.find("who", Context()) == HERE


async def test_a_compiled_record_that_was_away_is_opened_when_it_is_back(working, compiled, tmp_path, caplog):
    moved = tmp_path / "record.npz"
    workers = await working(1, path=moved)
    assert workers.ready == 0
    assert await workers.find("who", Context()) == HERE
    assert "can't be started" in caplog.text
    shutil.copy(compiled, moved)
    await until(lambda: workers.ready == 1)


async def test_a_system_that_starts_no_more_processes_is_asked_again(working, monkeypatch):
    start, refused = asyncio.create_subprocess_exec, []

    async def refuse_twice(*command, **more):
        if len(refused) < 2:
            refused.append(command)
            raise BlockingIOError("no more processes")
        return await start(*command, **more)

    monkeypatch.setattr(asyncio, "create_subprocess_exec", refuse_twice)
    workers = await working(2)
    assert workers.ready == 0
    await until(lambda: workers.ready == 2)


async def test_a_start_that_is_given_up_leaves_nothing_behind(compiled):
    workers = Workers(compiled, here, 1)
    starting = asyncio.create_task(workers.start())
    await asyncio.sleep(0.05)
    starting.cancel()
    await asyncio.gather(starting, return_exceptions=True)
    assert workers.ready == 0
    assert all(place.done() for place in workers._places)


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="the system does not show it")
async def test_they_are_not_told_the_secrets(working, monkeypatch):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:secret")
    (process,) = processes(await working(1))
    environment = environment_of(process)
    assert b"PATH=" in environment
    assert b"1:secret" not in environment


def environment_of(process):
    return Path(f"/proc/{process}/environ").read_bytes()


@pytest.mark.parametrize("processes", [0, 1])
async def test_an_edition_for_many_finds_with_and_without_them(ferry_casebook, finder, compiled, processes):
    edition = await edition_for_many(ferry_casebook, finder, compiled, processes)
    try:
        assert [await edition.finding(TOLL, Context()) for _ in range(2)] == [finder.find(TOLL, Context())] * 2
        assert (edition.elsewhere is not None) == bool(processes)
    finally:
        if edition.elsewhere is not None:
            await edition.elsewhere.close()


async def test_a_record_that_could_not_be_kept_is_asked_here(ferry_casebook, finder, caplog):
    edition = await edition_for_many(ferry_casebook, finder, None, 1)
    assert edition.elsewhere is None
    assert await edition.finding(TOLL, Context()) == finder.find(TOLL, Context())
    assert "could not be kept" in caplog.text
