"""PO and XLIFF hold what the rows do: nothing is lost on the way there and back, and nothing changes by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from babel.messages.pofile import read_po, write_po
from hypothesis import given
from hypothesis import strategies as st

from knowledge.casebook import Casebook, load_casebook
from knowledge.desk.catalogues import as_po, as_xliff, rows_from_po, rows_from_xliff
from knowledge.desk.corrections import Plan, apply_plan, plan_import
from knowledge.desk.export import text_rows
from knowledge.desk.sheet import Row, SheetFault
from knowledge.model import LANGUAGES, Case, Language
from knowledge.storage import RecordStorage
from tests import cases
from tests.conftest import Edit
from tests.knowledge.desk.sheets import KK, contents

TODAY = dt.date(2026, 11, 23)
XLIFF = {"x": "urn:oasis:names:tc:xliff:document:1.2"}

Write = Callable[[list[Row], Language, Case], bytes]
Read = Callable[[bytes], list[Row]]
BOTH = pytest.mark.parametrize(
    ("write", "read"), [(as_po, rows_from_po), (as_xliff, rows_from_xliff)], ids=["po", "xliff"]
)

# What a text of a record may hold: no control characters, no white space around it, never empty.
WORDS = (
    st.text(
        st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Cn"]) | st.sampled_from("\"\\<>&%#: «»—\u00a0"),
        max_size=60,
    )
    .map(str.strip)
    .filter(bool)
)  # fmt: skip
TERMS = st.lists(WORDS, max_size=3).map("\n".join)


@st.composite
def sheets(draw: st.DrawFn) -> tuple[list[Row], Language]:
    """Rows of one language, each with a name of its own; in English and Russian the text is the original too."""
    language = draw(st.sampled_from(LANGUAGES))
    rows = []
    for number in range(draw(st.integers(1, 4))):
        english, russian, text = (draw(WORDS) for _ in range(3))
        original = {"en": english, "ru": russian}.get(language, text)
        part = draw(st.sampled_from(["headline", "answer", "account 1"]))
        rows.append(Row(f"fact-{number}", part, language, "", "", english, russian, original, draw(TERMS)))
    return rows, language


def seen(row: Row) -> tuple[str, ...]:
    """What an import goes by."""
    return row.fact, row.part, row.language, row.english, row.text, row.correction


def plan(folder: Path, rows: list[Row]) -> Plan:
    return plan_import(RecordStorage(folder).read(), rows, TODAY)


@BOTH
@given(sheet=sheets())
def test_any_texts_come_back_as_they_went(write: Write, read: Read, ferry_casebook: Casebook, sheet) -> None:
    rows, language = sheet
    assert [seen(row) for row in read(write(rows, language, ferry_casebook.case))] == [seen(row) for row in rows]


@BOTH
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_that_nobody_touched_changes_nothing(
    write: Write, read: Read, language: Language, case: cases.Case
) -> None:
    rows = read(write(list(text_rows(case.casebook, [language])), language, case.casebook.case))
    assert plan(case.folder, rows) == Plan((), (), len(rows), ())


def translated_po(body: bytes, name: str, text: str, *, fuzzy: bool = False) -> bytes:
    """The file as Poedit would save it after one text was translated."""
    catalogue = read_po(BytesIO(body))
    (message,) = (each for each in catalogue if each.context == name)
    message.string = text
    if fuzzy:
        message.flags.add("fuzzy")
    stream = BytesIO()
    write_po(stream, catalogue, width=78)
    return stream.getvalue()


def translated_xliff(body: bytes, name: str, text: str, *, fuzzy: bool = False) -> bytes:
    root = ElementTree.fromstring(body)
    target = root.find(f".//x:trans-unit[@id='{name}']/x:target", XLIFF)
    assert target is not None
    target.text = text
    target.set("state", "needs-review-translation" if fuzzy else "final")
    return ElementTree.tostring(root)


CHANGED = pytest.mark.parametrize(
    ("write", "change", "read"),
    [(as_po, translated_po, rows_from_po), (as_xliff, translated_xliff, rows_from_xliff)],
    ids=["po", "xliff"],
)


def exported(folder: Path, write: Write, language: Language = "kk") -> bytes:
    casebook = load_casebook(folder)
    return write(list(text_rows(casebook, [language])), language, casebook.case)


@CHANGED
def test_a_translation_is_written_and_nothing_else(write: Write, change, read: Read, ferry_copy: Path) -> None:
    before = contents(ferry_copy)
    rows = read(change(exported(ferry_copy, write), "deaths-count/headline", KK))
    made = plan(ferry_copy, rows)
    assert [(edit.row.fact, edit.row.part, edit.new) for edit in made.edits] == [("deaths-count", "headline", KK)]
    apply_plan(ferry_copy, made)
    after = contents(ferry_copy)
    assert {name for name in after if after[name] != before[name]} == {"facts/deaths-count.yaml"}
    assert KK in after["facts/deaths-count.yaml"].decode()


@CHANGED
def test_what_the_translator_is_not_sure_of_is_left_alone(write: Write, change, read: Read, ferry: Path) -> None:
    rows = read(change(exported(ferry, write), "deaths-count/headline", KK, fuzzy=True))
    assert plan(ferry, rows) == Plan((), (), len(rows), ())


@CHANGED
def test_a_text_that_has_changed_since_is_not_overwritten(write: Write, change, read: Read, edited: Edit) -> None:
    folder = edited("facts/deaths-count.yaml", "kk:\n    headline: ", "kk:\n    headline: Сот бойынша ")
    body = exported(folder, write)
    rows = read(change(body, "deaths-count/headline", KK))
    path = folder / "facts/deaths-count.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Сот бойынша ", "Сот шешімінше ", 1), encoding="utf-8")
    (failure,) = plan(folder, rows).failures
    assert "no longer the one that was exported" in str(failure)


@CHANGED
def test_a_source_that_has_changed_since_is_said(write: Write, change, read: Read, ferry_copy: Path) -> None:
    rows = read(change(exported(ferry_copy, write), "deaths-count/headline", KK))
    path = ferry_copy / "facts/deaths-count.yaml"
    text = path.read_text(encoding="utf-8")
    english = load_casebook(ferry_copy).facts["deaths-count"].texts.en.headline
    path.write_text(text.replace(english, f"{english} at once"), encoding="utf-8")
    (failure,) = plan(ferry_copy, rows).failures
    assert "the English text has changed" in str(failure)


@CHANGED
def test_a_translation_that_loses_a_mark_is_refused_with_all_others(
    write: Write, change, read: Read, ferry_copy: Path
) -> None:
    body = change(exported(ferry_copy, write), "deaths-count/headline", KK)
    made = plan(ferry_copy, read(change(body, "deaths-count/answer", "17 адам.")))
    assert "[1]" in str(made.failures[0])
    with pytest.raises(ValueError, match="some rows failed"):
        apply_plan(ferry_copy, made)


@BOTH
def test_the_glossary_and_the_russian_text_stand_beside_each_text(
    write: Write, read: Read, ferry_casebook: Casebook
) -> None:
    rows = list(text_rows(ferry_casebook, ["ky"]))
    body = write(rows, "ky", ferry_casebook.case).decode()
    assert ferry_casebook.facts["deaths-count"].texts.ru.headline in body
    assert [row.terms for row in read(body.encode())] == [row.terms for row in rows]
    assert any(row.terms for row in rows)


def test_english_is_translated_from_russian_and_the_others_from_english(ferry_casebook: Casebook) -> None:
    texts = ferry_casebook.facts["deaths-count"].texts
    for language in LANGUAGES:
        catalogue = read_po(BytesIO(as_po(list(text_rows(ferry_casebook, [language])), language, ferry_casebook.case)))
        (message,) = (each for each in catalogue if each.context == "deaths-count/headline")
        assert message.id == texts["ru" if language == "en" else "en"].headline
        assert message.string == texts[language].headline
        assert message.flags == set(), "a percent sign is no placeholder"


def test_the_same_texts_give_the_same_file(ferry_casebook: Casebook) -> None:
    rows = list(text_rows(ferry_casebook, ["kk"]))
    assert as_po(rows, "kk", ferry_casebook.case) == as_po(rows, "kk", ferry_casebook.case)


@pytest.mark.parametrize("code", ["kk_KZ", "kk-KZ", "KK"])
def test_other_ways_to_write_a_language_are_understood(ferry_casebook: Casebook, code: str) -> None:
    body = as_xliff(list(text_rows(ferry_casebook, ["kk"])), "kk", ferry_casebook.case)
    rows = rows_from_xliff(body.replace(b'target-language="kk"', f'target-language="{code}"'.encode()))
    assert {row.language for row in rows} == {"kk"}


PO_HEAD = 'msgid ""\nmsgstr "Language: {}\\nContent-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.mark.parametrize(
    ("read", "body", "advice"),
    [
        (rows_from_po, b"\xff\xfe\x00", "is not a PO file"),
        (rows_from_po, b"this is no catalogue", "is not a PO file"),
        (rows_from_po, PO_HEAD.format("de").encode(), "in which of our languages"),
        (rows_from_po, b'msgctxt "a/b"\nmsgid "x"\nmsgstr "y"\n', "in which of our languages"),
        (
            rows_from_po,
            (PO_HEAD.format("ky") + 'msgid "x"\nmsgid_plural "xs"\nmsgstr[0] "y"\nmsgstr[1] "y"\n').encode(),
            "plural forms",
        ),
        (rows_from_xliff, b"<xliff", "is not an XML file"),
        (rows_from_xliff, b"<html/>", "is not XLIFF 1.2"),
        (rows_from_xliff, b'<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0"/>', "is not XLIFF 1.2"),
        (rows_from_xliff, b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "no use for"),
        (rows_from_xliff, "<xliff/>".encode("utf-16"), "no use for"),
    ],
)
def test_what_is_no_file_of_ours_is_said_to_be_none(read: Read, body: bytes, advice: str) -> None:
    with pytest.raises(SheetFault, match=advice):
        read(body)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_file_at_all_is_read_or_refused_in_words(body: bytes) -> None:
    for read in (rows_from_po, rows_from_xliff):
        with suppress(SheetFault):
            assert isinstance(read(body), list)


def test_a_name_that_the_record_does_not_know_is_refused(ferry: Path) -> None:
    body = PO_HEAD.format("kk") + '#. now: x\nmsgctxt "no-such-fact/headline"\nmsgid "x"\nmsgstr "y"\n'
    (failure,) = plan(ferry, rows_from_po(body.encode())).failures
    assert "there is no fact 'no-such-fact'" in str(failure)


def test_the_head_of_a_po_file_has_no_template_words(ferry_casebook: Casebook) -> None:
    body = as_po(text_rows(ferry_casebook, ["kk"]), "kk", ferry_casebook.case).decode()
    for words in ("FULL NAME", "EMAIL@ADDRESS", "LL@li.org", "PROJECT"):
        assert words not in body, "msgfmt -c and editors warn of it"
