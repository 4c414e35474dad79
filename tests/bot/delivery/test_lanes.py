"""Order within a chat, and none between chats."""

import asyncio

from bot.delivery.lanes import Lanes


class Work:
    """Work that waits to be let go, item by item."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.done: list[str] = []
        self.gates: dict[str, asyncio.Event] = {}

    async def __call__(self, item: str) -> None:
        self.begun.append(item)
        await self.gates.setdefault(item, asyncio.Event()).wait()
        self.done.append(item)

    async def let(self, *items: str) -> None:
        for item in items:
            self.gates.setdefault(item, asyncio.Event()).set()
        for _ in range(10):
            await asyncio.sleep(0)


async def test_one_chat_is_served_in_order_and_others_meanwhile():
    work = Work()
    lanes = Lanes(work)
    for item in ("a1", "a2", "b1", "a3"):
        lanes.put(item[0], item)
    await work.let()
    assert work.begun == ["a1", "b1"]
    await work.let("b1", "a3", "a2")
    assert work.done == ["b1"]
    await work.let("a1")
    assert work.done == ["b1", "a1", "a2", "a3"]
    assert lanes.open == 0


async def test_no_more_than_the_width_at_once():
    work = Work()
    lanes = Lanes(work, width=2)
    for item in ("a", "b", "c"):
        lanes.put(item, item)
    await work.let()
    assert work.begun == ["a", "b"]
    await work.let("b")
    assert work.begun == ["a", "b", "c"]
    await work.let("a", "c")
    assert lanes.open == 0


async def test_drain_waits_for_what_was_put():
    work = Work()
    lanes = Lanes(work)
    lanes.put("a", "a1")
    lanes.put("a", "a2")
    for item in ("a1", "a2"):
        asyncio.get_running_loop().call_soon(work.gates.setdefault(item, asyncio.Event()).set)
    assert await lanes.drain(20) == 0
    assert work.done == ["a1", "a2"]


async def test_drain_gives_up_what_takes_too_long():
    work = Work()
    lanes = Lanes(work)
    lanes.put("a", "a1")
    lanes.put("a", "a2")
    lanes.put("b", "b1")
    await work.let("b1")
    assert await lanes.drain(0) == 1
    assert work.begun == ["a1", "b1"]
    assert (lanes.open, work.done) == (0, ["b1"])


async def test_drain_of_nothing_is_nothing():
    assert await Lanes(Work()).drain(20) == 0
