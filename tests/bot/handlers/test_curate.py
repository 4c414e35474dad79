"""The chats of the curators: what they see there, what their presses do, and that nobody else gets at it."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bot.compose.journal import called
from bot.hearing import Hearing, stored_hearing
from bot.paper import chart
from bot.paper.shelf import Shelf
from bot.paper.typeset import TypesetFault, typeset
from bot.reply import SETTLEMENTS, SORTINGS, STEPS
from bot.speech import speech
from bot.state.actions import MemoryActions
from bot.state.retention import ACTION_DAYS
from knowledge.desk.handed import Daily
from knowledge.finding import Candidate, Context, Finding
from knowledge.model import LANGUAGES
from tests.bot.databases import Clock
from tests.bot.people import GROUP, PERSON, at_the_bot, services_over
from tests.cases import changed

each_language = pytest.mark.parametrize("language", LANGUAGES)


class Desk:
    """Hearing in memory, with the actions of curators to be looked at."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.hearing = Hearing(actions=MemoryActions(self.clock))

    async def actions(self) -> list[tuple[str, str, str]]:
        """Who did what about what, the first one first."""
        return [(each.who, each.what, each.about) for each in reversed(await self.hearing.actions.latest(1000))]


@pytest.fixture
def desk():
    return Desk()


def near(case):
    """A finder that knows a fact for each of two words."""
    known = {"deaths": case.fact, "captain": case.other}

    def find(question: str, context: Context) -> Finding:
        named = tuple(Candidate(fact, 0.3) for word, fact in known.items() if word in question)
        return Finding(question, context.language or "en", "none", "not-in-record", named)

    return find


def curators(case, desk, **more):
    return services_over(case.casebook, hearing=desk.hearing, curator_chats=[GROUP], find=near(case), **more)


async def hand_in(services, *questions: str, language="en") -> None:
    for question in questions:
        await services.hearing.inbox.hand_in(language, question, services.today())


# -- the inbox -----------------------------------------------------------------------------------------------------


@each_language
async def test_questions_that_are_alike_are_shown_together_and_sorted_by_a_press(case, desk, language):
    services = curators(case, desk)
    await hand_in(services, "what deaths", "which deaths", "deaths and deaths")
    await hand_in(services, "blue paint")
    say = speech(language)
    async with at_the_bot(services, chat=GROUP, language_code=language) as person:
        (shown,) = await person.says("/inbox")
        shown = await other_if("blue paint", shown, person)
        assert all(each in shown.text for each in ("what deaths", "which deaths", "deaths and deaths"))
        assert "blue paint" not in shown.text
        question = case.casebook.asked(case.fact, language)[0]
        assert say("Add to: {fact}", fact=question) in shown.labels
        (shown,) = await person.presses(question)
        assert shown.edits
        assert "blue paint" in shown.text
        (shown,) = await person.presses(say("Decline"))
        assert say("Nothing new in the inbox.") in shown.text
    suggested = await services.hearing.inbox.questions("suggested")
    assert {(each.words, each.fact) for each in suggested} == {
        (words, case.fact) for words in ("what deaths", "which deaths", "deaths and deaths")
    }
    assert [each.words for each in await services.hearing.inbox.questions("declined")] == ["blue paint"]
    who = services.keys.key(PERSON)
    (first, second) = await desk.actions()
    assert first == (who, "questions.add", case.fact)
    assert second[:2] == (who, "questions.decline")


async def other_if(words, shown, person):
    """The next page, where this one shows these words."""
    return (await person.presses("→"))[0] if words in shown.text else shown


async def test_what_has_come_in_since_is_shown_before_it_is_sorted(case, desk):
    services = curators(case, desk)
    await hand_in(services, "what deaths")
    async with at_the_bot(services, chat=GROUP) as person:
        await person.says("/inbox")
        await hand_in(services, "which deaths")
        (shown,) = await person.presses("Add to")
        assert "Something has come in since" in shown.text
        assert len(await services.hearing.inbox.questions("new")) == 2
        (shown,) = await person.presses("Add to")
    assert len(await services.hearing.inbox.questions("suggested")) == 2
    assert len(await desk.actions()) == 1


async def test_pages_turn_and_a_long_cluster_is_told_in_part(case, desk):
    services = curators(case, desk)
    await hand_in(services, *(f"deaths {letter * 3}" for letter in "abcdefghijklm"))
    await hand_in(services, "captain who", "captain who")
    async with at_the_bot(services, chat=GROUP) as person:
        (shown,) = await person.says("/inbox")
        texts = [shown.text]
        while "→" in shown.labels:
            (shown,) = await person.presses("→")
            texts.append(shown.text)
        assert sum("captain who (×2)" in text for text in texts) == 1
        assert sum("And 3 more." in text for text in texts) == 1
        await person.presses("←")
        (shown,) = await person.presses_data("1:b:9999:en")
        assert f"({len(texts)} of {len(texts)})" in shown.text


@pytest.mark.parametrize(
    ("label", "state", "says"),
    [
        ("Suggest phrasing", "phrasing", "record suggest"),
        ("Done", "done", "Done."),
        ("Dismiss", "dismissed", "Dismissed."),
    ],
)
async def test_a_report_is_settled_by_a_press(case, desk, label, state, says):
    services = curators(case, desk)
    report = await services.hearing.inbox.report(case.fact, 1, "ky", "source", "some words", services.today())
    async with at_the_bot(services, chat=GROUP) as person:
        (shown,) = await person.says("/inbox")
        assert "some words" in shown.text
        (shown,) = await person.presses(label)
        assert says in shown.text
        assert shown.labels == ["Open fact", "Inbox"]
        (opened,) = await person.presses("Open fact")
        assert case.headline(case.fact, "ky") in opened.text
        (rest,) = await person.presses_data("1:b:0:en")
        assert "Nothing new in the inbox" in rest.text, "a settled report leads back to what waits"
    settled = await services.hearing.inbox.find_report(report.id)
    assert settled is not None
    assert settled.state == state
    assert await desk.actions() == [(services.keys.key(PERSON), f"report.{state}", report.id)]


async def test_nobody_else_can_do_it_with_buttons_of_their_own(case, desk):
    services = curators(case, desk)
    await hand_in(services, "what deaths")
    (asked,) = await services.hearing.inbox.questions("new")
    report = await services.hearing.inbox.report(case.fact, 1, "ky", "source", "some words", services.today())
    async with at_the_bot(services) as person:
        await person.says("/help")
        for data in (
            "1:b:0:en",
            "1:z:0:en",
            "1:z:me:en",
            f"1:q:a:{asked.id}:1:{case.fact}:en",
            f"1:y:d:{report.id}:en",
        ):
            await person.presses_data(data)
        for command in ("/inbox", "/stats", "/journal", f"/preview {case.fact}"):
            (shown,) = await person.says(command)
            assert "How to ask" in shown.text
        assert not any(words in each.text for each in person.recorder.screen for words in ("some words", "what deaths"))
        assert toasts(person) == []
    async with at_the_bot(services, chat=GROUP - 1) as member:
        assert await member.says("/inbox") == []
    assert await desk.actions() == []
    assert await services.hearing.inbox.questions("new") == [asked]
    assert await services.hearing.inbox.reports("new") == [report]


async def test_a_button_for_what_is_no_longer_there_shows_the_inbox(case, desk):
    async with at_the_bot(curators(case, desk), chat=GROUP) as person:
        await person.says("/help@demo_bot")
        (shown,) = await person.presses_data("1:y:d:0123abcd:en")
        assert "Nothing new" in shown.text
        assert await person.presses_data("1:q:d:0123abcd:1::en") == []
    assert await desk.actions() == []


async def test_who_did_what_is_written_down(case, database):
    hearing, _ = stored_hearing(database)
    services = services_over(case.casebook, hearing=hearing, curator_chats=[GROUP])
    report = await hearing.inbox.report(case.fact, 1, "ky", "source", "some words", services.today())
    async with at_the_bot(services, chat=GROUP) as person:
        await person.says("/inbox")
        await person.presses("Done")
    (row,) = await database.fetch("SELECT who, what, about FROM curator_actions")
    assert row == (services.keys.key(PERSON), "report.done", report.id)


# -- what curators did ---------------------------------------------------------------------------------------------

OTHER = "0f" * 16


def toasts(person) -> list[str]:
    """The words shown over the chat to the one who pressed, and to nobody else."""
    return [
        call["text"] for method, call in person.recorder.calls if method == "answerCallbackQuery" and "text" in call
    ]


@each_language
async def test_the_journal_tells_what_was_done_when_and_by_whom(case, desk, language):
    services, say = curators(case, desk), speech(language)
    await services.hearing.inbox.report(case.fact, 1, "ky", "source", "some words", services.today())
    await services.hearing.actions.record(OTHER, "announce.stop", "7")
    desk.clock.seconds += 90 * 60
    async with at_the_bot(services, chat=GROUP, language_code=language) as person:
        await person.says("/inbox")
        await person.presses(say("Dismiss"))
        (shown,) = await person.says("/journal")
    me = called(services.keys.key(PERSON), language)
    assert say("curator {code}", code="0F0F") == called(OTHER, language) != me
    latest, first = (line for line in shown.text.splitlines() if " · " in line)
    assert latest.endswith(f"15:43 · {me} · {say('report dismissed: {about}', about=case.fact)}")
    assert first.endswith(f"14:13 · {called(OTHER, language)} · {say('announcement {about}: stopped', about='7')}")
    assert shown.text.count(say.date("2026-09-21")) == 1
    assert str(ACTION_DAYS) in shown.text
    assert "some words" not in shown.text
    assert services.keys.key(PERSON)[:8] not in shown.text.lower(), "not enough of a key to find its row by"


@each_language
async def test_in_a_group_a_press_tells_nobody_but_oneself_which_one_one_is(case, desk, language):
    services, say = curators(case, desk), speech(language)
    await services.hearing.actions.record(services.keys.key(PERSON), "questions.decline", "0123abcd")
    async with at_the_bot(services, chat=GROUP, language_code=language) as person:
        (shown,) = await person.says("/journal")
        assert shown.labels == [say("Which one am I?")]
        assert await person.presses(say("Which one am I?")) == [], "nothing that the others would see"
        who = called(services.keys.key(PERSON), language)
        assert toasts(person) == [say("You are {who}. Nobody else sees this.", who=who)]
        assert ("Nobody else" in toasts(person)[0]) == (language == "en")
        assert who in shown.text


@each_language
async def test_in_a_chat_of_ones_own_one_is_you(case, desk, language):
    services = services_over(case.casebook, hearing=desk.hearing, curator_chats=[PERSON])
    await services.hearing.actions.record(services.keys.key(PERSON), "questions.decline", "0123abcd")
    await services.hearing.actions.record(OTHER, "questions.decline", "0123abcd")
    async with at_the_bot(services, language_code=language) as person:
        (shown,) = await person.says("/journal")
    other, mine = (line for line in shown.text.splitlines() if " · " in line)
    assert f" · {speech(language)('you')} · " in mine
    assert called(OTHER, language) in other
    assert shown.labels == []


async def test_the_journal_turns_page_by_page_and_a_page_that_is_no_more_is_the_last(case, desk):
    services = curators(case, desk)
    for number in range(30):
        await services.hearing.actions.record(OTHER, "announce.undo", str(number))
        desk.clock.seconds += 3600
    async with at_the_bot(services, chat=GROUP) as person:
        (shown,) = await person.says("/journal")
        texts = [shown.text]
        while "→" in shown.labels:
            (shown,) = await person.presses("→")
            texts.append(shown.text)
        told = [line.split(" · ")[2] for text in texts for line in text.splitlines() if " · " in line]
        assert told == [f"announcement {number}: undone" for number in reversed(range(30))]
        assert [f"({page}/3)" in text for page, text in enumerate(texts, start=1)] == [True] * 3
        await person.presses("←")
        (shown,) = await person.presses_data("1:z:9999:en")
        assert shown.text == texts[-1]


async def test_before_anything_was_done_the_journal_says_so(case, desk):
    async with at_the_bot(curators(case, desk), chat=GROUP) as person:
        (shown,) = await person.says("/journal")
    assert "Nothing yet." in shown.text
    assert shown.labels == []


async def test_every_action_that_is_written_down_has_words_for_it(case, desk):
    known = [f"report.{each}" for each in SETTLEMENTS] + [f"questions.{each}" for each in SORTINGS]
    known += [f"announce.{each}" for each in (*STEPS, "preview")]
    services = curators(case, desk)
    report = await services.hearing.inbox.report(case.fact, 1, "ky", "source", "some words", services.today())
    for what in known:
        await services.hearing.actions.record(OTHER, what, report.id if what.startswith("report") else "5")
    async with at_the_bot(services, chat=GROUP) as person:
        (shown,) = await person.says("/journal")
    told = [line.split(" · ")[2] for line in shown.text.splitlines() if " · " in line]
    assert len(set(told)) == len(known), "each on this page, in words of its own"
    assert not [what for what in known if what in shown.text]
    assert shown.text.count(case.fact) == len(SETTLEMENTS)


async def test_a_database_keeps_the_journal_in_order_and_gives_it_in_parts(database):
    actions = stored_hearing(database)[0].actions
    for number in range(5):
        await actions.record(OTHER, "announce.undo", str(number))
    assert await actions.count() == 5
    assert [each.about for each in await actions.latest(2)] == ["4", "3"]
    assert [each.about for each in await actions.latest(2, skip=3)] == ["1", "0"]


# -- counts --------------------------------------------------------------------------------------------------------


@each_language
async def test_what_was_asked_is_counted_and_shown_as_a_picture_with_words(case, desk, language):
    services = services_over(case.casebook, hearing=desk.hearing, curator_chats=[GROUP])
    async with at_the_bot(services, language_code=language) as reader:
        await reader.says(case.casebook.asked(case.fact, language)[0])
        await reader.presses("👎")
        await reader.says("is the ferry blue")
        await reader.says("/help")
    async with at_the_bot(services, chat=GROUP, language_code=language) as person:
        (shown,) = await person.says("/stats")
    assert shown.file is not None
    assert shown.file[0] == "photo"
    assert case.fact in shown.text
    daily = await services.hearing.tallies.daily(services.today())
    assert sum(each.n for each in daily) == 2
    assert {each.outcome for each in daily} == {"answer", "none"}


async def test_without_a_press_the_counts_are_told_in_words(casebook, desk):
    def broken(*job: object) -> tuple[bytes, ...]:
        raise TypesetFault("no paper")

    services = services_over(
        casebook, hearing=desk.hearing, curator_chats=[GROUP], shelf=Shelf(casebook, None, press=broken)
    )
    services.hearing.tallies.asked(services.today(), "ru", "answer")
    async with at_the_bot(services, chat=GROUP) as person:
        (shown,) = await person.says("/stats")
    assert shown.file is None
    assert "Русский: 1 (answered: 1, choices offered: 0, no answer: 0)" in shown.text


def test_the_picture_shows_each_day_and_language(casebook):
    today = services_over(casebook).today()
    counts = [Daily(today, "ru", "answer", 3), Daily(today, "ky", "none", 1), Daily(today.replace(day=1), "kk", "x", 5)]
    data = chart.data(counts, today.replace(year=today.year - 1), today, "ky")
    assert len(data["days"]) == 366
    named = [place for place, day in enumerate(data["days"]) if day["name"]]
    assert named[-1] == 365, "the last day is named"
    assert {later - earlier for earlier, later in pairwise(named)} == {7}, "and one a week"
    assert data["days"][-1]["parts"] == [3, 0, 1]
    assert {each["name"]: each["parts"] for each in data["languages"]} == {
        "Русский": [3, 0, 0], "Қазақша": [0, 0, 0], "Кыргызча": [0, 0, 1], "English": [0, 0, 0],
    }  # fmt: skip


@pytest.mark.parametrize("n", [0, 1, 12345])
def test_the_picture_is_really_drawn(casebook, n):
    today = services_over(casebook).today()
    data = chart.data([Daily(today, "kk", "answer", n)], today.replace(day=1), today, "kk")
    (page,) = typeset("stats", data, "png")
    assert page.startswith(b"\x89PNG\r\n\x1a\n")


# -- drafts --------------------------------------------------------------------------------------------------------


async def test_a_draft_is_shown_in_four_languages_as_readers_would_see_it(case, desk):
    casebook = changed(case.casebook, case.fact, state="draft")
    services = services_over(casebook, hearing=desk.hearing, curator_chats=[GROUP])
    async with at_the_bot(services, chat=GROUP) as person:
        shown = await person.says(f"/preview {case.fact}")
        assert len(shown) == len(LANGUAGES)
        for message, language in zip(shown, LANGUAGES, strict=True):
            assert casebook.facts[case.fact].texts[language].answer.split("[")[0] in message.text
            assert speech(language)("A draft: readers do not see it.") in message.text
            assert message.buttons == []
        (shown,) = await person.says(f"/ask {case.question}")
        assert case.headline(case.fact) not in shown.text


@each_language
async def test_a_fact_that_there_is_not_is_answered_with_the_nearest(case, desk, language):
    async with at_the_bot(curators(case, desk), chat=GROUP, language_code=language) as person:
        (shown,) = await person.says(f"/preview {case.fact[1:]}")
    assert case.fact in shown.text
