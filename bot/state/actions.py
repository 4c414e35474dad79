"""What curators did with the bot: who, as a key that shows no name, what, about what, and when."""

from __future__ import annotations

import secrets

from bot.state.database import Database

__all__ = ["CuratorActions"]


class CuratorActions:
    """Written down for as long as `bot.state.retention` says."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def record(self, who: str, what: str, about: str = "") -> None:
        """Writes down an action.

        Args:
            who: the keyed id of a curator.
            what: a word, such as ``announce.send``.
            about: the number of an announcement or the id of a fact; never a text of anybody.
        """
        await self._database.execute(
            "INSERT INTO curator_actions (mark, who, what, about, at) VALUES ($1, $2, $3, $4, $5)"
            " ON CONFLICT (mark) DO NOTHING",
            secrets.token_hex(8),  # a statement that is run again adds nothing
            who,
            what,
            about,
            self._database.now(),
        )
