"""What pictures and the fact sheet say: what the record says, with the same numbers for the same sources everywhere."""

from __future__ import annotations

import pytest

from bot.paper import drawings, sheet
from bot.paper.numbering import numbered
from knowledge import edtf
from knowledge.casebook import Casebook
from knowledge.model import LANGUAGES


def test_every_source_that_is_cited_has_a_number_and_no_other(casebook: Casebook):
    numbers = numbered(casebook)
    cited = {citation.source for fact in casebook.published() for citation in fact.citations}
    cited |= {source for event in casebook.timeline for source in event.sources}
    cited |= {source for figure in casebook.figures.values() for source in figure.sources}
    assert set(numbers) == cited
    assert sorted(numbers.values()) == list(range(1, len(cited) + 1))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_timeline_tells_every_event_in_order_with_its_sources(casebook: Casebook, language):
    data = drawings.data(casebook, "timeline", language, "light")
    events = sorted(casebook.timeline, key=lambda event: edtf.parse(event.date).earliest())
    assert [item["text"] for item in data["items"]] == [event.text[language] for event in events]
    for item, event in zip(data["items"], events, strict=True):
        named = [data["publishers"][str(number)] for number in item["sources"]]
        assert sorted(named) == sorted(casebook.sources[source].publisher for source in event.sources)


def test_a_date_that_is_not_certain_says_so(ferry_casebook: Casebook):
    dates = {item["text"]: item["date"] for item in drawings.data(ferry_casebook, "timeline", "en", "light")["items"]}
    assert dates["The defence filed an appeal, the newspaper reported."] == "September 2021 (approximately)"
    assert dates["The ferry Aurelia sank in the Sandvei Strait."] == "4 March 2019"


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_say_what_they_count_and_what_they_are_not(ferry_casebook: Casebook, language):
    items = drawings.data(ferry_casebook, "numbers", language, "light")["items"]
    shown = {item["number"]: item for item in items}
    aboard = ferry_casebook.figures["aboard-operator"]
    assert shown["86"]["counts"] == aboard.counts[language]
    assert shown["86"]["said_by"] == aboard.said_by[language]
    assert "91" in shown["86"]["mistaken_for"]
    assert shown["17"]["mistaken_for"] == ""


def test_a_number_and_its_unit_stand_apart_in_the_grammar_of_the_language(ferry_casebook: Casebook):
    figure = ferry_casebook.figures["dead"].model_copy(update={"unit": "years", "value": 3})
    casebook = ferry_casebook.model_copy(update={"figures": {"dead": figure}})
    shown = {language: drawings.data(casebook, "numbers", language, "light")["items"][0] for language in LANGUAGES}
    assert {language: (item["number"], item["unit"]) for language, item in shown.items()} == {
        "ru": ("3", "года"),
        "kk": ("3", "жыл"),
        "ky": ("3", "жыл"),
        "en": ("3", "years"),
    }


def test_the_bot_is_named_only_where_there_is_one(casebook: Casebook):
    assert drawings.data(casebook, "timeline", "en", "light")["bot"] == ""
    assert drawings.data(casebook, "timeline", "en", "light", "some_bot")["bot"] == "t.me/some_bot"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_tells_every_published_fact_whole(casebook: Casebook, language):
    data = sheet.data(casebook, language)
    facts = [fact for topic in data["topics"] for fact in topic["facts"]]
    assert [fact["id"] for fact in facts] == [fact.id for fact in casebook.published()]
    numbers = numbered(casebook)
    for told in facts:
        fact = casebook.facts[told["id"]]
        cited = [numbers[citation.source] for citation in fact.citations]
        for pieces, text in zip(
            [told["answer"], *told["accounts"]],
            [fact.texts[language].answer, *fact.texts[language].accounts],
            strict=True,
        ):
            marked = [f"[{cited.index(piece) + 1}]" if isinstance(piece, int) else piece for piece in pieces]
            assert "".join(marked) == text


def test_the_sheet_names_every_source_with_its_address(casebook: Casebook):
    data = sheet.data(casebook, "en")
    by_number = {number: casebook.sources[key] for key, number in numbered(casebook).items()}
    assert [source["n"] for source in data["sources"]] == sorted(by_number)
    assert all(source["url"] == (by_number[source["n"]].address() or "") for source in data["sources"])
    assert all(by_number[source["n"]].publisher in source["line"] for source in data["sources"])
