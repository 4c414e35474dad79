"""Lines as a person types them: with history and completion at a terminal, plainly from a pipe."""

import asyncio
import os
import stat
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Final, Protocol, TextIO

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion, WordCompleter
from prompt_toolkit.document import Document
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.patch_stdout import patch_stdout

__all__ = ("Lines", "PipedLines", "TypedLines")

PROMPT: Final = "▸ "
#: Room kept below the prompt for the commands that fit what is typed.
MENU_LINES: Final = 4
#: A longer line is no question; the rest of it is read as the next one.
LONGEST_LINE: Final = 1 << 20


class Lines(Protocol):
    """What is typed, line by line, until there is no more."""

    def __aiter__(self) -> AsyncIterator[str]: ...


class TypedLines:
    """Reads at a terminal. The history is kept in memory only: a question is nobody else's business.

    Args:
        commands: name and description of each command to complete.
    """

    def __init__(self, commands: Sequence[tuple[str, str]]) -> None:
        self._session: PromptSession[str] = PromptSession(
            history=InMemoryHistory(),
            completer=_CommandCompleter(commands),
            complete_while_typing=True,
            reserve_space_for_menu=MENU_LINES,
        )

    async def __aiter__(self) -> AsyncIterator[str]:
        while True:
            try:
                with patch_stdout(raw=True):
                    line = await self._session.prompt_async(PROMPT)
            except (EOFError, KeyboardInterrupt):
                return
            yield line


class PipedLines:
    """Reads from a pipe or a file without ever blocking the bot, and without asking for anything."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[str]:
        lines = self._from_pipe() if _is_pipe(self._stream) else self._from_file()
        async for line in lines:
            yield line.rstrip("\r\n").removeprefix("\ufeff")

    async def _from_file(self) -> AsyncIterator[str]:
        """A file, or memory: reading never waits."""
        for line in iter(self._stream.readline, ""):
            yield line

    async def _from_pipe(self) -> AsyncIterator[str]:
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(limit=LONGEST_LINE)
        descriptor = os.dup(self._stream.fileno())
        transport, _ = await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(descriptor, "rb", buffering=0)
        )
        try:
            while line := await _line(reader):
                yield line.decode("utf-8", "replace")
        finally:
            transport.close()
            os.set_blocking(self._stream.fileno(), True)  # it is shared with whoever reads it next


async def _line(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(b"\n")
    except asyncio.IncompleteReadError as end:
        return end.partial
    except asyncio.LimitOverrunError as overrun:
        return await reader.readexactly(overrun.consumed)


def _is_pipe(stream: TextIO) -> bool:
    try:
        mode = os.fstat(stream.fileno()).st_mode
    except (OSError, ValueError):  # memory, or closed
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


class _CommandCompleter(Completer):
    """Completes a command at the start of the line, and nothing else: questions are typed in peace."""

    def __init__(self, commands: Sequence[tuple[str, str]]) -> None:
        self._words = WordCompleter(
            [f"/{name}" for name, _ in commands],
            meta_dict={f"/{name}": description for name, description in commands},
            sentence=True,
        )

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        if document.text_before_cursor.startswith("/"):
            yield from self._words.get_completions(document, complete_event)
