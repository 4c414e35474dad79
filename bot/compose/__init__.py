"""From a decision, the record and a language to a ``Reply``. Pure: the day and all data are passed in."""

from bot.compose.answers import answer_fact, to_be_read_in
from bot.compose.browse import (
    PAGE_SIZE,
    numbers_page,
    people_page,
    person_page,
    source_page,
    sources_page,
    timeline_page,
    topic_page,
)
from bot.compose.drawn import export_caption, export_page, picture_caption
from bot.compose.explaining import explained
from bot.compose.pages import about, choose_language, group_hello, help_page, notice, privacy, start
from bot.compose.recipes import compose_again, without_buttons
from bot.compose.turns import about_post, dismissed, reply_to, short_word, withdrawn

__all__ = [
    "PAGE_SIZE",
    "about",
    "about_post",
    "answer_fact",
    "choose_language",
    "compose_again",
    "dismissed",
    "explained",
    "export_caption",
    "export_page",
    "group_hello",
    "help_page",
    "notice",
    "numbers_page",
    "people_page",
    "person_page",
    "picture_caption",
    "privacy",
    "reply_to",
    "short_word",
    "source_page",
    "sources_page",
    "start",
    "timeline_page",
    "to_be_read_in",
    "topic_page",
    "withdrawn",
    "without_buttons",
]
