"""Telegram's HTML: what it means and what it refuses."""

from contextlib import suppress
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.markup import MarkupError, parse_html


@pytest.mark.parametrize(
    ("html", "text", "kinds"),
    [
        ("plain", "plain", []),
        ("<b>a</b><strong>b</strong>", "ab", ["bold", "bold"]),
        ("<i>a</i> <u>b</u> <s>c</s>", "a b c", ["italic", "underline", "strikethrough"]),
        ("<code>a</code><pre>b</pre>", "ab", ["code", "pre"]),
        ('<span class="tg-spoiler">a</span>', "a", ["spoiler"]),
        ("<blockquote>a</blockquote>", "a", ["blockquote"]),
        ("<blockquote expandable>a</blockquote>", "a", ["expandable_blockquote"]),
        ("<a>no address</a>", "no address", []),
        ("<b></b>", "", []),
        ("1 &lt; 2 &amp; 3 &gt; 2 &quot;x&quot; &#1178; &#x4D9;", '1 < 2 & 3 > 2 "x" Қ ә', []),
        ("&nbsp; &copy; AT&T", "&nbsp; &copy; AT&T", []),
    ],
)
def test_text_and_kinds(html, text, kinds):
    parsed, entities = parse_html(html)
    assert parsed == text
    assert [entity["type"] for entity in entities] == kinds


def test_offsets_count_utf16_units_and_outer_comes_before_inner():
    _, entities = parse_html('😀<b>ө<a href="https://example.org/?a=1&amp;b=2">ң</a></b>')
    assert entities == [
        {"type": "bold", "offset": 2, "length": 2},
        {"type": "text_link", "offset": 3, "length": 1, "url": "https://example.org/?a=1&b=2"},
    ]


@pytest.mark.parametrize(
    ("html", "complaint"),
    [
        ("<p>a</p>", 'Unsupported start tag "p"'),
        ("<b>a", "Can't find end tag"),
        ("a</b>", "Unexpected end tag"),
        ("<b><i>a</b></i>", "Unmatched end tag"),
        ("a < b", "Un"),
        ("<span>a</span>", "tg-spoiler"),
    ],
)
def test_what_telegram_refuses_is_refused(html, complaint):
    with pytest.raises(MarkupError, match=complaint):
        parse_html(html)


@given(st.text())
def test_any_escaped_text_comes_out_as_it_was(text):
    assert parse_html(f"<b>{escape(text)}</b>")[0] == text


@given(st.text(alphabet="<>/abi &;#'\"=\n"))
def test_any_text_is_read_or_refused(html):
    with suppress(MarkupError):
        text, entities = parse_html(html)
        assert all(entity["offset"] + entity["length"] <= len(text) for entity in entities)
