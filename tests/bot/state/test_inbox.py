"""What readers handed in is kept without them, counted once, and marked by curators: in memory and in databases."""

from __future__ import annotations

import datetime as dt
from contextlib import AsyncExitStack

import pytest

from bot.state.database import StateUnavailable
from bot.state.inbox import MemoryInbox, StoredInbox, moment_of
from bot.state.tallies import FLUSH_SECONDS, MemoryTallies, StoredTallies
from knowledge.desk.handed import Daily, Feedback
from tests.bot.databases import each_kind

MONDAY, TUESDAY = dt.date(2026, 3, 2), dt.date(2026, 3, 3)


@pytest.fixture(params=["memory", *each_kind()])
async def stores(request, databases, tmp_path):
    async with AsyncExitStack() as stack:
        if request.param == "memory":
            yield MemoryInbox(), MemoryTallies()
        else:
            database = await stack.enter_async_context(databases.ready(request.param, tmp_path))
            yield StoredInbox(database), StoredTallies(database)


@pytest.fixture
def inbox(stores):
    return stores[0]


@pytest.fixture
def tallies(stores):
    return stores[1]


def words(questions) -> list[str]:
    return [each.words for each in questions]


# -- questions -----------------------------------------------------------------------------------------------------


async def test_the_same_question_is_kept_once_and_counted_with_its_last_day(inbox):
    for day in (MONDAY, TUESDAY, MONDAY):
        await inbox.hand_in("ky", "эмне болду", day)
    await inbox.hand_in("kk", "эмне болду", MONDAY)
    kyrgyz, kazakh = await inbox.questions("new")
    assert (kyrgyz.language, kyrgyz.words, kyrgyz.day, kyrgyz.asked) == ("ky", "эмне болду", TUESDAY, 3)
    assert (kazakh.language, kazakh.asked) == ("kk", 1)
    assert kyrgyz.id != kazakh.id


async def test_the_newest_come_first_and_then_the_most_asked(inbox):
    await inbox.hand_in("ru", "старый", MONDAY)
    for word in ("раз", "два", "два"):
        await inbox.hand_in("ru", word, TUESDAY)
    assert words(await inbox.questions("new")) == ["два", "раз", "старый"]
    assert words(await inbox.questions("new", most=1)) == ["два"]


async def test_a_curator_marks_questions_and_asked_again_they_stay_marked(inbox):
    for word in ("a", "b", "c"):
        await inbox.hand_in("en", word, MONDAY)
    by_words = {each.words: each.id for each in await inbox.questions("new")}
    await inbox.sort([by_words["a"]], "suggested", "deaths-count")
    await inbox.sort([by_words["b"], "no-such-id"], "declined")
    await inbox.hand_in("en", "a", TUESDAY)
    assert words(await inbox.questions("new")) == ["c"]
    (suggested,) = await inbox.questions("suggested")
    assert (suggested.fact, suggested.asked) == ("deaths-count", 2)
    assert {each.words for each in await inbox.questions("suggested", "declined")} == {"a", "b"}


async def test_a_question_that_was_dealt_with_and_comes_again_is_new(inbox):
    await inbox.hand_in("en", "a", MONDAY)
    (asked,) = await inbox.questions("new")
    await inbox.sort([asked.id], "done", "deaths-count")
    assert await inbox.questions("new") == []
    await inbox.hand_in("en", "a", TUESDAY)
    (again,) = await inbox.questions("new")
    assert (again.id, again.fact, again.asked) == (asked.id, None, 2)


# -- reports -------------------------------------------------------------------------------------------------------


async def test_a_report_is_kept_and_settled(inbox):
    report = await inbox.report("deaths-count", 2, "kk", "figure", "он жеті", MONDAY)
    later = await inbox.report("deaths-count", 2, "ru", "other", "", TUESDAY)
    assert await inbox.reports("new") == [later, report]
    assert await inbox.find_report(report.id) == report
    settled = await inbox.settle(report.id, "dismissed")
    assert settled is not None
    assert settled.state == "dismissed"
    assert await inbox.reports("new") == [later]
    assert await inbox.settle("00000000", "done") is None
    assert await inbox.find_report("00000000") is None


# -- counts --------------------------------------------------------------------------------------------------------


async def test_judgements_are_counted_by_fact_version_and_language(tallies):
    for helped in (True, True, False):
        await tallies.judged("a", 1, "ru", helped=helped)
    await tallies.judged("a", 2, "ru", helped=True)
    for _ in range(2):
        await tallies.judged("b", 1, "kk", helped=False)
    assert await tallies.feedback(9) == [
        Feedback("b", 1, "kk", 0, 2),
        Feedback("a", 1, "ru", 2, 1),
        Feedback("a", 2, "ru", 1, 0),
    ]
    assert len(await tallies.feedback(1)) == 1


async def test_questions_are_counted_by_day_language_and_outcome(tallies):
    for day, language, outcome in (
        (MONDAY, "ru", "answer"), (MONDAY, "ru", "answer"), (MONDAY, "ru", "none"), (TUESDAY, "kk", "suggest"),
    ):  # fmt: skip
        tallies.asked(day, language, outcome)
    everything = [Daily(MONDAY, "ru", "answer", 2), Daily(MONDAY, "ru", "none", 1), Daily(TUESDAY, "kk", "suggest", 1)]
    for _ in range(2):  # reading them counts nothing twice
        assert await tallies.daily(MONDAY) == everything
    assert await tallies.daily(TUESDAY) == everything[2:]


async def test_two_processes_add_up(database):
    one, other = StoredTallies(database), StoredTallies(database)
    for tallies in (one, other, other):
        tallies.asked(MONDAY, "ru", "answer")
    await one.flush()
    assert await other.daily(MONDAY) == [Daily(MONDAY, "ru", "answer", 3)]


async def test_what_could_not_be_written_is_written_later(database, monkeypatch, caplog):
    tallies = StoredTallies(database)
    tallies.asked(MONDAY, "ru", "answer")
    with monkeypatch.context() as patched:

        def away():
            raise StateUnavailable("away: wait")

        patched.setattr(database, "transaction", away)
        with pytest.raises(StateUnavailable):
            await tallies.flush()
        tallies.asked(MONDAY, "ru", "answer")
    assert await tallies.daily(MONDAY) == [Daily(MONDAY, "ru", "answer", 2)]


async def test_counts_are_written_every_minute_and_at_the_end(database):
    tallies = StoredTallies(database)
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        tallies.asked(MONDAY, "ru", "answer")
        if len(slept) == 3:
            raise RuntimeError("stopped")

    with pytest.raises(RuntimeError, match="stopped"):
        await tallies.keep(sleep=sleep)
    assert slept == [FLUSH_SECONDS] * 3
    assert await database.fetch("SELECT n FROM daily") == [(3,)]


def test_of_the_time_the_day_is_kept():
    assert moment_of(TUESDAY) % 86_400 == 0
    assert moment_of(TUESDAY) - moment_of(MONDAY) == 86_400
