"""Inline queries, beyond what the scripts in tests/conversations play: pages of results, and whose they are."""

from __future__ import annotations

import pytest
from telegram.error import BadRequest

from knowledge.model import LANGUAGES
from tests.bot.people import at_the_bot, services_over

TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


async def test_results_are_one_persons_and_lead_into_the_chat(case, person):
    await person.searches("")
    assert person.recorder.inline["is_personal"] is True
    assert person.recorder.inline["cache_time"] > 0
    start = person.recorder.inline["button"]["start_parameter"]
    (shown,) = await person.says(f"/start {start}")
    assert case.title in shown.text


async def test_a_result_has_an_id_that_names_fact_version_and_language(case, person):
    (first, *_) = await person.searches(f"{case.fact} ky")
    assert first["id"] == f"{case.fact}:1:ky"
    (button,) = [button for row in first["reply_markup"]["inline_keyboard"] for button in row]
    assert button["url"] == f"https://t.me/demo_bot?start={case.fact}_v1"


async def test_more_results_come_page_by_page_and_each_once(casebook):
    async with at_the_bot(services_over(casebook)) as person:
        seen, offset = [], ""
        while True:
            results = await person.searches("a", offset)
            seen += [result["id"] for result in results]
            offset = person.recorder.inline["next_offset"]
            if not offset:
                break
        assert len(set(seen)) == len(seen) <= 50
        assert len(seen) > min(20, len(list(casebook.published())) // 2), "a page or more, where there is as much"


@pytest.mark.parametrize("offset", ["99", "99999999999", "x", "-1", "²"])
async def test_an_offset_that_was_never_given_is_no_error(person, offset):
    assert isinstance(await person.searches("court", offset), list)


async def test_before_a_letter_is_typed_the_most_useful_facts_are_shown(casebook):
    for language in LANGUAGES:
        async with at_the_bot(services_over(casebook), language_code=language) as person:
            results = await person.searches("")
        shown = [result["id"].split(":")[0] for result in results]
        case = casebook.case
        useful = list(dict.fromkeys((case.status_fact, *case.key_facts)))
        assert shown[: len(useful)] == useful
        assert {casebook.facts[fact].topic for fact in shown} == {topic.id for topic in case.topics}
        assert all(result["id"].endswith(f":{language}") for result in results)


async def test_a_query_overtaken_by_another_letter_is_no_error(person):
    person.recorder.refuse("answerInlineQuery", 400, TOO_OLD)
    await person.searches("court")
    person.recorder.refuse("answerInlineQuery", 400, "Bad Request: something new")
    with pytest.raises(BadRequest, match=r"(?i)something new"):
        await person.searches("court")
