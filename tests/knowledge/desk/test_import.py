"""A returned sheet changes all that it asks for, or nothing, and every row that can't be done says why."""

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge import storage
from knowledge.casebook import load_casebook
from knowledge.checks.freshness import stale_texts
from knowledge.checks.whole import all_problems
from knowledge.desk.corrections import Plan, apply_plan, plan_import
from knowledge.desk.sheet import Row
from knowledge.files import parse_yaml
from knowledge.problems import RecordError
from knowledge.storage import RecordStorage
from tests.cases import Case
from tests.conftest import Edit
from tests.knowledge.desk.sheets import KK, contents, exported, filled

TODAY = dt.date(2026, 11, 23)
DEATHS = "facts/deaths-count.yaml"


def plan(folder: Path, rows: list[Row]) -> Plan:
    return plan_import(RecordStorage(folder).read(), rows, TODAY)


def asked(folder: Path, fact: str, language: str, place: str, **cells: str) -> Plan:
    """What comes of a sheet in which one row is filled in."""
    return plan(folder, filled(exported(folder), (fact, language, place, cells)))


def document(folder: Path, file: str = DEATHS) -> dict:
    return parse_yaml((folder / file).read_text(encoding="utf-8"))


def test_a_sheet_that_nobody_filled_in_changes_nothing(case: Case, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(case.folder, tmp_path / "copy"))
    before = contents(folder)
    rows = exported(folder)
    assert plan(folder, rows) == Plan((), (), len(rows), ())
    apply_plan(folder, plan(folder, rows))
    assert contents(folder) == before


def test_a_correction_is_written_and_nothing_else(ferry_copy: Path) -> None:
    before = contents(ferry_copy)
    made = asked(ferry_copy, "deaths-count", "kk", "headline", correction=f"  {KK}\r\n")
    assert (len(made.edits), made.failures, made.notices) == (1, (), ())
    assert contents(ferry_copy) == before, "a plan writes nothing"
    apply_plan(ferry_copy, made)
    after = contents(ferry_copy)
    assert {name for name in after if after[name] != before[name]} == {DEATHS}
    was, now = before[DEATHS].decode().splitlines(), after[DEATHS].decode().splitlines()
    new = [line for line in now if line not in was]
    assert new == [f"    headline: {KK}", "    written: '2026-11-23'"]
    assert len(now) == len(was) + 1
    assert all_problems(ferry_copy) == []


def test_comments_are_kept(edited: Edit) -> None:
    folder = edited(DEATHS, "  kk:\n", "  # Read by ear.\n  kk:   # careful\n")
    apply_plan(folder, asked(folder, "deaths-count", "kk", "headline", correction=KK))
    text = (folder / DEATHS).read_text(encoding="utf-8")
    assert "  # Read by ear.\n  kk:   # careful\n" in text
    assert KK in text


def test_an_account_is_corrected_in_its_place(ferry_copy: Path) -> None:
    new = "Тасымалдаушы «Нордлайн»: билеттер бойынша 86 адам [1]."
    apply_plan(ferry_copy, asked(ferry_copy, "people-aboard", "kk", "account 1", correction=new))
    accounts = document(ferry_copy, "facts/people-aboard.yaml")["texts"]["kk"]["accounts"]
    assert (accounts[0], len(accounts)) == (new, 3)


def test_several_rows_are_written_together(ferry_copy: Path) -> None:
    rows = filled(
        exported(ferry_copy),
        ("deaths-count", "kk", "headline", {"correction": KK}),
        ("captain-sentence", "ky", "headline", {"correction": "Капитан Эдвин Хальворн 6 жылга кесилген"}),
    )
    made = plan(ferry_copy, rows)
    apply_plan(ferry_copy, made)
    assert (len(made.edits), made.failed, made.untouched) == (2, 0, len(rows) - 2)
    assert document(ferry_copy)["texts"]["kk"]["headline"] == KK
    assert "кесилген" in document(ferry_copy, "facts/captain-sentence.yaml")["texts"]["ky"]["headline"]


# -- who read it, and when -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["2026-11-20", "20.11.2026"])
@pytest.mark.parametrize("correction", ["", KK])
def test_a_signed_row_marks_its_text_as_read_again(ferry_copy: Path, correction: str, day: str) -> None:
    cells = {"correction": correction, "reader": "A. Reader", "read_on": day}
    made = asked(ferry_copy, "deaths-count", "kk", "headline", **cells)
    assert made.notices == ("deaths-count · kk: will be marked as read again, though nobody signed its answer",)
    apply_plan(ferry_copy, made)
    texts = document(ferry_copy)["texts"]
    assert texts["kk"]["reread"] == "2026-11-20"
    assert "reread" not in texts["ky"]
    assert "A. Reader" not in (ferry_copy / DEATHS).read_text(encoding="utf-8")


def test_new_words_are_dated_by_the_day_on_which_they_were_signed(ferry_copy: Path) -> None:
    cells = {"correction": KK, "reader": "A. Reader", "read_on": "2026-11-20"}
    apply_plan(ferry_copy, asked(ferry_copy, "deaths-count", "kk", "headline", **cells))
    assert document(ferry_copy)["texts"]["kk"]["written"] == "2026-11-20"


def test_words_that_were_only_read_again_keep_their_day(ferry_copy: Path) -> None:
    cells = {"reader": "A. Reader", "read_on": "2026-11-20"}
    apply_plan(ferry_copy, asked(ferry_copy, "deaths-count", "kk", "headline", **cells))
    assert "written" not in document(ferry_copy)["texts"]["kk"]


def test_a_change_of_the_original_tells_which_texts_will_lag_behind(ferry_copy: Path) -> None:
    made = asked(ferry_copy, "deaths-count", "en", "headline", correction="The ferry disaster killed 17 people")
    assert made.notices == (
        "deaths-count · ru, kk, ky: will say that it may lag behind the text in en until it is read again",
    )
    apply_plan(ferry_copy, made)
    casebook = load_casebook(ferry_copy)
    assert [(fact.id, language) for fact, language, _ in stale_texts(casebook)] == [
        ("deaths-count", language) for language in ("ru", "kk", "ky")
    ]


def test_a_text_that_waited_for_an_editor_is_done_when_all_its_parts_are(edited: Edit) -> None:
    edited(DEATHS, "version: 1\n", "version: 1\nstate: draft\n")
    folder = edited(DEATHS, "  kk:\n", "  kk:\n    untranslated: true\n")
    texts = document(folder)["texts"]
    storage_of = RecordStorage(folder)
    tables = storage_of.read()
    own = dict(tables["facts"]["deaths-count"]["texts"]["kk"])
    tables["facts"]["deaths-count"]["texts"]["kk"] |= {part: texts["en"][part] for part in ("headline", "answer")}
    storage_of.write(tables)
    apply_plan(folder, asked(folder, "deaths-count", "kk", "headline", correction=own["headline"]))
    assert document(folder)["texts"]["kk"]["untranslated"] is True
    apply_plan(folder, asked(folder, "deaths-count", "kk", "answer", correction=own["answer"]))
    assert "untranslated" not in document(folder)["texts"]["kk"]


def test_an_unsigned_correction_is_not_read_again(ferry_copy: Path) -> None:
    apply_plan(ferry_copy, asked(ferry_copy, "deaths-count", "kk", "headline", correction=KK))
    assert "reread" not in document(ferry_copy)["texts"]["kk"]


def test_new_words_that_nobody_signed_lose_the_mark_of_the_old(edited: Edit) -> None:
    folder = edited(DEATHS, "  kk:\n", '  kk:\n    reread: "2022-02-25"\n')
    made = asked(folder, "deaths-count", "kk", "headline", correction=KK)
    assert made.notices == (
        "deaths-count · kk: is no longer marked as read again on 2022-02-25, as nobody signed the new text",
    )
    apply_plan(folder, made)
    assert "reread" not in document(folder)["texts"]["kk"]


def test_a_signature_that_is_known_changes_nothing(edited: Edit) -> None:
    folder = edited(DEATHS, "  kk:\n", '  kk:\n    reread: "2022-02-25"\n')
    assert asked(folder, "deaths-count", "kk", "answer", reader="A", read_on="2022-02-25").edits == ()


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"reader": "A"}, "names a reader and no day"),
        ({"read_on": "2026-11-20"}, "has a day and no reader"),
        ({"reader": "A", "read_on": "yesterday"}, "'yesterday' is not a day: write it like 2025-01-17"),
        ({"reader": "A", "read_on": "31.02.2026"}, "is not a day"),
        ({"reader": "A", "read_on": "2026-11-24"}, "a day to come"),
    ],
)
def test_half_a_signature_is_none(ferry: Path, cells: dict[str, str], reason: str) -> None:
    (failure,) = asked(ferry, "deaths-count", "kk", "headline", **cells).failures
    assert reason in failure.reason


# -- rows that fail ------------------------------------------------------------------------------------------------

ANSWER = "Соттың дерегінше, паром апатында 17 адам қаза тапты [1]. Екеуі экипаж мүшесі болған [2]."


@pytest.mark.parametrize(
    ("part", "cells", "reason"),
    [
        ("headline", {"fact": "death-count"}, "there is no fact 'death-count', the nearest is 'deaths-count'"),
        ("headline", {"fact": ""}, "there is no fact ''"),
        ("headline", {"part": "title"}, "has no part 'title': its parts are headline, answer"),
        ("headline", {"part": "account 1"}, "has no part 'account 1'"),
        ("headline", {"language": "de"}, "there is no language 'de'"),
        ("headline", {"correction": KK + "!" * 120}, "147 characters long: at most 120 fit"),
        ("answer", {"correction": ANSWER.replace("[2]", "[1]")}, "marks the sources [1] [1], the text [1] [2]"),
        ("answer", {"correction": ANSWER.replace(" [1]", "").replace(" [2]", "")}, "marks the sources nowhere"),
        ("headline", {"correction": "=CONCAT(A1)"}, "is a formula"),
        ("headline", {"correction": KK.replace("17", "71")}, "numbers differ from the English text: only here 71"),
        ("headline", {"correction": f"{KK} после"}, "'после' is a Russian word"),
        ("headline", {"correction": f"{KK}, қайық"}, "avoid 'қайық', use паром"),
        ("headline", {"correction": f"«{KK}"}, "a quotation mark is not closed"),
        ("headline", {"correction": KK, "text": "older words"}, "no longer the one that was exported"),
        ("headline", {"correction": KK, "english": "older words"}, "the English text has changed"),
    ],
)
def test_a_row_that_fails_is_named_with_the_reason(ferry: Path, part: str, cells: dict[str, str], reason: str) -> None:
    made = plan(ferry, filled(exported(ferry), ("deaths-count", "kk", part, cells)))
    (failure,) = made.failures
    assert reason in failure.reason
    assert str(failure).startswith(f"row {failure.row.line}: ")
    assert (made.edits, made.failed) == ((), 1)


def test_a_sheet_that_was_imported_before_changes_nothing_more(ferry_copy: Path) -> None:
    rows = filled(exported(ferry_copy), ("deaths-count", "kk", "headline", {"correction": KK}))
    apply_plan(ferry_copy, plan(ferry_copy, rows))
    again = plan(ferry_copy, rows)
    assert (again.edits, again.failures, again.untouched) == ((), (), len(rows))


def test_all_failing_rows_are_told_at_once(ferry: Path) -> None:
    rows = filled(
        exported(ferry),
        ("deaths-count", "kk", "headline", {"correction": KK.replace("17", "71")}),
        ("deaths-count", "ky", "headline", {"correction": "x" * 121}),
        ("captain-sentence", "ru", "headline", {"fact": "nobody"}),
        ("captain-sentence", "kk", "headline", {"correction": "Капитан Эдвин Хальворн 6 жылға сотталды"}),
    )
    made = plan(ferry, rows)
    assert {failure.row.language for failure in made.failures} == {"kk", "ky", "ru"}
    assert (len(made.edits), made.failed, made.untouched) == (1, 3, len(rows) - 4)


def test_a_text_filled_in_twice_fails_in_both_rows(ferry: Path) -> None:
    rows = filled(exported(ferry), ("deaths-count", "kk", "headline", {"correction": KK}))
    twin = next(row for row in rows if row.correction)
    made = plan(ferry, [*rows, replace(twin, correction=f"{KK}.", line=999)])
    assert made.failed == 2
    assert {failure.reason for failure in made.failures} == {"the same text is filled in in another row too: keep one"}


def test_a_correction_of_english_is_held_against_the_translations(ferry: Path) -> None:
    made = asked(ferry, "deaths-count", "en", "headline", correction="The loss of the ferry cost 71 lives")
    assert {failure.row.language for failure in made.failures} == {"en"}
    assert any(failure.reason.startswith("texts.kk: numbers differ") for failure in made.failures)
    assert made.failed == 1


def test_a_correction_of_the_english_answer_reminds_of_the_version(ferry: Path, ferry_casebook) -> None:
    answer = ferry_casebook.facts["deaths-count"].texts.en.answer.replace("when", "as")
    notice, _ = asked(ferry, "deaths-count", "en", "answer", correction=answer).notices
    assert "raise the fact's version" in notice


def test_a_text_that_was_edited_in_place_is_told(ferry: Path) -> None:
    made = asked(ferry, "deaths-count", "kk", "headline", text=KK)
    assert (made.edits, made.failures) == ((), ())
    assert "move it to 'correction'" in made.notices[0]


def test_white_space_that_office_programs_change_is_no_difference(ferry: Path, ferry_casebook) -> None:
    answer = ferry_casebook.facts["deaths-count"].texts.kk.answer
    made = asked(ferry, "deaths-count", "kk", "answer", text=answer.replace(" ", "\u00a0\n", 1), correction=answer)
    assert (made.edits, made.failures) == ((), ())


def test_faults_that_were_there_before_stop_nobody(edited: Edit) -> None:
    folder = edited(DEATHS, "паромдун кырсыгында 17 киши", "паромдун кырсыгында 71 киши")
    assert asked(folder, "deaths-count", "kk", "headline", correction=KK).failures == ()


def test_a_broken_record_takes_no_corrections(edited: Edit) -> None:
    rows = exported(edited(DEATHS, "17", "17"))
    folder = edited(DEATHS, "topic: victims", "topic: heroes")
    with pytest.raises(RecordError, match="no topic 'heroes'"):
        plan(folder, rows)


# -- all or nothing ------------------------------------------------------------------------------------------------


def two_corrections(folder: Path) -> list[Row]:
    return filled(
        exported(folder),
        ("deaths-count", "kk", "headline", {"correction": KK}),
        ("captain-sentence", "ky", "headline", {"correction": "Капитан Эдвин Хальворн 6 жылга кесилген"}),
    )


def test_one_row_that_fails_keeps_all_from_being_written(ferry_copy: Path) -> None:
    before = contents(ferry_copy)
    rows = filled(two_corrections(ferry_copy), ("trial-length", "ru", "headline", {"part": "title"}))
    made = plan(ferry_copy, rows)
    assert len(made.edits) == 2
    with pytest.raises(ValueError, match="some rows failed"):
        apply_plan(ferry_copy, made)
    assert contents(ferry_copy) == before


def test_a_text_that_somebody_changes_in_between_keeps_all_from_being_written(ferry_copy: Path, edited: Edit) -> None:
    made = plan(ferry_copy, two_corrections(ferry_copy))
    edited(DEATHS, "Паром апатында 17 адам", "Паромда 17 адам")
    before = contents(ferry_copy)
    with pytest.raises(ValueError, match="deaths-count · kk · headline: somebody else changed the text"):
        apply_plan(ferry_copy, made)
    assert contents(ferry_copy) == before


def test_what_others_changed_elsewhere_in_between_is_kept(ferry_copy: Path, edited: Edit) -> None:
    made = plan(ferry_copy, two_corrections(ferry_copy))
    edited(DEATHS, "При гибели парома погибли 17", "Вместе с паромом погибли 17")
    apply_plan(ferry_copy, made)
    texts = document(ferry_copy)["texts"]
    assert texts["ru"]["headline"] == "Вместе с паромом погибли 17 человек"
    assert texts["kk"]["headline"] == KK


def test_a_disk_that_is_full_halfway_leaves_every_file_as_it_was(
    ferry_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = plan(ferry_copy, two_corrections(ferry_copy))
    before = contents(ferry_copy)
    synced = []

    def full_at_the_second(handle: int) -> None:
        synced.append(handle)
        if len(synced) == 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("knowledge.files.os.fsync", full_at_the_second)
    with pytest.raises(OSError, match="No space left"):
        apply_plan(ferry_copy, made)
    assert len(synced) == 2
    assert contents(ferry_copy) == before


def test_corrections_go_through_the_storage(ferry_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = []
    monkeypatch.setattr(storage, "write_together", lambda changes: written.extend(path.name for path, _ in changes))
    apply_plan(ferry_copy, plan(ferry_copy, two_corrections(ferry_copy)))
    assert sorted(written) == ["captain-sentence.yaml", "deaths-count.yaml"]
