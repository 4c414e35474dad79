"""Pictures and files in the chat: drawn or made once, uploaded once, and replaced by text where they can't be had."""

from __future__ import annotations

import asyncio
import threading

import pytest
from telegram.error import BadRequest

from bot.paper.shelf import Shelf
from bot.paper.typeset import TypesetFault
from bot.speech import speech
from tests.bot.people import GROUP, at_the_bot, no_press, services_over

STALE = "Bad Request: wrong file identifier/HTTP URL specified"


async def opened_picture(person, what="/timeline"):
    await person.says(what)
    (shown,) = await person.presses("As a picture")
    return shown


def names(person) -> list[str]:
    return [name for name, _ in person.recorder.uploads.values()]


async def test_a_picture_comes_with_a_caption_and_a_way_to_the_text(case, person):
    shown = await opened_picture(person)
    assert shown.file == ("photo", "file-1")
    assert person.recorder.uploads["file-1"] == ("timeline-en-light-1.png", b"png timeline en 1")
    assert shown.text.startswith("Timeline (1/3)")
    assert f"Record as of {speech('en').date(case.casebook.case.as_of)}." in shown.text
    assert shown.labels == ["→", "As text", "Dark"]


async def test_pages_turn_and_colours_change_in_place(person):
    shown = await opened_picture(person)
    for label, file in (("→", "light-2"), ("Dark", "dark-2"), ("←", "dark-1")):
        (turned,) = await person.presses(label)
        assert turned is shown
        assert names(person)[-1] == f"timeline-en-{file}.png"
    assert shown.text.startswith("Timeline (1/3)")
    assert person.recorder.methods().count("sendPhoto") == 1


async def test_what_telegram_has_is_not_uploaded_again(person):
    await opened_picture(person)
    await person.presses("→")
    uploaded = len(person.recorder.uploads)
    await person.presses("←")
    shown = await opened_picture(person)
    assert shown.file == ("photo", "file-1")
    assert len(person.recorder.uploads) == uploaded


async def test_an_id_that_telegram_forgot_is_replaced_by_a_new_upload(person):
    await opened_picture(person)
    person.recorder.uploads.clear()
    shown = await opened_picture(person)
    assert shown.file == ("photo", "file-1")
    assert names(person) == ["timeline-en-light-1.png"]
    person.recorder.refuse("sendPhoto", 400, STALE)
    await opened_picture(person)
    assert names(person) == ["timeline-en-light-1.png"] * 2


async def test_another_refusal_is_heard_of_and_nothing_is_uploaded_twice(person):
    await opened_picture(person)
    person.recorder.refuse("sendPhoto", 400, "Bad Request: not enough rights to send photos to the chat")
    with pytest.raises(BadRequest, match=r"(?i)not enough rights"):
        await opened_picture(person)
    assert len(person.recorder.uploads) == 1


async def test_a_picture_whose_message_was_deleted_is_sent_anew(person):
    first = await opened_picture(person)
    person.recorder.refuse("editMessageMedia", 400, "Bad Request: message to edit not found")
    (shown,) = await person.presses("→")
    assert shown is not first
    assert shown.text.startswith("Timeline (2/3)")


async def test_turning_to_where_one_is_changes_nothing(person):
    await opened_picture(person)
    assert await person.presses_data("1:d:timeline:0:light:en") == []


async def test_the_text_is_a_message_of_its_own(person):
    picture = await opened_picture(person, "/numbers")
    (shown,) = await person.presses("As text")
    assert shown.file is None
    assert shown.number != picture.number
    assert shown.text.startswith("Numbers")


async def test_a_page_beyond_the_last_is_the_last(person):
    await person.says("/timeline")
    (shown,) = await person.presses_data("1:d:timeline:99:dark:kk")
    assert shown.text.startswith("Хронология (3/3)")


@pytest.mark.parametrize(
    "data",
    ["1:d:weather:0:light:en", "1:d:timeline:0:pink:en", "1:d:timeline:x:dark:en", "1:x:doc:en", "1:d:en", "1:k::kk"],
)
async def test_a_button_of_no_kind_that_we_know_is_answered_with_the_beginning(case, person, data):
    await person.says("/timeline")
    (shown,) = await person.presses_data(data)
    assert shown.text.startswith(case.title)


async def test_where_nothing_can_be_drawn_the_same_is_said_in_words(casebook, caplog):
    def broken(*job: object) -> tuple[bytes, ...]:
        raise TypesetFault("the press is on strike")

    services = services_over(casebook, shelf=Shelf(casebook, None, press=broken))
    async with at_the_bot(services) as person:
        shown = await opened_picture(person)
        assert shown.file is None
        assert shown.text.startswith("Timeline")
        await person.says("/export")
        (shown,) = await person.presses("PDF")
        assert "can't be made" in shown.text
        (shown,) = await person.presses("CSV")
        assert shown.file is not None
    assert "on strike" in caplog.text


async def test_drawing_does_not_keep_others_waiting(casebook):
    gate = threading.Event()

    def slow(template: str, data: dict, form: str) -> tuple[bytes, ...]:
        assert gate.wait(10)
        return no_press(template, data, form)

    services = services_over(casebook, shelf=Shelf(casebook, None, press=slow))
    async with at_the_bot(services) as slow_one, at_the_bot(services) as other:
        await slow_one.says("/timeline")
        drawing = asyncio.create_task(slow_one.presses("As a picture"))
        (answered,) = await other.says("/status")
        assert not drawing.done()
        assert answered.text
        gate.set()
        (shown,) = await drawing
        assert shown.file is not None


@pytest.mark.parametrize(("form", "file"), [("PDF", ".pdf"), ("CSV", "-en.csv"), ("JSON", ".json")])
async def test_the_record_comes_as_a_file_with_its_day(case, person, form, file):
    await person.says("/export")
    (shown,) = await person.presses(form)
    assert shown.file is not None
    assert shown.file[0] == "document"
    assert names(person)[0].endswith(file)
    assert f"Record as of {speech('en').date(case.casebook.case.as_of)}." in shown.text
    await person.presses(form)
    assert len(person.recorder.uploads) == 1


async def test_in_a_group_a_picture_answers_the_message_that_asked(casebook):
    async with at_the_bot(services_over(casebook), chat=GROUP) as member:
        await member.says("/timeline")
        (shown,) = await member.presses("As a picture")
        assert shown.reply_to is not None
