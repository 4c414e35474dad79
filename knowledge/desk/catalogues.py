"""Sheets as translators' programs know them: gettext's PO and XLIFF 1.2, for Weblate, Poedit and their like.

A file is in one language. Each text is translated from English, English from Russian; its name is ``fact/part``. Notes
beside it hold the Russian text, the glossary's words, and what the record said when the file was written, by which an
import sees whether the record has changed since.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree

from knowledge.desk.sheet import Row, SheetFault
from knowledge.model import Case, Language, is_language

__all__ = ["as_po", "as_xliff", "rows_from_po", "rows_from_xliff"]

_XLIFF = "urn:oasis:names:tc:xliff:document:1.2"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# What the notes begin with: the text as it was exported, the Russian one, a word to use.
_TEXT, _RUSSIAN, _TERM = "now", "ru", "term"
# Texts and comments stay on one line each: a line that was broken can't be put together again for certain.
_WIDTH = 1_000_000
# An XLIFF target in one of these states is no translation that somebody stands by.
_UNFINISHED = ("new", "needs-")


def as_po(rows: Iterable[Row], language: Language, case: Case) -> bytes:
    """The texts of a language as a PO file. The same texts give the same file."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    as_of = dt.datetime.combine(dt.date.fromisoformat(case.as_of), dt.time(), dt.UTC)
    catalogue = Catalog(
        locale=language,
        project=case.id,
        version="1",
        header_comment=f"# The texts of the facts: {case.title['en']}.",
        msgid_bugs_address="see CONTRIBUTING.md",
        last_translator="nobody yet",  # an empty one becomes a template's words, of which msgfmt complains
        language_team=language,
        creation_date=as_of,
        revision_date=as_of,
        fuzzy=False,
    )
    for row in rows:
        notes = [f"{kind}: {note}" for kind, note in _notes(row)]
        message = catalogue.add(_source(row), row.text, auto_comments=notes, context=f"{row.fact}/{row.part}")
        message.flags.clear()  # Babel takes any percent sign for a placeholder
    stream = io.BytesIO()
    write_po(stream, catalogue, width=_WIDTH)
    return stream.getvalue()


def rows_from_po(body: bytes) -> list[Row]:
    """The rows of a PO file; texts that are marked as fuzzy are left as they are in the record.

    Raises:
        SheetFault: it is not a file that this program exported.
    """
    from babel.core import UnknownLocaleError
    from babel.messages.pofile import PoFileError, read_po

    try:
        catalogue = read_po(io.BytesIO(body), abort_invalid=True)
    except (PoFileError, UnicodeError, UnknownLocaleError, ValueError, LookupError) as error:
        raise SheetFault(f"is not a PO file: {error}") from None
    language = _language(str(catalogue.locale_identifier or ""), "header 'Language'")
    rows = []
    for message in catalogue:
        if not message.id:
            continue
        if not isinstance(message.id, str) or not isinstance(message.string, str):
            raise SheetFault(f"has plural forms in line {message.lineno}: the record's texts have none")
        notes = _unwrapped(message.auto_comments)
        correction = "" if message.fuzzy else message.string
        name = str(message.context or "")
        rows.append(_row(name, language, message.id, correction, notes, int(message.lineno or 0)))
    return rows


def as_xliff(rows: Iterable[Row], language: Language, case: Case) -> bytes:
    """The texts of a language as an XLIFF 1.2 file."""
    ElementTree.register_namespace("", _XLIFF)
    root = ElementTree.Element(f"{{{_XLIFF}}}xliff", version="1.2")
    attributes = {"original": case.id, "source-language": _from(language), "target-language": language}
    file = ElementTree.SubElement(root, f"{{{_XLIFF}}}file", {**attributes, "datatype": "plaintext"})
    units = ElementTree.SubElement(file, f"{{{_XLIFF}}}body")
    for row in rows:
        name = f"{row.fact}/{row.part}"
        unit = ElementTree.SubElement(units, f"{{{_XLIFF}}}trans-unit", {"id": name, "resname": name})
        unit.set(_SPACE, "preserve")
        ElementTree.SubElement(unit, f"{{{_XLIFF}}}source").text = _source(row)
        ElementTree.SubElement(unit, f"{{{_XLIFF}}}target", state="translated").text = row.text
        for kind, note in _notes(row):
            ElementTree.SubElement(unit, f"{{{_XLIFF}}}note", {"from": kind}).text = note
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'.encode()


def rows_from_xliff(body: bytes) -> list[Row]:
    """The rows of an XLIFF 1.2 file; texts whose state says that they need work are left as they are in the record.

    Raises:
        SheetFault: it is not a file that this program exported.
    """
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body or b"\0" in body:
        raise SheetFault("declares what XLIFF has no use for: export again")
    try:
        root = ElementTree.fromstring(body)  # noqa: S314  # without declarations of entities there is nothing to expand
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise SheetFault(f"is not an XML file: {error}") from None
    file = root.find(f"{{{_XLIFF}}}file")
    if root.tag != f"{{{_XLIFF}}}xliff" or file is None:
        raise SheetFault("is not XLIFF 1.2: export it from your program in this version")
    language = _language(file.get("target-language", ""), "'target-language'")
    rows = []
    for number, unit in enumerate(file.iter(f"{{{_XLIFF}}}trans-unit"), start=1):
        target = unit.find(f"{{{_XLIFF}}}target")
        unfinished = target is None or target.get("state", "").startswith(_UNFINISHED)
        notes = ((note.get("from", ""), _said(note)) for note in unit.findall(f"{{{_XLIFF}}}note"))
        name = str(unit.get("resname") or unit.get("id", ""))
        source = _said(unit.find(f"{{{_XLIFF}}}source"))
        rows.append(_row(name, language, source, "" if unfinished else _said(target), notes, number))
    return rows


def _said(element: ElementTree.Element | None) -> str:
    """The text of an element, without whatever marks a program has put into it."""
    return "" if element is None else "".join(element.itertext())


def _language(code: str, where: str) -> str:
    """The language of a file: programs write ``kk_KZ`` and ``kk-KZ`` too."""
    language = code.replace("-", "_").partition("_")[0].lower()
    if not is_language(language):
        raise SheetFault(f"does not say in which of our languages it is: its {where} is {code!r}")
    return language


def _from(language: str) -> Language:
    return "ru" if language == "en" else "en"


def _source(row: Row) -> str:
    return row.russian if _from(row.language) == "ru" else row.english


def _notes(row: Row) -> Iterator[tuple[str, str]]:
    yield _TEXT, row.text
    if row.language not in ("ru", "en"):
        yield _RUSSIAN, row.russian
    for term in row.terms.splitlines():
        yield _TERM, term


def _unwrapped(lines: Iterable[str]) -> list[tuple[str, str]]:
    """The notes in a PO file's comments, which some programs break into lines."""
    notes: list[tuple[str, str]] = []
    for line in lines:
        kind, colon, note = line.partition(": ")
        if colon and kind in (_TEXT, _RUSSIAN, _TERM):
            notes.append((kind, note))
        elif notes:
            kind, note = notes[-1]
            notes[-1] = (kind, f"{note} {line}")
    return notes


def _row(name: str, language: str, source: str, correction: str, notes: Iterable[tuple[str, str]], line: int) -> Row:
    fact, _, part = name.rpartition("/")
    found = list(notes)
    text = next((note for kind, note in found if kind == _TEXT), "")
    # English is what a change of the record is told by; the file of the English texts holds it as the text itself.
    return Row(
        fact=fact,
        part=part,
        language=language,
        version="",
        last_read="",
        english=source if _from(language) == "en" else text,
        russian=source if _from(language) == "ru" else "",
        text=text,
        terms="\n".join(note for kind, note in found if kind == _TERM),
        correction="" if _plain(correction) == _plain(text) else correction.strip(),
        line=line,
    )


def _plain(text: str) -> str:
    return " ".join(text.split())
