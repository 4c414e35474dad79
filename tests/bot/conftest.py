"""What the tests of the bot share: people who talk to the bot, and a clean environment."""

from __future__ import annotations

import logging

import pytest

from bot.settings import Settings
from tests.bot.databases import Databases, each_kind
from tests.bot.people import GROUP, at_the_bot, services_over
from tests.bot.served import serve, settings, telegram  # noqa: F401  # fixtures


@pytest.fixture
async def person(casebook):
    """Somebody in a private chat with the bot over each record."""
    async with at_the_bot(services_over(casebook)) as person:
        yield person


@pytest.fixture
async def member(casebook):
    """Somebody in a group that the bot is in, over each record."""
    async with at_the_bot(services_over(casebook), chat=GROUP) as member:
        yield member


@pytest.fixture(scope="session")
def databases():
    """Makes databases, and stops the PostgreSQL server that it started for them."""
    made = Databases()
    yield made
    made.close()


@pytest.fixture(params=each_kind())
async def database_url(request, databases, tmp_path):
    """The address of an empty database, of each kind in turn."""
    async with databases.empty(request.param, tmp_path) as url:
        yield url


@pytest.fixture(params=each_kind())
async def database(request, databases, tmp_path):
    """A database that is up to date and holds nothing, of each kind in turn."""
    async with databases.ready(request.param, tmp_path) as database:
        yield database


@pytest.fixture
def clean_environment(monkeypatch, tmp_path):
    """An empty folder to work in, and no setting of this machine."""
    for name in (*Settings.model_fields, "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def own_logging():
    """Lets a test, once called, set up logging for the whole process; afterwards everything is as before."""
    loggers = [logging.getLogger(name) for name in (None, *list(logging.root.manager.loggerDict))]
    levels = [(logger, logger.level) for logger in loggers]
    yield logging.root.handlers.clear  # else pytest's own would be closed
    for handler in logging.root.handlers[:]:
        if type(handler) is logging.StreamHandler:
            logging.root.removeHandler(handler)
    for logger, level in levels:
        logger.setLevel(level)
