"""What changed for readers between two states of a record, in words.

Compared are the documents as they stand in the files, so that a state that today's checks refuse can be compared too.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from knowledge.model import LANGUAGES
from knowledge.storage import Documents, Tables

__all__ = ["Difference", "Note", "differences", "forgotten"]

How: TypeAlias = Literal["added", "removed", "changed"]

_WHAT: Mapping[str, str] = {
    "facts": "fact",
    "sources": "source",
    "timeline": "event",
    "figures": "figure",
    "people": "person",
    "places": "place",
    "bodies": "body",
    "case": "case",
}
# What only curators and checks read.
_UNSEEN = {
    "facts": {
        "id", "state", "version", "changes", "withdrawal", "citations", "values", "mentions", "texts", "review_by",
        "reviewed",
    },
    "sources": {"id", "note", "research_ids", "read", "accessed"},
    "people": {"id", "spelling", "slips", "variants", "aliases"},
    "places": {"id", "spelling", "slips", "variants", "aliases"},
    "bodies": {"id", "spelling", "slips", "variants", "aliases"},
}  # fmt: skip
# What an entry is called in the list of differences, by the field that names it.
_NAMES = ("title", "names", "text", "counts")


@dataclass(frozen=True)
class Note:
    """One thing that changed in an entry: what it says now, and what it said before, where it says anything."""

    field: str
    old: str | None = None
    new: str | None = None


@dataclass(frozen=True)
class Difference:
    """An entry that came, went or changed; for facts also its version and the reason that was given for it."""

    what: str
    id: str
    how: How
    title: str
    version: str = ""
    notes: tuple[Note, ...] = ()


def differences(before: Tables, after: Tables) -> list[Difference]:
    """What a reader of ``after`` finds other than in ``before``: facts first, what came before what changed."""
    found: list[Difference] = []
    for table, what in _WHAT.items():
        old, new = _shown(before.get(table, {})), _shown(after.get(table, {}))
        found += [
            Difference(what, key, "added", _title(new[key]), _came(before.get(table, {}).get(key), new[key]))
            for key in new
            if key not in old
        ]
        found += [
            Difference(what, key, "removed", _title(old[key]), _left(old[key], after.get(table, {}).get(key)))
            for key in old
            if key not in new
        ]
        for key in (key for key in new if key in old):
            notes, version = tuple(_notes(table, old[key], new[key])), _version(old[key], new[key])
            if notes or version:
                found.append(Difference(what, key, "changed", _title(new[key]), version, notes))
    return found + _questions(before, after)


def forgotten(before: Tables, after: Tables, today: dt.date) -> Iterator[str]:
    """What somebody who edited facts by hand may have forgotten: the new version, and the days of changed texts.

    Readers who open an old link are told what changed from the versions, and a translation is known to lag by the days.
    """
    old, new = _shown(before.get("facts", {})), _shown(after.get("facts", {}))
    for key in (key for key in new if key in old):
        was, now = _group(old[key].get("texts")), _group(new[key].get("texts"))
        changed = [
            language
            for language in LANGUAGES
            if _parts(language, _group(was.get(language))) != _parts(language, _group(now.get(language)))
        ]
        if not changed:
            continue
        listed = ", ".join(changed)
        if old[key].get("version") == new[key].get("version"):
            yield (
                f"{key}: its words changed ({listed}) and its version did not: if it says something else now, raise "
                "`version` and add the reason to `changes`"
            )
        undated = [
            language
            for language in changed
            if _group(now.get(language)).get("written") in (_group(was.get(language)).get("written"), None)
            and _group(now.get(language)).get("written") != today.isoformat()
        ]
        if undated:
            yield (
                f"{key}: set `written` of {', '.join(undated)} to the day of the change, so that the other languages "
                "are known to lag behind"
            )


def _shown(documents: Documents) -> Documents:
    """The documents that readers see: drafts and withdrawn facts are not among them."""
    return {key: document for key, document in documents.items() if document.get("state", "published") == "published"}


def _title(document: Mapping[str, Any]) -> str:
    texts = document.get("texts")
    if isinstance(texts, Mapping):
        return str(_group(texts.get("en")).get("headline", ""))
    named = next((document[name] for name in _NAMES if name in document), "")
    return str(named.get("en", "") if isinstance(named, Mapping) else named)


def _group(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _came(old: Mapping[str, Any] | None, document: Mapping[str, Any]) -> str:
    """What an entry was before readers saw it: ``was withdrawn, version 1 → 2: the reason``."""
    if not old:
        return ""
    return ", ".join(filter(None, (f"was {old.get('state')}", _version(old, document))))


def _left(old: Mapping[str, Any], document: Mapping[str, Any] | None) -> str:
    """What is left of an entry that readers see no more: ``now withdrawn, version 1 → 2: the reason``."""
    if not document:
        return ""
    withdrawal = _group(document.get("withdrawal"))
    why = str(_group(withdrawal.get("reason")).get("en", ""))
    instead = f"instead: {withdrawal['instead']}" if withdrawal.get("instead") else ""
    return ", ".join(filter(None, (f"now {document.get('state')}", _version(old, document), why, instead)))


def _version(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """``version 1 → 2: the reason``, empty where the version is the same."""
    was, now = old.get("version"), new.get("version")
    if was == now:
        return ""
    known = [change for change in new.get("changes", ()) if isinstance(change, Mapping)]
    reasons = [_group(change.get("reason")).get("en", "") for change in known if change not in old.get("changes", ())]
    told = " ".join(filter(None, reasons)) or "no reason is given"
    return f"version {was} → {now}: {told}"


def _notes(table: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Note]:
    if table == "facts":
        yield from _texts(_group(old.get("texts")), _group(new.get("texts")))
        yield from _citations(old.get("citations") or [], new.get("citations") or [])
    unseen = _UNSEEN.get(table, {"id"})
    yield from _changed(
        _flat({key: old[key] for key in old if key not in unseen}),
        _flat({key: new[key] for key in new if key not in unseen}),
    )


def _texts(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Note]:
    for language in LANGUAGES:
        yield from _changed(_parts(language, _group(old.get(language))), _parts(language, _group(new.get(language))))


def _parts(language: str, text: Mapping[str, Any]) -> dict[str, str]:
    accounts = {f"{language} account {number}": each for number, each in enumerate(text.get("accounts") or (), start=1)}
    named = {f"{language} {name}": text[name] for name in ("headline", "answer") if name in text}
    return {key: str(value) for key, value in {**named, **accounts}.items()}


def _citations(old: list[Any], new: list[Any]) -> Iterator[Note]:
    was, now = ([_group(citation) for citation in citations] for citations in (old, new))
    before, after = (Counter(str(citation.get("source")) for citation in citations) for citations in (was, now))
    for source in (before - after).elements():
        yield Note("citation", source, None)
    for source in (after - before).elements():
        yield Note("citation", None, source)
    if before == after and [each.get("source") for each in was] != [each.get("source") for each in now]:
        yield Note(
            "order of the citations", *(", ".join(str(each.get("source")) for each in part) for part in (was, now))
        )


def _changed(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Note]:
    for key in dict.fromkeys([*old, *new]):
        if old.get(key) != new.get(key):
            yield Note(key, old.get(key), new.get(key))


def _flat(value: Any, path: str = "") -> dict[str, str]:
    """Every text in a document by the words that lead to it: ``title kk``."""
    if isinstance(value, Mapping):
        parts = [_flat(each, f"{path} {key}".strip()) for key, each in value.items()]
        return {key: text for part in parts for key, text in part.items()}
    if isinstance(value, list):
        plain = all(not isinstance(each, Mapping | list) for each in value)
        if plain:
            return {path: ", ".join(map(str, value))}
        named = {str(_group(each).get("id", number)): each for number, each in enumerate(value, start=1)}
        return _flat(named, path)
    return {path: str(value)}


def _questions(before: Tables, after: Tables) -> list[Difference]:
    """How many ways to ask were added and removed, in all, as single ones change nothing that a reader sees."""
    notes = []
    for language in LANGUAGES:
        old, new = (
            {
                (key, text)
                for key, document in tables.get("questions", {}).items()
                for text in document.get(language, ())
            }
            for tables in (before, after)
        )
        if old != new:
            notes.append(Note(language, f"{len(old - new)} removed", f"{len(new - old)} added"))
    return [Difference("questions", "", "changed", "ways to ask", "", tuple(notes))] if notes else []
