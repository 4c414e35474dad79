"""Pictures and sheets as they come off the press: of the right size, readable, and with every letter there."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.constants import FileSizeLimit

import bot.paper
from bot.paper import drawings, sheet
from bot.paper.themes import READABLE, colours, contrast
from bot.paper.typeset import TypesetFault, typeset
from bot.reply import DRAWABLES, THEMES
from knowledge.casebook import Casebook
from knowledge.model import LANGUAGES
from tests.bot.paper.fonts import letters
from tests.cases import INCLUDED

FONTS = sorted((Path(bot.paper.__file__).parent / "fonts").glob("*.ttf"))
COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)

# Of sendPhoto, as the Bot API describes it.
WIDTH_AND_HEIGHT, RATIO = 10_000, 20
# The side to which Telegram scales a longer one down.
UNSCALED = 1280


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack_from(">II", png, 16)
    return width, height


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("colour", ["ink", "muted", "accent"])
def test_all_text_stands_out_from_its_ground(theme, colour):
    shades = colours(theme)
    assert contrast(shades[colour], shades["paper"]) >= READABLE


def test_contrast_is_what_wcag_says_it_is():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)  # the known example just below AA


@given(COLOURS, COLOURS)
def test_contrast_has_no_direction(one, other):
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21.001


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", DRAWABLES)
def test_pictures_are_of_a_size_that_telegram_shows_as_they_are(casebook: Casebook, what, language):
    pages = typeset(what, drawings.data(casebook, what, language, "dark", "some_bot"), "png")
    for page in pages:
        width, height = size_of(page)
        assert (width, max(width, height) <= UNSCALED) == (1080, True)
        assert width + height <= WIDTH_AND_HEIGHT
        assert max(width, height) / min(width, height) <= RATIO
        assert len(page) <= FileSizeLimit.PHOTOSIZE_UPLOAD


def test_a_long_timeline_has_pages_and_loses_no_event(ferry_casebook: Casebook):
    data = drawings.data(ferry_casebook, "timeline", "ru", "light")
    once, thrice = (len(typeset("timeline", {**data, "items": data["items"] * n}, "png")) for n in (1, 6))
    assert thrice > once


def test_a_fact_sheet_of_many_pages_can_be_set():
    (body,) = typeset("sheet", sheet.data(INCLUDED.casebook, "kk", "some_bot"), "pdf")
    with pikepdf.open(io.BytesIO(body)) as document:
        assert len(document.pages) > 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fact_sheet_is_a_pdf_in_its_language(ferry_casebook: Casebook, language):
    (body,) = typeset("sheet", sheet.data(ferry_casebook, language, "some_bot"), "pdf")
    assert body.startswith(b"%PDF-1.7")
    with pikepdf.open(io.BytesIO(body)) as document:
        assert str(document.Root.Lang).startswith(language)
        with document.open_metadata() as about:
            assert about["pdfuaid:part"] == "1", "readable with a screen reader"
        assert bool(document.Root.MarkInfo.Marked)


def test_what_can_not_be_set_is_said():
    with pytest.raises(TypesetFault, match="could not set the timeline"):
        typeset("timeline", {"lang": "ru"}, "png")


@pytest.mark.parametrize("font", FONTS, ids=lambda path: path.stem)
def test_the_fonts_have_every_letter_of_the_records(casebook: Casebook, font):
    printed = {
        letter
        for language in LANGUAGES
        for letter in str(sheet.data(casebook, language)) + str(drawings.data(casebook, "numbers", language, "light"))
        if letter.isprintable()
    }
    assert printed - letters(font) == set()


def test_the_fonts_have_the_letters_that_russian_lacks():
    assert len(FONTS) == 3
    for font in FONTS:
        assert set("ӘәҒғҚқҢңӨөҰұҮүҺһІі") <= letters(font)
        assert "漢" not in letters(font)
