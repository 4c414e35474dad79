"""Logs: one line an event, no token, no content."""

from __future__ import annotations

import datetime as dt
import json
import logging

import pytest

from bot.watch.logs import set_up_logging

TOKEN = "123456789:AAF-abcdefghijklmnopqrstuvwxyz_0123"
QUESTION = "меня зовут Айша, где мой брат?"

logger = logging.getLogger("bot.test")


@pytest.fixture
def listen(capsys, own_logging):
    """Once called, logging is set up as the bot does it; the result gives what was written since."""

    def start(level="DEBUG"):
        own_logging()
        set_up_logging(level, "the operator's secret", TOKEN, "")
        return lambda: capsys.readouterr().err

    return start


def test_an_event_is_one_line_with_time_level_and_place(listen):
    log = listen()
    logger.info("started: %d facts", 172)
    assert log().endswith(" INFO bot.test: started: 172 facts\n")


@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        f"https://api.telegram.org/bot{TOKEN}/getMe",
        "http://127.0.0.1:8081/bot987654321:BBBBBBBBBBBBBBBBBBBBBBBBBBBB/sendMessage",
        "http://127.0.0.1/bot1:short/getMe",
        "the operator's secret",
    ],
)
@pytest.mark.parametrize("name", ["bot.test", "httpx", "some.library"])
def test_no_token_and_no_secret_is_ever_written_whoever_logs_it(listen, text, name):
    log = listen()
    logging.getLogger(name).error(text)
    logging.getLogger(name).error("%s: %r", "fault", text)
    logging.getLogger(name).error("fault", extra={"more": text})
    written = log()
    assert written.count("\n") == 3
    for secret in (TOKEN, "BBBBBBBB", "1:short", "the operator's secret"):
        assert secret not in written


def fail() -> None:
    question = QUESTION
    raise ValueError(f"can't read {question}")


@pytest.mark.parametrize("stack", [False, True])
def test_a_traceback_is_the_name_of_its_error_and_quotes_nothing(listen, stack):
    log = listen()
    try:
        fail()
    except ValueError as error:
        logger.exception("a question was not answered", stack_info=stack)
        logger.warning("again", exc_info=error)
    written = log()
    assert "a question was not answered (ValueError)" in written
    assert "again (ValueError)" in written
    assert written.count("\n") == 2
    assert QUESTION not in written
    assert "can't read" not in written


def test_a_fault_in_a_call_that_logs_is_no_fault_of_the_bot(listen):
    log = listen()
    logger.info("one %s and another %s", QUESTION)
    written = log()
    assert "one %s and another %s" in written
    assert QUESTION not in written


def test_libraries_speak_only_when_something_is_wrong(listen):
    log = listen()
    for name in ("httpx", "aiohttp.access", "telegram.ext", "asyncio"):
        logging.getLogger(name).info("chatter")
        logging.getLogger(name).warning("trouble")
    assert "chatter" not in (written := log())
    assert written.count("trouble") == 4


@pytest.mark.parametrize(("level", "kept"), [("DEBUG", 4), ("INFO", 3), ("WARNING", 2), ("ERROR", 1)])
def test_the_level_is_the_operators(listen, level, kept):
    log = listen(level)
    for each in (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR):
        logger.log(each, "event")
    logging.getLogger("telegram").error("library")
    written = log()
    assert written.count("event") == kept
    assert written.count("library") == 1


def test_secrets_known_later_and_passwords_in_addresses_are_taken_out_too(capsys, own_logging):
    own_logging()
    redacting = set_up_logging("INFO", "known-from-the-start")
    redacting.hide("the-webhook-secret", "the-webhook-secret-and-more", "abc")
    logger.info("the-webhook-secret-and-more, the-webhook-secret, known-from-the-start, abc")
    logger.info("postgresql://bot:pa@ss:word@db.example.org/bot and http://me:hunter2@proxy:3128")
    written = capsys.readouterr().err.splitlines()
    assert written[0].endswith(": <secret>, <secret>, <secret>, abc")
    assert written[1].endswith(": postgresql://<secret>@db.example.org/bot and http://<secret>@proxy:3128")


def test_json_is_one_object_a_line_with_nothing_but_the_event(capsys, own_logging):
    own_logging()
    set_up_logging("INFO", form="json")
    logger.info("began\nанд %s", TOKEN, extra={"question": QUESTION})
    try:
        fail()
    except ValueError:
        logger.exception("not answered")
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert {**first, "time": ""} == {"time": "", "level": "INFO", "logger": "bot.test", "message": "began\nанд <token>"}
    assert dt.datetime.fromisoformat(first["time"]).utcoffset() == dt.timedelta(0)
    assert second["message"] == "not answered (ValueError)"
    assert QUESTION not in str(second)
