"""What the bot says, before any surface: plain data that every renderer shows in its own way.

Paragraphs are plain text. Marks like ``[2]`` in them point to the citation with that number; a renderer may
turn them into links. Nothing here is escaped, cut or formatted for any one surface.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

from knowledge.desk.handed import ReportKind
from knowledge.model import Language

__all__ = [
    "DRAWABLES",
    "EXPORTS",
    "SETTLEMENTS",
    "SORTINGS",
    "STEPS",
    "THEMES",
    "Action",
    "Announce",
    "Button",
    "Choose",
    "CitationLine",
    "Cite",
    "Dismiss",
    "Draw",
    "Drawable",
    "Explain",
    "Export",
    "ExportForm",
    "FinishReport",
    "Follow",
    "HandOn",
    "Judge",
    "NameMe",
    "Open",
    "OpenInbox",
    "OpenJournal",
    "OpenLanguages",
    "OpenNumbers",
    "OpenPeople",
    "OpenPerson",
    "OpenSource",
    "OpenSources",
    "OpenTimeline",
    "OpenTopic",
    "Paragraph",
    "Printed",
    "Recipe",
    "Reply",
    "Settle",
    "Settlement",
    "Share",
    "Sort",
    "Sorting",
    "Step",
    "Theme",
    "Visit",
    "Write",
    "Wrong",
]

# What can be drawn as pictures, and in which colours.
Drawable = Literal["timeline", "numbers"]
DRAWABLES: tuple[Drawable, ...] = get_args(Drawable)
Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = get_args(Theme)
# As what readers may take the whole record with them.
ExportForm = Literal["pdf", "csv", "json"]
EXPORTS: tuple[ExportForm, ...] = get_args(ExportForm)
# What a curator does with an announcement.
Step = Literal["send", "cancel", "undo", "stop", "go", "end"]
STEPS: tuple[Step, ...] = get_args(Step)

# What curators do with questions that had no answer, and with a report.
Sorting = Literal["add", "decline"]
SORTINGS: tuple[Sorting, ...] = get_args(Sorting)
Settlement = Literal["phrasing", "done", "dismissed"]
SETTLEMENTS: tuple[Settlement, ...] = get_args(Settlement)


@dataclass(frozen=True)
class Open:
    """Show a fact: as a message of its own, or in the place of the offer that it was chosen from."""

    fact: str
    language: Language
    in_place: bool = False


@dataclass(frozen=True)
class OpenTopic:
    """List the facts of a topic; an empty topic lists the topics. Pages count from 0."""

    topic: str
    language: Language
    page: int = 0


@dataclass(frozen=True)
class OpenPeople:
    """List the people of the case, page by page from 0."""

    language: Language
    page: int = 0


@dataclass(frozen=True)
class OpenPerson:
    """Who somebody is, with the facts about them, page by page from 0."""

    person: str
    language: Language
    page: int = 0


@dataclass(frozen=True)
class OpenSources:
    """List the sources of a group, page by page from 0; an empty group lists the groups.

    A group is the language that sources are written in, ``in-kk``, or a kind of source, ``press``.
    """

    group: str
    language: Language
    page: int = 0


@dataclass(frozen=True)
class OpenSource:
    """A source, with the facts that it supports, page by page from 0."""

    source: str
    language: Language
    page: int = 0


@dataclass(frozen=True)
class OpenTimeline:
    """What happened when, page by page from 0."""

    language: Language
    page: int = 0


@dataclass(frozen=True)
class OpenNumbers:
    """What was counted, by whom and when, page by page from 0."""

    language: Language
    page: int = 0


@dataclass(frozen=True)
class OpenLanguages:
    """Offer the languages in which an answer can be read, under the answer itself."""

    fact: str
    language: Language


@dataclass(frozen=True)
class Explain:
    """Say why this answer was given."""

    fact: str
    language: Language


@dataclass(frozen=True)
class Share:
    """Hand a fact on to another chat."""

    fact: str
    language: Language


@dataclass(frozen=True)
class Cite:
    """Copy a citation: a surface adds the permanent address of this version of the fact.

    ``where`` is the publisher and the date of the first source.
    """

    fact: str
    version: int
    headline: str
    where: str


@dataclass(frozen=True)
class Choose:
    """Speak this language in this chat from now on."""

    language: Language


@dataclass(frozen=True)
class Dismiss:
    """None of the offered facts was meant."""

    language: Language


@dataclass(frozen=True)
class Draw:
    """Show something as a picture, page by page from 0."""

    what: Drawable
    language: Language
    page: int = 0
    theme: Theme = "light"


@dataclass(frozen=True)
class Write:
    """Show as text what a picture shows."""

    what: Drawable
    language: Language


@dataclass(frozen=True)
class Export:
    """Send the whole record as a file."""

    form: ExportForm
    language: Language


@dataclass(frozen=True)
class Follow:
    """Whether this chat wants to follow the record."""

    yes: bool
    language: Language


@dataclass(frozen=True)
class Judge:
    """Say whether an answer helped."""

    fact: str
    version: int
    language: Language
    helped: bool


@dataclass(frozen=True)
class Wrong:
    """Say that something is wrong with an answer; without a kind, be asked what."""

    fact: str
    version: int
    language: Language
    kind: ReportKind | None = None


@dataclass(frozen=True)
class FinishReport:
    """Send the report that is being written, as it was shown, or drop it."""

    send: bool
    language: Language


@dataclass(frozen=True)
class Announce:
    """A curator's step on the way of an announcement.

    ``about`` names what was previewed, or is the number of an announcement that is on its way.
    """

    step: Step
    about: str
    language: Language


@dataclass(frozen=True)
class HandOn:
    """Let the curators see the question that had no answer."""

    language: Language


@dataclass(frozen=True)
class OpenInbox:
    """For curators: what readers handed to them, one thing a page, from 0."""

    language: Language
    page: int = 0


@dataclass(frozen=True)
class OpenJournal:
    """For curators: what they did with the bot, page by page from 0, the latest first."""

    language: Language
    page: int = 0


@dataclass(frozen=True)
class NameMe:
    """For curators: tell the one who presses, and nobody else, under which name the journal has them."""

    language: Language


@dataclass(frozen=True)
class Sort:
    """For curators: say what is to become of questions that are alike.

    ``question`` is the id of the first of them, ``count`` how many were shown: others may have joined them since.
    ``fact`` is the one that they are to be added to.
    """

    sorting: Sorting
    question: str
    count: int
    fact: str
    language: Language


@dataclass(frozen=True)
class Settle:
    """For curators: say what became of a report."""

    settlement: Settlement
    report: str
    language: Language


@dataclass(frozen=True)
class Visit:
    """Open an address."""

    url: str


Action: TypeAlias = (
    Open
    | OpenTopic
    | OpenPeople
    | OpenPerson
    | OpenSources
    | OpenSource
    | OpenTimeline
    | OpenNumbers
    | OpenLanguages
    | Explain
    | Share
    | Cite
    | Choose
    | Dismiss
    | Draw
    | Write
    | Export
    | Follow
    | Announce
    | Judge
    | Wrong
    | FinishReport
    | HandOn
    | OpenInbox
    | OpenJournal
    | NameMe
    | Sort
    | Settle
    | Visit
)


@dataclass(frozen=True)
class Button:
    label: str
    action: Action


@dataclass(frozen=True)
class Paragraph:
    """A piece of text; ``style`` says what it is, not how it looks."""

    text: str
    style: Literal["plain", "heading", "bullet", "note", "correction"] = "plain"


@dataclass(frozen=True)
class CitationLine:
    """One numbered source of a reply; ``line`` is what a reader sees of it in the reply's language."""

    n: int
    source: str
    publisher: str
    title: str
    date: str | None
    language: str
    url: str | None
    line: str


@dataclass(frozen=True)
class Recipe:
    """How to compose a reply again: a few words in place of all its text, for one that has to wait before it is sent.

    ``items`` are ids of facts, a page's number and the like; nothing in it comes from what a person wrote.
    ``bare``: without its buttons.
    """

    kind: str
    language: Language
    items: tuple[str, ...] = ()
    bare: bool = False


@dataclass(frozen=True)
class Reply:
    """Everything said in one turn.

    ``facts`` are the facts told (or, in an offer, the choices); ``as_of`` is the day on which the record was
    current, as YYYY-MM-DD, where the record was asked.
    """

    language: Language
    kind: Literal["answer", "suggest", "none", "page"]
    paragraphs: tuple[Paragraph, ...]
    citations: tuple[CitationLine, ...] = ()
    citations_title: str = ""
    closing: str = ""
    as_of: str | None = None
    facts: tuple[str, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = field(default=())
    recipe: Recipe | None = None


@dataclass(frozen=True)
class Printed:
    """A finished file to send. ``key`` is the same only for the same bytes, so that an upload can be used again."""

    key: str
    name: str
    body: bytes
