"""What a conversation was about a moment ago: kept in memory only, for minutes, so that follow-ups make sense."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import TypeVar

__all__ = ["Conversations"]

# Long enough to read an answer and ask on; short enough that a phone left lying tells little.
MEMORY_SECONDS = 10 * 60
# Bounds memory on the day when everybody asks: about 100 bytes a chat.
MEMORY_CHATS = 10_000

Key = TypeVar("Key")
Value = TypeVar("Value")


class Conversations:
    """The fact told last in each chat, and which of the bot's messages answered which question."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """``clock`` gives seconds from any fixed point, like ``time.monotonic``."""
        self._clock = clock
        self._told: OrderedDict[str, tuple[float, str]] = OrderedDict()
        self._answers: OrderedDict[tuple[str, int], tuple[float, int]] = OrderedDict()

    def told(self, key: str) -> str | None:
        """The fact told last in a chat, if that was not long ago."""
        at, fact = self._told.get(key, (0.0, ""))
        return fact if fact and self._clock() - at <= MEMORY_SECONDS else None

    def tell(self, key: str, fact: str) -> None:
        _remember(self._told, key, (self._clock(), fact))

    def answer_to(self, key: str, question_message: int) -> int | None:
        """The id of the message that answered a question, if that was not long ago."""
        at, answer = self._answers.get((key, question_message), (0.0, 0))
        return answer if answer and self._clock() - at <= MEMORY_SECONDS else None

    def answered(self, key: str, question_message: int, answer_message: int) -> None:
        _remember(self._answers, (key, question_message), (self._clock(), answer_message))

    def forget(self, key: str) -> None:
        self._told.pop(key, None)
        for pair in [pair for pair in self._answers if pair[0] == key]:
            del self._answers[pair]


def _remember(memory: OrderedDict[Key, tuple[float, Value]], key: Key, entry: tuple[float, Value]) -> None:
    """Put an entry last, and let go of what is too old or too much; the oldest come first."""
    memory[key] = entry
    memory.move_to_end(key)
    while len(memory) > MEMORY_CHATS or entry[0] - next(iter(memory.values()))[0] > MEMORY_SECONDS:
        memory.popitem(last=False)
