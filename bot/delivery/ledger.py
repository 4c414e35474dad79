"""Which updates are still open, and how far Telegram may forget: numbers only, no I/O."""

from typing import Final

from telegram.constants import PollingLimit

__all__ = ("Ledger",)

#: Telegram gives no more than this from the offset on, so no update beyond it can be seen before the offset moves.
VIEW: Final = PollingLimit.MAX_LIMIT


class Ledger:
    """Updates from fetched to finished to confirmed.

    >>> ledger = Ledger()
    >>> [ledger.take(number) for number in (7, 8, 9, 8)]
    [True, True, True, False]
    >>> ledger.finish(8); ledger.offset
    7
    >>> ledger.finish(7); ledger.offset
    9
    """

    __slots__ = ("_finished", "_highest", "_open")

    def __init__(self) -> None:
        self._open: set[int] = set()
        #: Finished ones that Telegram may show again: it has not been told yet, or an earlier one is open.
        self._finished: set[int] = set()
        self._highest: int | None = None

    @property
    def open(self) -> int:
        """How many are not finished."""
        return len(self._open)

    @property
    def offset(self) -> int:
        """The lowest number that Telegram must keep; 0 while nothing is known."""
        if self._open:
            return min(self._open)
        return 0 if self._highest is None else self._highest + 1

    @property
    def full(self) -> bool:
        """Whether Telegram has nothing new to show before the offset moves."""
        offset = self.offset
        return len(self._open) + sum(number >= offset for number in self._finished) >= VIEW

    def take(self, number: int) -> bool:
        """Notes an update as open; False if it is known already."""
        if number in self._open or number in self._finished:
            return False
        self._open.add(number)
        self._highest = number if self._highest is None else max(number, self._highest)
        return True

    def finish(self, number: int) -> None:
        """Notes an update as finished."""
        self._open.discard(number)
        self._finished.add(number)

    def confirm(self, offset: int) -> None:
        """Drops what Telegram has forgotten: all before the offset that it was just asked with."""
        self._finished = {number for number in self._finished if number >= offset}
