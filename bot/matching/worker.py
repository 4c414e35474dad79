"""One process that finds facts: questions come in through stdin, findings go out through stdout, until stdin ends.

    python -m bot.matching.worker COMPILED

It opens a compiled record, says that it is ready, and answers in the order in which it is asked. It writes nothing else
and keeps nothing of what it is asked, but for the words that the caches of `knowledge.text` hold.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from bot.matching.frames import frame, frames

if TYPE_CHECKING:
    from knowledge.finding import Context, Finding
    from knowledge.finding.finder import Finder

__all__ = ["main", "work"]

#: The record is not there any more, or another version of the program made it.
_NO_RECORD = 1
#: A stop is for the bot, which finishes what is asked and then closes the pipe; so is the word to read the record anew.
_FOR_THE_BOT = ("SIGINT", "SIGTERM", "SIGHUP")


def work(finder: Finder, questions: BinaryIO, findings: BinaryIO) -> None:
    """Answers each (number, question, context) by (number, finding), or (number, None) if finding failed."""

    def tell(word: object) -> None:
        findings.write(frame(word))
        findings.flush()

    tell("ready")
    for number, question, context in frames(questions):
        tell((number, _found(finder, question, context)))


def _found(finder: Finder, question: str, context: Context) -> Finding | None:
    try:
        return finder.find(question, context)
    except Exception:  # the bot meets it again where it can be told of
        return None


def main() -> int:
    for name in _FOR_THE_BOT:
        if number := getattr(signal, name, None):
            signal.signal(number, signal.SIG_IGN)
    # Only now: a signal may come while they are imported.
    from bot import garbage
    from knowledge.compiled import load_compiled

    findings = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what anything prints must not come between the findings
    compiled = load_compiled(Path(sys.argv[1]))
    if compiled is None:
        return _NO_RECORD
    finder = compiled.finder()
    finder.prepare()
    garbage.settle()
    with suppress(BrokenPipeError):  # the bot was killed
        work(finder, sys.stdin.buffer, findings)
    return 0


if __name__ == "__main__":
    sys.exit(main())
