"""What becomes of updates: what is open and since when, and who is told as things happen."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

__all__ = ("Observer", "Observers", "Progress", "Received", "Unobserved")


@dataclass(slots=True)
class Received:
    """What became of the updates."""

    answered: int = 0
    again: int = 0  #: handled once more because an answer did not go out
    dead: int = 0  #: given up: refused by Telegram, too many attempts, or a fault in a handler
    skipped: int = 0  #: answered before: by this process before a restart, or by another one
    unreadable: int = 0  #: not an update as the library knows it


class Observer(Protocol):
    """Told what delivery does: numbers and kinds, no texts, no chats. It must neither raise nor wait."""

    def arrived(self, kind: str) -> None:
        """An update came; its kind is Telegram's name for it, such as ``message``."""

    def finished(self, outcome: str, seconds: float) -> None:
        """An update is done with. The outcome is the name of a field of `Received`; seconds are since it arrived."""

    def failed(self, error: Exception) -> None:
        """An update was given up, or a fault met nobody; its text may quote a question."""

    def called(self, method: str, code: int, seconds: float) -> None:
        """Telegram answered a call with that HTTP status; 0: it did not answer."""


class Unobserved:
    """For those who need no telling."""

    def arrived(self, kind: str) -> None: ...

    def finished(self, outcome: str, seconds: float) -> None: ...

    def failed(self, error: Exception) -> None: ...

    def called(self, method: str, code: int, seconds: float) -> None: ...


class Observers:
    """Several at once."""

    def __init__(self, observers: Iterable[Observer]) -> None:
        self._observers = tuple(observers)

    def arrived(self, kind: str) -> None:
        for each in self._observers:
            each.arrived(kind)

    def finished(self, outcome: str, seconds: float) -> None:
        for each in self._observers:
            each.finished(outcome, seconds)

    def failed(self, error: Exception) -> None:
        for each in self._observers:
            each.failed(error)

    def called(self, method: str, code: int, seconds: float) -> None:
        for each in self._observers:
            each.called(method, code, seconds)


class Progress:
    """Follows updates from arrival to end.

    Args:
        now: the monotonic time, in seconds.
        observer: told of each step.
    """

    def __init__(self, now: Callable[[], float], observer: Observer | None = None) -> None:
        self.received = Received()
        self._now = now
        self._observer: Observer = observer or Unobserved()
        self._since: dict[int, float] = {}
        self._last_step = now()

    @property
    def open(self) -> int:
        """Updates that arrived and are not finished."""
        return len(self._since)

    def oldest(self) -> float:
        """For how many seconds the oldest open update has been open; 0 if none is."""
        return self._now() - min(self._since.values()) if self._since else 0.0

    def still(self) -> float:
        """For how many seconds nothing has happened: no arrival, no end, no attempt, no word from Telegram."""
        return self._now() - self._last_step

    def step(self) -> None:
        """Something happened."""
        self._last_step = self._now()

    def arrived(self, number: int, kind: str) -> None:
        self.step()
        self._since.setdefault(number, self._now())
        self._observer.arrived(kind)

    def tried(self) -> None:
        """An answer did not go out, and is tried again."""
        self.step()
        self.received.again += 1

    def finished(self, number: int, outcome: str) -> None:
        """The outcome is the name of a field of `Received`."""
        self.step()
        setattr(self.received, outcome, getattr(self.received, outcome) + 1)
        now = self._now()
        self._observer.finished(outcome, now - self._since.pop(number, now))

    def left(self, number: int) -> None:
        """An update is left to somebody else, or to a later delivery."""
        self.step()
        self._since.pop(number, None)

    def failed(self, error: Exception) -> None:
        self._observer.failed(error)
