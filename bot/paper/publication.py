"""Everything that is published of a record outside the chat, file by file."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from bot.paper.document import as_json, schema
from bot.paper.feed import as_atom
from bot.paper.linked import as_json_ld
from bot.paper.shelf import Shelf
from bot.paper.table import as_csv
from bot.reply import DRAWABLES, THEMES
from knowledge.model import Language

__all__ = ["publication"]


def publication(
    shelf: Shelf, languages: Collection[Language], *, bot: str = "", site: str = ""
) -> Iterator[tuple[str, bytes]]:
    """The files with their names, those that take longest last.

    ``bot`` is a username for links to facts, ``site`` the address under which the files will lie, ending in a slash.

    Raises:
        TypesetFault: a sheet or a picture could not be made.
    """
    casebook = shelf.casebook
    yield "record.json", as_json(casebook)
    yield "record.schema.json", schema()
    for language in languages:
        feed = f"changes.{language}.atom"
        yield f"facts.{language}.csv", as_csv(casebook, language)
        yield f"record.{language}.jsonld", as_json_ld(casebook, language, bot)
        yield feed, as_atom(casebook, language, bot=bot, at=f"{site}{feed}" if site else "")
        yield f"fact-sheet.{language}.pdf", shelf.export("pdf", language, bot).body
        for what in DRAWABLES:
            for theme in THEMES:
                for picture in shelf.pictures(what, language, theme, bot):
                    yield f"pictures/{picture.name}", picture.body
