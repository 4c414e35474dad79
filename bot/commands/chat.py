"""``chat``: the bot in this terminal, without a token: the same handlers, drawn instead of sent."""

from __future__ import annotations

import argparse
from typing import Any

from knowledge.model import LANGUAGES

__all__ = ["add_to", "run", "set_defaults"]

_EPILOGUE = """\
in the chat: write a question; a number presses a button; /help lists the commands; /quit or Ctrl-D leaves.
Nothing you type is stored.

examples:
  python main.py chat
  python main.py chat --language ky
  echo "сколько лет им дали?" | python main.py chat
"""


def add_to(commands: Any) -> None:
    command = commands.add_parser(
        "chat",
        help="talk to the bot in this terminal, no token needed",
        description="Talk to the bot in this terminal.",
        epilog=_EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument(
        "--language", choices=LANGUAGES, help="the language to begin with (default: that of the terminal)"
    )
    command.set_defaults(run=run)


def set_defaults(options: argparse.Namespace) -> None:
    """Fill in this command's options when it runs because no command was given."""
    options.language = None


def run(options: argparse.Namespace) -> int:
    import asyncio

    from bot.commands.opening import open_finder
    from bot.terminal import talk

    casebook, finder = open_finder(options)
    return asyncio.run(talk(casebook, finder, options.language))
