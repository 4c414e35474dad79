"""What a returned sheet changes in the record: all its rows, or none of them."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.casebook import Casebook, casebook_of
from knowledge.checks.freshness import lag_of
from knowledge.checks.whole import only, text_problems
from knowledge.desk.parts import parts_of, with_parts
from knowledge.desk.rows import Edit, RowFault, edit_of, is_edited_in_place
from knowledge.desk.sheet import Row
from knowledge.model import LANGUAGES, Fact, Language
from knowledge.problems import Problem, RecordError
from knowledge.storage import RecordStorage, Tables

__all__ = ["Failure", "Plan", "apply_plan", "plan_import"]

_LANGUAGE = re.compile(r"\b(?:ru|kk|ky|en)\b")


@dataclass(frozen=True)
class Failure:
    row: Row
    reason: str

    def __str__(self) -> str:
        return f"{self.row.place()}: {self.reason}"


@dataclass(frozen=True)
class Plan:
    """What an import would do. It may be applied only if no row failed."""

    edits: tuple[Edit, ...]
    failures: tuple[Failure, ...]
    untouched: int
    notices: tuple[str, ...]

    @property
    def failed(self) -> int:
        """How many rows failed; one may have failed for several reasons."""
        return len({failure.row for failure in self.failures})


def plan_import(tables: Tables, rows: Sequence[Row], today: dt.date) -> Plan:
    """Which rows change the record of these tables, which can't, and why.

    Raises:
        RecordError: the record is broken already, so that nothing can be said about the rows.
    """
    casebook, problems = casebook_of(tables)
    if casebook is None:
        raise RecordError(problems)
    edits, failures, notices = _read(rows, casebook, today)
    told = _told_twice(edits)
    edits = [edit for edit in edits if edit.row not in {failure.row for failure in told}]
    failures += [*told, *_new_problems(tables, casebook, edits)]
    failed = {failure.row for failure in failures}
    sound = tuple(edit for edit in edits if edit.row not in failed)
    untouched = len(rows) - len(sound) - len(failed)
    failures.sort(key=lambda failure: failure.row.line)
    notices += [*_consequences(casebook, sound), *_lagging(casebook, _applied(tables, sound), sound)]
    return Plan(sound, tuple(failures), untouched, tuple(notices))


def apply_plan(folder: Path, plan: Plan) -> None:
    """Write the plan's texts into the record of a folder, all at once.

    Raises:
        ValueError: a row of the plan failed, or a text has changed since the plan was made. Nothing was written.
        RecordError: the record can't be read. Nothing was written.
    """
    if plan.failures:
        raise ValueError("some rows failed: correct them, or take them out of the file")
    storage = RecordStorage(folder)
    tables = storage.read()
    for edit in plan.edits:
        document = tables["facts"].get(edit.row.fact)
        if document is None or parts_of(document["texts"][edit.language]).get(edit.row.part) != edit.old:
            raise ValueError(f"{edit.row.place()}: somebody else changed the text just now: import again")
    storage.write(_applied(tables, plan.edits))


def _read(rows: Iterable[Row], casebook: Casebook, today: dt.date) -> tuple[list[Edit], list[Failure], list[str]]:
    edits: list[Edit] = []
    failures: list[Failure] = []
    notices: list[str] = []
    for row in rows:
        try:
            if edit := edit_of(row, casebook, today):
                edits.append(edit)
            elif is_edited_in_place(row, casebook):
                notices.append(
                    f"{row.place()}: the column 'text' is not what the record says, and nothing is corrected. If you "
                    "wrote there, move it to 'correction'; if not, the record has changed since the export"
                )
        except RowFault as fault:
            failures.append(Failure(row, str(fault)))
    return edits, failures, notices


def _told_twice(edits: Iterable[Edit]) -> list[Failure]:
    """Rows that ask for the same text as another row does."""
    places: defaultdict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for edit in edits:
        places[edit.row.fact, edit.row.language, edit.row.part].append(edit.row)
    return [
        Failure(row, "the same text is filled in in another row too: keep one")
        for rows in places.values()
        if len(rows) > 1
        for row in rows
    ]


def _new_problems(tables: Tables, casebook: Casebook, edits: Sequence[Edit]) -> list[Failure]:
    """What the record's checks would say after the edits and do not say before them, told of the rows concerned."""
    facts = {edit.row.fact for edit in edits if edit.new != edit.old}
    if not facts:
        return []
    edited, problems = casebook_of(_applied(tables, edits))
    if edited is not None:
        problems = text_problems(only(edited, facts))
    new = sorted(set(problems) - set(text_problems(only(casebook, facts))))
    return [
        Failure(edit.row, f"{problem.field}: {problem.message}")
        for problem in new
        for edit in _concerned(problem, edits)
    ]


def _concerned(problem: Problem, edits: Sequence[Edit]) -> list[Edit]:
    """The edits that a problem may come from: those in its text, else those of its fact, as English is everyone's."""
    changed = [edit for edit in edits if edit.new != edit.old]
    of_fact = [edit for edit in changed if edit.row.fact == problem.entry]
    languages = _LANGUAGE.findall(problem.field)
    of_text = [edit for edit in of_fact if edit.language in languages]
    of_part = [edit for edit in of_text if problem.field.endswith(f".{edit.row.part}")]
    return of_part or of_text or of_fact or changed


def _by_text(edits: Iterable[Edit]) -> dict[tuple[str, Language], list[Edit]]:
    grouped: defaultdict[tuple[str, Language], list[Edit]] = defaultdict(list)
    for edit in edits:
        grouped[edit.text].append(edit)
    return dict(grouped)


def _applied(tables: Tables, edits: Iterable[Edit]) -> Tables:
    """The tables with the edits in them; the tables that were given stay as they are."""
    facts = dict(tables["facts"])
    for (fact, language), group in _by_text(edits).items():
        texts = facts[fact]["texts"]
        text = with_parts(texts[language], {edit.row.part: edit.new for edit in group})
        if days := [edit.read_on for edit in group if edit.read_on]:
            text["reread"] = max(days)
        else:
            text.pop("reread", None)  # nobody says that they read the new words
        if days := [edit.written for edit in group if edit.written]:
            text["written"] = max(days)
        if text.get("untranslated") and not _waits(text, language, texts):
            del text["untranslated"]
        facts[fact] = {**facts[fact], "texts": {**texts, language: text}}
    return {**tables, "facts": facts}


def _waits(text: Mapping[str, Any], language: Language, texts: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether a part of the text still has the words of another language."""
    others = [parts_of(texts[each]) for each in LANGUAGES if each != language]
    return any(words == other.get(part) for part, words in parts_of(text).items() for other in others)


def _lagging(casebook: Casebook, tables: Tables, edits: Iterable[Edit]) -> list[str]:
    """Which facts have texts that will lag behind what the edits change, and did not before."""
    notices: list[str] = []
    for key in dict.fromkeys(edit.row.fact for edit in edits):
        before, after = casebook.facts[key], Fact.model_validate(tables["facts"][key])
        original = casebook.case.original
        behind = {each: lag_of(after, each, original) for each in LANGUAGES if not lag_of(before, each, original)}
        if told := {each: lag for each, lag in behind.items() if lag is not None}:
            first = next(iter(told.values())).language
            notices.append(
                f"{key} · {', '.join(told)}: will say that it may lag behind the text in {first} until it is read again"
            )
    return notices


def _consequences(casebook: Casebook, edits: Iterable[Edit]) -> list[str]:
    """What a curator should know before the edits are applied."""
    notices: list[str] = []
    for (fact, language), group in _by_text(edits).items():
        text = casebook.facts[fact].texts[language]
        place = f"{fact} · {language}"
        signed = {edit.row.part for edit in group if edit.read_on}
        if not signed and text.reread:
            notices.append(
                f"{place}: is no longer marked as read again on {text.reread}, as nobody signed the new text"
            )
        elif signed and (unsigned := [part for part in parts_of(dict(text)) if part not in signed]):
            notices.append(f"{place}: will be marked as read again, though nobody signed its {', '.join(unsigned)}")
        if language == "en" and any(edit.new != edit.old and edit.row.part != "headline" for edit in group):
            notices.append(
                f"{place}: if the meaning changes, raise the fact's version, give a reason, and translate it"
            )
    return notices
