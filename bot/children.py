"""The processes that the bot starts: how they begin, what they are told of its environment, and how they are ended."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from pathlib import Path
from typing import Final

__all__ = ["ROOT", "kill", "started"]

#: Python finds the program's packages from here.
ROOT: Final = Path(__file__).resolve().parent.parent
_SECRETS: Final = ("TELEGRAM_BOT_TOKEN", "SECRET_KEY", "WEBHOOK_SECRET", "DATABASE_URL")


async def started(module: str, *arguments: str, stdin: int | None = None) -> Process:
    """A process that runs a module of this program, and says what it has to say on its stdout.

    Raises:
        OSError: the system starts no more.
    """
    command = (sys.executable, "-m", module, *arguments)
    return await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=stdin, stdout=PIPE, env=_environment())


def kill(process: Process) -> None:
    """Ends a process at once, if it has not ended."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()


def _environment() -> dict[str, str]:
    """The environment without what no child need know."""
    return {name: value for name, value in os.environ.items() if name.upper() not in _SECRETS}
