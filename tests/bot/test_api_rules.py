"""The rules that the tests hold every call against: strict enough to find what Telegram would not show as meant."""

from __future__ import annotations

import json

import pytest

from tests.bot.api_rules import RuleBroken, check_call, read_html

SPEC = {
    "methods": {
        "sendMessage": {
            "fields": [
                {"name": "chat_id", "types": ["Integer", "String"], "required": True},
                {"name": "text", "types": ["String"], "required": True},
                {"name": "parse_mode", "types": ["String"], "required": False},
                {"name": "link_preview_options", "types": ["LinkPreviewOptions"], "required": False},
                {"name": "entities", "types": ["Array of String"], "required": False},
            ]
        },
        "getMe": {},
    },
    "types": {"LinkPreviewOptions": {"fields": [{"name": "is_disabled", "types": ["Boolean"], "required": False}]}},
}


def message(**changes) -> dict:
    call = {"chat_id": 1, "text": "<b>x</b>", "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}
    return {name: value for name, value in (call | changes).items() if value is not None}


def keyboard(*buttons: dict) -> dict:
    return {"inline_keyboard": [list(buttons)]}


@pytest.fixture
def spec(tmp_path, monkeypatch):
    path = tmp_path / "spec.json"
    path.write_text(json.dumps(SPEC))
    monkeypatch.setenv("BOT_API_SPEC", str(path))


def test_good_html_is_read():
    assert read_html('<b>a &lt; <i>b</i></b> <a href="https://x.org/?a=1&amp;b">c</a>') == (
        "a < b c",
        [
            {"type": "i", "text": "b"},
            {"type": "b", "text": "a < b"},
            {"type": "a", "text": "c", "url": "https://x.org/?a=1&b"},
        ],
    )


@pytest.mark.parametrize(
    "html",
    [
        "5 < 6", "a > b", "a & b", "&nbsp;", "<p>x</p>", "<b>x", "x</b>", "<b><i>x</b></i>", "<b><b>x</b></b>",
        "<a>x</a>", '<a href="javascript:x">x</a>', '<b class="x">x</b>', "<a href='https://x.org/'>x</a>", "<br/>",
    ],
)  # fmt: skip
def test_html_that_telegram_would_refuse_or_show_otherwise_is_found(html):
    with pytest.raises(RuleBroken):
        read_html(html)


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "x" * 4097}, {"text": "🏛" * 2049}, {"text": " \n"}, {"text": "<b>x</b>" * 101}, {"parse_mode": None},
        {"link_preview_options": None},
        {"reply_markup": {"keyboard": []}},
        {"reply_markup": keyboard({"text": "x"})},
        {"reply_markup": keyboard({"text": " ", "callback_data": "x"})},
        {"reply_markup": keyboard({"text": "x", "callback_data": "x", "url": "https://x.org"})},
        {"reply_markup": keyboard({"text": "x", "callback_data": "x" * 65})},
        {"reply_markup": keyboard({"text": "x", "callback_data": "ө"})},
        {"reply_markup": keyboard({"text": "x", "callback_data": ""})},
        {"reply_markup": keyboard(*[{"text": "x", "callback_data": "x"}] * 9)},
        {"reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]] * 101}},
    ],
)  # fmt: skip
def test_a_message_that_breaks_a_limit_is_found(changes):
    with pytest.raises(RuleBroken):
        check_call("sendMessage", message(**changes))


@pytest.mark.parametrize(
    ("method", "parameters"),
    [
        ("setMyCommands", {"commands": []}),
        ("setMyCommands", {"commands": [{"command": "Start", "description": "x"}]}),
        ("setMyCommands", {"commands": [{"command": "start", "description": ""}]}),
        ("setMyCommands", {"commands": [{"command": "start", "description": "x" * 257}]}),
        ("setMyDescription", {"description": "x" * 513}),
        ("setMyShortDescription", {"short_description": "x" * 121}),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}),
    ],
)
def test_another_call_that_breaks_a_limit_is_found(method, parameters):
    with pytest.raises(RuleBroken):
        check_call(method, parameters)


@pytest.mark.parametrize(
    ("method", "parameters"),
    [
        ("sendMesage", {}),
        ("getMe", {"chat_id": 1}),
        ("sendMessage", message(chat_id=None)),
        ("sendMessage", message(chat_id=True)),
        ("sendMessage", message(txt="x")),
        ("sendMessage", message(entities=[1])),
        ("sendMessage", message(link_preview_options={"is_disabled": 1})),
        ("sendMessage", message(link_preview_options={"disabled": True})),
    ],
)
@pytest.mark.usefixtures("spec")
def test_a_call_against_the_specification_is_found(method, parameters):
    with pytest.raises(RuleBroken):
        check_call(method, parameters)


@pytest.mark.usefixtures("spec")
def test_a_call_by_the_specification_passes():
    check_call("sendMessage", message(entities=["a"]))
    check_call("getMe", {})
