"""The processes that the bot starts: where they run, and what they are told of its environment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

__all__ = ["ROOT", "environment"]

#: Python finds the program's packages from here.
ROOT: Final = Path(__file__).resolve().parent.parent
_SECRETS: Final = ("TELEGRAM_BOT_TOKEN", "SECRET_KEY", "WEBHOOK_SECRET", "DATABASE_URL")


def environment() -> dict[str, str]:
    """The environment without what no child need know."""
    return {name: value for name, value in os.environ.items() if name.upper() not in _SECRETS}
