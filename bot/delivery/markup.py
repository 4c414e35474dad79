"""Telegram's HTML as text and entities, with Telegram's own complaints about what it does not accept."""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from telegram.constants import MessageEntityType

__all__ = ("Entity", "MarkupError", "parse_html", "utf16_length")

#: A message entity as the Bot API writes it: type, offset and length in UTF-16 units, sometimes url.
Entity = dict[str, Any]

_TYPES: Final[dict[str, str]] = {
    "b": MessageEntityType.BOLD,
    "strong": MessageEntityType.BOLD,
    "i": MessageEntityType.ITALIC,
    "em": MessageEntityType.ITALIC,
    "u": MessageEntityType.UNDERLINE,
    "ins": MessageEntityType.UNDERLINE,
    "s": MessageEntityType.STRIKETHROUGH,
    "strike": MessageEntityType.STRIKETHROUGH,
    "del": MessageEntityType.STRIKETHROUGH,
    "span": MessageEntityType.SPOILER,
    "tg-spoiler": MessageEntityType.SPOILER,
    "a": MessageEntityType.TEXT_LINK,
    "code": MessageEntityType.CODE,
    "pre": MessageEntityType.PRE,
    "blockquote": MessageEntityType.BLOCKQUOTE,
    "tg-emoji": MessageEntityType.CUSTOM_EMOJI,
    "tg-time": MessageEntityType.DATE_TIME,
}
_TAG: Final = re.compile(r"""<(?P<close>/?)(?P<name>[^\s>/]*)(?P<rest>(?:[^>"']|"[^"]*"|'[^']*')*)>""")
_HREF: Final = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)
#: Telegram knows these four names and numbers; any other ampersand stays as it is.
_REFERENCE: Final = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(lt|gt|amp|quot));?")
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}


class MarkupError(ValueError):
    """The text is not HTML as Telegram accepts it; worded as Telegram words it."""

    def __init__(self, complaint: str) -> None:
        super().__init__(f"can't parse entities: {complaint}")


@dataclass(slots=True)
class _Open:
    name: str
    offset: int
    extra: Entity = field(default_factory=dict)


def utf16_length(text: str) -> int:
    """The length that Telegram counts entities in."""
    return len(text) + sum(char > "\uffff" for char in text)


def parse_html(html: str) -> tuple[str, list[Entity]]:
    """The text of a message and its entities, outer before inner.

    >>> parse_html('see <a href="https://example.org">this</a> &amp; that')
    ('see this & that', [{'type': 'text_link', 'offset': 4, 'length': 4, 'url': 'https://example.org'}])
    """
    parts: list[str] = []
    entities: list[Entity] = []
    stack: list[_Open] = []
    position = offset = 0

    def say(raw: str) -> None:
        nonlocal offset
        parts.append(_REFERENCE.sub(_unescaped, raw))
        offset += utf16_length(parts[-1])

    while (start := html.find("<", position)) >= 0:
        say(html[position:start])
        tag = _TAG.match(html, start)
        if tag is None:
            raise MarkupError(f"Unclosed start tag at character {start}")
        position = tag.end()
        name = tag["name"].lower()
        if not tag["close"]:
            stack.append(_Open(name, offset, _attributes(name, tag["rest"])))
            continue
        if not stack:
            raise MarkupError(f"Unexpected end tag at character {start}")
        opened = stack.pop()
        if name and name != opened.name:
            raise MarkupError(f'Unmatched end tag at character {start}, expected "</{opened.name}>", found "</{name}>"')
        length = offset - opened.offset
        if length and (opened.name != "a" or "url" in opened.extra):
            kind = str(_TYPES[opened.name])
            entities.append({"type": kind, "offset": opened.offset, "length": length} | opened.extra)
    if stack:
        raise MarkupError(f'Can\'t find end tag corresponding to start tag "{stack[-1].name}"')
    say(html[position:])
    entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return "".join(parts), entities


def _attributes(name: str, rest: str) -> Entity:
    if name not in _TYPES:
        raise MarkupError(f'Unsupported start tag "{name}"')
    if name == "span" and "tg-spoiler" not in rest:
        raise MarkupError('Tag "span" must have class "tg-spoiler"')
    if name == "blockquote" and "expandable" in rest:
        return {"type": str(MessageEntityType.EXPANDABLE_BLOCKQUOTE)}
    href = _HREF.search(rest) if name == "a" else None
    url = next((group for group in href.groups() if group), "") if href else ""
    return {"url": _REFERENCE.sub(_unescaped, url)} if url else {}


def _unescaped(reference: re.Match[str]) -> str:
    decimal, hexadecimal, named = reference.groups()
    if named:
        return _NAMED[named]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    legal = 0 < code <= 0x10FFFF and not 0xD800 <= code < 0xE000
    return chr(code) if legal else reference[0]
