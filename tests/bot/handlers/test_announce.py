"""``/announce``: only for curators; what is shown is what would be sent; every step is written down."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest
from telegram import Chat

from bot.announcing import Announcing
from bot.compose import help_page
from bot.library import Edition
from bot.privacy import Seal
from bot.state.actions import CuratorActions
from bot.state.broadcasts import Broadcasts
from bot.state.followers import Place, StoredFollowers
from bot.surfaces.message import html
from knowledge.model import LANGUAGES
from knowledge.news import standing_of
from tests.bot.api_rules import read_html
from tests.bot.databases import Clock
from tests.bot.exact import exact_finder
from tests.bot.people import GROUP, PERSON, at_the_bot, services_over

SEAL = Seal("a secret of the tests")
MINUTES = 15


@pytest.fixture
async def desk(database, ferry_casebook, monkeypatch):
    """A bot with curators in a group, and a fact that changed since the last announcement."""
    clock = Clock()
    monkeypatch.setattr(database, "now", clock)
    broadcasts, followers = Broadcasts(database), StoredFollowers(database, SEAL)
    announcing = Announcing(broadcasts, followers, CuratorActions(database), SEAL, MINUTES)
    known = standing_of(ferry_casebook) | {"operator-fine": [1, "published"]}
    await broadcasts.assume_announced(ferry_casebook.case.id, json.dumps(known))
    await followers.follow("a", Place(1), "ky")
    await followers.follow("b", Place(2), "ky")
    services = replace(
        services_over(ferry_casebook),
        curator_chats=frozenset({GROUP}),
        followers=followers,
        announcing=announcing,
    )

    async def actions() -> list[str]:
        return [what for (what,) in await database.fetch("SELECT what FROM curator_actions ORDER BY id")]

    return SimpleNamespace(
        services=services, broadcasts=broadcasts, clock=clock, database=database, actions=actions, announcing=announcing
    )


async def test_curators_see_each_message_word_for_word_and_who_would_get_it(desk):
    async with at_the_bot(desk.services, chat=GROUP) as curator:
        *previews, question = await curator.says("/announce")
        assert len(previews) == len(LANGUAGES)
        announcement = await desk.announcing.prepared(desk.services.casebook, "demo_bot")
        kept = json.loads(announcement.texts)
        assert [shown.text for shown in previews] == [read_html(kept[each]["text"])[0] for each in LANGUAGES]
        assert [shown.rows for shown in previews] == [kept[each]["keyboard"]["inline_keyboard"] for each in LANGUAGES]
        assert "Кыргызча: 2 chats" in question.text
        assert "180 days" in question.text
        assert question.labels == ["Send in 15 minutes", "Cancel"]
        assert await desk.broadcasts.open() is None, "nothing goes out by itself"


@pytest.mark.parametrize("chat", [PERSON, GROUP - 1])
async def test_anybody_else_gets_what_an_unknown_command_gets(desk, chat):
    async with at_the_bot(desk.services, chat=chat) as person:
        shown = await person.says("/announce")
        if chat == PERSON:
            assert [each.text for each in shown] == [read_html(html(help_page(desk.services.casebook, "en")))[0]]
        else:
            assert shown == []
        assert await desk.actions() == []


@pytest.mark.parametrize("step", ["send", "cancel", "undo", "stop", "go", "end"])
async def test_a_forged_button_does_nothing(desk, step):
    announcement = await desk.announcing.prepared(desk.services.casebook, "demo_bot")
    async with at_the_bot(desk.services) as person:
        await person.says("/about")
        (shown,) = await person.presses_data(f"1:a:{step}:{announcement.print_}:en")
        assert "Aurelia" in shown.text
        (shown,) = await person.presses_data(f"1:a:{step}:1:en")
        assert await desk.broadcasts.open() is None
        assert await desk.actions() == []


async def test_without_curators_there_is_no_such_command(ferry_casebook):
    async with at_the_bot(services_over(ferry_casebook)) as person:
        (shown,) = await person.says("/announce")
        assert "/topics" in shown.text


async def test_sent_it_waits_and_can_be_undone_and_all_of_it_is_written_down(desk):
    async with at_the_bot(desk.services, chat=GROUP) as curator:
        await curator.says("/announce")
        (waiting,) = await curator.presses("Send in")
        assert waiting.edits == 1
        assert waiting.labels == ["Undo"]
        broadcast = await desk.broadcasts.open()
        assert broadcast.due_at == desk.clock.seconds + MINUTES * 60
        assert await desk.broadcasts.due() is None
        (undone,) = await curator.presses("Undo")
        assert "nobody got anything" in undone.text
        assert await desk.broadcasts.open() is None
        await curator.says("/announce")
        (cancelled,) = await curator.presses("Cancel")
        assert "Cancelled" in cancelled.text
    assert await desk.actions() == [
        "announce.preview", "announce.send", "announce.undo", "announce.preview", "announce.cancel",
    ]  # fmt: skip
    rows = await desk.database.fetch("SELECT who FROM curator_actions")
    assert {who for (who,) in rows} == {desk.services.key(Chat(PERSON, "private"))}


async def test_two_curators_who_press_at_once_send_once(desk):
    async with at_the_bot(desk.services, chat=GROUP) as one, at_the_bot(desk.services, chat=GROUP) as other:
        await one.says("/announce")
        await other.says("/announce")
        await one.presses("Send in")
        (shown,) = await other.presses("Send in")
        assert shown.labels == ["Undo"]
        assert len(await desk.database.fetch("SELECT id FROM broadcasts")) == 1
        assert (await desk.actions()).count("announce.send") == 1


async def test_a_preview_that_is_outdated_sends_nothing(desk, ferry_casebook):
    async with at_the_bot(desk.services, chat=GROUP) as curator:
        await curator.says("/announce")
        fact = ferry_casebook.facts["deaths-count"].model_copy(update={"state": "draft"})
        changed = ferry_casebook.model_copy(update={"facts": {**ferry_casebook.facts, fact.id: fact}})
        desk.services.library.edition = Edition(changed, exact_finder(changed))
        (shown,) = await curator.presses("Send in")
        assert "not what would be announced now" in shown.text
        assert await desk.broadcasts.open() is None


async def test_while_one_is_on_its_way_the_command_shows_it(desk):
    async with at_the_bot(desk.services, chat=GROUP) as curator:
        await curator.says("/announce")
        await curator.presses("Send in")
        (shown,) = await curator.says("/announce")
        assert shown.labels == ["Undo"]
        await desk.broadcasts.begin((await desk.broadcasts.open()).id)
        (shown,) = await curator.presses("Undo")
        assert shown.labels == ["Stop"], "too late: it says how far it is"
        (shown,) = await curator.presses("Stop")
        assert shown.labels == ["Go on", "End it here"]
        (shown,) = await curator.presses("Go on")
        assert shown.labels == ["Stop"]
        await curator.presses("Stop")
        (shown,) = await curator.presses("End it here")
        assert shown.labels == []
        assert (await curator.says("/announce"))[-1].text.startswith("Nothing was added")


@pytest.mark.parametrize("about", ["999", "²", "no-number", "1" * 40])
async def test_a_button_of_an_announcement_that_is_no_more_says_so(desk, about):
    async with at_the_bot(desk.services, chat=GROUP) as curator:
        await curator.says("/announce")
        (shown,) = await curator.presses_data(f"1:a:stop:{about}:en")
        assert "/announce" in shown.text
