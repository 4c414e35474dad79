"""The scripts in tests/conversations, played through the real handlers and the real application."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.speech import speech
from knowledge.model import is_language
from tests.bot.api_rules import read_html
from tests.bot.people import GROUP, PERSON, Clock, Person, at_the_bot, services_over
from tests.bot.recorder import Shown
from tests.cases import FERRY, INCLUDED

SCRIPTS = sorted((Path(__file__).parent.parent / "conversations").glob("*.yaml"))
SCRIPT_KEYS = {"record", "language", "chat", "steps"}
RECORDS = {"invented": FERRY, "included": INCLUDED}
ACTIONS = {
    "type", "reply", "edit", "forward", "press", "press data", "send", "album", "search", "guest", "membership",
    "wait minutes",
}  # fmt: skip
# What an action may be done with: a caption, words of the message that is answered, somebody else's post.
WITH = {"caption", "under", "post"}
EXPECTATIONS = {"see", "not see", "buttons", "links", "edited", "silent", "results", "copies", "shares"}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
async def test_the_conversation_goes_as_written(script):
    written = yaml.safe_load(script.read_text(encoding="utf-8"))
    assert written.keys() <= SCRIPT_KEYS
    casebook = RECORDS[written.get("record", "invented")].casebook
    chat = PERSON if written.get("chat", "private") == "private" else GROUP
    curator_chats = [chat] if written.get("chat") == "curators" else []
    clock = Clock()
    async with at_the_bot(
        services_over(casebook, clock=clock, curator_chats=curator_chats),
        chat=chat,
        language_code=written.get("language"),
    ) as person:
        for number, step in enumerate(written["steps"], start=1):
            try:
                await play(spoken(step), person, clock)
            except AssertionError as failure:
                pytest.fail(f"{script.name}, step {number}, {step}: {failure}", pytrace=False)


async def play(step: dict[str, Any], person: Person, clock: Clock) -> None:
    """Do what a step says, and compare what is seen."""
    (action,) = step.keys() & ACTIONS
    assert step.keys() <= {action} | WITH | EXPECTATIONS
    if action == "wait minutes":
        clock.seconds += step[action] * 60
        return
    if action in ("search", "guest"):
        await compare_results(person, action, step)
        return
    shown = await act(person, action, step)
    if step.get("silent"):
        assert not shown
        return
    assert len(shown) == 1, f"{len(shown)} messages"
    compare(shown[0], step, touched=None if action == "membership" else person.last_touched)


def spoken(step: Any) -> Any:
    """A step with the bot's own words, as in ``ky: None of these``, in that language; up to a placeholder."""
    match step:
        case list():
            return [spoken(each) for each in step]
        case dict() if len(step) == 1 and is_language(code := next(iter(step))):
            text = speech(code)(step[code])
            assert code == "en" or text != step[code], f"{step[code]!r} is no text of the bot"
            return text.partition("{")[0]
        case dict():
            return {key: spoken(value) for key, value in step.items()}
    return step


async def act(person: Person, action: str, step: dict[str, Any]) -> list[Shown]:
    match action:
        case "type":
            if "post" in step:
                return await person.points(step["type"], step["post"])
            return await person.says(step["type"])
        case "reply":
            return await person.replies(step["reply"], step.get("under", ""))
        case "forward":
            return await person.does(person.updates.forwards(step["forward"]))
        case "album":
            return await person.sends_album(step["album"], step.get("caption", ""))
        case "membership":
            return await person.does(person.updates.changes_membership(*step["membership"]))
        case "edit":
            return await person.edits(step["edit"])
        case "press":
            return await person.presses(step["press"])
        case "press data":
            return await person.presses_data(step["press data"])
        case "send":
            return await person.sends(step["send"], step.get("caption", ""))
    raise AssertionError(action)


async def compare_results(person: Person, action: str, step: dict[str, Any]) -> None:
    """Compare the titles of the first results, and what the first of them would say in a chat."""
    if action == "search":
        results = await person.searches(step[action])
    else:
        results = [await person.calls_as_guest(step[action], step.get("post", ""))]
    titles = [result["title"] for result in results]
    if "results" in step:
        wanted = step["results"]
        assert len(titles) >= len(wanted) if wanted else not titles, f"the results are {titles}"
        assert all(fits(each, title) for each, title in zip(wanted, titles, strict=False)), f"the results are {titles}"
    text = read_html(results[0]["input_message_content"]["message_text"])[0] if results else ""
    compare_text(text, step)


def compare_text(text: str, step: dict[str, Any]) -> None:
    for wanted in step.get("see", []):
        assert fits(wanted, text), f"{wanted!r} is not in {text!r}"
    for unwanted in step.get("not see", []):
        assert not fits(unwanted, text), f"{unwanted!r} is in {text!r}"


def compare(shown: Shown, step: dict[str, Any], touched: int | None) -> None:
    compare_text(shown.text, step)
    if "copies" in step:
        assert [each["copy_text"]["text"] for each in shown.buttons if "copy_text" in each] == [step["copies"]]
    if "shares" in step:
        chosen = "switch_inline_query_chosen_chat"
        assert [each[chosen]["query"] for each in shown.buttons if chosen in each] == [step["shares"]]
    if "buttons" in step:
        wanted = step["buttons"]
        same = len(wanted) == len(shown.labels) and all(
            fits(each, label) if is_pattern(each) else each == label
            for each, label in zip(wanted, shown.labels, strict=True)
        )
        assert same, f"the buttons are {shown.labels}"
    if "links" in step:
        lines = [each["url"] for each in shown.entities if each["type"] == "a" and not each["text"].startswith("[")]
        assert lines == step["links"]
    assert bool(shown.edits) == step.get("edited", False), "edited" if shown.edits else "not edited"
    if not shown.edits:  # in a group an answer quotes what it answers; in private there is no need
        assert shown.reply_to == (touched if shown.chat == GROUP else None)


def is_pattern(text: str) -> bool:
    return len(text) > 2 and text.startswith("/") and text.endswith("/")


def fits(wanted: str, text: str) -> bool:
    return bool(re.search(wanted[1:-1], text)) if is_pattern(wanted) else wanted in text
