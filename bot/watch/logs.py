"""Logs that say what the bot does and never what people say: no content, no names, no token."""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
from typing import Literal

__all__ = ["JsonLines", "RedactingFilter", "set_up_logging"]

# Telegram's tokens wherever they appear, most often inside an address.
_TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{20,}|(?<=/bot)\d+:[^/\s]+")
# Who may enter a database or a proxy, in its address.
_CREDENTIALS = re.compile(r"(?<=://)[^\s/@]*:[^\s/]*(?=@)")
# Shorter ones would be found in ordinary words; inside an address they are hidden all the same.
_SHORTEST_SECRET = 6
_QUIET = ("httpx", "httpcore", "aiohttp", "asyncio", "asyncpg", "telegram", "apscheduler", "alembic", "sqlalchemy")


class RedactingFilter(logging.Filter):
    """Takes tokens, secrets and passwords out of every record, whoever logs it."""

    def __init__(self, *secrets: str) -> None:
        super().__init__()
        self._secrets: list[str] = []
        self.hide(*secrets)

    def hide(self, *secrets: str) -> None:
        """Takes these out, too, from now on."""
        known = {*self._secrets, *(secret for secret in secrets if len(secret) >= _SHORTEST_SECRET)}
        self._secrets = sorted(known, key=len, reverse=True)  # one may hold another

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            text = record.getMessage()
        except Exception:  # a fault in the call that logs; its arguments may be anything
            text = str(record.msg)
        if record.exc_info:
            # Tracebacks of handlers may quote what a person wrote: the type of the error is enough.
            kind = record.exc_info[0]
            text = f"{text} ({kind.__name__ if kind else 'error'})"
        record.exc_info, record.exc_text, record.stack_info = None, None, None
        for secret in self._secrets:
            text = text.replace(secret, "<secret>")
        record.msg, record.args = _CREDENTIALS.sub("<secret>", _TOKEN.sub("<token>", text)), ()
        return True


class JsonLines(logging.Formatter):
    """One JSON object a line: ``time`` (ISO 8601, UTC), ``level``, ``logger`` and ``message``, and nothing else."""

    def format(self, record: logging.LogRecord) -> str:
        moment = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")
        line = {"time": moment, "level": record.levelname, "logger": record.name, "message": record.getMessage()}
        return json.dumps(line, ensure_ascii=False)


def set_up_logging(level: str, *secrets: str, form: Literal["text", "json"] = "text") -> RedactingFilter:
    """Log to standard error in one line an event, redacted; libraries only speak up when something is wrong.

    Returns the filter, for secrets that become known later.
    """
    redacting = RedactingFilter(*secrets)
    handler = logging.StreamHandler()
    handler.setFormatter(
        JsonLines() if form == "json" else logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    )
    handler.addFilter(redacting)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))
    return redacting
