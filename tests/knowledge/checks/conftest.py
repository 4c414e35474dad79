"""Facts that differ from a good one in one thing."""

from collections.abc import Callable
from typing import TypeAlias

import pytest

from knowledge.casebook import Casebook
from knowledge.model import Fact, Language, Texts

Reworded: TypeAlias = Callable[..., Casebook]


def reword(casebook: Casebook, fact_id: str, changes: dict[Language, dict[str, object]]) -> Casebook:
    """The record with parts of one fact's texts replaced."""
    fact = casebook.facts[fact_id]
    texts = {
        language: fact.texts[language].model_copy(update=changes.get(language, {}))
        for language in ("ru", "kk", "ky", "en")
    }
    changed: Fact = fact.model_copy(update={"texts": Texts.model_construct(**texts)})  # type: ignore[arg-type]
    return casebook.model_copy(update={"facts": {**casebook.facts, fact_id: changed}})


@pytest.fixture
def reworded(ferry_casebook: Casebook) -> Reworded:
    """``reworded("deaths-count", ru={"headline": "…"})``: the invented record with these words in it."""

    def change(fact_id: str, **changes: dict[str, object]) -> Casebook:
        return reword(ferry_casebook, fact_id, changes)  # type: ignore[arg-type]

    return change
