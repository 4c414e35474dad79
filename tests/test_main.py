"""The command line as a newcomer meets it: what it prints, and what the shell is told."""

from __future__ import annotations

import asyncio
import io
import json
import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import main
from bot.settings import Settings
from tests.bot.delivery.demo import TOKEN
from tests.bot.recorder import ServedRecorder

ROOT = Path(main.__file__).resolve().parent
KEYS = ["question", "language", "outcome", "reason", "facts", "text", "citations", "as_of", "corrections"]
CITATION_KEYS = ["n", "source", "publisher", "title", "date", "url", "language"]
COMMANDS = ("chat", "ask", "serve", "record", "evaluate")
# Words of a stored question, so that any finder answers it.
QUESTION = "How many years did the captain get?"
ANSWERS = {
    "Сколько лет дали капитану?": ("ru", "Капитан Эдвин Хальворн приговорён к 6 годам"),
    "Капитанға неше жыл берді?": ("kk", "Капитан Эдвин Хальворн 6 жылға бас бостандығынан"),
    "Капитанга канча жыл беришти?": ("ky", "Капитан Эдвин Хальворн 6 жылга эркинен"),
    QUESTION: ("en", "Captain Edvin Halvorn was sentenced to 6 years"),
}


@pytest.fixture(scope="session")
def cache(tmp_path_factory) -> Path:
    """Where the commands of all tests keep their compiled records."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def environment(monkeypatch, tmp_path, cache, ferry):
    """The invented record, an empty folder to work in, and no setting of this machine."""
    for name in (*Settings.model_fields, "http_proxy", "https_proxy", "all_proxy", "lc_all", "pythonioencoding"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("RECORD", str(ferry))
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("LANG", "C.UTF-8")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")


@pytest.fixture
def run(capsys):
    """Runs a command line in this process: exit code, output, errors."""

    def run(*arguments: str) -> tuple[int, str, str]:
        try:
            code = main.main(arguments)
        except SystemExit as exit:
            code = int(exit.code or 0)
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return code, out, err

    return run


def started(*arguments: str, **options) -> subprocess.Popen:
    """A command line in a process of its own."""
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    return subprocess.Popen([sys.executable, str(ROOT / "main.py"), *arguments], text=True, **(pipes | options))


def one_line(err: str) -> str:
    """The one line of advice."""
    assert err.count("\n") == 1, err
    assert err.startswith("main.py: ")
    return err.removeprefix("main.py: ").strip()


# -- help ----------------------------------------------------------------------------------------------------------


def test_help_names_every_command_and_the_exit_codes(run):
    code, out, _ = run("--help")
    assert code == 0
    assert all(re.search(rf"^    {command}\b", out, re.MULTILINE) for command in COMMANDS)
    assert "exit codes: 0 done, 1 could not be done, 2 wrong command or setting, 3 broken record, 4 Telegram" in out


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_shows_examples_that_the_command_line_understands(run, command):
    code, out, _ = run(*filter(None, [command]), "--help")
    assert code == 0
    examples = re.findall(r"python main\.py( [^|>\n]*)?", out.partition("\n\n")[2])
    assert examples
    for example in examples:
        words = shlex.split(re.split(r"\s{2,}", example)[0])  # two spaces, and what it is for
        assert main.parser().parse_args(words)


@pytest.mark.parametrize("tool", ["check", "stats", "show", "hits", "test"])
def test_every_tool_of_the_record_has_help(run, tool):
    code, out, _ = run("record", tool, "--help")
    assert (code, "usage: main.py record " + tool in out) == (0, True)


# -- wrong commands and settings -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["sing"], ["--sing"], ["ask", "x", "--language", "de"], ["chat", "--language", "Russian"], ["ask"],
        ["ask", "x", "--batch", "-"], ["ask", "--batch", "-"], ["record"], ["record", "sing"],
        ["record", "show", "no-such-fact"], ["ask", "--batch", "no-such-file", "--json"],
        ["evaluate", "no-such-file"], ["evaluate", "--misses", "many"],
    ],
)  # fmt: skip
def test_a_wrong_command_is_code_2_and_says_what_would_be_right(run, arguments):
    code, out, err = run(*arguments)
    assert code == 2
    assert (err or out).strip()


def test_a_language_that_is_not_spoken_names_those_that_are(run):
    _, _, err = run("ask", "x", "--language", "de")
    assert re.search(r"choose from '?ru'?, '?kk'?, '?ky'?, '?en'?", err)


def test_a_misspelt_fact_names_the_nearest(run):
    _, _, err = run("record", "show", "captain-sentense")
    assert "captain-sentence" in one_line(err)


@pytest.mark.parametrize("name", ["questions.txt", "."])
def test_a_file_that_cannot_be_read_is_named_before_the_record_is_opened(run, monkeypatch, tmp_path, name):
    monkeypatch.setenv("RECORD", str(tmp_path / "nowhere"))
    code, _, err = run("ask", "--batch", name, "--json")
    assert code == 2
    assert one_line(err).startswith(f"{name} can't be read")


@pytest.mark.parametrize("arguments", [[], ["ask", "x"], ["serve"], ["chat"], ["record", "check"]])
def test_a_wrong_setting_is_code_2_and_one_line(run, monkeypatch, arguments):
    monkeypatch.setenv("LOG_LEVEL", "loud")
    code, _, err = run(*arguments)
    assert code == 2
    assert one_line(err).startswith("LOG_LEVEL must be one of")


def test_to_serve_without_a_token_is_advice(run):
    code, _, err = run("serve")
    assert code == 2
    advice = one_line(err)
    assert "TELEGRAM_BOT_TOKEN" in advice
    assert "@BotFather" in advice
    assert "python main.py chat" in advice


# -- a broken record -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [["ask", "x"], ["record", "check"], ["record", "stats"], ["chat"], ["evaluate"]])
def test_a_broken_record_is_code_3_and_every_problem_is_named(run, edited, arguments):
    edited("facts/deaths-count.yaml", "  - source: court-2021-06", "  - source: no-such-source")
    folder = edited("facts/captain-sentence.yaml", "procedure: found-by-court", "procedure: found-by-oracle")
    code, out, err = run("--record", str(folder), *arguments)
    assert code == 3
    told = out + err
    assert re.search(r"facts/deaths-count\.yaml.*no-such-source", told)
    assert re.search(r"facts/captain-sentence\.yaml.*procedure", told)


def test_a_record_that_is_not_there_is_code_3(run, tmp_path):
    code, _, err = run("--record", str(tmp_path / "nowhere"), "ask", "x")
    assert code == 3
    assert str(tmp_path / "nowhere") in err


def test_a_record_can_be_named_by_setting_and_the_command_line_wins(run, monkeypatch, tmp_path, ferry):
    monkeypatch.setenv("RECORD", str(tmp_path / "nowhere"))
    assert run("--record", str(ferry), "record", "check") == (0, "", "the record is in order\n")


def test_a_cache_that_is_damaged_or_cannot_be_written_costs_time_only(run, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert run("ask", QUESTION)[0] == 0
    compiled, trained = sorted((tmp_path / "cache").rglob("*.npz"), key=lambda path: path.parent.name == "trained")
    for damaged in ([compiled], [compiled, trained]):
        for path in damaged:
            path.write_bytes(path.read_bytes()[:5000])
        assert run("ask", QUESTION)[0] == 0
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert run("ask", QUESTION)[0] == 0


# -- ask -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", ANSWERS)
def test_a_question_is_answered_in_its_language_with_its_sources(run, question):
    code, out, err = run("ask", question)
    assert (code, err) == (0, "")
    assert ANSWERS[question][1] in out
    assert "[1] Brenholm District Court" in out
    assert "https://court.example.org/notices/aurelia" in out


def test_a_question_without_quotes_is_one_question(run):
    assert run("ask", *QUESTION.split())[1] == run("ask", QUESTION)[1]


@pytest.mark.parametrize("question", ANSWERS)
def test_json_is_the_object_of_the_contract(run, question):
    code, out, _ = run("ask", question, "--json")
    data = json.loads(out)
    assert code == 0
    assert out.count("\n") == 1
    assert list(data) == KEYS
    assert (data["question"], data["language"], data["outcome"], data["reason"]) == (
        question, ANSWERS[question][0], "answer", None,
    )  # fmt: skip
    assert data["facts"][0]["id"] == "captain-sentence"
    assert len(data["facts"]) <= 4
    assert all(list(each) == ["id", "score"] and 0 <= each["score"] <= 1 for each in data["facts"])
    assert [list(each) for each in data["citations"]] == [CITATION_KEYS] * 2
    assert [each["n"] for each in data["citations"]] == [1, 2]
    assert data["as_of"] == "2022-03-01"
    assert data["text"] == run("ask", question)[1].removesuffix("\n")


@pytest.mark.parametrize("question", ["", "   ", "?!", "\udcff\udcfe", "a\0b", "x" * 10000, "🏛" * 50, "рецепт борща"])
def test_whatever_is_asked_the_object_is_whole(run, question):
    code, out, _ = run("ask", question, "--json")
    data = json.loads(out)
    assert code == 0
    assert list(data) == KEYS
    assert data["text"]
    assert (data["outcome"] == "none") == (data["reason"] is not None)
    assert data["as_of"] == "2022-03-01"


def test_a_batch_is_answered_line_by_line_in_order(run, tmp_path):
    lines = ["", *ANSWERS, "", "рецепт борща", "  ", QUESTION]
    path = tmp_path / "questions.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    code, out, _ = run("ask", "--batch", str(path), "--json")
    data = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [each["question"] for each in data] == lines
    assert [list(each) for each in data] == [KEYS] * len(lines)
    assert data[0]["outcome"] == "none"
    assert data[1] == json.loads(run("ask", lines[1], "--json")[1])


@pytest.mark.parametrize(
    ("content", "questions"),
    [
        ("one\r\ntwo\r\n", ["one", "two"]),
        ("one\ntwo", ["one", "two"]),
        ("\ufeffone\n", ["one"]),
        ("a\u2028b\x0cc\n", ["a\u2028b\x0cc"]),
        ("\n", [""]),
        ("", []),
    ],
)
def test_a_batch_from_standard_input_is_split_at_line_ends_only(run, monkeypatch, content, questions):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content.encode()), encoding="utf-8"))
    code, out, _ = run("ask", "--batch", "-", "--json")
    assert code == 0
    assert [json.loads(line)["question"] for line in out.split("\n")[:-1]] == questions


def test_a_batch_that_is_not_utf8_is_advice(run, tmp_path):
    path = tmp_path / "questions.txt"
    path.write_bytes("сколько лет".encode("cp1251"))
    code, _, err = run("ask", "--batch", str(path), "--json")
    assert code == 2
    assert "not UTF-8" in one_line(err)


# -- processes of their own ----------------------------------------------------------------------------------------


def test_questions_go_through_a_pipe_in_order_whatever_the_locale(monkeypatch):
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    asked = [question for _ in range(20) for question in ANSWERS]
    with started("ask", "--batch", "-", "--json", encoding="utf-8") as process:
        out, err = process.communicate("".join(f"{question}\n" for question in asked))
    assert (process.returncode, err) == (0, "")
    assert [json.loads(line)["question"] for line in out.splitlines()] == asked


@pytest.mark.parametrize("command", ["ask --batch - --json < {questions} | head -1", "record show deaths-count | :"])
def test_a_closed_pipe_is_quiet(command, tmp_path):
    questions = tmp_path / "questions"
    questions.write_text(f"{QUESTION}\n" * 1000)
    line = f"{shlex.quote(sys.executable)} {ROOT / 'main.py'} " + command.format(questions=questions)
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert done.stdout.count("\n") == ("head -1" in command)


def test_the_chat_works_in_a_pipe_and_leaves_at_its_end():
    with started("chat", "--language", "ky") as process:
        out, err = process.communicate("капитанга канча жыл беришти?\n1\n/language\n4\n/help\n")
    assert (process.returncode, err) == (0, "")
    for seen in (
        "The Aurelia ferry case",  # the first screen, in four languages
        "Дело о пароме «Аурелия»",
        "▸ капитанга канча жыл беришти?",
        "Капитан Эдвин Хальворн 6 жылга эркинен",
        "https://court.example.org/notices/aurelia",
        "Нордлайн",  # the first button
        "In which language shall I answer?",
        "How to ask",  # the language was changed
    ):
        assert seen in out
    assert "\x1b" not in out


def test_without_command_and_token_the_chat_opens_and_quit_leaves_it():
    with started() as process:
        out, err = process.communicate("/quit\nHow many people died?\n")
    assert (process.returncode, err) == (0, "")
    assert "/quit" in out
    assert "17 lives" not in out


@pytest.mark.parametrize("arguments", [["chat"], ["ask", "--batch", "-", "--json"]])
def test_ctrl_c_is_code_130_and_quiet(arguments):
    with started(*arguments) as process:
        assert process.stdin is not None
        process.stdin.write(f"{QUESTION}\n" * 400)  # enough to make it print
        process.stdin.flush()
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate()
    assert (process.returncode, err) == (130, "")


# -- serve ---------------------------------------------------------------------------------------------------------


@pytest.fixture
async def telegram():
    server = ServedRecorder()
    await server.start()
    yield server
    await server.stop()


async def served(telegram: ServedRecorder, *, token: str = TOKEN, **more: str) -> asyncio.subprocess.Process:
    settings = {"TELEGRAM_BOT_TOKEN": token, "TELEGRAM_API_URL": telegram.base_url.removesuffix("/bot")}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        str(ROOT / "main.py"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, **settings, **more},
    )


async def test_with_a_token_the_bot_is_served_until_it_is_told_to_stop(telegram):
    telegram.ask(1, QUESTION)
    process = await served(telegram)
    await telegram.until(lambda: telegram.recorder.screen)
    process.terminate()
    out, err = await process.communicate()
    assert (process.returncode, out) == (0, b"")
    assert "sentenced to 6 years" in telegram.recorder.screen[0].text
    assert b"8 facts" in err
    assert b"1 answered" in err
    assert TOKEN.encode() not in err


async def test_a_wrong_token_is_code_4_and_one_line_of_advice(telegram):
    process = await served(telegram, token="2:WRONG", LOG_LEVEL="ERROR")
    _, err = await process.communicate()
    assert process.returncode == 4
    assert "@BotFather" in one_line(err.decode())
    assert b"2:WRONG" not in err


async def test_a_state_folder_that_cannot_be_written_is_code_1_and_one_line_of_advice(telegram, tmp_path):
    (tmp_path / "file").write_text("")
    process = await served(telegram, DATABASE_URL=f"sqlite:///{tmp_path}/file/state.db")
    _, err = await process.communicate()
    assert process.returncode == 1
    assert "set DATABASE_URL to a place that can be written" in one_line(err.decode())
