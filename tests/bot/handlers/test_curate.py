"""The chats of the curators: what they see there, what their presses do, and that nobody else gets at it."""

from __future__ import annotations

import pytest

from bot.hearing import Hearing, stored_hearing
from bot.paper import chart
from bot.paper.shelf import Shelf
from bot.paper.typeset import TypesetFault, typeset
from bot.speech import speech
from knowledge.desk.handed import Daily
from knowledge.finding import Candidate, Context, Finding
from knowledge.model import LANGUAGES
from tests.bot.people import GROUP, PERSON, at_the_bot, services_over
from tests.cases import changed

each_language = pytest.mark.parametrize("language", LANGUAGES)


class Desk:
    """Hearing in memory, with the actions of curators to be looked at."""

    def __init__(self) -> None:
        self.actions: list[tuple[str, str, str]] = []
        self.hearing = Hearing(record=self._record)

    async def _record(self, who: str, what: str, about: str = "") -> None:
        self.actions.append((who, what, about))


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
    (first, second) = desk.actions
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
    assert len(desk.actions) == 1


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
    assert desk.actions == [(services.keys.key(PERSON), f"report.{state}", report.id)]


async def test_nobody_else_can_do_it_with_buttons_of_their_own(case, desk):
    services = curators(case, desk)
    await hand_in(services, "what deaths")
    (asked,) = await services.hearing.inbox.questions("new")
    report = await services.hearing.inbox.report(case.fact, 1, "ky", "source", "some words", services.today())
    async with at_the_bot(services) as person:
        await person.says("/help")
        for data in ("1:b:0:en", f"1:q:a:{asked.id}:1:{case.fact}:en", f"1:y:d:{report.id}:en"):
            await person.presses_data(data)
        for command in ("/inbox", "/stats", f"/preview {case.fact}"):
            (shown,) = await person.says(command)
            assert "How to ask" in shown.text
        assert not any(words in each.text for each in person.recorder.screen for words in ("some words", "what deaths"))
    async with at_the_bot(services, chat=GROUP - 1) as member:
        assert await member.says("/inbox") == []
    assert desk.actions == []
    assert await services.hearing.inbox.questions("new") == [asked]
    assert await services.hearing.inbox.reports("new") == [report]


async def test_a_button_for_what_is_no_longer_there_shows_the_inbox(case, desk):
    async with at_the_bot(curators(case, desk), chat=GROUP) as person:
        await person.says("/help@demo_bot")
        (shown,) = await person.presses_data("1:y:d:0123abcd:en")
        assert "Nothing new" in shown.text
        assert await person.presses_data("1:q:d:0123abcd:1::en") == []
    assert desk.actions == []


async def test_who_did_what_is_written_down(case, database):
    hearing, _ = stored_hearing(database)
    services = services_over(case.casebook, hearing=hearing, curator_chats=[GROUP])
    report = await hearing.inbox.report(case.fact, 1, "ky", "source", "some words", services.today())
    async with at_the_bot(services, chat=GROUP) as person:
        await person.says("/inbox")
        await person.presses("Done")
    (row,) = await database.fetch("SELECT who, what, about FROM curator_actions")
    assert row == (services.keys.key(PERSON), "report.done", report.id)


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
