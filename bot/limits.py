"""How much one chat may ask at once: a token bucket for each chat and each way of asking.

Generous for people, who read what they are answered; a script that floods the bot costs it no more than a look-up, and
takes no answer from anybody else. What is refused is refused politely once, then in silence.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final, Literal, Protocol, TypeAlias

__all__ = ["ALLOWANCES", "Allowance", "Kind", "Limits", "LimitsInMemory", "Verdict"]

Kind: TypeAlias = Literal["message", "press", "inline"]


class Verdict(Enum):
    """What becomes of something asked."""

    GO = auto()  # answer it
    WARN = auto()  # say, this once, that it was too much
    SILENCE = auto()  # say nothing more


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much may come at once, and how fast more becomes possible.

    Once the ``burst`` is used up, the bucket stays closed until half of it is there again: one answer at a time, in the
    pace of a flood, would be a flood of answers.
    """

    burst: int
    per_second: float

    @property
    def reopens(self) -> float:
        """The tokens with which a closed bucket opens again."""
        return self.burst / 2

    @property
    def closed_seconds(self) -> int:
        """How long an emptied bucket stays closed."""
        return round(self.reopens / self.per_second)


# Ten questions typed or forwarded at once, then one every two seconds: nobody reads answers faster. Pages are turned
# faster than that, and an inline query goes out at nearly every letter.
ALLOWANCES: Final[Mapping[Kind, Allowance]] = {
    "message": Allowance(burst=10, per_second=0.5),
    "press": Allowance(burst=20, per_second=1.0),
    "inline": Allowance(burst=40, per_second=2.0),
}
# Of each kind. Bounds memory on the day of a flood from many chats: some 400 bytes each.
MOST_BUCKETS: Final = 20_000


class Limits(Protocol):
    """Counts what chats ask. In one process it is kept in memory; several would share a store."""

    async def take(self, key: str, kind: Kind, when: float, number: int) -> Verdict:
        """What becomes of the update of that number, asked by the chat of that key at that time (seconds, Unix).

        The last update of a chat gets the same verdict again: it is handled once more when its answer was not sent.
        """

    async def move(self, old: str, new: str) -> None:
        """A chat has another key from now on, and what it has asked counts on."""


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float
    closed: bool = False
    last: tuple[int, Verdict] = field(default=(-1, Verdict.GO))


class LimitsInMemory:
    """For one process. Times are those at which people wrote, not at which the bot got to it: what has gathered while
    the bot was away was no flood. A bucket that is full again is forgotten: that changes nothing."""

    def __init__(self, allowances: Mapping[Kind, Allowance] = ALLOWANCES, *, most: int = MOST_BUCKETS) -> None:
        self._allowances = allowances
        self._most = most
        #: By kind: the times of one kind come in order, but for edits.
        self._buckets: dict[Kind, OrderedDict[str, _Bucket]] = {kind: OrderedDict() for kind in allowances}

    def __len__(self) -> int:
        return sum(map(len, self._buckets.values()))

    async def take(self, key: str, kind: Kind, when: float, number: int) -> Verdict:
        allowance, buckets = self._allowances[kind], self._buckets[kind]
        bucket = buckets.get(key)
        if bucket is None:
            bucket = buckets[key] = _Bucket(allowance.burst, when)
            full = when - allowance.burst / allowance.per_second
            while len(buckets) > self._most or next(iter(buckets.values())).at < full:
                buckets.popitem(last=False)
        else:
            buckets.move_to_end(key)
        if bucket.last[0] != number:
            bucket.last = number, _judge(bucket, allowance, when)
        return bucket.last[1]

    async def move(self, old: str, new: str) -> None:
        for buckets in self._buckets.values():
            if old in buckets:
                buckets.setdefault(new, buckets.pop(old))


def _judge(bucket: _Bucket, allowance: Allowance, when: float) -> Verdict:
    elapsed = max(0.0, when - bucket.at)  # clocks are set back, and edits are dated later than what follows them
    bucket.tokens = min(allowance.burst, bucket.tokens + elapsed * allowance.per_second)
    bucket.at = max(bucket.at, when)
    if bucket.closed:
        if bucket.tokens < allowance.reopens:
            return Verdict.SILENCE
        bucket.closed = False
    if bucket.tokens >= 1:
        bucket.tokens -= 1
        return Verdict.GO
    bucket.closed = True
    return Verdict.WARN
