"""What is handed to the curators leads to nobody."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.scrubbing import LONGEST, scrubbed
from tests.adversaries import hand_made

PIECES = st.sampled_from(
    ["@", "ivan", "t.me/", "https://", "tg://", "www.", ".ru", ".рф", " ", "\n", "+7", "(701)", "٣", "②", "½", "Ⅷ",
     "суд", "\u200b", "\u202e", "@\u200b", "#", "a@b.kg", ":", "/", ".", "-", "x" * 50]
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Сколько лет дали судье?", "Сколько лет дали судье?"),
        ("Соттың үкімі қашан шықты?", "Соттың үкімі қашан шықты?"),
        ("т.е. когда? в т.ч. где", "т.е. когда? в т.ч. где"),
        ("звоните +7 (701) 123-45-67, дом 5", "звоните #, дом #"),
        ("пишите a.b-c@mail.example.kg или @ivan_kg", "пишите # или #"),
        ("см. https://t.me/x?y=1#z и t.me/joinchat/abc", "см. # и #"),
        ("example.org/path и суд.қаз", "# и #"),
        ("tg://resolve?domain=x", "#"),
        ("17.01.2025 и 2025-01-17", "# и #"),
        ("１２３ ② ½ ٣", "#⁄#"),
        ("ха\u200bккер @\u200bivan", "хаккер #"),
        ("two\nlines\tof it", "two lines of it"),
    ],
)
def test_links_accounts_addresses_and_digits_go_and_words_stay(text, left):
    assert scrubbed(text) == left


@example(".0T.ME/")
@example(".0A.AA")
@example("A..AT.ME/")
@given(st.text(max_size=400) | st.lists(PIECES, max_size=30).map("".join))
@settings(max_examples=500, deadline=None)
def test_nothing_that_leads_to_a_person_is_left_whatever_comes(text):
    left = scrubbed(text)
    assert len(left) <= LONGEST
    assert left == left.strip()
    assert not any(character.isdigit() or unicodedata.category(character)[0] in "NC" for character in left)
    assert "@" not in left
    assert not re.search(r"\w:/", left)  # alone it is a face
    assert "t.me/" not in left.lower()
    assert scrubbed(left) == left


def test_a_long_text_is_cut_between_words():
    assert scrubbed("слово " * 200) == ("слово " * 50).strip()
    assert len(scrubbed("я" * 5000)) == LONGEST


@pytest.mark.parametrize("name", hand_made())
def test_messages_made_to_cost_are_scrubbed_too(name):
    left = scrubbed(hand_made()[name])
    assert len(left) <= LONGEST
    assert scrubbed(left) == left
