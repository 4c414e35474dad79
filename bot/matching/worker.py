"""One process that finds facts: questions come in through stdin, findings go out through stdout, until stdin ends.

    python -m bot.matching.worker COMPILED

It opens a compiled record, says that it is ready, and answers in the order in which it is asked. It writes nothing else
and keeps nothing of what it is asked.
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import BinaryIO

from bot import garbage
from bot.matching.frames import frame, frames
from knowledge.compiled import load_compiled
from knowledge.finding import Context, Finding
from knowledge.finding.finder import Finder

__all__ = ["main", "work"]

#: The record is not there any more, or another version of the program made it.
_NO_RECORD = 1


def work(finder: Finder, questions: BinaryIO, findings: BinaryIO) -> None:
    """Answers each (number, question, context) by (number, finding); in place of a finding, what went wrong."""
    findings.write(frame(None))
    findings.flush()
    for number, question, context in frames(questions):
        findings.write(frame((number, _found(finder, question, context))))
        findings.flush()


def _found(finder: Finder, question: str, context: Context) -> Finding | Exception:
    try:
        return finder.find(question, context)
    except Exception as error:  # it is for the one who asked, who would have met it without this process
        return error


def main() -> int:
    # A stop is for the bot, which finishes first what is asked, and then closes the pipe.
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.SIG_IGN)
    compiled = load_compiled(Path(sys.argv[1]))
    if compiled is None:
        return _NO_RECORD
    finder = compiled.finder()
    finder.prepare()
    garbage.settle()
    work(finder, sys.stdin.buffer, sys.stdout.buffer)
    return 0


if __name__ == "__main__":
    sys.exit(main())
