"""The door of case-record-bot: reads the command line and starts what was asked for."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence

from bot.commands import ask, chat, evaluate, record, serve
from bot.errors import Advice

_EPILOGUE = """\
without a command: the bot if TELEGRAM_BOT_TOKEN is set, otherwise the chat in this terminal

examples:
  python main.py                              talk to the bot here, no token needed
  python main.py ask "how many years did they get?"
  python main.py ask --batch questions.txt --json
  python main.py record check                 is the record in order?
  TELEGRAM_BOT_TOKEN=123:abc python main.py serve

exit codes: 0 done, 1 could not be done, 2 wrong command or setting, 3 broken record, 4 Telegram, 130 Ctrl-C
"""


def parser() -> argparse.ArgumentParser:
    """The whole command line, with help for every command."""
    top = argparse.ArgumentParser(
        prog="main.py",
        description="Answers questions about a court case from a curated record, in four languages, with sources.",
        epilog=_EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument(
        "--record", metavar="DIR", help="the folder of the record (default: the setting RECORD, else the one included)"
    )
    top.set_defaults(run=None)
    commands = top.add_subparsers(title="commands", metavar="COMMAND")
    for command in (chat, ask, serve, record, evaluate):
        command.add_to(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line.

    Returns:
        The exit code. Errors a person can mend are printed as one line of advice, never as a traceback.
    """
    _speak_utf8()
    try:
        try:
            return _run(parser().parse_args(arguments))
        finally:
            if sys.stdout is not None:  # closed by the shell (>&-)
                sys.stdout.flush()
    except Advice as advice:
        print(f"{parser().prog}: {advice}", file=sys.stderr)
        return advice.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output left. Point the stream elsewhere, so that the interpreter's last flush is quiet.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _run(options: argparse.Namespace) -> int:
    if options.run is None:
        from bot.settings import read_settings

        options.run = serve.run if read_settings().telegram_bot_token else chat.run
        chat.set_defaults(options)
    return int(options.run(options))


def _speak_utf8() -> None:
    """Four languages need UTF-8, whatever an old locale or a redirected Windows console says."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="strict" if stream is sys.stdin else "replace")


if __name__ == "__main__":
    raise SystemExit(main())
