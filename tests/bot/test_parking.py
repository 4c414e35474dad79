"""Replies that Telegram does not take now: parked, sent when due, in order, after any restart."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from types import SimpleNamespace

import pytest
from telegram import Update
from telegram.error import BadRequest, Forbidden

from bot import compose
from bot.application import build_application
from bot.compose import compose_again
from bot.delivery.errors import FloodWait, NotSent, ServerFault
from bot.delivery.handling import Handling
from bot.delivery.pacing import Pace, Pacing
from bot.delivery.retry import Retries
from bot.limits import ALLOWANCES, LimitsInMemory
from bot.paper.typeset import TypesetFault
from bot.parking import ATTEMPTS, Parking
from bot.privacy import ChatKeys, Seal
from bot.reply import Recipe
from bot.state.database import StateUnavailable
from bot.state.parked import Parked
from bot.surfaces.files import send_file
from knowledge.desk.handed import REPORT_KINDS
from knowledge.finding import Context, Contrast, Finding
from tests.bot.databases import Clock
from tests.bot.delivery.demo import TOKEN
from tests.bot.exact import exact_finder
from tests.bot.people import GROUP, PERSON, Updates, services_over
from tests.bot.recorder import Recorder, RecordingRequest
from tests.cases import corrected, withdrawn

SECRET = "a secret of the tests"
DAY = dt.date(2026, 1, 1)


class Hasty:
    def now(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)


class Moody(RecordingRequest):
    """A Telegram that refuses sends and edits while it is in a mood."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__(recorder)
        self.moods: list[Exception] = []
        self.always: Exception | None = None
        self.asked = 0
        #: Methods that get no connection.
        self.deaf: tuple[str, ...] = ()

    async def do_request(self, url, method, request_data=None, *args, **kwargs):
        if self.deaf and url.endswith(self.deaf):
            raise NotSent("no connection")
        if url.endswith(("sendMessage", "editMessageText", "sendPhoto", "sendDocument", "editMessageMedia")):
            self.asked += 1
            if self.always:
                raise self.always
            if self.moods:
                raise self.moods.pop(0)
        return await super().do_request(url, method, request_data, *args, **kwargs)


@pytest.fixture
def clock(database, monkeypatch):
    clock = Clock()
    monkeypatch.setattr(database, "now", clock)
    return clock


@pytest.fixture
async def bot(database, clock, ferry_casebook):
    """The real handlers over a moody Telegram, with parking; `handle` is what a receiver calls."""
    recorder = Recorder()
    request = Moody(recorder)
    parked = Parked(database)
    services = services_over(ferry_casebook)
    told = []

    async def moved(old: int, new: int) -> None:
        for listener in told:
            listener(old, new)

    keys, own = ChatKeys(SECRET), {"shelf": services.shelf, "uploads": services.uploads, "moved": moved}
    parking = Parking(parked, Seal(SECRET), keys, lambda: ferry_casebook, lambda: DAY, **own)
    unpaced = Pace(chat_per_second=0, group_per_minute=0, per_second=0)
    pacing = Pacing(unpaced, retries=Retries(attempts=2), clock=Hasty(), queue=parking)
    application = build_application(
        services, token=TOKEN, request=request, rate_limiter=pacing, limits=LimitsInMemory()
    )
    handling = Handling(application, parking.park)

    async def handle(raw):
        await handling(Update.de_json(raw, application.bot))

    async def send_due() -> None:
        """What the job does in a round, until nothing is due."""
        while due := await parked.take(10):
            for reply in due:
                await parking.send(application.bot, reply)

    async with application:
        yield SimpleNamespace(
            handle=handle, send_due=send_due, request=request, recorder=recorder, parked=parked, parking=parking,
            database=database, clock=clock, application=application, services=services,
            told=told,
        )  # fmt: skip


def texts(bot) -> list[str]:
    return [shown.text for shown in bot.recorder.screen]


async def test_a_long_flood_wait_parks_the_answer_and_the_update_is_done(bot):
    bot.request.moods = [FloodWait(30)]
    await bot.handle(Updates().says("How many people died?"))
    assert texts(bot) == []
    await bot.send_due()
    assert texts(bot) == []
    bot.clock.seconds += 30
    await bot.send_due()
    assert "17" in texts(bot)[0]
    assert (await bot.parked.count(), await bot.parked.dead()) == (0, 0)


async def test_a_short_flood_wait_is_slept_through(bot):
    bot.request.moods = [FloodWait(1)]
    await bot.handle(Updates().says("How many people died?"))
    assert len(texts(bot)) == 1
    assert await bot.parked.count() == 0


async def test_what_comes_later_does_not_overtake(bot):
    person, other = Updates(), Updates(PERSON + 1)
    bot.request.moods = [FloodWait(30)]
    for text in ("/help", "How many people died?", "/about"):
        await bot.handle(person.says(text))
    assert bot.request.asked == 1  # Telegram is left alone
    await bot.handle(other.says("/privacy"))
    assert [text.splitlines()[0] for text in texts(bot)] == ["Privacy"]
    bot.clock.seconds += 30
    await bot.send_due()
    assert len(texts(bot)) == 4
    assert texts(bot)[1].startswith("How to ask")
    assert "17" in texts(bot)[2]
    await bot.handle(person.says("/privacy"))
    assert len(texts(bot)) == 5


async def test_a_reply_in_a_topic_of_a_group_finds_its_way(bot):
    bot.request.moods = [FloodWait(30)]
    member = Updates(GROUP)
    await bot.handle(member.says("@demo_bot How many people died?", message_thread_id=9, is_topic_message=True))
    bot.clock.seconds += 30
    await bot.send_due()
    (call,) = [parameters for method, parameters in bot.recorder.calls if method == "sendMessage"]
    assert call["chat_id"] == GROUP
    assert call["message_thread_id"] == 9
    assert call["reply_parameters"]["message_id"] == 1


async def test_what_is_said_without_buttons_in_a_group_is_so_later(bot):
    bot.request.moods = [FloodWait(30)]
    await bot.handle(Updates(GROUP).says("@demo_bot What is the weather like on the moon?"))
    bot.clock.seconds += 30
    await bot.send_due()
    assert len(texts(bot)) == 1
    assert bot.recorder.screen[0].rows == []


async def test_a_hello_to_a_group_waits_too(bot):
    bot.request.moods = [FloodWait(30)]
    await bot.handle(Updates(GROUP).changes_membership("left", "member"))
    assert texts(bot) == []
    bot.clock.seconds += 30
    await bot.send_due()
    assert "/ask" in texts(bot)[0]


async def test_a_word_to_a_flood_that_has_to_wait_lets_no_question_through(bot):
    person = Updates()
    for _ in range(ALLOWANCES["message"].burst):
        await bot.handle(person.says("How many people died?"))
    bot.request.moods = [FloodWait(30)]
    await bot.handle(person.says("How many people died?"))
    assert await bot.parked.count() == 1
    bot.clock.seconds += 30
    await bot.send_due()
    assert len(texts(bot)) == ALLOWANCES["message"].burst + 1
    assert "a lot at once" in texts(bot)[-1]


async def test_a_page_that_turns_in_place_turns_later(bot):
    person = Updates()
    await bot.handle(person.says("/topics"))
    shown = bot.recorder.screen[0]
    bot.request.moods = [FloodWait(30)]
    await bot.handle(person.presses(shown, shown.buttons[0]["callback_data"]))
    assert shown.edits == 0
    bot.clock.seconds += 30
    await bot.send_due()
    assert (len(bot.recorder.screen), bot.recorder.screen[0].edits) == (1, 1)


async def asked_for(bot, command: str, label: str, person: Updates | None = None) -> None:
    """Has a page shown, and presses a button under it while Telegram floods."""
    person = person or Updates()
    await bot.handle(person.says(command))
    shown = bot.recorder.screen[-1]
    data = next(button["callback_data"] for button in shown.buttons if button["text"] == label)
    bot.request.moods = [FloodWait(30)]
    await bot.handle(person.presses(shown, data))


@pytest.mark.parametrize(
    ("command", "label", "kind", "name"),
    [
        ("/timeline", "As a picture", "photo", "timeline-en-light-1.png"),
        ("/numbers", "As a picture", "photo", "numbers-en-light-1.png"),
        ("/export", "PDF", "document", "aurelia-2022-03-01-en.pdf"),
        ("/export", "JSON", "document", "aurelia-2022-03-01.json"),
    ],
)
async def test_pictures_and_files_wait_as_what_they_are_and_not_what_they_hold(bot, command, label, kind, name):
    await asked_for(bot, command, label)
    assert len(bot.recorder.screen) == 1
    ((sealed,),) = await bot.database.fetch("SELECT sealed FROM parked")
    assert len(sealed) < 250
    bot.clock.seconds += 30
    await bot.send_due()
    shown = bot.recorder.screen[1]
    assert shown.file is not None
    assert (shown.file[0], bot.recorder.uploads[shown.file[1]][0]) == (kind, name)
    assert (await bot.parked.count(), await bot.parked.dead()) == (0, 0)


async def test_a_picture_that_turns_in_place_turns_later_and_in_its_topic(bot):
    member = Updates(GROUP)
    await bot.handle(member.says("/timeline", message_thread_id=9, is_topic_message=True))
    shown = bot.recorder.screen[0]
    data = next(button["callback_data"] for button in shown.buttons if button["text"] == "As a picture")
    await bot.handle(member.presses(shown, data))
    picture = bot.recorder.screen[1]
    bot.request.moods = [FloodWait(30)]
    await bot.handle(member.presses(picture, "1:d:timeline:1:dark:en"))
    assert picture.edits == 0
    bot.clock.seconds += 30
    await bot.send_due()
    assert (len(bot.recorder.screen), picture.edits) == (2, 1)
    assert picture.text.startswith("Timeline (2/3)")


async def test_a_picture_stands_behind_what_waits_already(bot):
    person = Updates()
    await asked_for(bot, "/timeline", "As a picture", person)
    await bot.handle(person.says("/help"))
    await bot.handle(person.presses(bot.recorder.screen[0], "1:x:json:en"))
    assert bot.request.asked == 2  # Telegram is left alone
    bot.clock.seconds += 30
    await bot.send_due()
    assert [shown.file and shown.file[0] for shown in bot.recorder.screen] == [None, "photo", None, "document"]


async def test_where_a_parked_picture_cannot_be_drawn_any_more_its_words_are_sent(bot, monkeypatch, caplog):
    def broken(*page: object) -> None:
        raise TypesetFault("the press is on strike")

    person = Updates()
    await asked_for(bot, "/timeline", "As a picture", person)
    monkeypatch.setattr(bot.services.shelf, "pictures", broken)
    bot.clock.seconds += 30
    await bot.send_due()
    assert bot.recorder.screen[1].file is None
    assert texts(bot)[1].startswith("Timeline")
    assert "on strike" in caplog.text


@pytest.mark.parametrize("what", ["an answer", "a picture"])
async def test_what_waits_for_a_group_goes_to_the_supergroup_that_it_became(bot, what):
    member, moved = Updates(GROUP), []
    bot.told.append(lambda old, new: moved.append((old, new)))
    if what == "an answer":
        bot.request.moods = [FloodWait(30)]
        await bot.handle(member.says("@demo_bot How many people died?"))
    else:
        await asked_for(bot, "/timeline", "As a picture", member)
    bot.recorder.move(GROUP, -1009999)
    bot.clock.seconds += 30
    await bot.send_due()
    shown = bot.recorder.screen[-1]
    assert (shown.chat, shown.reply_to, shown.file is None) == (-1009999, None, what == "an answer")
    assert moved == [(GROUP, -1009999)]
    assert (await bot.parked.count(), await bot.parked.dead()) == (0, 0)


async def test_a_picture_that_cannot_be_sent_is_given_up_and_counted(bot, caplog):
    await asked_for(bot, "/timeline", "As a picture")
    bot.request.always = ServerFault("Telegram answered 502")
    for _ in range(3 * ATTEMPTS):
        bot.clock.seconds += 300
        await bot.send_due()
    assert (await bot.parked.count(), await bot.parked.dead()) == (0, 1)
    assert "A parked reply was given up (ServerFault); 1 so far." in caplog.text


async def test_a_curators_chart_is_not_parked(bot):
    bot.request.moods = [FloodWait(400)]
    caption = compose.counted({}, {}, 0, 30, "en")
    printed = bot.services.shelf.export("json", "en")
    question = Update.de_json(Updates().says("/stats"), bot.application.bot).effective_message
    with pytest.raises(FloodWait):
        await send_file(question, "photo", printed, caption, bot.services.uploads)


async def test_what_only_shows_that_work_goes_on_may_fail(bot):
    """The spinner of a button and the word that a picture is on its way hold nothing up."""
    person = Updates()
    await bot.handle(person.says("/timeline"))
    shown = bot.recorder.screen[0]
    data = next(button["callback_data"] for button in shown.buttons if button["text"] == "As a picture")
    bot.request.deaf = ("answerCallbackQuery", "sendChatAction")
    await bot.handle(person.presses(shown, data))
    assert bot.recorder.screen[1].file is not None


async def test_a_telegram_that_is_down_parks_until_it_is_back(bot):
    bot.request.always = NotSent("no connection")
    await bot.handle(Updates().says("/help"))
    for _ in range(3 * ATTEMPTS):  # a missing connection never counts
        await bot.send_due()
        bot.clock.seconds += 300
    assert await bot.parked.count() == 1
    bot.request.always = None
    await bot.send_due()
    assert len(texts(bot)) == 1


async def test_attempts_are_capped_and_the_dead_counted(bot, caplog):
    bot.request.always = ServerFault("Telegram answered 502")
    await bot.handle(Updates().says("/help"))
    before = bot.request.asked
    for _ in range(3 * ATTEMPTS):
        await bot.send_due()
        bot.clock.seconds += 300
    assert bot.request.asked - before == ATTEMPTS * 2  # each is tried twice
    assert (await bot.parked.count(), await bot.parked.dead()) == (0, 1)
    assert "A parked reply was given up (ServerFault); 1 so far." in caplog.text


@pytest.mark.parametrize("refusal", [Forbidden("bot was blocked by the user"), BadRequest("chat not found")])
async def test_a_refusal_is_final(bot, refusal):
    bot.request.moods = [FloodWait(30)]
    await bot.handle(Updates().says("/help"))
    bot.clock.seconds += 30
    bot.request.moods = [refusal]
    await bot.send_due()
    assert (await bot.parked.count(), await bot.parked.dead()) == (0, 1)


async def test_a_refusal_at_once_is_not_parked(bot):
    bot.request.moods = [Forbidden("bot was blocked by the user")]
    with pytest.raises(Forbidden):
        await bot.handle(Updates().says("/help"))
    assert await bot.parked.count() == 0


async def test_a_kill_after_the_send_says_it_once_more_at_most(bot, monkeypatch):
    bot.request.moods = [FloodWait(30)]
    await bot.handle(Updates().says("/help"))
    await bot.handle(Updates().says("/about"))
    bot.clock.seconds += 30
    (taken,) = await bot.parked.take(10)
    with monkeypatch.context() as patched:  # killed between the send and its note
        patched.setattr(bot.parked, "done", lambda reply: asyncio.sleep(0))
        await bot.parking.send(bot.application.bot, taken)
    await bot.send_due()
    assert len(texts(bot)) == 1  # held: nobody else sends it meanwhile, and nothing overtakes it
    bot.clock.seconds += 1000
    await bot.send_due()
    assert [text.splitlines()[0] for text in texts(bot)].count("How to ask") == 2
    assert len(texts(bot)) == 3


async def test_another_process_with_the_same_secret_sends_it_and_one_with_another_gives_it_up(bot, ferry_casebook):
    for secret, dead in ((SECRET, 0), ("another secret", 1)):
        bot.request.moods = [FloodWait(30)]
        await bot.handle(Updates().says("/help"))
        bot.clock.seconds += 30
        restarted = Parking(bot.parked, Seal(secret), ChatKeys(secret), lambda: ferry_casebook, lambda: DAY)
        for reply in await bot.parked.take(10):
            await restarted.send(bot.application.bot, reply)
        assert (await bot.parked.count(), await bot.parked.dead()) == (0, dead)
    assert len(texts(bot)) == 1


async def test_a_state_that_is_away_leaves_the_update_open(bot, monkeypatch):
    async def away(*statement):
        raise StateUnavailable("away: wait")

    bot.request.moods = [FloodWait(30)]
    with monkeypatch.context() as patched:
        patched.setattr(bot.database, "execute", away)
        patched.setattr(bot.database, "fetch_one", away)
        with pytest.raises(FloodWait):
            await bot.handle(Updates().says("/help"))
    await bot.handle(Updates().says("/help"))
    assert len(texts(bot)) == 1


async def test_the_job_sends_until_it_is_cancelled_and_sees_the_last_one_through(bot):
    bot.request.moods = [FloodWait(30)]
    await bot.handle(Updates().says("/help"))
    bot.clock.seconds += 30
    job = asyncio.create_task(bot.parking.run(bot.application.bot))
    await asyncio.sleep(0)
    while not await bot.parked.take(0) and not texts(bot):  # noqa: ASYNC110  # there is nothing to wait on
        await asyncio.sleep(0.01)
    job.cancel()
    await asyncio.wait([job])
    assert len(texts(bot)) == 1
    assert await bot.parked.count() == 0


async def test_nothing_of_the_question_nor_of_the_chat_can_be_read_in_the_state(bot):
    bot.request.moods = [FloodWait(30)]
    person = Updates(GROUP)
    await bot.handle(person.says("@demo_bot how many people died, I am Rahat, 13 years?"))
    ((sealed, chat),) = await bot.database.fetch("SELECT sealed, chat FROM parked")
    for secret in (b"Rahat", b"deaths", str(abs(GROUP)).encode()):
        assert secret not in sealed
    assert chat == ChatKeys(SECRET).key(GROUP)
    address, recipe = json.loads(Seal(SECRET).open(sealed))
    assert address == {"chat": GROUP, "thread": None, "quoted": 1, "message": None}
    assert "Rahat" not in json.dumps(recipe)


def test_a_figure_that_a_question_gave_is_not_in_the_recipe(case):
    contrast = Contrast(fact=case.fact, unit="years", asserted="13", recorded="6")
    reply = compose.answer_fact(case.casebook, case.fact, "en", DAY, contrasts=(contrast,))
    assert reply.recipe == Recipe("answer", "en", ("1", case.fact))


def pages(casebook, language):
    """Every kind of reply that there is."""
    yield compose.start(casebook, language)
    yield compose.help_page(casebook, language)
    yield compose.about(casebook, language)
    yield compose.privacy(language)
    yield compose.choose_language(language)
    yield compose.topic_page(casebook, "", 0, language)
    yield compose.people_page(casebook, 0, language)
    yield compose.notice(language, "a word")
    yield compose.dismissed(language)
    yield compose.withdrawn(casebook, "", language)
    yield from (compose.withdrawn(casebook, fact.id, language) for fact in casebook.facts.values() if fact.withdrawal)
    yield compose.explained(None, casebook, "", language)
    yield compose.export_page(casebook, language)
    yield compose.group_hello(casebook, language)
    yield compose.short_word(language)
    yield compose.about_post((), casebook, language, DAY)
    yield compose.nothing_to_report(language)
    yield compose.report_kept(language)
    yield compose.report_dropped(language)
    for kind in REPORT_KINDS:
        yield compose.write_report(casebook, next(casebook.published()).id, kind, language)
    yield compose.ask_what_is_wrong(casebook, next(casebook.published()).id, language)
    for page in (0, 1):
        yield compose.timeline_page(casebook, page, language)
        yield compose.numbers_page(casebook, page, language)
    yield compose.sources_page(casebook, "", 0, language)
    yield compose.sources_page(casebook, "press", 0, language)
    yield from (compose.source_page(casebook, source, 0, language) for source in list(casebook.sources)[:2])
    yield from (compose.person_page(casebook, person, 0, language) for person in casebook.people)
    yield from (compose.topic_page(casebook, topic.id, 0, language) for topic in casebook.case.topics)
    told = [fact.id for fact in casebook.published()]
    yield from (compose.answer_fact(casebook, fact, language, DAY) for fact in told)
    yield compose.answer_fact(casebook, told[0], language, DAY, also=(told[1],))
    yield compose.to_be_read_in(compose.answer_fact(casebook, told[0], language, DAY))
    for fact in (fact for fact in casebook.published() if fact.version > 1):
        yield compose.answer_fact(casebook, fact.id, language, DAY, since=1)


@pytest.mark.parametrize("language", ["ru", "kk", "ky", "en"])
def test_every_reply_is_composed_again_as_it_was(case, language):
    seen = set()
    record = withdrawn(corrected(case.casebook, case.fact), case.other)
    for reply in pages(record, language):
        assert reply.recipe is not None
        seen.add(reply.recipe.kind)
        assert compose_again(reply.recipe, record, DAY) == reply
        bare = compose.without_buttons(reply)
        assert bare.recipe is not None
        assert compose_again(bare.recipe, record, DAY) == bare
    assert seen >= {"answer", "changed", "reading", "post", "withdrawn", "person", "source", "timeline", "numbers"}


def test_a_post_is_told_about_again(case):
    find = exact_finder(case.casebook)
    findings = tuple(find(question, Context(language="en")) for question in (case.question, case.other_question))
    post = compose.about_post(findings, case.casebook, "ru", DAY)
    assert post.recipe is not None
    assert post.recipe.kind == "post"
    assert len(post.facts) == 2
    again = compose_again(post.recipe, case.casebook, DAY)
    assert again is not None
    assert (again.paragraphs, again.citations) == (post.paragraphs, post.citations)


def test_a_neighbours_word_is_said_again(casebook):
    finding = Finding(
        outcome="none", language="ru", question="Скільки людей загинуло, що це було?", reason="other-language"
    )
    reply = compose.reply_to(finding, casebook, DAY)
    assert "українською" in reply.paragraphs[0].text
    assert reply.recipe is not None
    assert compose_again(reply.recipe, casebook, DAY) == reply


def test_how_an_answer_was_found_leaves_the_memory_in_no_recipe(case):
    finding = exact_finder(case.casebook)(case.question, Context(language="en"))
    assert compose.explained(finding, case.casebook, case.fact, "en").recipe == Recipe("unexplained", "en")


def test_what_a_person_put_into_a_link_is_not_in_the_recipe(case):
    assert compose.withdrawn(case.casebook, "i-am-rahat", "ru").recipe == Recipe("withdrawn", "ru")
    fact = case.casebook.facts[case.fact]
    for since in (0, fact.version, 87011234567):
        reply = compose.answer_fact(case.casebook, fact.id, "ru", DAY, since=since)
        assert reply.recipe == Recipe("answer", "ru", (str(fact.version), fact.id))


def test_offers_and_abstentions_too(casebook):
    reply = compose.reply_to(exact_finder(casebook)("what is the weather", Context(language="ky")), casebook, DAY)
    assert reply.recipe is not None
    assert reply.recipe.kind == "none"
    assert compose_again(reply.recipe, casebook, DAY) == reply
    told = [fact.id for fact in casebook.published()][:3]
    again = compose_again(Recipe("offer", "ru", tuple(told)), casebook, DAY)
    assert again is not None
    assert (again.kind, again.facts) == ("suggest", tuple(told))


@pytest.mark.parametrize("kind", ["answer", "changed", "offer", "post", "reading"])
def test_a_fact_that_is_gone_by_then_is_said_to_be_gone(casebook, kind):
    items = ("1", "no-such-fact") if kind in ("answer", "changed") else ("no-such-fact",)
    assert compose_again(Recipe(kind, "ky", items), casebook, DAY) == compose.withdrawn(casebook, "no-such-fact", "ky")


def test_an_answer_whose_fact_changes_while_it_waits_says_so(ferry_casebook):
    fact = next(fact for fact in ferry_casebook.published() if fact.version > 1)
    recipe = compose.answer_fact(ferry_casebook, fact.id, "en", DAY).recipe
    assert recipe == Recipe("answer", "en", (str(fact.version), fact.id))
    again = compose_again(Recipe("answer", "en", ("1", fact.id)), ferry_casebook, DAY)
    assert again is not None
    assert again.paragraphs[0].text == "The answer was changed while it waited to be sent:"
    assert fact.changes[-1].reason["en"] in again.paragraphs[1].text
    assert again.recipe == recipe


def test_a_recipe_of_a_later_version_is_none(case):
    assert compose_again(Recipe("hologram", "ky", ("1",)), case.casebook, DAY) is None
    assert compose_again(Recipe("topics", "ky", ("trial", "-1")), case.casebook, DAY) is None


@pytest.mark.parametrize("kind", ["what-is-wrong", "write-report"])
def test_a_report_about_a_fact_that_is_gone_by_then_is_answered_so(casebook, kind):
    items = ("no-such-fact", "figure")[: 1 if kind == "what-is-wrong" else 2]
    assert compose_again(Recipe(kind, "ky", items), casebook, DAY) == compose.withdrawn(casebook, "no-such-fact", "ky")


def test_what_readers_wrote_is_in_no_recipe(case):
    assert compose.handed_on("words of mine", "ru").recipe is None
    assert compose.report_shown(case.casebook, case.fact, "figure", "words of mine", "ru").recipe is None
    finding = exact_finder(case.casebook)("is the ferry blue", Context(language="ru"))
    offered = compose.to_be_handed_on(compose.reply_to(finding, case.casebook, DAY), "words of mine")
    assert offered.recipe is not None
    again = compose_again(offered.recipe, case.casebook, DAY)
    assert again is not None
    assert "words of mine" in offered.paragraphs[-1].text
    assert all("words of mine" not in each.text for each in again.paragraphs)
