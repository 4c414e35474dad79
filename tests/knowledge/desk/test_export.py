"""Every text of a record leaves it as a row, and the files hold what the rows do."""

import datetime as dt
import io
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment

from knowledge.casebook import Casebook
from knowledge.desk.export import as_json, text_rows
from knowledge.desk.sheet import COLUMNS, Row, SheetFault
from knowledge.desk.spreadsheets import as_csv, as_xlsx, rows_from_csv, rows_from_xlsx
from knowledge.desk.terms import terms_for
from knowledge.model import LANGUAGES, Term

Writer = Callable[[list[Row]], bytes]
Reader = Callable[[bytes], list[Row]]

BOTH = pytest.mark.parametrize(
    ("write", "read"), [(as_csv, rows_from_csv), (as_xlsx, rows_from_xlsx)], ids=["csv", "xlsx"]
)
CELLS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('\n",;=+-@«»'), max_size=40
).map(str.strip)  # fmt: skip
ROWS = st.lists(
    st.builds(Row, **dict.fromkeys(COLUMNS, CELLS)).map(lambda row: replace(row, fact="a-fact")), max_size=4
)


def numbered(rows: list[Row]) -> list[Row]:
    return [replace(row, line=line) for line, row in enumerate(rows, start=2)]


def test_every_text_is_a_row(casebook: Casebook) -> None:
    rows = list(text_rows(casebook))
    texts = [fact.texts[language] for fact in casebook.facts.values() for language in LANGUAGES]
    assert len(rows) == len({(row.fact, row.language, row.part) for row in rows})
    assert len(rows) == sum(2 + len(text.accounts) for text in texts)


def test_a_row_holds_the_text_and_those_it_comes_from(ferry_casebook: Casebook) -> None:
    rows = {(row.fact, row.part): row for row in text_rows(ferry_casebook, ["kk"])}
    assert {row.language for row in rows.values()} == {"kk"}
    row = rows["people-aboard", "account 2"]
    texts = ferry_casebook.facts["people-aboard"].texts
    assert (row.english, row.russian, row.text) == tuple(texts[code].accounts[1] for code in ("en", "ru", "kk"))
    assert (row.version, row.last_read, row.correction, row.reader, row.read_on) == ("2", "", "", "", "")


def test_facts_come_in_the_order_in_which_the_case_is_told(ferry_casebook: Casebook) -> None:
    facts = list(dict.fromkeys(row.fact for row in text_rows(ferry_casebook)))
    assert facts == [*(fact.id for fact in ferry_casebook.published()), "wreck-raised"]  # withdrawn, and last


def test_drafts_are_translated_too(ferry_casebook: Casebook) -> None:
    draft = ferry_casebook.facts["deaths-count"].model_copy(update={"state": "draft"})
    casebook = ferry_casebook.model_copy(update={"facts": {draft.id: draft}})
    assert {row.fact for row in text_rows(casebook)} == {"deaths-count"}


# -- glossary ------------------------------------------------------------------------------------------------------

TERMS = (
    Term(
        id="torture",
        en=("torture",),
        ru=("пытки",),
        kk=("азаптау",),
        avoid={"kk": ("қинау",)},
        avoid_in=("trial",),
        note="the offence",
    ),
    Term(id="finding", en=("found guilty",), kk=("кінәлі деп танылды",)),
    Term(id="nothing-to-say", en=("torture",), ru=("пытки",)),
)


@pytest.mark.parametrize(
    ("english", "russian", "topic", "expected"),
    [
        ("He spoke of Torture.", "", "trial", ["torture: азаптау (not қинау; the offence)"]),
        ("", "Он говорил о пытках.", "victims", ["torture: азаптау (the offence)"]),
        ("Found  guilty of torture", "", "x", ["torture: азаптау (the offence)", "found guilty: кінәлі деп танылды"]),
        ("The lost and found, guilty", "Попытка", "trial", []),
    ],
)
def test_terms_stand_beside_the_texts_that_use_them(
    english: str, russian: str, topic: str, expected: list[str]
) -> None:
    assert terms_for(TERMS, topic, {"en": english, "ru": russian}, "kk") == expected


def test_rows_hold_their_terms(ferry_casebook: Casebook) -> None:
    row = next(row for row in text_rows(ferry_casebook, ["kk"]) if (row.fact, row.part) == ("deaths-count", "headline"))
    assert row.terms == "ferry: паром (not қайық)"


# -- files ---------------------------------------------------------------------------------------------------------


@BOTH
def test_what_was_written_is_read(casebook: Casebook, write: Writer, read: Reader) -> None:
    rows = list(text_rows(casebook))
    assert read(write(rows)) == numbered(rows)


@given(rows=ROWS)
def test_any_csv_cell_is_read_back(rows: list[Row]) -> None:
    assert rows_from_csv(as_csv(rows)) == numbered(rows)


@given(rows=ROWS)
def test_any_xlsx_cell_is_read_back(rows: list[Row]) -> None:
    assert rows_from_xlsx(as_xlsx(rows)) == numbered(rows)


def test_a_workbook_is_ready_to_be_filled_in(ferry_casebook: Casebook) -> None:
    sheet = load_workbook(io.BytesIO(as_xlsx(list(text_rows(ferry_casebook, ["ky"])))))["texts"]
    assert [cell.value for cell in sheet[1]] == list(COLUMNS.values())
    assert sheet.freeze_panes == "C2"
    assert all(cell.alignment == Alignment(wrap_text=True, vertical="top") for row in sheet for cell in row)
    assert sheet.column_dimensions["F"].width > 40
    assert sheet.protection.sheet
    assert not sheet.protection.formatColumns
    unlocked = {sheet.cell(1, cell.column).value for cell in sheet[2] if not cell.protection.locked}
    assert unlocked == {"correction", "reader", "read on"}


def test_no_text_is_a_formula(ferry_casebook: Casebook) -> None:
    row = replace(next(iter(text_rows(ferry_casebook))), text="=1+1")
    sheet = load_workbook(io.BytesIO(as_xlsx([row])))["texts"]
    assert (sheet["H2"].value, sheet["H2"].data_type) == ("=1+1", "s")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_of_any_office_program_is_read(delimiter: str) -> None:
    lines = ["fact,part,language,English,text,correction", "a,answer,kk,one,two,three"]
    body = "\n".join(line.replace(",", delimiter) for line in lines)
    (row,) = rows_from_csv(body.encode())
    assert (row.fact, row.text, row.correction, row.line) == ("a", "two", "three", 2)


def test_columns_may_be_moved_and_added_and_lines_left_empty() -> None:
    body = "correction,my notes,Text,ENGLISH,language,part,fact\n,,,,,,\nnew,x,old,source,kk,answer,a\n"
    (row,) = rows_from_csv(body.encode())
    assert (row.correction, row.text, row.english, row.fact, row.line) == ("new", "old", "source", "a", 3)


def test_a_day_that_became_a_moment_is_a_day_again() -> None:
    workbook = Workbook()
    assert workbook.active is not None
    workbook.active.append([*COLUMNS.values()])
    workbook.active.append(["a", *[None] * 9, "Reader", dt.datetime(2025, 1, 17)])
    stream = io.BytesIO()
    workbook.save(stream)
    (row,) = rows_from_xlsx(stream.getvalue())
    assert (row.read_on, row.correction) == ("2025-01-17", "")


@pytest.mark.parametrize(
    ("read", "body", "advice"),
    [
        (rows_from_csv, b"", "no column 'fact'"),
        (rows_from_csv, b"fact,part,language,English,text\n", "has no column 'correction'"),
        (rows_from_csv, b"fact,part,language,English,text,correction,Correction\n", "two columns 'correction'"),
        (rows_from_csv, "факт;часть".encode("cp1251"), "save it as “CSV UTF-8”"),
        (rows_from_csv, b'fact,"part', "not valid CSV"),
        (rows_from_xlsx, b"", "not an XLSX workbook"),
        (rows_from_xlsx, b"PK\x03\x04", "not an XLSX workbook"),
    ],
)
def test_a_file_that_is_no_sheet_says_what_to_do(read: Reader, body: bytes, advice: str) -> None:
    with pytest.raises(SheetFault, match=advice):
        read(body)


def test_machines_get_all_of_it(casebook: Casebook) -> None:
    data = json.loads(as_json(casebook))
    assert Casebook.model_validate(data) == casebook
    assert data["facts"].keys() == casebook.facts.keys()
