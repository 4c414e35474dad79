"""The tutorial for a record of one's own is followed to the letter: files are written, commands run in order.

The last command is run too, with a token and a Telegram of the tests: somebody asks there, and is answered.
"""

from __future__ import annotations

import asyncio
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import main
from bot.settings import Settings
from tests.bot.delivery.demo import TOKEN
from tests.bot.recorder import ServedRecorder

ROOT = Path(main.__file__).resolve().parent
# The command that needs a token: it is given one of the tests.
SERVE = "TELEGRAM_BOT_TOKEN="
# What is asked in the chat that the tutorial opens, and on Telegram.
TYPED = "why did the warehouse burn?"
FILE = re.compile(r"`([\w./-]+\.yaml)`:\s*\Z")


def steps() -> list[tuple[str, str]]:
    """The tutorial's steps in order: a file's name and what to write into it, or `$` and a command."""
    document = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    tutorial = document.partition("## Your own case in 30 minutes\n")[2].partition("\n## ")[0]
    found: list[tuple[str, str]] = []
    for block in re.finditer(r"```(\w+)\n(.*?)```", tutorial, re.DOTALL):
        if block[1] == "sh":
            found += [("$", line) for line in block[2].splitlines()]
        else:
            name = FILE.search(tutorial[: block.start()])
            assert name, f"no file is named above {block[2][:40]!r}"
            found.append((name[1], block[2]))
    return found


def run(words: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """A command's exit code and all that it printed; the chat has a process of its own, as it reads from a pipe."""
    if "chat" in words:
        command = [sys.executable, str(ROOT / "main.py"), *words]
        typed = f"{TYPED}\n/quit\n"
        done = subprocess.run(command, input=typed, capture_output=True, encoding="utf-8", check=False)
        return done.returncode, done.stdout + done.stderr
    code = main.main(words)
    out, err = capsys.readouterr()
    return code, out + err


async def served(words: list[str]) -> str:
    """What somebody reads on Telegram whose question the last command of the tutorial answers."""
    telegram = ServedRecorder()
    await telegram.start()
    telegram.ask(1, TYPED)
    settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": telegram.base_url.removesuffix("/bot")}
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(ROOT / "main.py"), *words, env=os.environ | settings, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        await telegram.until(lambda: telegram.recorder.screen)
    finally:
        process.terminate()
        code = await process.wait()
        await telegram.stop()
    assert code == 0
    return telegram.recorder.screen[0].text


def test_the_tutorial_names_files_and_commands() -> None:
    found = steps()
    assert [name for name, _ in found if name != "$"] == ["my-case/case.yaml", "fire-cause.yaml"]
    commands = [body for name, body in found if name == "$"]
    assert commands[0] == "python main.py record init my-case"
    assert commands[-1].startswith(SERVE)
    assert main.parser().parse_args(shlex.split(commands[-1])[3:]).run


def test_who_follows_the_tutorial_has_a_bot(monkeypatch, tmp_path, capsys) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    said: dict[str, str] = {}
    for name, body in steps():
        if name != "$":
            (tmp_path / name).write_text(body, encoding="utf-8")
        elif body.startswith(SERVE):
            _, *words = shlex.split(body)
            assert words[:2] == ["python", "main.py"]
            said[body] = asyncio.run(served(words[2:]))
        else:
            words = shlex.split(body)
            assert words[:2] == ["python", "main.py"]
            code, said[body] = run(words[2:], capsys)
            assert code == 0, f"{body}: {said[body]}"

    def told(part: str) -> str:
        (text,) = (text for command, text in said.items() if part in command)
        return text

    assert "fire-cause is published; it is in order" in told("record new")
    assert "the record is in order" in told("record check")
    assert "find their own fact" in told("record test")
    assert "faulty wiring" in told("what made the warehouse")
    assert "Кампа бузук электр зымынан өрттөндү" in told("кампа эмне үчүн")
    assert "faulty wiring" in told("chat")
    assert "faulty wiring" in told(SERVE)
    for question in ("was it the wiring", "football club"):
        assert "this is right already" in told(question)
