"""Lists to look through: everything in the record is on some page, once, with its sources."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from bot import compose
from bot.reply import Open, OpenPerson, OpenSource, OpenSources, Reply
from knowledge.model import LANGUAGES

each_language = pytest.mark.parametrize("language", LANGUAGES)


def whole(make: Callable[[int], Reply]) -> Iterator[Reply]:
    """All pages of a list, as the arrow leads on."""
    page = 0
    while True:
        reply = make(page)
        yield reply
        if not any(button.label == "→" for row in reply.buttons for button in row):
            return
        page += 1


def actions(reply: Reply) -> list:
    return [button.action for row in reply.buttons for button in row]


@each_language
def test_the_timeline_tells_every_event_once_in_order_with_its_sources(casebook, language):
    pages = list(whole(lambda page: compose.timeline_page(casebook, page, language)))
    lines = [paragraph.text for page in pages for paragraph in page.paragraphs[1:]]
    assert [line.partition(". ")[0] for line in lines] == [str(n) for n in range(1, len(casebook.timeline) + 1)]
    for event in casebook.timeline:
        (line,) = [line for line in lines if f"— {event.text[language]} [" in line]
        assert line.count("[") == len(set(event.sources))
    for page in pages:
        told = "".join(paragraph.text for paragraph in page.paragraphs)
        assert all(f"[{each.n}]" in told for each in page.citations)


@each_language
def test_the_numbers_tell_every_figure_once_with_who_counted(casebook, language):
    pages = list(whole(lambda page: compose.numbers_page(casebook, page, language)))
    lines = [paragraph.text for page in pages for paragraph in page.paragraphs[1:]]
    assert len(lines) == len(casebook.figures)
    for line, figure in zip(lines, casebook.figures.values(), strict=True):
        assert f": {figure.counts[language]} — {figure.said_by[language]}" in line
        assert line.count("[") == len(set(figure.sources))


@each_language
def test_every_source_is_reached_by_its_language_and_by_its_kind(casebook, language):
    groups = [action.group for action in actions(compose.sources_page(casebook, "", 0, language))]
    found: dict[str, list[str]] = {}
    for group in groups:
        pages = whole(lambda page, group=group: compose.sources_page(casebook, group, page, language))
        found[group] = [action.source for page in pages for action in actions(page) if isinstance(action, OpenSource)]
    for source in casebook.sources.values():
        of = [group for group, sources in found.items() if source.id in sources]
        assert sorted(of) == sorted([f"in-{source.language}", source.reliability])
    assert sum(map(len, found.values())) == 2 * len(casebook.sources)


def test_a_source_shows_exactly_the_facts_that_cite_it(casebook):
    for source in casebook.sources:
        pages = whole(lambda page, source=source: compose.source_page(casebook, source, page, "en"))
        shown = [action.fact for page in pages for action in actions(page) if isinstance(action, Open)]
        citing = [fact.id for fact in casebook.published() if source in {each.source for each in fact.citations}]
        assert shown == citing


def test_a_person_shows_exactly_the_facts_that_mention_them(casebook):
    reached = {
        action.person
        for page in whole(lambda page: compose.people_page(casebook, page, "en"))
        for action in actions(page)
        if isinstance(action, OpenPerson)
    }
    for person in casebook.people:
        pages = whole(lambda page, person=person: compose.person_page(casebook, person, page, "en"))
        shown = [action.fact for page in pages for action in actions(page) if isinstance(action, Open)]
        about = [fact.id for fact in casebook.published() if person in fact.mentions]
        assert sorted(shown) == sorted(about)
        assert (person in reached) is bool(about)


def test_from_a_source_the_way_leads_back_to_its_language(casebook):
    for source in casebook.sources.values():
        reply = compose.source_page(casebook, source.id, 0, "en")
        assert OpenSources(f"in-{source.language}", "en") in actions(reply)
