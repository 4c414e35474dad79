"""The collector of garbage: it leaves alone what was there before, and still finds what came later."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from bot import garbage


class Ring:
    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def collector() -> Iterator[None]:
    thresholds = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)


@pytest.mark.usefixtures("collector")
def test_what_is_there_is_not_looked_through_again_and_what_comes_is():
    garbage.settle()
    assert gc.get_freeze_count() > 1000
    seen: list[int] = []
    gc.callbacks.append(lambda phase, info: seen.append(info["generation"]))
    try:
        gone = weakref.ref(Ring())
        kept = [Ring() for _ in range(200_000)]
    finally:
        gc.callbacks.pop()
    assert gone() is None
    assert seen
    assert 2 not in seen
    assert len(kept) == 200_000
