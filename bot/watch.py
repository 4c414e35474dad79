"""Logs that say what the bot does and never what people say: no content, no names, no token."""

from __future__ import annotations

import logging
import re

__all__ = ["RedactingFilter", "set_up_logging"]

# Telegram's tokens wherever they appear, most often inside an address.
_TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{20,}|(?<=/bot)\d+:[^/\s]+")
_QUIET = ("httpx", "httpcore", "aiohttp", "asyncio", "telegram", "apscheduler", "alembic", "sqlalchemy")


class RedactingFilter(logging.Filter):
    """Takes tokens out of every record, whoever logs it."""

    def __init__(self, *secrets: str) -> None:
        super().__init__()
        self._secrets = [secret for secret in secrets if secret]

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
        record.msg, record.args = _TOKEN.sub("<token>", text), ()
        return True


def set_up_logging(level: str, *secrets: str) -> None:
    """Log to standard error in one line an event, redacted; libraries only speak up when something is wrong."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.addFilter(RedactingFilter(*secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))
