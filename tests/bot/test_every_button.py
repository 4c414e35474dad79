"""Every command of the menu, and every button that they lead to, over three records: one of them just begun."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from bot.menu import commands
from bot.speech import speech
from knowledge.casebook import Casebook, load_casebook
from knowledge.desk.beginning import begin_record
from knowledge.model import LANGUAGES
from tests.bot.people import Person, at_the_bot, services_over
from tests.bot.recorder import Shown
from tests.cases import FERRY, INCLUDED

# Of a kind of button, so many are pressed: the pages of one kind are made alike.
EACH = 12
# Kinds of buttons that any record shows, by the letters of `bot/surfaces/callback.py`.
ANYWHERE = set("defgjklorstuvwx")


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Casebook:
    """What `record init` writes: one fact, nobody in it, no event and no figure."""
    folder = tmp_path_factory.mktemp("begun")
    begin_record(folder, dt.date(2024, 6, 1))
    return load_casebook(folder)


@pytest.fixture(params=["included", "ferry", "begun"])
def record(request: pytest.FixtureRequest) -> Casebook:
    if request.param == "begun":
        found: Casebook = request.getfixturevalue("begun")
        return found
    return {"included": INCLUDED, "ferry": FERRY}[request.param].casebook


def buttons(shown: list[Shown]) -> list[tuple[Shown, str]]:
    """What can be pressed: the message, and what its button carries."""
    return [(each, button["callback_data"]) for each in shown for button in each.buttons if "callback_data" in button]


async def pressed(person: Person, shown: list[Shown]) -> Counter[str]:
    """Press all that is shown, and all that is shown then; how many buttons of each kind were pressed."""
    counted: Counter[str] = Counter()
    seen: set[str] = set()
    waiting = buttons(shown)
    while waiting:
        under, data = waiting.pop(0)
        kind = data.split(":")[1]
        if data in seen or counted[kind] == EACH:
            continue
        seen.add(data)
        counted[kind] += 1
        before = len(person.recorder.calls)
        now = await person.does(person.updates.presses(under, data))
        calls = [method for method, _ in person.recorder.calls[before:]]
        assert calls.count("answerCallbackQuery") == 1, data
        assert all(each.text for each in now), data
        waiting += buttons(now)
    return counted


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_command_and_button_leads_somewhere(record, language):
    async with at_the_bot(services_over(record), language_code=language) as person:
        for fact in list(record.published())[:3]:
            assert await person.says(record.asked(fact.id, language)[0])
        for command in commands(speech(language)):
            assert await person.says(f"/{command.command}"), command.command
        counted = await pressed(person, list(person.recorder.screen))
    assert counted.keys() >= ANYWHERE
    people = {each for fact in record.published() for each in fact.mentions} & record.people.keys()
    assert ("i" in counted) is bool(people), "a person, where there is one"
