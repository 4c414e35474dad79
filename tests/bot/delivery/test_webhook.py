"""Updates that are brought: acknowledged when answered and not before, and answered once, however they come."""

import asyncio
import json
from contextlib import asynccontextmanager
from types import SimpleNamespace

import aiohttp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.listening import listening
from bot.delivery.pacing import Pace, Pacing
from bot.delivery.retry import Retries
from bot.delivery.transport import AiohttpRequest
from bot.delivery.webhook import MAX_BODY, SECRET_HEADER, Webhook
from bot.state.answered import CLAIM_SECONDS, AnsweredInDatabase, AnsweredInMemory
from bot.state.database import StateUnavailable
from tests.bot.databases import BOT, Clock
from tests.bot.delivery.demo import build

SECRET = "a-secret-of-the-tests"
KINDS = ["message", "edited_message", "callback_query"]
UNPACED = Pace(chat_per_second=0, group_per_minute=0, per_second=0)


class Bringer:
    """Telegram's side: brings updates to one replica."""

    def __init__(self, webhook: Webhook, session: aiohttp.ClientSession, url: str) -> None:
        self.webhook = webhook
        self.url = url
        self.session = session

    async def bring(self, update: object, secret: str | None = SECRET) -> int:
        """The status of the reply to one update."""
        body = update if isinstance(update, bytes) else json.dumps(update).encode()
        headers = {} if secret is None else {SECRET_HEADER: secret}
        async with self.session.post(self.url, data=body, headers=headers) as response:
            if response.status == 503:
                assert int(response.headers["Retry-After"]) > 0
            return response.status

    def bringing(self, update: object) -> "asyncio.Task[int]":
        return asyncio.create_task(self.bring(update))


@pytest.fixture
def answered():
    return AnsweredInMemory()


@pytest.fixture
def replica(telegram, answered, hasty):
    """A replica of the demo that listens on the loopback."""

    @asynccontextmanager
    async def start(*, accept=True, answered=answered, max_body=MAX_BODY, **options):
        pacing = Pacing(UNPACED, retries=Retries(attempts=2), clock=hasty)
        application = build(AiohttpRequest(), base_url=telegram.base_url, rate_limiter=pacing)
        async with application, aiohttp.ClientSession() as session:
            webhook = Webhook(
                application, answered, secret=SECRET, allowed_updates=KINDS, **{"clock": hasty, **options}
            )
            async with listening("LISTEN", "127.0.0.1", 0, webhook.routes("/hook"), max_body=max_body) as port:
                if accept:
                    webhook.accept()
                yield Bringer(webhook, session, f"http://127.0.0.1:{port}/hook")
                for event in telegram.held.values():
                    event.set()
                await webhook.drain(5)

    return start


async def settled() -> None:
    """Lets what can happen on the loopback happen."""
    await asyncio.sleep(0.05)


async def test_an_update_is_acknowledged_when_its_answer_is_out_and_not_before(replica, telegram):
    telegram.held[10] = asyncio.Event()
    async with replica() as bot:
        bringing = bot.bringing(telegram.written(1))
        await telegram.until(lambda: "sendMessage" in [method for method, _ in telegram.calls])
        await settled()
        assert not bringing.done()
        telegram.held[10].set()
        assert await bringing == 200
    assert len(telegram.sent) == 1
    assert bot.webhook.received.answered == 1


@pytest.mark.parametrize("secret", [None, "", SECRET[:-1], f"{SECRET}x", SECRET.upper(), "ключ"])
async def test_without_the_secret_nothing_is_read(replica, telegram, secret):
    async with replica() as bot:
        assert await bot.bring(telegram.written(1), secret) == 403
    assert telegram.sent == []


async def test_only_post_and_only_on_the_path(replica, telegram):
    async with replica() as bot:
        for method in ("GET", "PUT", "DELETE"):
            async with bot.session.request(method, bot.url, headers={SECRET_HEADER: SECRET}) as response:
                assert response.status == 405
        async with bot.session.post(f"{bot.url}s", headers={SECRET_HEADER: SECRET}) as response:
            assert response.status == 404


async def test_a_body_too_large_is_refused(replica, telegram):
    async with replica(max_body=1000) as bot:
        assert await bot.bring({**telegram.written(1), "more": "x" * 1000}) == 413
        assert await bot.bring(telegram.written(1)) == 200


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"1", b"null", b"{}", b'{"update_id": null}', b'{"update_id": "x"}', b"\xff", b'"x"']
)
async def test_what_is_no_update_is_refused(replica, body):
    async with replica() as bot:
        assert await bot.bring(body) == 400


SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=9)
FIELDS = st.sampled_from(["update_id", "message", "chat", "id", "text"])
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner))


@settings(deadline=None)  # each makes an application, which takes its time on a busy machine
@given(body=st.binary(max_size=30) | JSON.map(lambda value: json.dumps(value).encode()))
def test_no_body_makes_a_fault(body):
    """With the right secret, whatever comes is refused, or taken and dealt with."""

    async def read() -> bytes:
        return body

    async def handled() -> int:
        webhook = Webhook(
            build(AiohttpRequest()), AnsweredInMemory(), secret=SECRET, allowed_updates=[], reply_seconds=1
        )
        webhook.accept()
        request = SimpleNamespace(headers={SECRET_HEADER: SECRET}, read=read)
        return (await webhook.handle(request)).status

    assert asyncio.run(handled()) in (200, 400)


async def test_before_it_accepts_telegram_is_to_come_again(replica, telegram):
    async with replica(accept=False) as bot:
        assert await bot.bring(telegram.written(1)) == 503
        bot.webhook.accept()
        assert await bot.bring(telegram.written(1)) == 200
    assert len(telegram.sent) == 1


async def test_brought_again_it_is_not_answered_again(replica, telegram):
    async with replica() as bot:
        assert [await bot.bring(telegram.written(1)) for _ in range(3)] == [200, 200, 200]
    assert len(telegram.sent) == 1
    assert bot.webhook.received.skipped == 2


async def test_brought_twice_at_a_time_both_wait_for_the_one_answer(replica, telegram):
    telegram.held[10] = asyncio.Event()
    async with replica() as bot:
        both = [bot.bringing(telegram.written(1)) for _ in range(2)]
        await settled()
        assert not any(task.done() for task in both)
        telegram.held[10].set()
        assert await asyncio.gather(*both) == [200, 200]
    assert len(telegram.sent) == 1


async def test_of_two_replicas_one_answers_and_the_other_says_come_again(replica, telegram):
    telegram.held[10] = asyncio.Event()
    async with replica() as one, replica() as other:
        first = one.bringing(telegram.written(1))
        await settled()
        assert await other.bring(telegram.written(1)) == 503
        telegram.held[10].set()
        assert await first == 200
        assert await other.bring(telegram.written(1)) == 200
    assert len(telegram.sent) == 1
    assert other.webhook.received.skipped == 1


async def test_a_chat_is_answered_in_the_order_of_its_messages(replica, telegram):
    telegram.held[10] = asyncio.Event()
    async with replica() as bot:
        tasks = []
        for number in range(1, 9):
            tasks.append(bot.bringing(telegram.written(number, f"q{number}")))
            await settled()
        telegram.held[10].set()
        assert await asyncio.gather(*tasks) == [200] * 8
    assert [text.split("”")[0][-2:] for text in telegram.sent] == [f"q{number}" for number in range(1, 9)]


async def test_a_chat_that_waits_keeps_nobody_else_waiting(replica, telegram):
    telegram.held[10] = asyncio.Event()
    async with replica() as bot:
        slow = bot.bringing(telegram.written(1, chat=10))
        assert await bot.bring(telegram.written(2, chat=11)) == 200
        assert not slow.done()


async def test_kinds_not_asked_for_are_acknowledged_and_dropped(replica, telegram):
    async with replica() as bot:
        assert await bot.bring({"update_id": 1, "poll": {"id": "1"}}) == 200
        assert await bot.bring({"update_id": 2, "a_kind_of_next_year": {}}) == 200
    assert bot.webhook.received.answered == bot.webhook.received.dead == 0


async def test_a_slow_answer_goes_out_once_although_telegram_had_to_come_again(replica, telegram):
    telegram.held[10] = asyncio.Event()
    async with replica(reply_seconds=0.05) as bot:
        assert await bot.bring(telegram.written(1)) == 503
        assert await bot.bring(telegram.written(1)) == 503
        telegram.held[10].set()
        await telegram.until(lambda: bot.webhook.received.answered == 1)
        assert await bot.bring(telegram.written(1)) == 200
    assert len(telegram.sent) == 1


async def test_an_answer_that_takes_too_long_is_left_to_the_next_try(replica, telegram, answered):
    telegram.held[10] = asyncio.Event()
    async with replica(work_seconds=0.05) as bot:
        assert await bot.bring(telegram.written(1)) == 503
        assert bot.webhook.progress.open == 0
        assert await answered.claim(1)  # it was given back
        await answered.release(1)
        telegram.held.clear()
        assert await bot.bring(telegram.written(1)) == 200


async def test_what_is_open_is_finished_at_the_end_and_the_rest_comes_again(replica, telegram):
    telegram.held[10] = asyncio.Event()
    async with replica() as bot:
        first = bot.bringing(telegram.written(1))
        await settled()
        draining = asyncio.create_task(bot.webhook.drain(5))
        await asyncio.sleep(0)
        assert await bot.bring(telegram.written(2)) == 503
        telegram.held[10].set()
        assert await draining == 0
        assert await first == 200
    assert len(telegram.sent) == 1


async def test_what_cannot_be_finished_at_the_end_is_left_to_others_at_once(replica, telegram, answered, caplog):
    telegram.held[10] = asyncio.Event()
    async with replica() as bot, replica() as other:
        tasks = [bot.bringing(telegram.written(number)) for number in (1, 2)]
        await settled()
        assert await bot.webhook.drain(0.05) == 1
        assert await asyncio.gather(*tasks) == [503, 503]
        telegram.held.clear()
        assert [await other.bring(telegram.written(number)) for number in (1, 2)] == [200, 200]
    assert "1 chat was not answered in time" in caplog.text


async def test_a_fault_in_a_handler_is_acknowledged_and_told_without_its_text(replica, telegram, caplog):
    told = []
    observer = SimpleNamespace(arrived=told.append, finished=lambda *more: told.append(more[0]), failed=told.append)
    async with replica(observer=observer) as bot:
        assert await bot.bring(telegram.written(1, "/fail")) == 200
    assert bot.webhook.received.dead == 1
    assert "ValueError in fail (demo:" in caplog.text
    assert "a fault in a handler" not in caplog.text
    assert [told[0], type(told[1]), told[2]] == ["message", ValueError, "dead"]


async def test_an_update_that_the_library_cannot_read_is_not_brought_for_ever(replica, telegram, caplog):
    async with replica() as bot:
        assert await bot.bring({"update_id": 1, "message": {"message_id": 1}}) == 200
    assert bot.webhook.received.unreadable == 1
    assert "An update cannot be read" in caplog.text


class Away(AnsweredInMemory):
    """A database that is away."""

    async def claim(self, update_id: int) -> bool:
        raise StateUnavailable("the database can't be reached")


async def test_without_the_database_updates_stay_with_telegram(replica, telegram, caplog):
    async with replica(answered=Away()) as bot:
        assert await bot.bring(telegram.written(1)) == 503
        assert bot.webhook.progress.open == 0
    assert telegram.sent == []
    assert "the database can't be reached" in caplog.text


async def test_calls_that_fail_are_tried_again_before_telegram_is_told_anything(replica, telegram):
    telegram.fail("sendMessage", 500, 500, 429)
    async with replica() as bot:
        assert await bot.bring(telegram.written(1)) == 200
    assert len(telegram.sent) == 1
    assert bot.webhook.received.again == 1


async def test_a_long_answer_keeps_its_claim_and_that_of_a_dead_process_is_taken_over(
    replica, telegram, database, monkeypatch
):
    now = Clock()
    monkeypatch.setattr(database, "now", now)
    telegram.held[10] = asyncio.Event()
    alive, dead = AnsweredInDatabase(database, BOT), AnsweredInDatabase(database, BOT)
    assert await dead.claim(2)
    async with replica(answered=alive) as one, replica(answered=AnsweredInDatabase(database, BOT)) as other:
        keeping = asyncio.create_task(one.webhook.keep_claims())
        first = one.bringing(telegram.written(1))
        await telegram.until(lambda: telegram.calls and telegram.calls[-1][0] == "sendMessage")
        for _ in range(3):
            now.seconds += CLAIM_SECONDS - 1
            await settled()
        assert await other.bring(telegram.written(1)) == 503
        assert await other.bring(telegram.written(2, chat=11)) == 200
        telegram.held[10].set()
        assert await first == 200
        keeping.cancel()
        await asyncio.wait([keeping])
    assert len(telegram.sent) == 2


async def test_what_another_took_over_meanwhile_is_left_to_it(replica, telegram, database, monkeypatch, caplog):
    now = Clock()
    monkeypatch.setattr(database, "now", now)
    frozen, taking_over = AnsweredInDatabase(database, BOT), AnsweredInDatabase(database, BOT)
    telegram.held[10] = asyncio.Event()
    async with replica(answered=frozen) as bot:
        bringing = bot.bringing(telegram.written(1))
        await telegram.until(lambda: telegram.calls and telegram.calls[-1][0] == "sendMessage")
        now.seconds += CLAIM_SECONDS
        assert await taking_over.claim(1)
        keeping = asyncio.create_task(bot.webhook.keep_claims())
        assert await bringing == 503
        keeping.cancel()
        await asyncio.wait([keeping])
        assert bot.webhook.progress.open == 0
    assert await taking_over.renew() == set()  # it was not given back by the other
    assert "taken over by another process" in caplog.text


async def test_claims_are_renewed_again_after_the_database_was_away(replica, telegram, caplog):
    renewals = []

    class Flickering(AnsweredInMemory):
        async def renew(self) -> set[int]:
            renewals.append(1)
            if len(renewals) == 1:
                raise StateUnavailable("the database can't be reached")
            return set()

    async with replica(answered=Flickering()) as bot:
        keeping = asyncio.create_task(bot.webhook.keep_claims())
        await telegram.until(lambda: len(renewals) > 1)
        keeping.cancel()
        await asyncio.wait([keeping])
    assert caplog.text.count("Claims could not be renewed") == 1


async def test_replicas_over_one_database_answer_everything_once(replica, telegram, database):
    """Each update is brought to both at once, as by a proxy that lost patience, until one has dealt with it."""
    numbers = range(1, 41)
    async with (
        replica(answered=AnsweredInDatabase(database, BOT)) as one,
        replica(answered=AnsweredInDatabase(database, BOT)) as other,
    ):

        async def see_through(number: int) -> None:
            update = telegram.written(number, f"q{number}", chat=number % 10 + 1)
            async with asyncio.timeout(20):
                while 200 not in await asyncio.gather(one.bring(update), other.bring(update)):
                    await settled()

        await asyncio.gather(*map(see_through, numbers))
        assert one.webhook.received.answered + other.webhook.received.answered == len(numbers)
    said = sorted(int(text.split("”")[0].rpartition("q")[2]) for text in telegram.sent)
    assert said == list(numbers)
