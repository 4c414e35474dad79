"""What is new to readers between two states of a record: facts that came, changed or were withdrawn, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from knowledge.casebook import Casebook
from knowledge.model import Change, Fact

__all__ = ["News", "Standing", "news_since", "standing_of"]

#: By a fact's id its version and its state, as JSON has them: what has to be remembered to tell later what is new.
Standing: TypeAlias = Mapping[str, list[Any]]


@dataclass(frozen=True)
class News:
    """What became of a fact; ``changes`` are those since the version that readers know, the oldest first."""

    fact: str
    how: Literal["withdrawn", "changed", "added"]
    changes: tuple[Change, ...] = ()

    def day(self, casebook: Casebook) -> str:
        """The day on which it became so, as far as the record says; empty if it does not."""
        withdrawal = casebook.facts[self.fact].withdrawal
        if self.how == "withdrawn":
            return withdrawal.date if withdrawal is not None else ""
        return self.changes[-1].date if self.changes else ""


def standing_of(casebook: Casebook) -> dict[str, list[Any]]:
    """The state of a record, to be compared with a later one. Drafts do not stand in it: no reader has seen them."""
    return {fact.id: [fact.version, fact.state] for fact in casebook.facts.values() if fact.state != "draft"}


def news_since(before: Standing, casebook: Casebook) -> tuple[News, ...]:
    """What a reader who knows ``before`` has to be told: corrections first, the latest on top, then what was added.

    Added facts come in the order in which the case is told. A fact that was deleted from the record instead of being
    withdrawn is not told of: nothing is left that could be said about it.
    """
    told = [news for fact in casebook.published() if (news := _of_published(fact, before.get(fact.id)))]
    corrections = [*_withdrawn(before, casebook), *(news for news in told if news.how == "changed")]
    corrections.sort(key=lambda news: news.day(casebook), reverse=True)
    return (*corrections, *(news for news in told if news.how == "added"))


def _of_published(fact: Fact, known: list[Any] | None) -> News | None:
    if known is None or known[1] != "published":
        return News(fact.id, "added")
    if fact.version <= known[0]:
        return None
    return News(fact.id, "changed", tuple(change for change in fact.changes if change.version > known[0]))


def _withdrawn(before: Standing, casebook: Casebook) -> Iterator[News]:
    for key, (_, state) in before.items():
        fact = casebook.facts.get(key)
        if state == "published" and fact is not None and fact.state != "published":
            yield News(key, "withdrawn")
