"""What a conversation was about a moment ago: kept in memory only, for minutes, so that follow-ups make sense."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from knowledge.finding import Finding

__all__ = ["ANSWERS_A_MINUTE", "FRAGMENT_SECONDS", "MEMORY_SECONDS", "Conversations"]

# Long enough to read an answer and ask on; short enough that a phone left lying tells little.
MEMORY_SECONDS = 10 * 60
# Bounds memory on the day when everybody asks: about 100 bytes a chat, and 1 kB an explanation.
MEMORY_CHATS = 10_000
# A question sent in two messages: the second is typed at once, so what was not understood is kept no longer than this.
FRAGMENT_SECONDS = 30
# Telegram lets a bot send 20 messages a minute to a group. Half of that is already more than people read there.
ANSWERS_A_MINUTE = 10

Key = TypeVar("Key")
Value = TypeVar("Value")


class _Memory(Generic[Key, Value]):
    """Values by key, each for so many seconds; of too many, the oldest go first."""

    def __init__(self, clock: Callable[[], float], seconds: float) -> None:
        self._clock = clock
        self._seconds = seconds
        self._kept: OrderedDict[Key, tuple[float, Value]] = OrderedDict()

    def get(self, key: Key) -> Value | None:
        kept = self._kept.get(key)
        return kept[1] if kept is not None and self._clock() - kept[0] <= self._seconds else None

    def put(self, key: Key, value: Value) -> None:
        now = self._clock()
        self._kept[key] = (now, value)
        self._kept.move_to_end(key)
        while len(self._kept) > MEMORY_CHATS or now - next(iter(self._kept.values()))[0] > self._seconds:
            self._kept.popitem(last=False)

    def pop(self, key: Key) -> None:
        self._kept.pop(key, None)

    def drop(self, forgotten: Callable[[Key], bool]) -> None:
        for key in [key for key in self._kept if forgotten(key)]:
            del self._kept[key]


@dataclass(frozen=True)
class Said:
    """What one of the bot's messages told: the facts, and how they were found if a question was asked."""

    facts: tuple[str, ...]
    finding: Finding | None = None


class Conversations:
    """What was told in each chat, by which message and why; nothing of it outlives its minutes or the process."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """``clock`` gives seconds from any fixed point, like ``time.monotonic``."""
        self._clock = clock
        self._told: _Memory[str, str] = _Memory(clock, MEMORY_SECONDS)
        self._answers: _Memory[tuple[str, int], int] = _Memory(clock, MEMORY_SECONDS)
        self._said: _Memory[tuple[str, int], Said] = _Memory(clock, MEMORY_SECONDS)
        self._albums: _Memory[tuple[str, str], bool] = _Memory(clock, MEMORY_SECONDS)
        self._unanswered: _Memory[str, str] = _Memory(clock, FRAGMENT_SECONDS)
        self._times: _Memory[str, deque[float]] = _Memory(clock, MEMORY_SECONDS)

    def told(self, key: str) -> str | None:
        """The fact told last in a chat, if that was not long ago."""
        return self._told.get(key)

    def tell(self, key: str, fact: str) -> None:
        self._told.put(key, fact)

    def answer_to(self, key: str, question_message: int) -> int | None:
        """The id of the message that answered a question, if that was not long ago."""
        return self._answers.get((key, question_message))

    def answered(self, key: str, question_message: int, answer_message: int) -> None:
        self._answers.put((key, question_message), answer_message)

    def said(self, key: str, message: int) -> Said | None:
        """What one of the bot's messages told, if that was not long ago."""
        return self._said.get((key, message))

    def say(self, key: str, message: int, facts: tuple[str, ...], finding: Finding | None = None) -> None:
        """Remember what a message told, and how that was found; the words of the question are not kept."""
        self._said.put((key, message), Said(facts, replace(finding, question="") if finding else None))

    def unanswered(self, key: str) -> str | None:
        """What was asked in a chat a moment ago and not answered: perhaps the first half of a question."""
        return self._unanswered.get(key)

    def not_answered(self, key: str, question: str) -> None:
        self._unanswered.put(key, question)

    def no_more_unanswered(self, key: str) -> None:
        self._unanswered.pop(key)

    def is_new_album(self, key: str, album: str) -> bool:
        """Whether this is the first piece of an album: an album arrives as one message a picture."""
        known = self._albums.get((key, album)) is not None
        self._albums.put((key, album), True)
        return not known

    def may_answer(self, key: str) -> bool:
        """Whether a group can bear one more answer now; counts it if so."""
        times = self._times.get(key) or deque()
        now = self._clock()
        while times and now - times[0] >= 60:
            times.popleft()
        if len(times) >= ANSWERS_A_MINUTE:
            return False
        times.append(now)
        self._times.put(key, times)
        return True

    def forget(self, key: str) -> None:
        self._told.pop(key)
        self._unanswered.pop(key)
        self._times.pop(key)
        self._answers.drop(lambda kept: kept[0] == key)
        self._said.drop(lambda kept: kept[0] == key)
        self._albums.drop(lambda kept: kept[0] == key)
