"""What a conversation was about a moment ago: kept in memory only, for minutes, so that follow-ups make sense."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from knowledge.desk.handed import ReportKind
from knowledge.finding import Finding
from knowledge.model import Language

__all__ = [
    "ANSWERS_A_MINUTE",
    "DRAFT_SECONDS",
    "FRAGMENT_SECONDS",
    "HANDED_A_DAY",
    "MEMORY_SECONDS",
    "Conversations",
    "Draft",
    "Handable",
]  # fmt: skip

# Long enough to read an answer and ask on; short enough that a phone left lying tells little.
MEMORY_SECONDS = 10 * 60
# Bounds memory on the day when everybody asks: about 200 bytes a chat, and 1 kB an explanation.
MEMORY_CHATS = 10_000
# Of the facts that a question came near to, an explanation names one beside those that are told, which are few.
CANDIDATES_KEPT = 4
# A question sent in two messages: the second is typed at once, so what was not understood is kept no longer than this.
FRAGMENT_SECONDS = 30
# Telegram lets a bot send 20 messages a minute to a group. Half of that is already more than people read there.
ANSWERS_A_MINUTE = 10
# A report that nobody finished: whoever asks something else a while later must not find it taken for one.
DRAFT_SECONDS = 5 * 60
# What one chat may hand to the curators in a day, and all chats together: people must be able to read it.
HANDED_A_DAY = 10
HANDED_BY_ALL = 1000
DAY_SECONDS = 24 * 60 * 60

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

    def move(self, old: Key, new: Key) -> None:
        """Has what lies under one key lie under another, as of its own time: it is not the newest for that."""
        if old in self._kept:
            self._kept.setdefault(new, self._kept.pop(old))

    def drop(self, forgotten: Callable[[Key], bool]) -> None:
        for key in [key for key in self._kept if forgotten(key)]:
            del self._kept[key]


@dataclass(frozen=True)
class Said:
    """What one of the bot's messages told: the facts, and how they were found if a question was asked."""

    facts: tuple[str, ...]
    finding: Finding | None = None


@dataclass(frozen=True)
class Handable:
    """A question without an answer, scrubbed already, that its asker may hand to the curators."""

    language: Language
    words: str


@dataclass(frozen=True)
class Draft:
    """A report of a mistake that its reader has not sent yet."""

    fact: str
    version: int
    language: Language
    kind: ReportKind
    words: str = ""


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
        self._handable: _Memory[tuple[str, int], Handable] = _Memory(clock, MEMORY_SECONDS)
        self._drafts: _Memory[str, Draft] = _Memory(clock, DRAFT_SECONDS)
        self._judged: _Memory[tuple[str, str, int], bool] = _Memory(clock, float("inf"))
        self._handed: _Memory[str, deque[float]] = _Memory(clock, DAY_SECONDS)
        self._moved: _Memory[str, bool] = _Memory(clock, MEMORY_SECONDS)

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
        if finding is not None:
            finding = replace(finding, question="", candidates=finding.candidates[:CANDIDATES_KEPT])
        self._said.put((key, message), Said(facts, finding))

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
        return self._once_more(self._times, key, 60, ANSWERS_A_MINUTE)

    def handable(self, key: str, message: int) -> Handable | None:
        """The question to which one of the bot's messages had no answer, if that was not long ago."""
        return self._handable.get((key, message))

    def may_be_handed_on(self, key: str, message: int, question: Handable) -> None:
        self._handable.put((key, message), question)

    def handed_on(self, key: str, message: int) -> None:
        """The question need not be remembered any more."""
        self._handable.pop((key, message))

    def draft(self, key: str) -> Draft | None:
        """The report that is being written in a chat."""
        return self._drafts.get(key)

    def drafted(self, key: str, draft: Draft | None) -> None:
        """Remember the report as it stands; None drops it."""
        if draft is None:
            self._drafts.pop(key)
        else:
            self._drafts.put(key, draft)

    def judges(self, key: str, fact: str, version: int) -> bool:
        """Whether somebody judges a version of a fact for the first time; remembers it."""
        first = self._judged.get((key, fact, version)) is None
        self._judged.put((key, fact, version), True)
        return first

    def may_hand_in(self, key: str) -> bool:
        """Whether a chat may hand one more thing to the curators today; counts it if so."""
        return self._once_more(self._handed, key, DAY_SECONDS, HANDED_A_DAY) and self._once_more(
            self._handed, "", DAY_SECONDS, HANDED_BY_ALL
        )

    def _once_more(self, memory: _Memory[str, deque[float]], key: str, seconds: float, most: int) -> bool:
        """Whether something happened fewer than so many times in the last seconds; counts it if so."""
        times = memory.get(key) or deque()
        now = self._clock()
        while times and now - times[0] >= seconds:
            times.popleft()
        if len(times) >= most:
            return False
        times.append(now)
        memory.put(key, times)
        return True

    def move(self, old: str, new: str) -> None:
        """A group became a supergroup. Its messages have other numbers there: what hangs on those is forgotten."""
        self._told.move(old, new)
        self._times.move(old, new)
        self._drafts.move(old, new)
        self._handed.move(old, new)
        self.forget(old)
        self._moved.put(new, True)

    def has_moved_here(self, key: str) -> bool:
        """Whether a chat was another one a moment ago."""
        return self._moved.get(key) is not None

    def forget(self, key: str) -> None:
        self._told.pop(key)
        self._unanswered.pop(key)
        self._times.pop(key)
        self._answers.drop(lambda kept: kept[0] == key)
        self._said.drop(lambda kept: kept[0] == key)
        self._albums.drop(lambda kept: kept[0] == key)
        self._handable.drop(lambda kept: kept[0] == key)
        self._judged.drop(lambda kept: kept[0] == key)
        self._drafts.pop(key)
        self._handed.pop(key)
        self._moved.pop(key)
