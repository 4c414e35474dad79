"""Telegram's rules for what a bot may send, checked strictly and apart from the code that is tested.

Limits come from ``telegram.constants``. When the environment variable ``BOT_API_SPEC`` names a file with the Bot API as
data (github.com/PaulSonOfLars/telegram-bot-api-spec), names, required parameters and types are checked against it too.
"""

from __future__ import annotations

import json
import os
import re
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

from telegram.constants import (
    BotCommandLimit,
    BotDescriptionLimit,
    BotNameLimit,
    CallbackQueryLimit,
    InlineKeyboardButtonLimit,
    InlineKeyboardMarkupLimit,
    InlineQueryLimit,
    InlineQueryResultLimit,
    InlineQueryResultsButtonLimit,
    MessageLimit,
)

__all__ = ["RuleBroken", "check_call", "read_html", "size"]

Json = dict[str, Any]

_TAGS = {"b", "i", "u", "s", "a", "code", "pre", "blockquote", "tg-spoiler"}
_PIECE = re.compile(
    r'<(?P<close>/)?(?P<tag>[a-z-]+)(?P<attributes>(?: [a-z]+="[^"<>]*")*)>'
    r"|&(?P<entity>lt|gt|amp|quot|#[0-9]+|#x[0-9a-f]+);"
    r"|(?P<text>[^<>&]+)"
)
_HREF = re.compile(r' href="(https?://[^"]+)"')
_START = re.compile(rf"[A-Za-z0-9_-]{{1,{InlineQueryResultsButtonLimit.MAX_START_PARAMETER_LENGTH}}}")
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
# Each button does one thing.
_DOES = {
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
}  # fmt: skip


class RuleBroken(AssertionError):
    """Telegram would refuse this, or show it otherwise than meant."""


def _rule(holds: object, broken: str) -> None:
    if not holds:
        raise RuleBroken(broken)


def size(text: str) -> int:
    """The length of a text as Telegram counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def read_html(html: str) -> tuple[str, list[Json]]:
    """The text that a reader sees and its entities; whatever is not exactly Telegram's HTML breaks a rule."""
    position, text = 0, ""
    stack: list[tuple[str, int, str | None]] = []
    entities: list[Json] = []
    while position < len(html):
        piece = _PIECE.match(html, position)
        if piece is None:
            raise RuleBroken(f"neither a tag, an entity nor text: {html[position : position + 30]!r}")
        position = piece.end()
        if piece["text"] or piece["entity"]:
            text += unescape(piece[0])
            continue
        tag = piece["tag"]
        _rule(tag in _TAGS, f"no tag of Telegram: {piece[0]}")
        if piece["close"]:
            _rule(stack and stack[-1][0] == tag and not piece["attributes"], f"closes what is not open: {piece[0]}")
            _, start, address = stack.pop()
            entities.append({"type": tag, "text": text[start:]} | ({"url": address} if address else {}))
            continue
        _rule(tag not in [name for name, *_ in stack], f"<{tag}> inside of itself")
        href = _HREF.fullmatch(piece["attributes"])
        _rule(bool(href) if tag == "a" else not piece["attributes"], f"attributes of {piece[0]}")
        stack.append((tag, len(text), unescape(href[1]) if href else None))
    _rule(not stack, f"never closed: {stack}")
    return text, entities


def check_call(method: str, parameters: Json) -> None:
    """Check one call as the bot makes it.

    Raises:
        RuleBroken: Telegram would not do what was meant.
    """
    if path := os.environ.get("BOT_API_SPEC"):
        _check_against_spec(_spec(path), method, parameters)
    if method in ("sendMessage", "editMessageText"):
        _check_text(parameters["text"], parameters)
        if markup := parameters.get("reply_markup"):
            check_keyboard(markup)
    elif method in ("sendPhoto", "sendDocument", "editMessageMedia"):
        captioned = parameters.get("media", parameters)
        _rule(captioned.get("parse_mode") == "HTML", "the bot writes HTML only")
        text, _ = read_html(captioned["caption"])
        _rule(0 < size(text) <= MessageLimit.CAPTION_LENGTH, f"a caption of {size(text)} characters")
        if markup := parameters.get("reply_markup"):
            check_keyboard(markup)
    elif method == "answerInlineQuery":
        _check_inline(parameters)
    elif method == "answerGuestQuery":
        _check_article(parameters["result"])
    elif method == "answerCallbackQuery":
        _rule(size(parameters.get("text", "")) <= CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH, "too long")
    elif method == "setMyCommands":
        _check_commands(parameters["commands"])
    elif method == "setMyName":
        _rule(size(parameters["name"]) <= BotNameLimit.MAX_NAME_LENGTH, "name too long")
    elif method == "setMyDescription":
        _rule(size(parameters["description"]) <= BotDescriptionLimit.MAX_DESCRIPTION_LENGTH, "description too long")
    elif method == "setMyShortDescription":
        length = size(parameters["short_description"])
        _rule(length <= BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH, "short description too long")


def _check_text(html: str, parameters: Json) -> None:
    _rule(parameters.get("parse_mode") == "HTML", "the bot writes HTML only")
    text, entities = read_html(html)
    _rule(size(text.strip()) > 0 and size(text) <= MessageLimit.MAX_TEXT_LENGTH, f"{size(text)} characters")
    _rule(len(entities) <= MessageLimit.MESSAGE_ENTITIES, f"{len(entities)} entities")
    _rule(parameters.get("link_preview_options") == {"is_disabled": True}, "a preview would fetch the source")


def _check_inline(parameters: Json) -> None:
    results = parameters["results"]
    _rule(len(results) <= InlineQueryLimit.RESULTS, f"{len(results)} results")
    _rule(len({result["id"] for result in results}) == len(results), "two results with one id")
    _rule(parameters.get("is_personal") is True, "results in one person's language would be shown to others")
    _rule(parameters.get("cache_time", 0) > 0, "every letter would be asked anew")
    _rule(len(parameters.get("next_offset", "").encode()) <= InlineQueryLimit.MAX_OFFSET_LENGTH, "offset too long")
    for result in results:
        _check_article(result)
    if button := parameters.get("button"):
        _rule(button["text"].strip() and _START.fullmatch(button["start_parameter"]), f"button {button}")


def _check_article(result: Json) -> None:
    _rule(result["type"] == "article" and result["title"].strip(), "no article")
    _rule(result["id"].isascii(), f"id {result['id']!r}")
    _rule(InlineQueryResultLimit.MIN_ID_LENGTH <= len(result["id"]) <= InlineQueryResultLimit.MAX_ID_LENGTH, "id")
    content = result["input_message_content"]
    _check_text(content["message_text"], content)
    if markup := result.get("reply_markup"):
        check_keyboard(markup)
        buttons = [button for row in markup["inline_keyboard"] for button in row]
        _rule(not any("callback_data" in button for button in buttons), "the bot hears no press in others' chats")


def check_keyboard(markup: Json) -> None:
    """Check an inline keyboard."""
    _rule(set(markup) == {"inline_keyboard"}, f"no inline keyboard: {set(markup)}")
    rows = markup["inline_keyboard"]
    _rule(sum(map(len, rows)) <= InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER, "too many buttons")
    for row in rows:
        _rule(0 < len(row) <= InlineKeyboardMarkupLimit.BUTTONS_PER_ROW, f"{len(row)} buttons in a row")
        for button in row:
            _rule(button.get("text", "").strip(), "a button without a label")
            _rule(len(_DOES & set(button)) == 1, f"a button does one thing: {button}")
            if (data := button.get("callback_data")) is not None:
                _rule(data.isascii() and data.isprintable(), f"callback data {data!r}")
                _rule(len(data) >= InlineKeyboardButtonLimit.MIN_CALLBACK_DATA, "empty callback data")
                _rule(len(data) <= InlineKeyboardButtonLimit.MAX_CALLBACK_DATA, f"callback data {data!r}")
            if (copied := button.get("copy_text")) is not None:
                _rule(0 < size(copied["text"]) <= InlineKeyboardButtonLimit.MAX_COPY_TEXT, f"copies {copied}")
            if (chosen := button.get("switch_inline_query_chosen_chat")) is not None:
                _rule(any(chosen.get(name) for name in chosen if name.startswith("allow_")), "no chat can be chosen")
                _rule(size(chosen.get("query", "")) <= InlineQueryLimit.MAX_QUERY_LENGTH, "query too long")


def _check_commands(commands: list[Json]) -> None:
    _rule(0 < len(commands) <= BotCommandLimit.MAX_COMMAND_NUMBER, f"{len(commands)} commands")
    for each in commands:
        _rule(_COMMAND.fullmatch(each["command"]), f"command {each['command']!r}")
        _rule(0 < size(each["description"]) <= BotCommandLimit.MAX_DESCRIPTION, f"description of {each['command']}")


# -- the specification as data -------------------------------------------------------------------------------------


@cache
def _spec(path: str) -> Json:
    spec: Json = json.loads(Path(path).read_text(encoding="utf-8"))
    return spec


def _check_against_spec(spec: Json, method: str, parameters: Json) -> None:
    _rule(method in spec["methods"], f"there is no method {method}")
    _check_fields(spec, method, spec["methods"][method].get("fields", []), parameters)


def _check_fields(spec: Json, where: str, fields: list[Json], given: Json) -> None:
    known = {field["name"]: field for field in fields}
    _rule(given.keys() <= known.keys(), f"{where} does not know {given.keys() - known.keys()}")
    required = {name for name, field in known.items() if field["required"]}
    _rule(required <= given.keys(), f"{where} needs {required - given.keys()}")
    for name, value in given.items():
        types = known[name]["types"]
        _rule(any(_fits(spec, kind, value) for kind in types), f"{where}.{name} is {value!r}, not {types}")


def _fits(spec: Json, kind: str, value: Any) -> bool:
    simple: dict[str, tuple[type, ...]] = {
        "Integer": (int,), "String": (str,), "Boolean": (bool,), "Float": (int, float)
    }  # fmt: skip
    if kind in simple:
        return isinstance(value, simple[kind]) and (kind == "Boolean" or not isinstance(value, bool))
    if kind.startswith("Array of "):
        inner = kind.removeprefix("Array of ")
        return isinstance(value, list) and all(_fits(spec, inner, each) for each in value)
    described = spec["types"][kind]
    if subtypes := described.get("subtypes"):
        return any(_fits(spec, each, value) for each in subtypes)
    if not isinstance(value, dict):
        return False
    try:
        _check_fields(spec, kind, described.get("fields", []), value)
    except RuleBroken:
        return False
    return True
