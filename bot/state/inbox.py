"""What readers handed to the curators: questions without an answer, and reports of mistakes. Without a chat, by day."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from bot.state.database import Database, Row
from knowledge.desk.handed import Asked, AskedState, Report, ReportKind, ReportState
from knowledge.model import LANGUAGES, Language

__all__ = ["Inbox", "MemoryInbox", "StoredInbox", "moment_of"]

# Eight hexadecimal digits fit into a button beside the longest id of a fact. Two rows of a thousand share one with a
# probability of 1 in 10,000: the later one is then not kept, which its reader is told.
_ID_BYTES = 4


class Inbox(Protocol):
    """Questions and reports. Words are scrubbed before they come here: see `bot.scrubbing`.

    All raise `bot.state.database.StateUnavailable` when the database is away.
    """

    async def hand_in(self, language: Language, words: str, day: dt.date) -> None:
        """Keeps a question; one with the same words in the same language is counted, and new again if it was done."""

    async def questions(self, *states: AskedState, most: int = 1000) -> list[Asked]:
        """The questions in those states, the newest first."""

    async def sort(self, ids: Iterable[str], state: AskedState, fact: str | None = None) -> None:
        """Says what is to become of some questions."""

    async def report(
        self, fact: str, version: int, language: Language, kind: ReportKind, words: str, day: dt.date
    ) -> Report:
        """Keeps a report."""

    async def reports(self, *states: ReportState, most: int = 1000) -> list[Report]:
        """The reports in those states, the newest first."""

    async def find_report(self, id: str) -> Report | None: ...

    async def settle(self, id: str, state: ReportState) -> Report | None:
        """Says what became of a report; None if there is none."""


class MemoryInbox:
    """For one run: the terminal, and tests."""

    def __init__(self) -> None:
        self._asked: dict[str, Asked] = {}
        self._reports: dict[str, Report] = {}

    async def hand_in(self, language: Language, words: str, day: dt.date) -> None:
        for each in self._asked.values():
            if (each.language, each.words) == (language, words):
                again = replace(each, day=max(day, each.day), asked=each.asked + 1)
                self._asked[each.id] = replace(again, state="new", fact=None) if each.state == "done" else again
                return
        new = Asked(secrets.token_hex(_ID_BYTES), language, words, day)
        self._asked[new.id] = new

    async def questions(self, *states: AskedState, most: int = 1000) -> list[Asked]:
        wanted = [each for each in self._asked.values() if each.state in states]
        return sorted(wanted, key=lambda each: (-each.day.toordinal(), -each.asked, each.id))[:most]

    async def sort(self, ids: Iterable[str], state: AskedState, fact: str | None = None) -> None:
        for id in ids:
            if id in self._asked:
                self._asked[id] = replace(self._asked[id], state=state, fact=fact)

    async def report(
        self, fact: str, version: int, language: Language, kind: ReportKind, words: str, day: dt.date
    ) -> Report:
        report = Report(secrets.token_hex(_ID_BYTES), fact, version, language, kind, words, day)
        self._reports[report.id] = report
        return report

    async def reports(self, *states: ReportState, most: int = 1000) -> list[Report]:
        wanted = [each for each in self._reports.values() if each.state in states]
        return sorted(wanted, key=lambda each: (-each.day.toordinal(), each.id))[:most]

    async def find_report(self, id: str) -> Report | None:
        return self._reports.get(id)

    async def settle(self, id: str, state: ReportState) -> Report | None:
        if id in self._reports:
            self._reports[id] = replace(self._reports[id], state=state)
        return self._reports.get(id)


class StoredInbox:
    """Kept in a database, for as long as `bot.state.retention` says."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def hand_in(self, language: Language, words: str, day: dt.date) -> None:
        # In a transaction, which is not tried again by itself: a question must not be counted twice.
        async with self._database.transaction() as transaction:
            await transaction.execute(
                "INSERT INTO inbox (id, language, words, day, asked, state) VALUES ($1, $2, $3, $4, 1, 'new')"
                " ON CONFLICT (language, words) DO UPDATE SET asked = inbox.asked + 1,"
                " day = CASE WHEN inbox.day < excluded.day THEN excluded.day ELSE inbox.day END,"
                " fact = CASE WHEN inbox.state = 'done' THEN NULL ELSE inbox.fact END,"
                " state = CASE WHEN inbox.state = 'done' THEN 'new' ELSE inbox.state END",
                secrets.token_hex(_ID_BYTES),
                language,
                words,
                moment_of(day),
            )

    async def questions(self, *states: AskedState, most: int = 1000) -> list[Asked]:
        rows: list[Row] = []
        for state in states:
            rows += await self._database.fetch(
                "SELECT id, language, words, day, asked, state, fact FROM inbox WHERE state = $1"
                " ORDER BY day DESC, asked DESC, id LIMIT $2",
                state,
                most,
            )
        found = [Asked(row[0], _language(row[1]), row[2], _day_of(row[3]), *row[4:]) for row in rows]
        return sorted(found, key=lambda each: (-each.day.toordinal(), -each.asked, each.id))[:most]

    async def sort(self, ids: Iterable[str], state: AskedState, fact: str | None = None) -> None:
        for id in ids:
            await self._database.execute("UPDATE inbox SET state = $1, fact = $2 WHERE id = $3", state, fact, id)

    async def report(
        self, fact: str, version: int, language: Language, kind: ReportKind, words: str, day: dt.date
    ) -> Report:
        report = Report(secrets.token_hex(_ID_BYTES), fact, version, language, kind, words, day)
        await self._database.execute(
            "INSERT INTO reports (id, fact, version, language, kind, words, day, state)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, 'new') ON CONFLICT (id) DO NOTHING",
            *(report.id, fact, version, language, kind, words, moment_of(day)),
        )
        return report

    async def reports(self, *states: ReportState, most: int = 1000) -> list[Report]:
        rows: list[Row] = []
        for state in states:
            rows += await self._database.fetch(
                "SELECT id, fact, version, language, kind, words, day, state FROM reports WHERE state = $1"
                " ORDER BY day DESC, id LIMIT $2",
                state,
                most,
            )
        return sorted(map(_report, rows), key=lambda each: (-each.day.toordinal(), each.id))[:most]

    async def find_report(self, id: str) -> Report | None:
        row = await self._database.fetch_one(
            "SELECT id, fact, version, language, kind, words, day, state FROM reports WHERE id = $1", id
        )
        return _report(row) if row else None

    async def settle(self, id: str, state: ReportState) -> Report | None:
        await self._database.execute("UPDATE reports SET state = $1 WHERE id = $2", state, id)
        return await self.find_report(id)


def moment_of(day: dt.date) -> float:
    """A day as what is stored of it: seconds since 1970 of its beginning in UTC, so that it grows old like the rest."""
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC).timestamp()


def _day_of(moment: float) -> dt.date:
    return dt.datetime.fromtimestamp(moment, dt.UTC).date()


def _language(code: str) -> Language:
    return next((language for language in LANGUAGES if language == code), "en")


def _report(row: Row) -> Report:
    return Report(row[0], row[1], row[2], _language(row[3]), row[4], row[5], _day_of(row[6]), row[7])
