"""``serve``: the bot on Telegram."""

from __future__ import annotations

import argparse
from typing import Any

from bot.errors import Advice

__all__ = ["add_to", "run"]

_EPILOGUE = """\
settings come from the environment or a .env file; README.md has the table. The least is:
  TELEGRAM_BOT_TOKEN=123456:ABC python main.py serve

With WEBHOOK_URL, Telegram brings the questions to the bot, which listens on LISTEN behind a proxy with TLS:
  WEBHOOK_URL=https://bot.example.org/telegram TELEGRAM_BOT_TOKEN=123456:ABC python main.py serve

SIGTERM or Ctrl-C: what is being answered is finished, then the bot stops; nothing asked is lost.
SIGHUP: the record is read anew; if it is broken, the old one stays in use.
"""


def add_to(commands: Any) -> None:
    command = commands.add_parser(
        "serve",
        help="run the bot on Telegram",
        description="Run the bot on Telegram: by long polling, or by webhook if WEBHOOK_URL is set.",
        epilog=_EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    import asyncio

    from bot import garbage
    from bot.commands.opening import open_record, record_folder
    from bot.serving import serve
    from bot.settings import read_settings

    settings = read_settings()
    if settings.telegram_bot_token is None:
        raise Advice(
            "set TELEGRAM_BOT_TOKEN to the token that @BotFather gave you; without one, `python main.py chat` works", 2
        )
    record = open_record(options, settings)
    finder = record.finder()
    finder.prepare()
    garbage.settle()
    return asyncio.run(serve(settings, record.casebook, finder, record_folder(options, settings), record.path))
