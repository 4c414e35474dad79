"""``record publish``: the record for readers and other programs: tables, fact sheets, pictures, linked data, feeds."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.counting import counted
from bot.errors import Advice
from knowledge.model import LANGUAGES

__all__ = ["add_to", "run"]

_USERNAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,31}")


def add_to(tools: Any) -> None:
    command = tools.add_parser(
        "publish",
        help="write the record for readers and other programs: CSV, JSON, PDF, pictures, JSON-LD, Atom",
        description="Writes what readers may see of the record into a folder: facts.LANG.csv (a table), "
        "fact-sheet.LANG.pdf (to print), pictures/ (timeline and numbers, light and dark), record.json with its JSON "
        "Schema, record.LANG.jsonld (schema.org), changes.LANG.atom (a feed of the changes). Files of the same names "
        "are replaced, others left alone.",
    )
    command.add_argument("--to", required=True, metavar="DIR", help="the folder; it is made if it is not there")
    command.add_argument("--language", choices=LANGUAGES, help="one language only (default: all four)")
    command.add_argument("--bot", default="", metavar="NAME", help="the bot's username, for links to single facts")
    command.add_argument("--site", default="", metavar="URL", help="where the folder will be found, for the feeds")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    bot, site = options.bot.removeprefix("@"), options.site
    if bot and not _USERNAME.fullmatch(bot):
        raise Advice(f"{options.bot!r} is no username of Telegram: it looks like case_record_bot", 2)
    if site and not (urlsplit(site).scheme in ("http", "https") and urlsplit(site).hostname):
        raise Advice(f"{site!r} is no address: it looks like https://example.org/record/", 2)

    from bot.commands.opening import open_casebook
    from bot.paper.publication import publication
    from bot.paper.shelf import Shelf
    from bot.paper.typeset import TypesetFault
    from knowledge.files import write_bytes

    shelf = Shelf(open_casebook(options), cache=None)
    languages = [options.language] if options.language else LANGUAGES
    count, folder = 0, Path(options.to)
    try:
        for name, body in publication(shelf, languages, bot=bot, site=f"{site.rstrip('/')}/" if site else ""):
            write_bytes(folder / name, body)
            count += 1
    except TypesetFault as fault:
        raise Advice(f"{fault}. {counted(count, 'file is', 'files are')} in {folder}") from None
    except OSError as error:
        raise Advice(f"{error.filename or folder} can't be written: {error.strerror}") from None
    print(f"{counted(count, 'file is', 'files are')} in {folder}", file=sys.stderr)
    return 0
