"""`record new` and `record init`: a fact from a file, from the input or from answers; Ctrl-C writes nothing."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

import pytest
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

import main
from bot.commands.record import adding
from bot.errors import Advice
from knowledge.casebook import load_casebook
from knowledge.editing import update_yaml
from tests.knowledge.desk.sheets import contents
from tests.knowledge.desk.test_adding import GIVEN

Run: TypeAlias = Callable[..., tuple[int, str, str]]

# What a curator types, line by line; {…} is the prompt's place.
ANSWERS = (
    "Captain Age", "deaths-count", "captain-age",  # no id, a taken one, a good one
    "trial", "", "", "press, radio", "press", "2021-13", "2021-06?",
    "вестник капитан осуждён", "1", "Gives the age.",  # a source by words, then by its number in the list
    "+", "court-2021-06", "ledger-2021", "Harbour ledger", "Crew of the Aurelia", "", "en",
    "http://localhost/crew", "https://ledger.example.org/crew", "official", "", "Gives the year of birth.", "",
    "The captain was 51",
    "The Brenholm Herald reported that he was 51 [3].", "The Brenholm Herald reported that he was 51 [1].",
    "The Brenholm Herald reported that he was 51 [1]; so does the ledger [2].",
    "", "", "",  # Russian, Kazakh and Kyrgyz are left for an editor
    "", "", "", "How many people died?", "How old was the captain?", "",
    "sentence captain", "1", "", "halvorn", "",
    "age", "years", "fifty-one", "51", "date", "June", "2021-06", "person", "хальворн", "1", "",
    "y",
)  # fmt: skip


@pytest.fixture
def run(clean_environment, monkeypatch, capsys, ferry_copy, tmp_path) -> Run:
    """Runs a tool on a copy of the invented record: exit code, output, errors."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def run(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        code = main.main(["--record", str(ferry_copy), "record", *arguments])
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return code, out, err

    return run


class Typed:
    """Somebody at a terminal: each answer is checked as the prompt checks it, and the next one tried if it fails."""

    def __init__(self, answers: Sequence[str], then: type[BaseException] = AssertionError) -> None:
        self._answers: Iterator[str] = iter(answers)
        self._then = then
        self.refused: list[str] = []

    def __call__(self, question: str, /, check=lambda _: None, words=(), default: str = "") -> str:
        for typed in self._answers:
            answer = typed or default
            if advice := check(answer):
                self.refused.append(advice)
            else:
                return answer
        raise self._then(question)


@pytest.fixture
def typing(monkeypatch) -> Callable[..., Typed]:
    def sit_down(answers: Sequence[str], then: type[BaseException] = AssertionError) -> Typed:
        typed = Typed(answers, then)
        monkeypatch.setattr(adding, "asking_at", lambda: typed)
        monkeypatch.setattr(adding, "_is_asked", lambda: True)
        return typed

    return sit_down


# -- from a file ---------------------------------------------------------------------------------------------------


def test_a_fact_comes_from_the_input(run: Run, ferry_copy: Path) -> None:
    code, out, err = run("new", "--from", "-", stdin=update_yaml(None, GIVEN))
    assert (code, err) == (0, "captain-age is published; it is in order\n")
    assert out.splitlines()[:2] == ["facts/captain-age.yaml", "sources/herald-2022-01.yaml"]
    assert run("check") == (0, "", "the record is in order\n")
    assert "51" in run("show", "captain-age", "--language", "en")[1]


def test_a_fact_comes_from_a_file_as_a_draft(run: Run, ferry_copy: Path, tmp_path: Path) -> None:
    path = tmp_path / "fact.yaml"
    path.write_text(update_yaml(None, GIVEN), encoding="utf-8")
    code, _, err = run("new", "--draft", "--from", str(path))
    assert (code, err) == (0, "captain-age is a draft, not shown yet; it is in order\n")
    assert load_casebook(ferry_copy).facts["captain-age"].state == "draft"


def test_what_the_checks_say_keeps_a_fact_from_being_published_and_not_a_draft(run: Run, ferry_copy: Path) -> None:
    wrong = update_yaml(None, GIVEN).replace("Капитану был 51 год", "Капитану было 52 года")
    before = contents(ferry_copy)
    code, out, err = run("new", "--from", "-", stdin=wrong)
    assert (code, "numbers differ" in out, "with --draft" in err) == (1, True, True)
    assert contents(ferry_copy) == before
    code, out, err = run("new", "--draft", "--from", "-", stdin=wrong)
    assert (code, "numbers differ" in out, "1 problem is left" in err) == (3, True, True)


def test_what_is_wrong_with_a_file_is_told_where_it_stands_in_that_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "fact.yaml"
    path.write_text(update_yaml(None, GIVEN).replace("topic: trial", "topic: heroes"), encoding="utf-8")
    code, out, _ = run("new", "--from", str(path))
    line = path.read_text(encoding="utf-8").split("\n").index("topic: heroes") + 1
    assert (code, f"{path}:{line}: captain-age: topic: there is no topic 'heroes'" in out) == (1, True)


@pytest.mark.parametrize(
    ("text", "code", "advice"),
    [
        ("id: [", 2, "-, line"), ("- a", 2, "must be a group of keys"), ("topic: trial", 2, "has no id"),
        (update_yaml(None, {**GIVEN, "topic": "heroes"}), 1, "nothing was written"),
    ],
)  # fmt: skip
def test_what_can_not_be_added_is_told(run: Run, ferry_copy: Path, text: str, code: int, advice: str) -> None:
    before = contents(ferry_copy)
    found, _, err = run("new", "--from", "-", stdin=text)
    assert (found, advice in err) == (code, True)
    assert contents(ferry_copy) == before


def test_a_file_that_is_not_there_is_told(run: Run, tmp_path: Path) -> None:
    code, _, err = run("new", "--from", str(tmp_path / "none.yaml"))
    assert (code, "can't be read" in err) == (2, True)


def test_without_a_terminal_and_a_file_nobody_can_be_asked(run: Run) -> None:
    code, _, err = run("new")
    assert (code, "--from FILE" in err) == (2, True)


# -- from answers --------------------------------------------------------------------------------------------------


def test_a_fact_is_asked_for_piece_by_piece(run: Run, ferry_copy: Path, typing) -> None:
    typed = typing(ANSWERS)
    code, out, err = run("new")
    assert (code, err) == (0, "captain-age is a draft, not shown yet; it is in order\n")
    for advice in (
        "is not an id", "is taken", "must be some of court", "there is no such day", "court-2021-06 is taken",
        "not reachable", "the mark [3] has no citation", "citation 2 is never marked", "stands under deaths-count",
        "must be one of", "number without spaces", "such as 2025-01-17",
    ):  # fmt: skip
        assert any(advice in each for each in typed.refused), advice
    assert "id: captain-age" in out, "the whole is shown before it is written"
    casebook = load_casebook(ferry_copy)
    fact = casebook.facts["captain-age"]
    assert [citation.source for citation in fact.citations] == ["herald-2021-06", "ledger-2021"]
    assert (fact.kind, fact.event, fact.state, fact.procedure) == ("reported", "2021-06?", "draft", None)
    assert (fact.related, fact.mentions) == (("captain-sentence",), ("halvorn",))
    assert [(value.unit, value.value) for value in fact.values] == [
        ("years", 51), ("date", "2021-06"), ("person", "halvorn"),
    ]  # fmt: skip
    assert (fact.texts.en.untranslated, fact.texts.kk.untranslated) == (False, True)
    assert casebook.asked("captain-age", "en") == ("How old was the captain?",)
    assert casebook.sources["ledger-2021"].reliability == "official"
    assert run("check")[0] == 0


@pytest.mark.parametrize("after", range(0, len(ANSWERS) - 1, 4))
def test_ctrl_c_writes_nothing_whenever_it_comes(run: Run, ferry_copy: Path, typing, after: int) -> None:
    before = contents(ferry_copy)
    typing(ANSWERS[:after], KeyboardInterrupt)
    assert run("new")[0] == 130
    assert contents(ferry_copy) == before


def test_who_says_no_at_the_end_writes_nothing(run: Run, ferry_copy: Path, typing) -> None:
    before = contents(ferry_copy)
    typing((*ANSWERS[:-1], "n"))
    code, _, err = run("new")
    assert (code, "nothing was written" in err) == (1, True)
    assert contents(ferry_copy) == before


# -- at the terminal -----------------------------------------------------------------------------------------------


def test_an_answer_that_fails_its_check_stays_to_be_mended() -> None:
    with create_pipe_input() as keys:
        ask = adding.asking_at(keys, DummyOutput())
        keys.send_text("x\r\x08y\r")
        assert ask("y or n", lambda text: None if text in ("y", "n") else "y or n", ("y", "n")) == "y"


def test_enter_takes_the_default_another_answer_is_typed_at_once_and_the_end_of_the_input_is_told() -> None:
    with create_pipe_input() as keys:
        ask = adding.asking_at(keys, DummyOutput())
        one_of = {"reported", "unknown"}
        keys.send_text("\r")
        assert ask("kind", lambda text: None if text in one_of else "no", default="reported") == "reported"
        keys.send_text("unknown\r")
        assert ask("kind", lambda text: None if text in one_of else "no", default="reported") == "unknown"
        keys.send_text("\x04")
        with pytest.raises(Advice, match="nothing was written"):
            ask("id")
        keys.send_text("\x03")
        with pytest.raises(KeyboardInterrupt):
            ask("id")


# -- init ----------------------------------------------------------------------------------------------------------


def test_a_record_is_begun_where_there_is_none(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    code, out, err = run("init", str(folder))
    assert (code, "case.yaml" in out.splitlines(), "record check" in err) == (0, True, True)
    assert load_casebook(folder).case.id == "my-case"
    code, _, err = run("init", str(folder))
    assert (code, "name a new folder" in err) == (2, True)
