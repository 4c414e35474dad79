"""The record in use: one edition at a time, the same for all handlers."""

from __future__ import annotations

import asyncio

from bot.library import Edition, Library
from bot.recent import Recent
from knowledge.finding import Context
from knowledge.model import LANGUAGES
from tests.bot.exact import exact_finder
from tests.bot.people import at_the_bot, services_over
from tests.cases import changed


def renamed(casebook, title: str):
    case = casebook.case.model_copy(update={"title": dict.fromkeys(LANGUAGES, title)})
    return casebook.model_copy(update={"case": case})


async def test_each_question_is_told_with_its_finding_and_its_seconds(case):
    told = []
    library = Library(Edition(case.casebook, exact_finder(case.casebook)), asked=lambda *each: told.append(each))
    finding = await library.find(case.question, Context())
    ((found, seconds),) = told
    assert found == finding
    assert 0 <= seconds < 10


class Far:
    """Another process, as an edition sees it: it answers when it is let."""

    ready = 1

    def __init__(self, find):
        self._find = find
        self.may = asyncio.Event()
        self.asked = 0
        self.closed = False

    async def find(self, question, context):
        self.asked += 1
        await self.may.wait()
        return self._find(question, context)

    async def close(self):
        self.closed = True


async def test_what_is_found_elsewhere_is_asked_there_once(case):
    far = Far(exact_finder(case.casebook))
    far.may.set()
    library = Library(Edition(case.casebook, never, Recent(), far))
    first = await library.find(case.question, Context())
    assert first == await library.find(case.question, Context())
    assert first == exact_finder(case.casebook)(case.question, Context())
    assert far.asked == library.processes() == 1


def never(question, context):
    raise AssertionError("asked in this process")


async def test_a_record_swapped_while_a_question_is_out_answers_it(case):
    """What the old record found may be withdrawn in the new one, which composes the answer."""
    far = Far(exact_finder(case.casebook))
    library = Library(Edition(case.casebook, never, elsewhere=far))
    asking = asyncio.create_task(library.find_each((case.question, case.other_question), Context()))
    await asyncio.sleep(0)
    casebook = changed(case.casebook, case.fact, state="draft")
    await library.turn_to(Edition(casebook, exact_finder(casebook)))
    far.may.set()
    findings = await asking
    assert [each.outcome for each in findings] == ["none", "answer"]
    assert far.closed
    assert library.processes() == 0


async def test_handlers_answer_from_the_new_record_once_it_is_there(case):
    services = services_over(case.casebook)
    async with at_the_bot(services) as person:
        (before,) = await person.says("/start")
        casebook = renamed(case.casebook, "Another title")
        services.library.edition = Edition(casebook, exact_finder(casebook))
        (after,) = await person.says("/start")
    assert "Another title" not in before.text
    assert "Another title" in after.text


def test_facts_are_those_that_are_published(casebook):
    edition = Edition(casebook, exact_finder(casebook))
    assert edition.count() == len([fact for fact in casebook.facts.values() if fact.state == "published"]) > 0
