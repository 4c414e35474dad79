"""Worker processes, started for real: they find the same, and their end costs nobody an answer."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest

from bot.matching import workers as module
from bot.matching.editions import edition_for_many
from bot.matching.workers import Workers
from knowledge.compiled import compiled_path, load_compiled, open_compiled
from knowledge.finding import Context, Finding

HERE = Finding("here", "en", "none", "unclear")
QUESTIONS = [
    "How many people died?",
    "капитан сколько получил",
    "қанша адам қаза тапты",
    "weather tomorrow",
    "\ud800?",
    "",
]


def here(question, context):
    return HERE


@pytest.fixture(scope="module")
def compiled(ferry, tmp_path_factory):
    cache = tmp_path_factory.mktemp("cache")
    open_compiled(ferry, cache)
    return compiled_path(ferry, cache)


@pytest.fixture(scope="module")
def finder(compiled):
    """What each worker has: sums by the same kernel, to the last digit."""
    record = load_compiled(compiled)
    assert record is not None
    made = record.finder()
    made.prepare()
    return made


@pytest.fixture
async def workers(compiled, monkeypatch):
    monkeypatch.setattr(module, "PAUSE", 0.0)
    made = Workers(compiled, here, 2)
    await made.start()
    yield made
    await made.close()


def process_of(worker):
    return worker._process


def environment_of(process):
    return Path(f"/proc/{process}/environ").read_bytes()


async def until(holds):
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110 (it happens in another process)
            await asyncio.sleep(0.01)


async def test_they_find_what_the_finder_finds(workers, finder):
    assert workers.ready == 2
    contexts = [Context(), Context("kk"), Context("en", "captain-sentence")]
    asked = [(question, context) for question in QUESTIONS for context in contexts]
    found = await asyncio.gather(*(workers.find(*each) for each in asked))
    assert found == [finder.find(*each) for each in asked]


async def test_who_is_waiting_when_a_worker_is_killed_is_answered_here_and_another_one_starts(workers):
    killed = [process_of(worker) for worker in workers._ready]
    for process in killed:
        os.kill(process.pid, signal.SIGSTOP)
    asking = asyncio.gather(*(workers.find("who", Context()) for _ in range(6)))
    await asyncio.sleep(0.05)
    for process in killed:
        os.kill(process.pid, signal.SIGKILL)
    assert await asking == [HERE] * 6
    await until(lambda: workers.ready == 2)
    assert await workers.find("How many people died?", Context()) != HERE


async def test_one_that_does_not_answer_is_ended(workers, monkeypatch):
    for patience in ("LONGEST_ANSWER", "LONGEST_END"):
        monkeypatch.setattr(module, patience, 0.2)
    stopped = [process_of(worker) for worker in workers._ready]
    for process in stopped:
        os.kill(process.pid, signal.SIGSTOP)
    assert await workers.find("who", Context()) == HERE
    await until(lambda: any(process.returncode is not None for process in stopped))


async def test_who_gives_up_waiting_disturbs_nobody(workers):
    asking = asyncio.create_task(workers.find("who", Context()))
    await asyncio.sleep(0)
    asking.cancel()
    found = await workers.find("How many people died?", Context())
    assert found.outcome == "answer"
    assert not any(worker.asked for worker in workers._ready)


async def test_a_stop_is_not_for_them_and_what_was_asked_before_the_end_is_answered(workers):
    processes = [process_of(worker) for worker in workers._ready]
    for process in processes:
        os.kill(process.pid, signal.SIGTERM)
        os.kill(process.pid, signal.SIGINT)
    asking = asyncio.gather(*(workers.find("How many people died?", Context()) for _ in range(20)))
    await asyncio.sleep(0)
    await workers.close()
    assert {each.outcome for each in await asking} == {"answer"}
    assert [process.returncode for process in processes] == [0, 0]
    assert await workers.find("who", Context()) == HERE


async def test_without_a_compiled_record_facts_are_found_here(tmp_path, caplog):
    workers = Workers(tmp_path / "gone.npz", here, 1)
    await workers.start()
    assert workers.ready == 0
    assert await workers.find("who", Context()) == HERE
    assert "can't be started" in caplog.text
    await workers.close()


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="the system does not show it")
async def test_they_are_not_told_the_secrets(compiled, monkeypatch):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:secret")
    workers = Workers(compiled, here, 1)
    await workers.start()
    try:
        (worker,) = workers._ready
        environment = environment_of(process_of(worker).pid)
        assert b"PATH=" in environment
        assert b"1:secret" not in environment
    finally:
        await workers.close()


@pytest.mark.parametrize("processes", [0, 1])
async def test_an_edition_for_many_finds_with_and_without_them(ferry_casebook, finder, compiled, processes):
    edition = await edition_for_many(ferry_casebook, finder, compiled, processes)
    try:
        question = "How many people died?"
        found = [await edition.finding(question, Context()) for _ in range(2)]
        assert found == [finder.find(question, Context())] * 2
        assert (edition.elsewhere is not None) == bool(processes)
    finally:
        if edition.elsewhere is not None:
            await edition.elsewhere.close()
