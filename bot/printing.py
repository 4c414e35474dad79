"""Pictures and files as they are handed out: made on the shelf, with what stands under them; else said in words."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

from bot import compose
from bot.paper.shelf import Shelf
from bot.paper.typeset import TypesetFault
from bot.reply import DRAWABLES, EXPORTS, THEMES, Draw, Drawable, Export, Printed, Recipe, Reply
from bot.speech import speech
from bot.surfaces.files import FileKind
from knowledge.casebook import Casebook
from knowledge.model import Language

__all__ = ["Handout", "drawn", "exported", "in_words", "made_again"]

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Handout:
    """A picture or a file, and what stands under it."""

    kind: FileKind
    printed: Printed
    caption: Reply


async def drawn(shelf: Shelf, casebook: Casebook, asked: Draw, bot: str) -> Handout | Reply:
    """A page of pictures, or the same in words where it can't be drawn. ``bot`` is the name that stands on it."""
    try:
        pages = await asyncio.to_thread(shelf.pictures, asked.what, asked.language, asked.theme, bot)
    except (TypesetFault, OSError) as fault:
        logger.warning("no picture of the %s: %s", asked.what, fault)
        return in_words(casebook, asked.what, asked.language)
    page = min(asked.page, len(pages) - 1)
    caption = compose.picture_caption(casebook, asked.what, page, len(pages), asked.language, asked.theme)
    return Handout("photo", pages[page], caption)


async def exported(shelf: Shelf, casebook: Casebook, asked: Export, bot: str) -> Handout | Reply:
    """The whole record as a file, or a word of regret where it can't be made."""
    try:
        document = await asyncio.to_thread(shelf.export, asked.form, asked.language, bot)
    except (TypesetFault, OSError) as fault:
        logger.warning("no %s of the record: %s", asked.form, fault)
        say = speech(asked.language)
        sorry = say("The file can't be made at the moment. Please try another form, or come back later.")
        return compose.notice(asked.language, sorry)
    return Handout("document", document, compose.export_caption(casebook, asked.form, asked.language))


def in_words(casebook: Casebook, what: Drawable, language: Language) -> Reply:
    """The first page of the text that says what the pictures show."""
    pages = {"timeline": compose.timeline_page, "numbers": compose.numbers_page}
    return pages[what](casebook, 0, language)


async def made_again(shelf: Shelf, casebook: Casebook, recipe: Recipe, bot: str) -> Handout | Reply | None:
    """What a recipe for a picture or a file makes, of the record as it is now; None if it is for neither."""
    match recipe.kind, recipe.items:
        case "picture", (kind, page, colours) if page.isdecimal():
            what = next((each for each in DRAWABLES if each == kind), None)
            theme = next((each for each in THEMES if each == colours), None)
            if what is not None and theme is not None:
                return await drawn(shelf, casebook, Draw(what, recipe.language, int(page), theme), bot)
        case "file", (kind,):
            form = next((each for each in EXPORTS if each == kind), None)
            if form is not None:
                return await exported(shelf, casebook, Export(form, recipe.language), bot)
    return None
