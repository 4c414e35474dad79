"""The bot's own pages: what it is, how to use it, what it keeps; topics and people to look through."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from bot.compose.buttons import fact_buttons
from bot.reply import Action, Button, Choose, Open, OpenPeople, OpenTopic, Paragraph, Reply
from bot.speech import LANGUAGE_NAMES, speech
from knowledge.casebook import Casebook
from knowledge.model import LANGUAGES, Language

__all__ = [
    "PAGE_SIZE", "about", "choose_language", "help_page", "notice", "people_page", "privacy", "start", "topic_page",
]  # fmt: skip

Item = TypeVar("Item")

# A list of facts must stay readable on a phone, and within Telegram's 100 buttons.
PAGE_SIZE = 8


def choose_language(current: Language) -> Reply:
    """The choice of a language, said in all four: the reader may not know the one that is on."""
    lines = [say("In which language shall I answer?") for say in map(speech, LANGUAGES)]
    marked = tuple(
        Button(("✓ " if language == current else "") + LANGUAGE_NAMES[language], Choose(language))
        for language in LANGUAGES
    )
    return Reply(
        language=current,
        kind="page",
        paragraphs=(Paragraph("\n".join(lines)),),
        buttons=(marked[:2], marked[2:]),
    )


def start(casebook: Casebook, language: Language) -> Reply:
    """The first message in a chat: what this is, how to ask, and the choice of a language."""
    say = speech(language)
    examples = "\n".join(f"— {question}" for question in casebook.case.examples[language][:3])
    return Reply(
        language=language,
        kind="page",
        paragraphs=(
            Paragraph(casebook.case.title[language], "heading"),
            Paragraph(casebook.case.about[language]),
            Paragraph(
                say("Ask in your own words, in Russian, Kazakh, Kyrgyz or English. For example:") + "\n" + examples
            ),
            Paragraph(say("Every answer shows its sources. I do not keep your questions: /privacy"), "note"),
        ),
        buttons=choose_language(language).buttons,
    )


def help_page(casebook: Casebook, language: Language) -> Reply:
    """How to use the bot."""
    say = speech(language)
    commands = [
        ("/topics", say("everything the record tells, by topic")),
        ("/status", say("where the case stands now")),
        ("/people", say("who is who")),
        ("/language", say("choose the language of the answers")),
        ("/about", say("what this is and who writes it")),
        ("/privacy", say("what is kept about you")),
        ("/forget", say("delete what is kept about this chat")),
    ]
    return Reply(
        language=language,
        kind="page",
        paragraphs=(
            Paragraph(say("How to ask"), "heading"),
            Paragraph(
                say(
                    "Write a question as you would put it to a person. Typing mistakes, missing letters and Latin "
                    "script are fine. If I am not sure, I offer up to three questions to choose from; if the record "
                    "has no answer, I say so."
                )
            ),
            Paragraph("\n".join(f"{command} — {what}" for command, what in commands)),
        ),
    )


def about(casebook: Casebook, language: Language) -> Reply:
    """What the record is, how current, and what its marks mean."""
    say = speech(language)
    facts = sum(1 for _ in casebook.published())
    counts = say(
        "The record holds {facts} and {sources}, as of {date}.",
        facts=say.plural("{n} fact", "{n} facts", facts),
        sources=say.plural("{n} source", "{n} sources", len(casebook.sources)),
        date=say.date(casebook.case.as_of),
    )
    return Reply(
        language=language,
        kind="page",
        paragraphs=(
            Paragraph(casebook.case.title[language], "heading"),
            Paragraph(casebook.case.about[language]),
            Paragraph(counts),
            Paragraph(
                say(
                    "Every answer was prepared beforehand from published sources; nothing is made up at the moment you "
                    "ask. Where sources differ, the accounts stand side by side. What is not known is said to be not "
                    "known."
                )
            ),
        ),
    )


def privacy(language: Language) -> Reply:
    """What is kept about a chat, said in full."""
    say = speech(language)
    lines = [
        say("Your questions are not stored and not written to any log."),
        say("For this chat I keep one thing: the language you chose, under a key that does not show who you are."),
        say(
            "To understand follow-up questions I remember, in memory only and for a few minutes, "
            "which fact I told last."
        ),
        say("/forget deletes all of it at once."),
        say("Telegram itself sees this chat. If asking is dangerous where you live, think of who can see your phone."),
    ]
    return Reply(
        language=language,
        kind="page",
        paragraphs=(Paragraph(say("Privacy"), "heading"), *(Paragraph(line, "bullet") for line in lines)),
    )


def notice(language: Language, message: str) -> Reply:
    """A short word of the bot, already translated."""
    return Reply(language=language, kind="page", paragraphs=(Paragraph(message),))


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
        return Reply(language=language, kind="page", paragraphs=(Paragraph(say("Topics"), "heading"),), buttons=rows)
    listed, page, pages = _paged(facts, page)
    title = next(each.title[language] for each in casebook.case.topics if each.id == topic)
    shown = fact_buttons(casebook, listed, language, PAGE_SIZE)
    up = Button(say("Topics"), OpenTopic("", language))
    turn = _turning(page, pages, lambda other: OpenTopic(topic, language, other), up)
    heading = title if pages == 1 else f"{title} ({page + 1}/{pages})"
    return Reply(language=language, kind="page", paragraphs=(Paragraph(heading, "heading"),), buttons=(*shown, turn))


def people_page(casebook: Casebook, page: int, language: Language) -> Reply:
    """Who is who: a page of the people, each with a line on their part, and buttons to the facts about them."""
    say = speech(language)
    shown, page, pages = _paged(list(casebook.people.values()), page)
    about = {person.id: fact for person in shown if (fact := _about(casebook, person.id)) is not None}
    rows = [
        (Button(person.names[language], Open(about[person.id], language)),) for person in shown if person.id in about
    ]
    turn = _turning(page, pages, lambda other: OpenPeople(language, other))
    heading = say("Who is who")
    lines = (Paragraph(f"{person.names[language]} — {person.role[language]}", "bullet") for person in shown)
    return Reply(
        language=language,
        kind="page",
        paragraphs=(Paragraph(f"{heading} ({page + 1}/{pages})", "heading"), *lines),
        buttons=(*rows, *([turn] if turn else [])),
    )


def _paged(items: Sequence[Item], page: int) -> tuple[list[Item], int, int]:
    """What stands on a page, the page's number brought into range, and how many pages there are."""
    pages = max(1, (len(items) + PAGE_SIZE - 1) // PAGE_SIZE)
    page = min(max(page, 0), pages - 1)
    return list(items[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]), page, pages


def _turning(page: int, pages: int, to: Callable[[int], Action], *between: Button) -> tuple[Button, ...]:
    """The row of buttons that turns pages, with other buttons between its arrows."""
    back = [Button("←", to(page - 1))] if page > 0 else []
    on = [Button("→", to(page + 1))] if page + 1 < pages else []
    return (*back, *between, *on)


def _about(casebook: Casebook, person: str) -> str | None:
    """The fact that tells most about a person: one named after them, else one that names them first, else any."""
    told = [fact for fact in casebook.published() if person in fact.mentions]
    first = [fact for fact in told if fact.mentions[0] == person]
    own = [fact for fact in first if fact.id.endswith(f"-{person}")]
    return next((fact.id for fact in (*own, *first, *told)), None)
