"""From a decision, the record and a language to a ``Reply``. Pure: the day and all data are passed in."""

from bot.compose.answers import answer_fact
from bot.compose.pages import (
    PAGE_SIZE,
    about,
    choose_language,
    help_page,
    notice,
    people_page,
    privacy,
    start,
    topic_page,
)
from bot.compose.turns import dismissed, reply_to, withdrawn

__all__ = [
    "PAGE_SIZE",
    "about",
    "answer_fact",
    "choose_language",
    "dismissed",
    "help_page",
    "notice",
    "people_page",
    "privacy",
    "reply_to",
    "start",
    "topic_page",
    "withdrawn",
]
