"""Numbers of things in English, for logs and tools; what readers see is counted by `bot.speech` in four languages."""

from __future__ import annotations

__all__ = ["counted"]


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: ``1 problem``, ``0 problems``; ``many`` where more words change than an s is added."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"
