"""A changed record: in use when it is in order, refused with its problems when it is not, and nobody waits for it."""

from __future__ import annotations

import asyncio
import os
import signal

import pytest

from bot.library import Edition, Library
from bot.reloading import Reloading, reloaded_by_signal
from knowledge.finding import Context
from tests.bot.exact import exact_finder

OLD, NEW = "How many people died?", "What was the toll, all told?"


@pytest.fixture
def library(ferry_casebook):
    return Library(Edition(ferry_casebook, exact_finder(ferry_casebook)))


@pytest.fixture
def told():
    return []


@pytest.fixture
def reloading(library, ferry_copy, tmp_path, told):
    async def swapped() -> None:
        told.append("swapped")

    return Reloading(library, ferry_copy, tmp_path / "cache", swapped=swapped, told=lambda result: told.append(result))


async def test_a_changed_record_is_in_use_afterwards_and_the_loop_ran_on(library, reloading, edited, told):
    edited("questions/en/deaths-count.txt", "", f"{NEW}\n")
    assert (await library.find(NEW, Context())).outcome == "none"
    beats = 0

    async def beat() -> None:
        nonlocal beats
        while True:
            await asyncio.sleep(0.01)
            beats += 1

    beating = asyncio.create_task(beat())
    result = await reloading.reload()
    beating.cancel()
    assert result.done
    assert result.facts == library.edition.count() > 0
    assert library.casebook.asked("deaths-count", "en")[0] == NEW
    finding = await library.find(NEW, Context())
    assert (finding.outcome, finding.candidates[0].fact) == ("answer", "deaths-count")
    assert told == [result, "swapped"]
    assert beats > 20  # a loop that trains by itself does nothing else


async def test_the_processes_that_find_are_those_of_the_new_record(library, ferry_copy, tmp_path, edited):
    reloading = Reloading(library, ferry_copy, tmp_path / "cache", processes=1)
    try:
        assert (await reloading.reload()).done
        before = library.edition.elsewhere
        assert library.processes() == 1
        edited("questions/en/deaths-count.txt", "", f"{NEW}\n")
        assert (await reloading.reload()).done
        assert library.edition.elsewhere is not before
        assert before.ready == 0
        assert (await library.find(NEW, Context())).outcome == "answer"
        assert library.processes() == 1
    finally:
        await library.close()


async def test_a_broken_record_is_told_of_and_the_old_one_stays(library, reloading, edited, told, caplog):
    edited("facts/deaths-count.yaml", "version: ", "version: no number ")
    before = library.edition
    result = await reloading.reload()
    assert library.edition is before
    assert not result.done
    assert any("deaths-count" in problem for problem in result.problems)
    assert told == [result]
    assert "the old one stays in use" in caplog.text
    assert "deaths-count" in caplog.text


async def test_a_folder_that_is_gone_is_told_of(library, tmp_path):
    before = library.edition
    result = await Reloading(library, tmp_path / "gone", tmp_path / "cache").reload()
    assert library.edition is before
    assert result.problems


async def test_a_cache_that_cannot_be_written_is_told_of(library, ferry_copy, tmp_path):
    (tmp_path / "cache").write_text("a file in the way")
    result = await Reloading(library, ferry_copy, tmp_path / "cache").reload()
    assert result.problems == (f"the compiled record can't be kept in {tmp_path / 'cache'}: make that folder writable",)


async def test_what_shows_the_record_elsewhere_may_fail(library, ferry_copy, tmp_path, caplog):
    async def fail() -> None:
        raise OSError("Telegram is out of reach")

    result = await Reloading(library, ferry_copy, tmp_path / "cache", swapped=fail).reload()
    assert result.done
    assert "not brought up to date (OSError)" in caplog.text
    assert "out of reach" not in caplog.text


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="the system has no SIGHUP")
async def test_the_operator_asks_for_it_with_a_signal(library, reloading, told):
    before = library.edition
    with reloaded_by_signal(reloading):
        os.kill(os.getpid(), signal.SIGHUP)
        async with asyncio.timeout(60):
            while "swapped" not in told:  # noqa: ASYNC110 (it happens in another process)
                await asyncio.sleep(0.02)
    assert library.edition is not before


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="the system has no SIGHUP")
async def test_the_end_does_not_wait_for_a_reload(library, reloading, told):
    before = library.edition
    with reloaded_by_signal(reloading):
        os.kill(os.getpid(), signal.SIGHUP)
        await asyncio.sleep(0.1)
    await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}), return_exceptions=True)
    assert library.edition is before
    assert told == []
