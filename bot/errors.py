"""Errors as advice: what a person reads in place of a traceback, and what the shell is told.

Exit codes follow the shell's customs: 0 all well · 1 the work could not be done · 2 the command or a setting is
wrong · 3 the record is broken · 4 Telegram can't be reached or refuses · 130 stopped by Ctrl-C.
"""

from __future__ import annotations

from pathlib import Path

__all__ = ["Advice", "place_of"]

_BOT = Path(__file__).resolve().parent
_OWN = (_BOT, _BOT.with_name("knowledge"))
_DELIVERY = _BOT / "delivery"


class Advice(Exception):
    """Something a person has to put right. ``str()`` is one line that says what to do."""

    def __init__(self, message: str, exit_code: int = 1) -> None:
        super().__init__(message)
        self.exit_code = exit_code


def place_of(error: BaseException) -> tuple[str, str]:
    """Kind and place of an error, such as ``("KeyError", "show (pages:34)")``: function, module and line.

    The place is the innermost in the program's own code (its delivery, which calls all the rest, aside), else the
    innermost of all. That is all that may be logged or reported of an error that nobody expected: its text may quote a
    question. No dot between two words: Telegram would make a link of it.
    """
    frame = error.__traceback__
    own = place = None
    while frame:
        code = frame.tb_frame.f_code
        place = f"{code.co_name} ({Path(code.co_filename).stem}:{frame.tb_lineno})"
        file = Path(code.co_filename)
        if any(map(file.is_relative_to, _OWN)) and not file.is_relative_to(_DELIVERY):
            own = place
        frame = frame.tb_next
    return type(error).__name__, own or place or "?"
