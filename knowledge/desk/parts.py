"""The parts of a fact's text, as sheets name them: headline, answer, account 1, account 2 and so on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from knowledge.model import ACCOUNT_LIMIT, ANSWER_LIMIT, HEADLINE_LIMIT

__all__ = ["limit_of", "parts_of", "with_parts"]


def parts_of(text: Mapping[str, Any]) -> dict[str, str]:
    """What a text of a fact's document says, by part."""
    accounts = {_account(number): account for number, account in enumerate(text.get("accounts", ()), start=1)}
    return {"headline": text["headline"], "answer": text["answer"], **accounts}


def with_parts(text: Mapping[str, Any], parts: Mapping[str, str]) -> dict[str, Any]:
    """The text with some of its parts replaced; everything else in it stays."""
    changed = dict(text)
    for name in ("headline", "answer"):
        if name in parts:
            changed[name] = parts[name]
    if accounts := text.get("accounts"):
        changed["accounts"] = [parts.get(_account(number), account) for number, account in enumerate(accounts, start=1)]
    return changed


def limit_of(part: str) -> int:
    """How many characters fit into a part."""
    return {"headline": HEADLINE_LIMIT, "answer": ANSWER_LIMIT}.get(part, ACCOUNT_LIMIT)


def _account(number: int) -> str:
    return f"account {number}"
