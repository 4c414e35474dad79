"""A record made ready to be asked by many: what was found lately is remembered, and other processes may find."""

from __future__ import annotations

import logging
from pathlib import Path

from bot.library import Edition
from bot.matching.workers import Workers
from bot.recent import Recent
from knowledge.casebook import Casebook
from knowledge.finding.finder import Finder

__all__ = ["edition_for_many"]

logger = logging.getLogger(__name__)


async def edition_for_many(casebook: Casebook, finder: Finder, compiled: Path | None, processes: int) -> Edition:
    """The edition of a record for the bot on Telegram.

    Args:
        compiled: the file from which the processes open the record; None if it could not be kept.
        processes: how many find facts; 0: this one finds them itself.
    """
    workers = None
    if processes and compiled is None:
        logger.error("The compiled record could not be kept, so that no other process can open it: this one finds.")
    elif processes and compiled is not None:
        workers = Workers(compiled, finder.find, processes)
        await workers.start()
    return Edition(casebook, finder.find, Recent(), workers)
