"""How long each thing may stay, and the hourly round that deletes what stayed long enough."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from bot.counting import counted
from bot.state.database import Database, StateUnavailable
from bot.state.parked import Parked

__all__ = ["ACTION_DAYS", "ACTION_SECONDS", "KEPT", "RULES", "Rule", "keep_tidy", "tidy"]

logger = logging.getLogger(__name__)

ROUND_SECONDS: Final = 60 * 60.0
#: Telegram keeps an update for 24 hours; one hour more, and no number can come again.
ANSWERED_SECONDS: Final = 25 * 60 * 60.0
#: A claim that nobody answered is worth nothing once it has ended; polling's numbers are deleted as it goes.
CLAIM_LEFT_SECONDS: Final = 60 * 60.0
LEASE_LEFT_SECONDS: Final = 60 * 60.0
#: Curators ask back within months who announced or stopped what, not within years.
ACTION_DAYS: Final = 180
ACTION_SECONDS: Final = ACTION_DAYS * 24 * 60 * 60.0
#: A question that no curator took up in half a year waits for nobody.
INBOX_SECONDS: Final = 180 * 24 * 60 * 60.0
#: A case goes on for years, and so does the question whether a mistake was reported before.
REPORT_SECONDS: Final = 2 * 365 * 24 * 60 * 60.0
#: Two years show whether a season or an event brought people.
DAILY_SECONDS: Final = 2 * 365 * 24 * 60 * 60.0


@dataclass(frozen=True)
class Rule:
    """Rows of ``table`` go when the moment in ``column`` is more than ``seconds`` ago."""

    table: str
    column: str
    seconds: float


#: One or more a table that holds something of chats or of moments; a new table needs its line here or in `KEPT`.
RULES: Final = (
    Rule("answered", "answered_at", ANSWERED_SECONDS),
    Rule("answered", "claimed_until", CLAIM_LEFT_SECONDS),
    Rule("leases", "expires_at", LEASE_LEFT_SECONDS),
    Rule("curator_actions", "at", ACTION_SECONDS),
    Rule("broadcasts", "ended_at", ACTION_SECONDS),
    Rule("inbox", "day", INBOX_SECONDS),
    Rule("reports", "day", REPORT_SECONDS),
    Rule("daily", "day", DAILY_SECONDS),
)
#: What stays, and why.
KEPT: Final = {
    "chats": "a chosen language, until /forget",
    "parked": "given up, and counted, by their own rule: see `Parked.give_up_old`",
    "counts": "numbers without a chat",
    "subscriptions": "until /unfollow or /forget, or until the bot is blocked or sent away",
    "deliveries": "each goes when its message went out or can't, and with its subscription",
    "announced": "versions of facts",
    "feedback": "numbers by fact, version and language, without a chat",
    "alembic_version": "which step the tables are at",
}


async def tidy(database: Database) -> int:
    """One round; how many rows were deleted.

    Raises:
        StateUnavailable: the database is away.
    """
    now = database.now()
    deleted = 0
    for rule in RULES:
        deleted += await database.execute(
            f"DELETE FROM {rule.table} WHERE {rule.column} <= $1",  # noqa: S608  # names of ours
            now - rule.seconds,
        )
    if given_up := await Parked(database).give_up_old():
        told = counted(given_up, "parked reply was", "parked replies were")
        logger.error("%s given up: not sent for a day.", told)
    if deleted + given_up:
        await database.scrub()
    return deleted + given_up


async def keep_tidy(database: Database, *, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep) -> None:
    """A round now and every hour, until cancelled."""
    while True:
        try:
            await tidy(database)
        except StateUnavailable as error:
            logger.warning("What is old could not be deleted, and will be in an hour: %s.", error)
        await sleep(ROUND_SECONDS)
