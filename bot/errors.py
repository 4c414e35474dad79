"""Errors as advice: what a person reads in place of a traceback, and what the shell is told.

Exit codes follow the shell's customs: 0 all well · 1 the work could not be done · 2 the command or a setting is
wrong · 3 the record is broken · 4 Telegram can't be reached or refuses · 130 stopped by Ctrl-C.
"""

from __future__ import annotations

__all__ = ["Advice"]


class Advice(Exception):
    """Something a person has to put right. ``str()`` is one line that says what to do."""

    def __init__(self, message: str, exit_code: int = 1) -> None:
        super().__init__(message)
        self.exit_code = exit_code
