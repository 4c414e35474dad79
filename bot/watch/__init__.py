"""Watching the bot without watching people: logs, health, numbers and reports of errors, none of them with content."""

from bot.watch.logs import RedactingFilter, set_up_logging

__all__ = ["RedactingFilter", "set_up_logging"]
