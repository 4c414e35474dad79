"""The terminal chat from the outside: lines in, drawn answers out."""

import asyncio
import io
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from rich.text import Text

from bot.delivery.chat import chat, pipe_safe_console
from bot.delivery.terminal import TerminalRequest
from bot.delivery.transport import AiohttpRequest
from tests.bot.delivery.demo import build

ROOT = Path(__file__).parents[3]
PROGRAM = """
import asyncio, sys
from bot.delivery.chat import chat, pipe_safe_console
from bot.delivery.terminal import TerminalRequest
from tests.bot.delivery.demo import build
sys.exit(asyncio.run(chat(build(TerminalRequest(pipe_safe_console())), language_code="ky", first_screen="Салам")))
"""


@pytest.fixture
def talk(tmp_path):
    """Talks with the demo: what was typed, line by line, to what was drawn."""

    async def typed(*lines: str, first_screen: object = None) -> str:
        output = io.StringIO()
        screen = TerminalRequest(pipe_safe_console(output, width=80), files=tmp_path)
        source = io.StringIO("".join(f"{line}\n" for line in lines))
        code = await chat(build(screen), language_code="ky", stdin=source, first_screen=first_screen)
        assert code == 0
        return output.getvalue()

    return typed


async def test_a_question_is_answered_below_it(talk):
    assert await talk("Өкүм ким чыгарды?") == (
        "▸ Өкүм ким чыгарды?\n"
        "◂ bot\n"
        "  You said “Өкүм ким чыгарды?” (source)\n"
        "  ↗ source: https://example.org/source\n"
        "  [1] More   [2] Site ↗\n\n"
    )


async def test_the_first_screen_stands_first(talk):
    assert (await talk(first_screen=Text("Салам", "bold"))).startswith("Салам\n\n")


async def test_commands_reach_their_handlers_with_arguments(talk):
    assert "  Welcome fact-7_v2\n" in await talk("/start fact-7_v2")


async def test_a_number_presses_a_button(talk):
    text = await talk("hello", "1")
    assert text.endswith("▸ 1\n‹ Here is more ›\n◂ bot  ✎ edited\n  More of it\n\n")


async def test_a_button_with_an_address_shows_it(talk):
    assert (await talk("hello", "2")).endswith("▸ 2\n↗ https://example.org/\n")


async def test_a_number_that_is_no_button_is_a_message(talk):
    assert "You said “24”" in await talk("hello", "24")
    assert "You said “1”" in await talk("1")


async def test_inline_results_are_listed_and_picked(talk):
    text = await talk("@terminal_bot приговор", "1")
    assert "  [1] Found — a result\n" in text
    assert text.endswith("◂ bot  via inline\n  приговор\n\n")


async def test_pictures_are_saved_where_it_says(talk, tmp_path):
    text = await talk("/picture")
    path = text.partition("photo: ")[2].partition("\n")[0]
    assert [str(saved) for saved in tmp_path.iterdir()] == [path]


async def test_a_fault_in_a_handler_is_said_and_the_chat_goes_on(talk):
    text = await talk("/fail", "/broken", "hello")
    assert "✗ ValueError: a fault in a handler\n" in text
    assert "✗ Can't parse entities" in text
    assert "You said “hello”" in text


async def test_quit_leaves_and_blank_lines_say_nothing(talk):
    assert await talk("", "   ", "/quit", "never read") == ""


async def test_a_long_text_arrives_in_parts_as_from_telegrams_apps(talk):
    text = await talk("ө" * 5000)
    assert text.count("✗ Message is too long") == 1  # the demo says more than it hears
    assert f"You said “{'ө' * (5000 - 4096)}”" in text


async def test_another_transport_is_refused():
    with pytest.raises(TypeError, match="screen"):
        await chat(build(AiohttpRequest()), language_code="en")


def run(*, stdin: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM],
        cwd=ROOT,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_in_a_pipe_there_is_no_colour_and_no_noise():
    result = run(stdin="Салам, ө ү ң\n1")
    assert (result.returncode, result.stderr) == (0, "")
    assert "\x1b" not in result.stdout
    assert result.stdout.endswith("  More of it\n\n")


def test_a_closed_pipe_is_a_quiet_end():
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", PROGRAM],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline() == "Салам\n".encode()
        process.stdout.close()
        process.stdin.write(b"hello\n" * 100)
        _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, b"")


def test_answers_come_while_the_pipe_stays_open_and_ctrl_c_ends_it():
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", PROGRAM],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        process.stdin.write(b"hello\n")
        process.stdin.flush()
        while b"[1] More" not in process.stdout.readline():
            pass
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) != 0


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs a pseudo-terminal")
async def test_at_a_terminal_there_are_colour_and_a_prompt():
    master, slave = os.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "PROMPT_TOOLKIT_NO_CPR": "1"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PROGRAM, cwd=ROOT, stdin=slave, stdout=slave, stderr=slave, env=environment
    )
    os.close(slave)
    os.set_blocking(master, False)
    seen = b""

    async def until(text: str) -> None:
        nonlocal seen
        async with asyncio.timeout(60):
            while text.encode() not in seen:
                with suppress(BlockingIOError):
                    seen += os.read(master, 65536)
                await asyncio.sleep(0.01)

    await until("▸")
    os.write(master, "Салам\r".encode())
    await until("[2]")
    assert b"\x1b[1;32m" in seen
    assert b"]8;" in seen
    seen = seen.partition(b"[2]")[2]
    await until("▸")
    os.write(master, b"\x04")
    assert await process.wait() == 0
    os.close(master)
