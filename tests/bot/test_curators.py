"""Which chats are the curators'."""

from __future__ import annotations

from dataclasses import replace

from telegram import Chat

from bot.curators import is_curators
from tests.bot.people import GROUP, PERSON, services_over


def test_only_the_chats_that_the_operator_named_are_the_curators(casebook):
    services = replace(services_over(casebook), curator_chats=frozenset({GROUP}))
    assert is_curators(services, Chat(GROUP, "supergroup"))
    assert not is_curators(services, Chat(PERSON, "private"))


def test_without_a_setting_nobody_is_a_curator(casebook):
    assert not is_curators(services_over(casebook), Chat(GROUP, "supergroup"))
