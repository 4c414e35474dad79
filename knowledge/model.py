"""What a record consists of: the entries that a curator edits, as checked, immutable data.

Entries are parsed once, where files are read, and trusted everywhere else. Every model refuses keys
that it does not know, so that a misspelt key is an error instead of a silent loss.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from ipaddress import ip_address
from typing import Annotated, Final, Literal, TypeAlias, cast, get_args
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from knowledge import edtf

__all__ = [
    "ABOUT_LIMIT", "ANSWER_LIMIT", "DECLINED", "HEADLINE_LIMIT", "LANGUAGES", "NAMED", "TITLE_LIMIT", "UNITS",
    "Account", "Case", "Change", "Citation", "Entity", "EntryFault", "Event", "Fact", "Figure", "Kind", "Language",
    "OppositeState", "Opposition", "Reliability", "Source", "Term", "Text", "Topic", "Value", "Withdrawal", "is_id",
    "is_language",
]  # fmt: skip

Language = Literal["ru", "kk", "ky", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

Kind = Literal["reported", "differs", "unknown"]
Speaker = Literal["court", "official", "victim", "lawyer", "ngo", "press", "defence", "witness", "relative"]
Procedure = Literal["alleged", "investigated", "charged", "testified", "found-by-court", "upheld"]
State = Literal["draft", "published", "withdrawn"]
Reliability = Literal[
    "court-notice", "official", "first-hand", "wire", "press", "state-media", "ngo", "reference", "law-text",
    "paraphrase", "digest", "machine-translation",
]  # fmt: skip
# Kinds of questions that a record knowingly does not answer.
DECLINED = ("not-in-record", "other-case", "advice", "small-talk")
Unit = Literal[
    "years", "months", "days", "people", "officers", "tenge", "dollars", "article", "date", "waves", "votes", "number"
]
UNITS: Final = frozenset(get_args(Unit))
# Kinds of names that a value can give, and the tables that hold them.
NAMED: Final = {"person": "people", "place": "places", "body": "bodies"}

# One message of Telegram holds 4,096 characters. A headline, an answer, five accounts and seven citations
# of these sizes fit together with the frame around them, in every language, so nothing is ever cut off.
HEADLINE_LIMIT = 120
ANSWER_LIMIT = 900
ACCOUNT_LIMIT = 330
ACCOUNTS_LEAST = 2
ACCOUNTS_LIMIT = 5
CITATIONS_LIMIT = 8
# The short description and the description of a bot in Telegram, which the title and the text about the case become.
TITLE_LIMIT = 120
ABOUT_LIMIT = 512

# `?start=<fact-id>_v<n>` must stay within the 64 characters that Telegram gives a deep link.
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FACT_ID_LIMIT = 40
# A button carries at most 64 bytes: an entry's id, what to do with it, a page and a language.
_ID_LIMIT = 48

# Last labels of names that only the inside of a network knows.
_PRIVATE = {"local", "internal", "localhost", "localdomain", "lan", "home", "corp", "test", "invalid"}


def is_language(code: str | None) -> bool:
    """Whether the code is one of the four languages of the record."""
    return code in LANGUAGES


def is_id(text: str) -> bool:
    """Whether the text can be an entry's id, which is also the name of its file."""
    return _ID.fullmatch(text) is not None


def _identifier(text: str) -> str:
    if not is_id(text):
        raise ValueError(f"{text!r} is not an id: use lower-case Latin letters, digits and single hyphens")
    if len(text) > _ID_LIMIT:
        raise ValueError(f"{text!r} is longer than {_ID_LIMIT} characters, too long for a button to carry")
    return text


def _fact_identifier(text: str) -> str:
    if len(text) > _FACT_ID_LIMIT:
        raise ValueError(f"{text!r} is longer than {_FACT_ID_LIMIT} characters, too long for a link to the fact")
    return _identifier(text)


def _partial_date(text: str) -> str:
    edtf.parse(text)
    return text


def _day(text: str) -> str:
    try:
        # fromisoformat reads 20250117 and 2025-W03-5 too; days are compared as text, so they have one form.
        if dt.date.fromisoformat(text).isoformat() == text:
            return text
    except ValueError:
        pass
    raise ValueError(f"{text!r} is not a day like 2025-01-17")


def _is_public(host: str) -> bool:
    try:
        return ip_address(host).is_global
    except ValueError:
        labels = host.split(".")
    # A last label that starts with a digit is a short or odd spelling of an IP address: 127.1, 0x7f.1.
    return len(labels) > 1 and all(labels) and labels[-1] not in _PRIVATE and not labels[-1][0].isdigit()


def _public_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https"):
        raise ValueError(f"{text!r} must start with https:// or http://, so that a reader can open it")
    if not _is_public((parts.hostname or "").removesuffix(".")):
        raise ValueError(f"{text!r} is not reachable for readers: give the public address")
    if any(character.isspace() for character in text):
        raise ValueError(f"{text!r} holds white space: an address has none")
    return text


def _plain_text(text: str) -> str:
    if text != text.strip() or not text:
        raise ValueError("must not be empty or start or end with white space")
    return text


Id: TypeAlias = Annotated[str, AfterValidator(_identifier)]
FactId: TypeAlias = Annotated[str, AfterValidator(_fact_identifier)]
PartialDateText: TypeAlias = Annotated[str, AfterValidator(_partial_date)]
Day: TypeAlias = Annotated[str, AfterValidator(_day)]
Address: TypeAlias = Annotated[str, AfterValidator(_public_address)]
Words: TypeAlias = Annotated[str, AfterValidator(_plain_text)]
Account: TypeAlias = Annotated[Words, Field(max_length=ACCOUNT_LIMIT)]


class EntryFault(ValueError):
    """What is wrong between the fields of one entry: all of it, each with the field's path."""

    def __init__(self, faults: Iterable[tuple[str, str]]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{field}: {message}" for field, message in self.faults))


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class PerLanguage(_Entry):
    """One text in each of the four languages."""

    ru: Words
    kk: Words
    ky: Words
    en: Words

    def __getitem__(self, language: Language) -> str:
        return cast(str, getattr(self, language))


class Text(_Entry):
    """A fact in one language. Marks like ``[2]`` point to the fact's second citation.

    ``written`` is the day on which the words were last changed, ``reread`` the day on which somebody else last read
    them again. A text is *stale* from the day after which its original was written, until it is written or read again
    itself: see ``Case.original``. A text without either day counts as older than every day. ``untranslated`` says that
    the words still are those of another language, left for an editor; only a fact that is not told may have one.
    """

    headline: Annotated[Words, Field(max_length=HEADLINE_LIMIT)]
    answer: Annotated[Words, Field(max_length=ANSWER_LIMIT)]
    accounts: Annotated[tuple[Account, ...], Field(max_length=ACCOUNTS_LIMIT)] = ()
    written: Day | None = None
    reread: Day | None = None
    untranslated: bool = False

    def seen(self) -> str:
        """The day on which the text was last written or read again; empty if no such day is known."""
        return max(self.written or "", self.reread or "")

    def whole(self) -> str:
        """Answer and accounts as one string, as checks read it."""
        return "\n".join((self.answer, *self.accounts))


class Texts(_Entry):
    ru: Text
    kk: Text
    ky: Text
    en: Text

    def __getitem__(self, language: Language) -> Text:
        return cast(Text, getattr(self, language))


class Citation(_Entry):
    """What one source supports in a fact; ``claims`` are its numbers in the research ledger."""

    source: Id
    claims: tuple[str, ...] = ()
    supports: Words
    checked: Literal["supported", "partly", "not"] | None = None


class Value(_Entry):
    """What askers get wrong, so that a false one can be corrected: a figure, a date, a name or a state of things.

    ``unit`` is a unit of measure (``UNITS``), a kind of name (``NAMED``; the value is its id), or the id of an
    opposition (the value is one of its states).
    """

    unit: Id
    value: int | float | str

    @model_validator(mode="after")
    def _fits_unit(self) -> Value:
        if self.unit == "date":
            edtf.parse(str(self.value))
        elif self.unit in UNITS:
            if isinstance(self.value, str) and self.unit != "article":
                raise ValueError(f"{self.value!r} is not a number: write 5000000 without spaces or words")
        elif not isinstance(self.value, str):
            raise ValueError(f"{self.value!r} is not an id: name the person, place, body or state")
        return self


class Change(_Entry):
    """Why a version of a fact replaced the one before."""

    version: Annotated[int, Field(ge=2)]
    date: Day
    reason: PerLanguage


class Withdrawal(_Entry):
    """Why the record no longer tells a fact, and the fact that corrects it, if there is one."""

    date: Day
    reason: PerLanguage
    instead: FactId | None = None


class Fact(_Entry):
    """One thing the record knows, or knows to be unknown, with everything needed to say it."""

    id: FactId
    topic: Id
    kind: Kind
    procedure: Procedure | None = None
    said_by: Annotated[tuple[Speaker, ...], Field(min_length=1)]
    event: PartialDateText | None = None
    reviewed: Day
    review_by: Day
    unknown_since: PartialDateText | None = None
    version: Annotated[int, Field(ge=1)]
    state: State = "published"
    changes: tuple[Change, ...] = ()
    withdrawal: Withdrawal | None = None
    related: tuple[FactId, ...] = ()
    mentions: tuple[Id, ...] = ()
    values: tuple[Value, ...] = ()
    citations: Annotated[tuple[Citation, ...], Field(min_length=1, max_length=CITATIONS_LIMIT)]
    texts: Texts

    def reasons(self) -> Iterator[tuple[str, PerLanguage]]:
        """What is said about its changes and its withdrawal, each with the field in which it stands."""
        for place, change in enumerate(self.changes):
            yield f"changes.{place}.reason", change.reason
        if self.withdrawal is not None:
            yield "withdrawal.reason", self.withdrawal.reason

    @model_validator(mode="after")
    def _fields_agree(self) -> Fact:
        if faults := tuple(self._faults()):
            raise EntryFault(faults)
        return self

    def _faults(self) -> Iterator[tuple[str, str]]:
        if self.kind == "unknown" and self.unknown_since is None:
            yield "unknown_since", "is missing: say since when nothing was reported"
        for language in LANGUAGES:
            accounts = len(self.texts[language].accounts)
            if self.kind == "differs" and accounts < ACCOUNTS_LEAST:
                yield f"texts.{language}.accounts", "a fact on which sources differ shows at least two accounts"
            if self.texts[language].untranslated and self.state == "published":
                yield f"texts.{language}.untranslated", "waits for an editor: set state to draft until it is done"
            if self.kind != "differs" and accounts:
                yield f"texts.{language}.accounts", "only facts of kind 'differs' have accounts"
        if self.review_by < self.reviewed:
            yield "review_by", f"lies before reviewed, {self.reviewed}: one of the two days is wrong"
        versions = [change.version for change in self.changes]
        if versions != list(range(2, self.version + 1)):
            wanted = (
                "none, as this is version 1" if self.version < 2 else f"one for each version from 2 to {self.version}"
            )
            yield "changes", f"must hold entries with version, date and reason, in order: {wanted}"
        days = [change.date for change in self.changes]
        if days != sorted(days):
            yield "changes", "must have their dates in order, the oldest first"
        if self.withdrawal is None and self.state == "withdrawn":
            yield "withdrawal", "is missing: give the date and the reason, in all four languages"
        if self.withdrawal is not None and self.state != "withdrawn":
            yield "withdrawal", "is given, but the fact is told: set state to withdrawn, or remove it"


class Source(_Entry):
    """A text that was read, and where a reader finds it."""

    id: Id
    publisher: Words
    title: Words
    title_by: Literal["publisher", "translated", "described"] = "publisher"
    author: Words | None = None
    date: PartialDateText | None = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
    url: Address | None = None
    read_at: Address | None = None
    archive_url: Address | None = None
    reliability: Reliability
    relays: Words | None = None
    paraphrase: bool = False
    read: Literal["whole", "part", "title"] = "part"
    accessed: Day
    note: Words | None = None
    research_ids: tuple[str, ...] = ()

    def address(self) -> str | None:
        """Where a reader is sent: the original where it is known, else the place where the text was read."""
        return self.url or self.read_at


class Entity(_Entry):
    """A person, place or body: its names, what people call it, and one line on its part in the case."""

    id: Id
    names: PerLanguage
    aliases: Mapping[Language, tuple[Words, ...]] = {}
    variants: tuple[Words, ...] = ()
    slips: tuple[Words, ...] = ()
    role: PerLanguage
    spelling: Mapping[Language, Literal["seen", "derived", "brief"]] = {}


class Event(_Entry):
    """A line of the timeline."""

    id: Id
    date: PartialDateText
    sources: Annotated[tuple[Id, ...], Field(min_length=1)]
    facts: tuple[FactId, ...] = ()
    text: PerLanguage


class Figure(_Entry):
    """A line of the numbers sheet: what is counted, by whom, and what it is mistaken for."""

    id: Id
    value: int | float
    unit: Unit
    date: PartialDateText | None = None
    sources: Annotated[tuple[Id, ...], Field(min_length=1)]
    facts: tuple[FactId, ...] = ()
    counts: PerLanguage
    said_by: PerLanguage
    mistaken_for: tuple[Id, ...] = ()


class OppositeState(_Entry):
    """One of the states that exclude each other: how it is said, and the beginnings of words by which it is asked."""

    id: Id
    names: PerLanguage
    words: Mapping[Language, Annotated[tuple[Words, ...], Field(min_length=1)]]


class Opposition(_Entry):
    """States of things of which only one can be true, such as convicted and acquitted: what yes/no questions ask."""

    id: Id
    states: Annotated[tuple[OppositeState, ...], Field(min_length=2)]


class Topic(_Entry):
    id: Id
    title: PerLanguage


class Examples(_Entry):
    """Three questions in each language that show a newcomer what to ask."""

    ru: Annotated[tuple[Words, ...], Field(min_length=3)]
    kk: Annotated[tuple[Words, ...], Field(min_length=3)]
    ky: Annotated[tuple[Words, ...], Field(min_length=3)]
    en: Annotated[tuple[Words, ...], Field(min_length=3)]

    def __getitem__(self, language: Language) -> tuple[str, ...]:
        return cast(tuple[str, ...], getattr(self, language))


class Case(_Entry):
    """The case itself: what it is called, what the record is about, as of when, and in which order it is told.

    ``original`` is the language in which its facts are written, and from which they are translated; without it, the
    original of a fact is whichever of its texts was written last.
    """

    id: Id
    title: PerLanguage
    about: PerLanguage
    as_of: Day
    original: Language | None = None
    topics: Annotated[tuple[Topic, ...], Field(min_length=1)]
    examples: Examples
    status_fact: FactId
    key_facts: tuple[FactId, ...]

    @model_validator(mode="after")
    def _fits_telegram(self) -> Case:
        limits = (("title", self.title, TITLE_LIMIT), ("about", self.about, ABOUT_LIMIT))
        faults = [
            (f"{field}.{language}", f"is {len(texts[language])} characters long: at most {limit} fit")
            for field, texts, limit in limits
            for language in LANGUAGES
            if len(texts[language]) > limit
        ]
        if faults:
            raise EntryFault(faults)
        return self


class Term(_Entry):
    """A glossary line: the words to use in each language, and the ones to avoid."""

    id: Id
    ru: tuple[Words, ...] = ()
    kk: tuple[Words, ...] = ()
    ky: tuple[Words, ...] = ()
    en: tuple[Words, ...] = ()
    avoid: Mapping[Language, tuple[Words, ...]] = {}
    # The topics in whose facts the words are to be avoided; none means everywhere.
    avoid_in: tuple[Id, ...] = ()
    note: Words | None = None
