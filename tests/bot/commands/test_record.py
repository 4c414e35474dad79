"""The curator's tools on the command line: sheets go out and come back, files are laid out, changes are told."""

import csv
import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from openpyxl import load_workbook

import main
from tests.knowledge.desk.sheets import KK, contents

Run: TypeAlias = Callable[..., tuple[int, str, str]]

DEATHS = "facts/deaths-count.yaml"
VERSIONS = """version: 2
changes:
  - version: 2
    date: "2022-03-01"
    reason:
      ru: Апелляция изменила срок.
      kk: Апелляция мерзімді өзгертті.
      ky: Апелляция мөөнөттү өзгөрттү.
      en: The appeal changed the term.
"""
WITHDRAWN = """version: 1
state: withdrawn
withdrawal:
  date: "2022-03-01"
  reason:
    ru: Газета исправила своё сообщение.
    kk: Газет өз хабарын түзетті.
    ky: Гезит өз кабарын оңдоду.
    en: The newspaper corrected its report.
  instead: ferry-sinking
"""


@pytest.fixture
def run(clean_environment, monkeypatch, capsys, ferry_copy, tmp_path) -> Run:
    """Runs a tool on a copy of the invented record: exit code, output, errors."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def run(*arguments: str) -> tuple[int, str, str]:
        try:
            code = main.main(["--record", str(ferry_copy), "record", *arguments])
        except SystemExit as exit:
            code = int(exit.code or 0)
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return code, out, err

    return run


def fill_in(path: Path, *rows: tuple[str, str, str, dict[str, str]]) -> None:
    """Write into a workbook as an editor would: fact, language, part, and what goes into which column."""
    workbook = load_workbook(path)
    sheet = workbook["texts"]
    columns = {str(cell.value): cell.column for cell in sheet[1]}
    for fact, language, part, cells in rows:
        place = (fact, language, part)
        (line,) = (
            row[0].row
            for row in sheet.iter_rows(min_row=2)
            if tuple(row[columns[name] - 1].value for name in ("fact", "language", "part")) == place
        )
        for name, value in cells.items():
            sheet.cell(line, columns[name], value)
    workbook.save(path)


TOOLS = "init new check stats show hits test regress export import format diff publish suggest".split()  # noqa: SIM905


@pytest.mark.parametrize("tool", TOOLS)
def test_every_tool_has_help(run: Run, tool: str) -> None:
    code, out, _ = run(tool, "--help")
    assert (code, f"usage: main.py record {tool}" in out) == (0, True)
    assert f"\n  python main.py record {tool}" in out.partition("examples:")[2], "README promises examples"


# -- export --------------------------------------------------------------------------------------------------------


def test_a_sheet_goes_to_the_screen(run: Run) -> None:
    code, out, _ = run("export", "--format", "csv", "--language", "kk")
    rows = list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"))))
    assert code == 0
    assert {row["language"] for row in rows} == {"kk"}
    assert len(rows) == 9 * 2 + 3


@pytest.mark.parametrize("name", ["all.csv", "all.XLSX", "all.json"])
def test_the_ending_of_the_file_says_what_it_is(run: Run, tmp_path: Path, name: str) -> None:
    code, out, _ = run("export", "--out", str(tmp_path / name))
    assert (code, out) == (0, "")
    assert (tmp_path / name).stat().st_size > 1000


def test_the_whole_record_is_json(run: Run) -> None:
    code, out, _ = run("export", "--format", "json")
    assert code == 0
    assert len(json.loads(out)["facts"]) == 9


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (["--format", "json", "--language", "kk"], "json holds the whole record"),
        (["--format", "xlsx"], "add --out FILE.xlsx"),
        (["--out", "texts.doc"], "add --format csv, xlsx, po, xlf or json"),
        (["--format", "doc"], "choose from"),
    ],
)
def test_an_export_that_cannot_be_says_what_to_do(run: Run, arguments: list[str], advice: str) -> None:
    code, _, err = run("export", *arguments)
    assert (code, advice in err) == (2, True)


def test_a_file_that_cannot_be_written_is_named(run: Run, tmp_path: Path) -> None:
    code, _, err = run("export", "--out", str(tmp_path / "nowhere" / "a.csv"))
    assert (code, "a.csv can't be written" in err) == (1, True)


def test_what_an_editor_wrote_is_not_written_over(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "kk.xlsx"
    run("export", "--out", str(path))
    assert run("export", "--out", str(path))[0] == 0
    fill_in(path, ("deaths-count", "kk", "headline", {"correction": KK}))
    before = path.read_bytes()
    code, _, err = run("export", "--out", str(path))
    assert (code, "holds 1 row that somebody filled in" in err) == (1, True)
    assert path.read_bytes() == before


# -- import --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["kk.csv", "kk.xlsx"])
def test_a_round_trip_changes_nothing(run: Run, ferry_copy: Path, tmp_path: Path, name: str) -> None:
    before = contents(ferry_copy)
    run("export", "--language", "kk", "--out", str(tmp_path / name))
    assert run("import", str(tmp_path / name), "--apply") == (0, "0 changed, 0 failed, 21 untouched\n", "")
    assert contents(ferry_copy) == before


def test_corrections_are_shown_first_and_written_on_demand(run: Run, ferry_copy: Path, tmp_path: Path) -> None:
    path, before = tmp_path / "kk.xlsx", contents(ferry_copy)
    run("export", "--language", "kk", "--out", str(path))
    cells = {"correction": KK, "reader": "A. Reader", "read on": "2025-01-17"}
    fill_in(path, ("deaths-count", "kk", "headline", cells))
    code, out, err = run("import", str(path))
    assert code == 0
    assert "  − Паром апатында 17 адам қаза тапты\n  + Паром апатында 17 адам өлді\n  read by A. Reader on" in out
    assert out.endswith("1 changed, 0 failed, 20 untouched\n")
    assert "add --apply" in err
    assert contents(ferry_copy) == before
    code, _, err = run("import", str(path), "--apply")
    assert (code, "written into" in err) == (0, True)
    text = (ferry_copy / DEATHS).read_text(encoding="utf-8")
    assert KK in text
    assert 'reread: "2025-01-17"' in text or "reread: '2025-01-17'" in text
    assert run("check")[0] == 0


def test_one_failing_row_keeps_all_from_being_written(run: Run, ferry_copy: Path, tmp_path: Path) -> None:
    path, before = tmp_path / "kk.xlsx", contents(ferry_copy)
    run("export", "--language", "kk", "--out", str(path))
    fill_in(
        path,
        ("deaths-count", "kk", "headline", {"correction": KK}),
        ("deaths-count", "kk", "answer", {"fact": "deaths"}),
        ("captain-sentence", "kk", "headline", {"correction": "Капитан Эдвин Хальворн 7 жылға сотталды"}),
    )
    code, out, err = run("import", str(path), "--apply")
    assert (code, "nothing was written" in err) == (1, True)
    failed = [line for line in out.splitlines() if line.startswith("failed: ")]
    assert any("deaths · kk · answer: there is no fact 'deaths'" in line for line in failed)
    assert any("captain-sentence · kk · headline: texts.kk: numbers differ" in line for line in failed)
    assert out.endswith("1 changed, 2 failed, 18 untouched\n")
    assert contents(ferry_copy) == before


@pytest.mark.parametrize(
    ("name", "body", "advice"),
    [
        ("a.ods", b"", "name a file that ends in .csv, .xlsx, .po, .xlf, .xliff"),
        ("a.xlsx", b"not", "not an XLSX workbook"),
        ("a.csv", b"x,y\n", "has no column 'fact'"),
        ("a.csv", None, "can't be read: No such file"),
    ],
)
def test_a_file_that_is_no_sheet_is_code_2(
    run: Run, tmp_path: Path, name: str, body: bytes | None, advice: str
) -> None:
    if body is not None:
        (tmp_path / name).write_bytes(body)
    code, _, err = run("import", str(tmp_path / name))
    assert (code, advice in err) == (2, True)


def test_a_broken_record_is_code_3(run: Run, edited, tmp_path: Path) -> None:
    run("export", "--out", str(tmp_path / "a.csv"))
    edited(DEATHS, "topic: victims", "topic: heroes")
    for arguments in (["import", str(tmp_path / "a.csv")], ["export"], ["stats"], ["show", "deaths-count"]):
        code, _, err = run(*arguments)
        assert (code, "there is no topic 'heroes'" in err) == (3, True)


# -- format and diff -----------------------------------------------------------------------------------------------


def test_files_are_laid_out(run: Run, edited, ferry_copy: Path) -> None:
    before = contents(ferry_copy)
    edited(DEATHS, "topic: victims\nkind: reported\n", "kind: reported\ntopic: victims\n")
    assert run("format", "--check") == (1, f"{DEATHS}\n", "1 file would be laid out anew\n")
    assert run("format") == (0, f"{DEATHS}\n", "1 file laid out anew\n")
    assert contents(ferry_copy) == before
    assert run("format") == (0, "", "all files are laid out well\n")
    assert run("format", "--check")[0] == 0


def test_a_file_that_is_not_yaml_stops_the_layout(run: Run, ferry_copy: Path) -> None:
    (ferry_copy / "people.yaml").write_text("- [", encoding="utf-8")
    code, _, err = run("format")
    assert (code, "people.yaml:1: not valid YAML" in err) == (3, True)


def test_changes_are_told_in_words(run: Run, edited, ferry_copy: Path) -> None:
    person = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "record"]):
        subprocess.run(["git", *person, *command], cwd=ferry_copy, check=True)
    assert run("diff", "HEAD") == (0, "nothing changed for readers since HEAD\n", "")
    edited(DEATHS, "Паром апатында 17 адам қаза тапты", KK)
    (ferry_copy / "facts" / "trial-length.yaml").unlink()
    code, out, _ = run("diff", "HEAD")
    assert code == 0
    assert out.startswith("fact: removed (1)\n  trial-length · ")
    assert f"    kk headline\n      − Паром апатында 17 адам қаза тапты\n      + {KK}\n" in out


def test_a_revision_that_is_not_there_is_code_2(run: Run) -> None:
    code, _, err = run("diff", "HEAD")
    assert (code, "not a git repository" in err) == (2, True)


# -- check and show ------------------------------------------------------------------------------------------------


def test_problems_and_notes_are_told_for_people_and_for_programs(run: Run, edited) -> None:
    edited("facts/trial-length.yaml", "  en:\n", '  en:\n    written: "2022-02-28"\n')
    code, out, err = run("check")
    assert (code, err) == (0, "the record is in order\n")
    assert out.splitlines()[0] == (
        "note: facts/trial-length.yaml:20: trial-length: texts.ru: may lag behind the text in en, "
        "changed on 2022-02-28: read it again, then set reread"
    )
    edited(DEATHS, "topic: victims", "topic: heroes")
    code, out, _ = run("check", "--json")
    assert (code, json.loads(out)[0]["grade"], json.loads(out)[0]["field"]) == (3, "error", "topic")
    edited(DEATHS, "topic: heroes", "topic: victims")
    code, out, _ = run("check", "--json")
    assert (code, {each["grade"] for each in json.loads(out)}) == (0, {"note"})


def test_stale_texts_are_counted(run: Run, edited) -> None:
    edited(DEATHS, "  en:\n", '  en:\n    written: "2022-02-28"\n')
    code, out, _ = run("stats", "--json")
    counted = {row["language"]: row["stale texts"] for row in json.loads(out)["texts by language"]}
    assert (code, counted) == (0, {"ru": 1, "kk": 1, "ky": 1, "en": 0})


def test_a_fact_is_shown_under_what_curators_know_of_it(run: Run, edited) -> None:
    code, out, _ = run("show", "deaths-count", "--language", "en")
    assert code == 0
    assert out.startswith("deaths-count · published · version 1 · reviewed 2022-02-20\n\n")
    edited(DEATHS, "  en:\n", '  en:\n    written: "2022-02-28"\n')
    edited(DEATHS, "version: 1\n", VERSIONS)
    _, out, _ = run("show", "deaths-count", "--language", "ru")
    assert "· version 2 ·" in out
    assert "version 2, 2022-03-01: The appeal changed the term.\n" in out
    assert "ru: may lag behind the text in en, changed on 2022-02-28\n" in out
    assert "Этот текст может отставать от английского." in out


def test_a_withdrawn_fact_is_shown_as_its_old_links_show_it(run: Run, edited) -> None:
    edited(DEATHS, "version: 1\n", WITHDRAWN)
    code, out, _ = run("show", "deaths-count", "--language", "en")
    assert code == 0
    assert out.startswith("deaths-count · withdrawn, no longer shown · version 1 ·")
    assert "withdrawn, 2022-03-01: The newspaper corrected its report. (instead: ferry-sinking)" in out
    assert "Withdrawn: " in out


# -- hits ----------------------------------------------------------------------------------------------------------


def test_hits_shows_the_facts_the_words_the_evidence_and_the_outcome(run: Run) -> None:
    code, out, _ = run("hits", "did the captian get 16 years?")
    assert code == 0
    for shown in (
        "answer in en",
        "captain-sentence",
        "corrected (years): asserted 16, recorded 6",
        "captian",
        "margin",
    ):
        assert shown in out


def test_hits_as_json_is_one_object_with_every_part_of_the_evidence(run: Run) -> None:
    code, out, _ = run("hits", "--json", "--after", "captain-sentence", "and how many years?")
    data = json.loads(out)
    assert code == 0
    assert "context" in data["guards"]
    assert data["candidates"][0]["parts"]["margin"].keys() == {"value", "adds"}


def test_hits_of_a_message_without_words_says_so(run: Run) -> None:
    code, out, _ = run("hits", "?!")
    assert (code, "none (unclear)" in out) == (0, True)


# -- files for translators, and what is published ------------------------------------------------------------------


@pytest.mark.parametrize("name", ["kk.po", "kk.xlf", "kk.xliff"])
def test_a_file_for_translators_goes_out_and_comes_back(run: Run, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    assert run("export", "--language", "kk", "--to", str(path))[0] == 0
    code, out, _ = run("import", str(path))
    assert (code, out.startswith("0 changed, 0 failed, ")) == (0, True)
    headline = "Капитан Эдвин Хальворн 6 жылға бас бостандығынан айырылды"
    new = "Капитан Эдвин Хальворнға 6 жыл бас бостандығынан айыру жазасы берілді"
    body = path.read_text(encoding="utf-8")
    marks = ('<target state="translated">{}</target>', 'msgstr "{}"')
    for mark in marks:
        body = body.replace(mark.format(headline), mark.format(new))
    path.write_text(body, encoding="utf-8")
    code, out, err = run("import", str(path), "--apply")
    assert (code, "1 changed, 0 failed" in out, "written" in err) == (0, True, True)


@pytest.mark.parametrize("form", ["po", "xlf"])
def test_a_file_for_translators_needs_a_language(run: Run, form: str) -> None:
    code, _, err = run("export", "--format", form)
    assert (code, "add --language" in err) == (2, True)


def test_a_translated_file_is_not_written_over(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "kk.po"
    run("export", "--language", "kk", "--to", str(path))
    body = path.read_text(encoding="utf-8").replace('msgstr "Капитан', 'msgstr "Пароход капитаны')
    path.write_text(body, encoding="utf-8")
    code, _, err = run("export", "--language", "kk", "--to", str(path))
    assert (code, "somebody filled in" in err) == (1, True)
    assert path.read_text(encoding="utf-8") == body


def test_everything_is_published_in_a_language(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "public"
    code, _, err = run(
        "publish", "--to", str(folder), "--language", "ky", "--bot", "@ferry_bot", "--site", "https://e.org/r"
    )
    assert (code, f"files are in {folder}" in err) == (0, True)
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert names == {
        "record.json",
        "record.schema.json",
        "facts.ky.csv",
        "record.ky.jsonld",
        "changes.ky.atom",
        "fact-sheet.ky.pdf",
        "pictures/timeline-ky-light-1.png",
        "pictures/timeline-ky-dark-1.png",
        "pictures/numbers-ky-light-1.png",
        "pictures/numbers-ky-dark-1.png",
    }
    feed = (folder / "changes.ky.atom").read_text(encoding="utf-8")
    assert "https://e.org/r/changes.ky.atom" in feed
    assert "https://t.me/ferry_bot?start=" in feed


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [(["--bot", "a bot"], "no username of Telegram"), (["--site", "example.org"], "is no address")],
)
def test_what_can_not_be_published_so_is_said(run: Run, tmp_path: Path, arguments: list[str], advice: str) -> None:
    code, _, err = run("publish", "--to", str(tmp_path / "public"), *arguments)
    assert (code, advice in err) == (2, True)
    assert not (tmp_path / "public").exists()


def test_a_folder_that_can_not_be_written_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "public").write_text("a file", encoding="utf-8")
    code, _, err = run("publish", "--to", str(tmp_path / "public"))
    assert (code, "can't be written" in err) == (1, True)


# -- test and regress ----------------------------------------------------------------------------------------------


def test_all_stored_questions_of_a_fact_are_asked(run: Run) -> None:
    code, out, err = run("test", "--fact", "appeal-status", "--language", "en")
    assert (code, out) == (0, "")
    assert "all 8 stored questions find their own fact" in err


def test_an_example_that_the_bot_can_not_answer_is_told(run: Run, edited) -> None:
    edited("case.yaml", "en: [How many years did the captain get?", "en: [What is the price of butter?")
    code, out, _ = run("test", "--language", "en", "--limit", "0")
    assert (code, "examples.en: for its own example the bot finds no answer: What is the price of butter?" in out) == (
        1,
        True,
    )
    assert json.loads(run("test", "--language", "kk", "--json")[1])["examples"] == []


def test_a_question_that_another_fact_draws_is_shown_with_what_draws_it(run: Run, ferry_copy: Path) -> None:
    path = ferry_copy / "questions" / "en" / "appeal-status.txt"
    stolen = "how many people died on the ferry"
    path.write_text(f"{path.read_text(encoding='utf-8')}{stolen}\n", encoding="utf-8")
    code, out, _ = run("test", "--fact", "appeal-status", "--language", "en", "--json")
    data = json.loads(out)
    rows = {row["question"]: row for row in data["rows"]}
    assert (code, data["asked"], data["missed"]) == (1, 9, 1)
    assert (rows[stolen]["expected"], rows[stolen]["returned"]) == ("appeal-status", "deaths-count")
    assert rows[stolen]["second"]["id"] == "appeal-status"
    assert [pair["facts"] for pair in data["pairs"]] == [["appeal-status", "deaths-count"]]
    (drawn,) = [each for each in data["pairs"][0]["questions"] if each["question"] == stolen]
    assert {"how", "many", "people", "died"} <= set(drawn["shared"])
    _, out, _ = run("test", "--fact", "appeal-status", "--language", "en")
    assert "appeal-status and deaths-count draw each other's" in " ".join(out.split())


def test_a_fact_that_is_not_there_can_not_be_tested(run: Run) -> None:
    code, _, err = run("test", "--fact", "appeal")
    assert (code, "the nearest are appeal-status" in err) == (2, True)


def test_a_wrong_answer_becomes_a_failing_test(run: Run, ferry_copy: Path) -> None:
    code, out, err = run("regress", "did the skipper go to jail", "--expect", "captain-sentence")
    assert (code, "regressions.jsonl" in err) == (0, True)
    assert "this is wrong" in out
    (line,) = (ferry_copy / "regressions.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line) == {
        "q": "did the skipper go to jail", "lang": "en", "kind": "plain", "expect": ["captain-sentence"]
    }  # fmt: skip
    assert run("check")[0] == 0
    code, out, err = run("test", "--fact", "captain-sentence", "--language", "en")
    assert (code, "did the skipper go to jail" in out) == (1, True)
    assert "regression questions answered rightly: 0 of 1" in err
    path = ferry_copy / "questions" / "en" / "captain-sentence.txt"
    path.write_text(f"{path.read_text(encoding='utf-8')}did they put the skipper in jail\n", encoding="utf-8")
    code, _, err = run("test", "--fact", "captain-sentence", "--language", "en")
    assert (code, "regression questions answered rightly: 1 of 1" in err) == (0, True)


def test_a_right_answer_is_kept_and_follow_ups_are_asked_after_their_fact(run: Run, ferry_copy: Path) -> None:
    arguments = ["--expect", "trial-length", "--after", "captain-sentence", "--language", "en"]
    assert run("regress", "and how long did the trial last then?", *arguments)[0] == 0
    code, out, _ = run("regress", "what's the best pizza in town", "--expect", "none")
    assert (code, "right already" in out) == (0, True)
    lines = (ferry_copy / "regressions.jsonl").read_text(encoding="utf-8").splitlines()
    first, second = map(json.loads, lines)
    assert (first["kind"], first["after"]) == ("followup", "captain-sentence")
    assert (second["kind"], second["expect"]) == ("oos", [])


@pytest.mark.parametrize(
    ("arguments", "code", "advice"),
    [
        (["how many people DIED", "--expect", "deaths-count"], 1, "stored under deaths-count"),
        (["who drowned there", "--expect", "deaths"], 2, "the nearest are deaths-count"),
        (["who drowned there", "--expect", "none", "--expect", "deaths-count"], 2, "stands alone"),
        (["  ", "--expect", "none"], 2, "give the question"),
    ],
)
def test_a_question_that_proves_nothing_is_refused(
    run: Run, ferry_copy: Path, arguments: list[str], code: int, advice: str
) -> None:
    found, _, err = run("regress", *arguments)
    assert (found, advice in err) == (code, True)
    assert not (ferry_copy / "regressions.jsonl").exists()


def test_the_same_wrong_answer_is_kept_once(run: Run) -> None:
    assert run("regress", "who drowned there", "--expect", "deaths-count")[0] == 0
    code, _, err = run("regress", "Who drowned there?", "--expect", "deaths-count")
    assert (code, "stands in regressions.jsonl already" in err) == (1, True)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('{"q": "who drowned", "lang": "en", "kind": "plain", "expect": ["deaths"]}', "no fact 'deaths' is told"),
        ('{"q": "How many people died?", "lang": "en", "kind": "oos"}', "is stored under deaths-count"),
        ("who drowned", "regressions.jsonl:1"),
    ],
)
def test_regressions_that_prove_nothing_are_problems(run: Run, ferry_copy: Path, line: str, problem: str) -> None:
    (ferry_copy / "regressions.jsonl").write_text(f"{line}\n", encoding="utf-8")
    code, out, _ = run("check")
    assert (code, "regressions.jsonl" in out, problem in out) == (3, True, True)
