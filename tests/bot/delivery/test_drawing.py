"""How messages look in a terminal and in a pipe."""

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from bot.delivery.drawing import draw_buttons, draw_text, links, numbered
from bot.delivery.markup import parse_html

LONG = "Сот үкімі күшінде қалды, өкүм күчүндө калды, приговор остался в силе. " * 4


def drawn(html: str, *, terminal: bool = False, width: int = 80) -> str:
    console = Console(
        file=io.StringIO(), force_terminal=terminal, width=width, color_system="standard" if terminal else None
    )
    console.print(draw_text(*parse_html(html)), soft_wrap=True)
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


def test_a_line_stays_a_line_in_a_pipe_and_has_no_codes():
    assert drawn(f"<b>{LONG.strip()}</b>") == f"  {LONG.strip()}\n"


@pytest.mark.parametrize("width", [20, 40, 80, 120])
def test_lines_keep_to_the_width_of_a_terminal(width):
    text = drawn(f"{LONG}\n<blockquote>{LONG}</blockquote>", terminal=True, width=width)
    console = Console(width=width, force_terminal=True)
    lines = [console.render_str("").from_ansi(line).plain for line in text.splitlines()]
    assert max(map(cell_len, lines)) <= width
    assert " ".join("".join(lines).replace("▎", "").split())[:40] == " ".join(LONG.split())[:40]


def test_styles_and_clickable_links_in_a_terminal():
    text = drawn('<b>bold</b> <a href="https://example.org/x">link</a>', terminal=True)
    assert "\x1b[1mbold" in text
    assert "]8;" in text
    assert "https://example.org/x\x1b\\" in text


def test_addresses_follow_the_text_and_are_never_folded():
    url = "https://example.org/" + "long/" * 30
    assert f"↗ source: {url}\n" in drawn(f'see <a href="{url}">source</a>')
    assert f"{url}\x1b[0m" in drawn(f'see <a href="{url}">source</a>', terminal=True, width=40)


def test_an_address_is_listed_once_under_its_shortest_label():
    text, entities = parse_html('<a href="https://e.org/1">[1]</a> <a href="https://e.org/1">[1] The Publisher</a>')
    assert links(text, entities) == [("[1]", "https://e.org/1")]


def test_an_address_that_is_read_in_the_text_is_not_repeated():
    assert links(*parse_html('<a href="https://e.org/1">https://e.org/1</a>')) == []


def test_quotes_stand_behind_a_bar_and_blank_lines_stay():
    assert drawn("one\n\ntwo\n<blockquote>q1\nq2</blockquote>\nthree") == "  one\n\n  two\n  ▎ q1\n  ▎ q2\n  three\n"


def test_characters_beyond_the_basic_plane_do_not_shift_styles():
    assert drawn("😀😀 <blockquote>q</blockquote>end") == "  😀😀\n  ▎ q\n  end\n"


def test_buttons_are_numbered_through_the_rows():
    rows = [[{"text": "Да"}, {"text": "Сайт", "url": "https://e.org"}], [{"text": "Көбірек"}]]
    console = Console(file=io.StringIO(), width=80)
    console.print(draw_buttons(rows), soft_wrap=True)
    assert console.file.getvalue() == "  [1] Да   [2] Сайт ↗\n  [3] Көбірек\n"  # type: ignore[attr-defined]
    assert [button["text"] for button in numbered(rows)] == ["Да", "Сайт", "Көбірек"]
