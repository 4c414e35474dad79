"""Lists to look through: topics, people, sources, what happened when, and what was counted. Pages count from 0."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar

from bot.compose.buttons import fact_buttons
from bot.compose.citing import citation_line, kind_name, numbered
from bot.compose.quantities import about_date, quantity
from bot.reply import (
    Action,
    Button,
    Draw,
    Open,
    OpenNumbers,
    OpenPeople,
    OpenPerson,
    OpenSource,
    OpenSources,
    OpenTimeline,
    OpenTopic,
    Paragraph,
    Recipe,
    Reply,
)
from bot.speech import Speech, speech
from knowledge import edtf
from knowledge.casebook import Casebook
from knowledge.model import Figure, Language, Source

__all__ = [
    "PAGE_SIZE", "numbers_page", "people_page", "person_page", "source_page", "sources_page", "timeline_page",
    "topic_page",
]  # fmt: skip

Item = TypeVar("Item")

# A list of facts must stay readable on a phone, and within Telegram's 100 buttons.
PAGE_SIZE = 8
# Buttons beside each other: as many as stay a finger wide, of bare numbers and of short names.
NUMBERS_IN_A_ROW = 4
NAMES_IN_A_ROW = 2
# How the group of the sources in one language is told from a kind of source, which may have a name as short.
IN_LANGUAGE = "in-"


def topic_page(casebook: Casebook, topic: str, page: int, language: Language) -> Reply:
    """The list of topics, or a page of the facts of one topic; an unknown topic gives the list."""
    say = speech(language)
    facts = [fact.id for fact in casebook.published() if fact.topic == topic]
    if not facts:
        told = {fact.topic for fact in casebook.published()}
        rows = tuple(
            (Button(each.title[language], OpenTopic(each.id, language)),)
            for each in casebook.case.topics
            if each.id in told
        )
        return Reply(
            language=language,
            kind="page",
            paragraphs=(Paragraph(say("Topics"), "heading"),),
            buttons=rows,
            recipe=Recipe("topics", language, ("", "0")),
        )
    listed, page, pages = _paged(facts, page)
    title = next(each.title[language] for each in casebook.case.topics if each.id == topic)
    shown = fact_buttons(casebook, listed, language, PAGE_SIZE)
    up = Button(say("Topics"), OpenTopic("", language))
    turn = _turning(page, pages, lambda other: OpenTopic(topic, language, other), up)
    heading = Paragraph(_numbered(title, page, pages), "heading")
    return Reply(
        language=language,
        kind="page",
        paragraphs=(heading,),
        buttons=(*shown, *turn),
        recipe=Recipe("topics", language, (topic, str(page))),
    )


def people_page(casebook: Casebook, page: int, language: Language) -> Reply:
    """Who is who: a page of the people, each with a line on their part, and a button to what is told of them."""
    say = speech(language)
    shown, page, pages = _paged(list(casebook.people.values()), page)
    told = {person for fact in casebook.published() for person in fact.mentions}
    names = [Button(each.names[language], OpenPerson(each.id, language)) for each in shown if each.id in told]
    heading = Paragraph(_numbered(say("Who is who"), page, pages), "heading")
    lines = (Paragraph(f"{person.names[language]} — {person.role[language]}", "bullet") for person in shown)
    return Reply(
        language=language,
        kind="page",
        paragraphs=(heading, *lines),
        buttons=(*_rows(names, NAMES_IN_A_ROW), *_turning(page, pages, lambda other: OpenPeople(language, other))),
        recipe=Recipe("people", language, (str(page),)),
    )


def person_page(casebook: Casebook, person: str, page: int, language: Language) -> Reply:
    """Who somebody is, and the facts about them, those that tell most first; somebody unknown gives the people."""
    entity = casebook.people.get(person)
    if entity is None:
        return people_page(casebook, 0, language)
    say = speech(language)
    listed, page, pages = _paged(_about(casebook, person), page)
    place = list(casebook.people).index(person) // PAGE_SIZE
    up = Button(say("Who is who"), OpenPeople(language, place))
    return Reply(
        language=language,
        kind="page",
        paragraphs=(
            Paragraph(_numbered(entity.names[language], page, pages), "heading"),
            Paragraph(entity.role[language]),
        ),
        buttons=(
            *fact_buttons(casebook, listed, language, PAGE_SIZE),
            *_turning(page, pages, lambda other: OpenPerson(person, language, other), up),
        ),
        recipe=Recipe("person", language, (person, str(page))),
    )


def sources_page(casebook: Casebook, group: str, page: int, language: Language) -> Reply:
    """The groups of sources, or a page of the sources of one group, the newest first."""
    say = speech(language)
    grouped = [source for source in casebook.sources.values() if group in _groups(source)]
    if not grouped:
        return _source_groups(casebook, say)
    grouped.sort(key=_when, reverse=True)
    shown, page, pages = _paged(grouped, page)
    first = page * PAGE_SIZE + 1
    lines = [Paragraph(f"{n}. {_titled(source, say)}") for n, source in enumerate(shown, start=first)]
    presses = [Button(str(n), OpenSource(source.id, language)) for n, source in enumerate(shown, start=first)]
    up = Button(say("Sources"), OpenSources("", language))
    return Reply(
        language=language,
        kind="page",
        paragraphs=(Paragraph(_numbered(_group_name(group, say), page, pages), "heading"), *lines),
        buttons=(
            *_rows(presses, NUMBERS_IN_A_ROW),
            *_turning(page, pages, lambda other: OpenSources(group, language, other), up),
        ),
        recipe=Recipe("sources", language, (group, str(page))),
    )


def source_page(casebook: Casebook, source_id: str, page: int, language: Language) -> Reply:
    """A source, its address, and the facts that it supports; an unknown source gives the groups."""
    source = casebook.sources.get(source_id)
    if source is None:
        return sources_page(casebook, "", 0, language)
    say = speech(language)
    facts = [fact.id for fact in casebook.published() if any(each.source == source_id for each in fact.citations)]
    listed, page, pages = _paged(facts, page)
    about = [say("Author: {name}", name=source.author)] if source.author else []
    about.append(say.plural("It supports {n} fact of the record.", "It supports {n} facts of the record.", len(facts)))
    up = Button(say("Sources"), OpenSources(IN_LANGUAGE + source.language, language))
    return Reply(
        language=language,
        kind="page",
        paragraphs=(
            Paragraph(_numbered(source.title, page, pages), "heading"),
            Paragraph("\n".join(about)),
        ),
        citations=(citation_line(source, 1, say),),
        citations_title=say("Source"),
        buttons=(
            *fact_buttons(casebook, listed, language, PAGE_SIZE),
            *_turning(page, pages, lambda other: OpenSource(source_id, language, other), up),
        ),
        recipe=Recipe("source", language, (source_id, str(page))),
    )


def timeline_page(casebook: Casebook, page: int, language: Language) -> Reply:
    """What happened when, the oldest first, each event with its sources and a button to the fact about it."""
    say = speech(language)
    events = sorted(casebook.timeline, key=lambda event: edtf.parse(event.date).earliest())
    shown, page, pages = _paged(events, page)
    numbers, citations = numbered(casebook, [source for event in shown for source in event.sources], say)
    first = page * PAGE_SIZE + 1
    lines = [
        Paragraph(f"{n}. {about_date(event.date, say)} — {event.text[language]} {_marks(event.sources, numbers)}")
        for n, event in enumerate(shown, start=first)
    ]
    told = {fact.id for fact in casebook.published()}
    presses = [
        Button(str(n), Open(fact, language))
        for n, event in enumerate(shown, start=first)
        if (fact := next((each for each in event.facts if each in told), None)) is not None
    ]
    return Reply(
        language=language,
        kind="page",
        paragraphs=(Paragraph(_numbered(say("Timeline"), page, pages), "heading"), *lines),
        citations=citations,
        citations_title=say("Sources"),
        closing=say("Record as of {date}.", date=say.date(casebook.case.as_of)),
        as_of=casebook.case.as_of,
        buttons=(
            *_rows(presses, NUMBERS_IN_A_ROW),
            *_turning(page, pages, lambda other: OpenTimeline(language, other)),
            (Button(say("As a picture"), Draw("timeline", language)),),
        ),
        recipe=Recipe("timeline", language, (str(page),)),
    )


def numbers_page(casebook: Casebook, page: int, language: Language) -> Reply:
    """What was counted, by whom and as of when, with sources, and the figures that each is mistaken for."""
    say = speech(language)
    shown, page, pages = _paged(list(casebook.figures.values()), page)
    numbers, citations = numbered(casebook, [source for figure in shown for source in figure.sources], say)
    first = page * PAGE_SIZE + 1
    lines = [
        Paragraph(f"{n}. {_figure(casebook, figure, say)} {_marks(figure.sources, numbers)}")
        for n, figure in enumerate(shown, start=first)
    ]
    told = {fact.id for fact in casebook.published()}
    presses = [
        Button(str(n), Open(fact, language))
        for n, figure in enumerate(shown, start=first)
        if (fact := next((each for each in figure.facts if each in told), None)) is not None
    ]
    return Reply(
        language=language,
        kind="page",
        paragraphs=(Paragraph(_numbered(say("Numbers"), page, pages), "heading"), *lines),
        citations=citations,
        citations_title=say("Sources"),
        closing=say("Record as of {date}.", date=say.date(casebook.case.as_of)),
        as_of=casebook.case.as_of,
        buttons=(
            *_rows(presses, NUMBERS_IN_A_ROW),
            *_turning(page, pages, lambda other: OpenNumbers(language, other)),
            (Button(say("As a picture"), Draw("numbers", language)),),
        ),
        recipe=Recipe("numbers", language, (str(page),)),
    )


def _figure(casebook: Casebook, figure: Figure, say: Speech) -> str:
    """``44: people recognised as victims — the court, 17 January 2025. Not the same: 98, 99.``"""
    by = figure.said_by[say.language]
    when = f", {about_date(figure.date, say)}" if figure.date else ""
    line = f"{_value(figure, say)}: {figure.counts[say.language]} — {by}{when}."
    others = list(dict.fromkeys(_value(casebook.figures[other], say) for other in figure.mistaken_for))
    if not others:
        return line
    return line + " " + say("Not to be confused with: {figures}.", figures=", ".join(others))


def _value(figure: Figure, say: Speech) -> str:
    """The figure alone where what is counted is said behind it, else with its unit."""
    with_unit = figure.unit in ("years", "months", "days", "tenge", "dollars")
    return quantity(figure.unit, str(figure.value), say) if with_unit else say.number(figure.value)


def _source_groups(casebook: Casebook, say: Speech) -> Reply:
    """How many sources there are in each language and of each kind, with a button to each group."""
    sources = casebook.sources.values()
    counts = Counter(group for source in sources for group in _groups(source))
    by_size = [group for group, _ in counts.most_common()]
    languages = [group for group in by_size if group.startswith(IN_LANGUAGE)]
    kinds = [group for group in by_size if not group.startswith(IN_LANGUAGE)]
    presses = [
        Button(f"{_group_name(group, say)} ({counts[group]})", OpenSources(group, say.language))
        for group in (*languages, *kinds)
    ]
    total = say.plural(
        "The record rests on {n} source. By language and by kind:",
        "The record rests on {n} sources. By language and by kind:",
        len(sources),
    )
    return Reply(
        language=say.language,
        kind="page",
        paragraphs=(Paragraph(say("Sources"), "heading"), Paragraph(total)),
        buttons=_rows(presses, NAMES_IN_A_ROW),
        recipe=Recipe("sources", say.language, ("", "0")),
    )


def _groups(source: Source) -> tuple[str, str]:
    return IN_LANGUAGE + source.language, source.reliability


def _group_name(group: str, say: Speech) -> str:
    code = group.removeprefix(IN_LANGUAGE)
    if code != group:
        name = say.language_name(code)
        return name[:1].upper() + name[1:]
    return kind_name(group, say)  # type: ignore[arg-type]  # a group that holds a source is one of its two


def _titled(source: Source, say: Speech) -> str:
    when = f", {say.date(source.date)}" if source.date else ""
    return f"{source.publisher}{when}: {source.title}"


def _when(source: Source) -> str:
    return source.date or ""


def _marks(sources: Sequence[str], numbers: dict[str, int]) -> str:
    return "".join(f"[{numbers[source]}]" for source in sources)


def _rows(buttons: Sequence[Button], width: int) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(buttons[start : start + width]) for start in range(0, len(buttons), width))


def _numbered(title: str, page: int, pages: int) -> str:
    """A heading with the page's number, where there are several."""
    return title if pages == 1 else f"{title} ({page + 1}/{pages})"


def _paged(items: Sequence[Item], page: int) -> tuple[list[Item], int, int]:
    """What stands on a page, the page's number brought into range, and how many pages there are."""
    pages = max(1, (len(items) + PAGE_SIZE - 1) // PAGE_SIZE)
    page = min(max(page, 0), pages - 1)
    return list(items[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]), page, pages


def _turning(page: int, pages: int, to: Callable[[int], Action], *between: Button) -> tuple[tuple[Button, ...], ...]:
    """The row of buttons that turns pages, with other buttons between its arrows; no row where it would be empty."""
    back = [Button("←", to(page - 1))] if page > 0 else []
    on = [Button("→", to(page + 1))] if page + 1 < pages else []
    row = (*back, *between, *on)
    return (row,) if row else ()


def _about(casebook: Casebook, person: str) -> list[str]:
    """The facts about a person: one named after them first, then those that name them first, then the rest."""
    told = [fact for fact in casebook.published() if person in fact.mentions]
    first = [fact for fact in told if fact.mentions[0] == person]
    own = [fact for fact in first if fact.id.endswith(f"-{person}")]
    return list(dict.fromkeys(fact.id for fact in (*own, *first, *told)))
