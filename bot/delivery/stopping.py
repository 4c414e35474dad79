"""Signals of the operator: what stops the bot politely, and what makes it read its record anew."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

__all__ = ("DRAIN_SECONDS", "stopped_by_signals")

#: Below what service managers allow before they kill (systemd 90 s, containers mostly 30 s).
DRAIN_SECONDS: Final = 20.0


@contextmanager
def stopped_by_signals(stop: Callable[[], None]) -> Iterator[None]:
    """Calls `stop` on SIGTERM or SIGINT; a second signal takes its usual course and does not wait."""
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM)

    def first(number: int) -> None:
        loop.remove_signal_handler(number)
        stop()

    with suppress(NotImplementedError):  # Windows: Ctrl-C interrupts, and nothing is lost
        for number in signals:
            loop.add_signal_handler(number, first, number)
    try:
        yield
    finally:
        with suppress(NotImplementedError):
            for number in signals:
                loop.remove_signal_handler(number)
