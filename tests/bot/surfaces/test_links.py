"""Permanent addresses: whatever a citation holds, it can be copied and leads back to the very version."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.constants import InlineKeyboardButtonLimit

from bot.reply import Cite, Share
from bot.surfaces.links import Linked, citation, fact_link, read_payload, read_share, share_query
from knowledge.model import LANGUAGES
from tests.bot.api_rules import size
from tests.bot.surfaces.strategies import cites, ids, languages

USERNAME = "b" * 32  # as long as Telegram lets it be


@given(cites)
def test_a_citation_can_be_copied_and_ends_with_the_address_of_the_version(cite):
    copied = citation(cite, USERNAME)
    assert 0 < size(copied) <= InlineKeyboardButtonLimit.MAX_COPY_TEXT
    assert copied.endswith(fact_link(USERNAME, cite.fact, cite.version))


@given(ids, st.integers(1, 999_999))
def test_the_address_of_a_version_leads_to_it(fact, version):
    assert read_payload(fact_link(USERNAME, fact, version).partition("?start=")[2]) == Linked(fact, version)


@given(ids, languages)
def test_what_is_shared_is_found(fact, language):
    assert read_share(share_query(Share(fact, language))) == (fact, language)
    assert read_share(fact) == (fact, None)


def test_a_citation_that_fits_is_whole():
    cite = Cite("verdict", 2, "The court ruled", "Herald, 1 May 2024")
    assert citation(cite, "demo_bot") == (
        "The court ruled (Herald, 1 May 2024)\nhttps://t.me/demo_bot?start=verdict_v2"
    )


def test_of_a_long_citation_the_headline_is_cut_at_a_word():
    cite = Cite("verdict", 2, "word " * 100, "Herald")
    headline, _, rest = citation(cite, "demo_bot").partition("…")
    assert headline.endswith("word")
    assert rest.startswith(" (Herald)\n")


@pytest.mark.parametrize("payload", ["", "from_inline", "a_v", "A", "a_v1234567", "a b", "а"])
def test_what_is_no_link_to_a_fact_is_none(payload):
    assert read_payload(payload) is None


@pytest.mark.parametrize(
    "query", ["", "how many", "verdict de", "verdict  ru", "приговор", *(f"x {code}x" for code in LANGUAGES)]
)
def test_what_shares_no_fact_is_a_question(query):
    assert read_share(query) is None
