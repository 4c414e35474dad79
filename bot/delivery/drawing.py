"""Telegram's messages as a terminal shows them: rich text, quotes, the addresses of links, numbered buttons."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.text import Text
from telegram.constants import MessageEntityType

from bot.delivery.markup import Entity

__all__ = ("Press", "draw_buttons", "draw_text", "links", "numbered", "rich_text")

#: A button as the Bot API writes it.
Press = dict[str, Any]

INDENT: Final = "  "
QUOTE: Final = "  ▎ "
#: A label longer than this is cut in the list of addresses: it stands in full above.
LABEL_CELLS: Final = 48
_QUOTES: Final = {str(MessageEntityType.BLOCKQUOTE), str(MessageEntityType.EXPANDABLE_BLOCKQUOTE)}
_STYLES: Final[dict[str, str]] = {
    MessageEntityType.BOLD: "bold",
    MessageEntityType.ITALIC: "italic",
    MessageEntityType.UNDERLINE: "underline",
    MessageEntityType.STRIKETHROUGH: "strike",
    MessageEntityType.SPOILER: "reverse dim",
    MessageEntityType.CODE: "cyan",
    MessageEntityType.PRE: "cyan",
    MessageEntityType.TEXT_LINK: "underline blue",
    MessageEntityType.URL: "underline blue",
}
#: What a button does other than call back, as a mark after its label; see the Bot API's InlineKeyboardButton.
_MARKS: Final = {
    "url": "↗",
    "copy_text": "⧉",
    "switch_inline_query": "⌕",
    "switch_inline_query_current_chat": "⌕",
    "switch_inline_query_chosen_chat": "⌕",
}


class Lines:
    """Text line by line, each behind the same prefix; print it with ``soft_wrap=True``.

    A terminal gets lines folded to its width (not where `fold` is off: an address stays whole, so that it
    can be clicked and copied); a pipe gets every line as it is, fit for searching.
    """

    def __init__(self, text: Text, prefix: str, *, fold: bool = True) -> None:
        self.text = text
        self.prefix = prefix
        self.fold = fold

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if self.fold and console.is_terminal:
            lines: Iterable[Text] = self.text.wrap(console, max(options.max_width - cell_len(self.prefix), 1))
        else:
            lines = self.text.split("\n", allow_blank=True)
        for line in lines:
            line.rstrip()
            yield Text.assemble((self.prefix, "dim"), line) if line else Text(self.prefix.rstrip(), "dim")


def rich_text(text: str, entities: Sequence[Entity]) -> Text:
    """A message's text with its entities as styles; links can be clicked where the terminal allows it."""
    drawn = Text(text)
    offsets = _code_points(text)
    for entity in entities:
        start, end = (offsets[min(at, len(offsets) - 1)] for at in _range(entity))
        if style := _STYLES.get(entity["type"]):
            drawn.stylize(style, start, end)
        if url := entity.get("url"):
            drawn.stylize(f"link {url}", start, end)
    return drawn


def draw_text(text: str, entities: Sequence[Entity]) -> RenderableType:
    """The text of a message as blocks: quotes behind a bar, then the addresses of its links."""
    whole = rich_text(text, entities)
    offsets = _code_points(text)
    blocks: list[RenderableType] = []
    position = 0
    for quote in sorted((e for e in entities if e["type"] in _QUOTES), key=lambda e: int(e["offset"])):
        start, end = (offsets[min(at, len(offsets) - 1)] for at in _range(quote))
        blocks += _block(whole[position:start])
        blocks += _block(whole[start:end], QUOTE)
        position = max(position, end)
    blocks += _block(whole[position:])
    blocks += [_address(label, url) for label, url in links(text, entities)]
    return Group(*blocks)


def links(text: str, entities: Sequence[Entity]) -> list[tuple[str, str]]:
    """Label and address of the links, each address once under its shortest label, in order.

    An address that can be read in the text is not repeated.
    """
    labels: dict[str, str] = {}
    offsets = _code_points(text)
    for entity in entities:
        if url := entity.get("url"):
            start, end = (offsets[min(at, len(offsets) - 1)] for at in _range(entity))
            label = " ".join(text[start:end].split())
            labels[url] = min(labels.get(url, label), label, key=len)
    return [(label, url) for url, label in labels.items() if url not in text]


def numbered(keyboard: Sequence[Sequence[Press]]) -> list[Press]:
    """The buttons in the order of their numbers."""
    return [button for row in keyboard for button in row]


def draw_buttons(keyboard: Sequence[Sequence[Press]]) -> RenderableType:
    """Each row of buttons on a line, each button with the number that presses it."""
    number = 0
    rows: list[RenderableType] = []
    for row in keyboard:
        line = Text()
        for button in row:
            number += 1
            if line:
                line.append("   ")
            line.append(f"[{number}]", style="bold magenta")
            line.append(f" {button.get('text', '')}")
            if mark := next((mark for key, mark in _MARKS.items() if key in button), None):
                line.append(f" {mark}", style="dim")
        rows += _block(line)
    return Group(*rows)


def _block(text: Text, prefix: str = INDENT) -> list[RenderableType]:
    """A block without the line breaks around it; nothing if nothing is left."""
    plain = text.plain
    start = len(plain) - len(plain.lstrip("\n"))
    end = len(plain.rstrip())
    if start >= end:
        return []
    return [Lines(text[start:end], prefix)]


def _address(label: str, url: str) -> RenderableType:
    if cell_len(label) > LABEL_CELLS:
        label = label[: LABEL_CELLS - 1].rstrip() + "…"
    line = Text("↗ ", style="dim").append(f"{label}: " if label else "").append(url, style=f"link {url}")
    return Lines(line, INDENT, fold=False)


def _range(entity: Entity) -> tuple[int, int]:
    return int(entity["offset"]), int(entity["offset"]) + int(entity["length"])


def _code_points(text: str) -> list[int]:
    """For each UTF-16 offset the index of its character, the end of the text included."""
    indices: list[int] = []
    for index, char in enumerate(text):
        indices.extend([index] * (1 + (char > "\uffff")))
    return [*indices, len(text)]
