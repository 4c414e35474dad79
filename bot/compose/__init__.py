"""From a decision, the record and a language to a ``Reply``. Pure: the day and all data are passed in."""

from bot.compose.announcing import (
    Progress,
    announce_page,
    going_out,
    not_announced,
    nothing_to_announce,
    on_its_way,
    outdated,
)
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
from bot.compose.desk import (
    counted,
    inbox_empty,
    inbox_page,
    no_such_fact,
    previewed,
    report_card,
)
from bot.compose.digest import digest
from bot.compose.drawn import export_caption, export_page, picture_caption
from bot.compose.explaining import explained
from bot.compose.following import consent_page, following, not_following
from bot.compose.hearing import (
    ask_what_is_wrong,
    handed_on,
    nothing_to_report,
    report_dropped,
    report_kept,
    report_shown,
    to_be_handed_on,
    write_report,
)
from bot.compose.journal import Entry, called, journal_page
from bot.compose.pages import about, choose_language, group_hello, help_page, notice, privacy, start
from bot.compose.recipes import compose_again, without_buttons
from bot.compose.turns import CHOICES, about_post, dismissed, reply_to, short_word, withdrawn

__all__ = [
    "CHOICES",
    "PAGE_SIZE",
    "Entry",
    "Progress",
    "about",
    "about_post",
    "announce_page",
    "answer_fact",
    "ask_what_is_wrong",
    "called",
    "choose_language",
    "compose_again",
    "consent_page",
    "counted",
    "digest",
    "dismissed",
    "explained",
    "export_caption",
    "export_page",
    "following",
    "going_out",
    "group_hello",
    "handed_on",
    "help_page",
    "inbox_empty",
    "inbox_page",
    "journal_page",
    "no_such_fact",
    "not_announced",
    "not_following",
    "nothing_to_announce",
    "nothing_to_report",
    "notice",
    "numbers_page",
    "on_its_way",
    "outdated",
    "people_page",
    "person_page",
    "picture_caption",
    "previewed",
    "privacy",
    "reply_to",
    "report_card",
    "report_dropped",
    "report_kept",
    "report_shown",
    "short_word",
    "source_page",
    "sources_page",
    "start",
    "timeline_page",
    "to_be_handed_on",
    "to_be_read_in",
    "topic_page",
    "withdrawn",
    "without_buttons",
    "write_report",
]
