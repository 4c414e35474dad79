"""The record in use: one edition at a time, the same for all handlers."""

from __future__ import annotations

from bot.library import Edition, Library
from knowledge.finding import Context
from knowledge.model import LANGUAGES
from tests.bot.exact import exact_finder
from tests.bot.people import at_the_bot, services_over


def renamed(casebook, title: str):
    case = casebook.case.model_copy(update={"title": dict.fromkeys(LANGUAGES, title)})
    return casebook.model_copy(update={"case": case})


def test_each_question_is_told_with_its_finding_and_its_seconds(case):
    told = []
    library = Library(Edition(case.casebook, exact_finder(case.casebook)), asked=lambda *each: told.append(each))
    finding = library.find(case.question, Context())
    ((found, seconds),) = told
    assert found == finding
    assert 0 <= seconds < 10


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
