"""Numbers: what Prometheus reads, and that no label can hold a person or a text."""

from __future__ import annotations

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.delivery.listening import listening
from bot.delivery.progress import Observer, Progress
from bot.watch.metrics import Metrics, midnight


@pytest.fixture
def metrics():
    return Metrics()


@pytest.fixture
async def read(metrics):
    """Reads the numbers over HTTP, as Prometheus does, by name and labels in alphabetical order."""

    async def get() -> dict[tuple[str, ...], float]:
        async with (
            listening("METRICS", "127.0.0.1", 0, metrics.routes(), max_body=1) as port,
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{port}/metrics") as response,
        ):
            assert response.headers["Content-Type"].startswith("text/plain; version=")
            text = await response.text()
        return {
            (sample.name, *map(sample.labels.get, sorted(sample.labels))): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
            if "le" not in sample.labels
        }

    return get


async def test_what_delivery_tells_is_counted(metrics, read):
    observer: Observer = metrics
    observer.arrived("message")
    observer.arrived("message")
    observer.arrived("callback_query")
    observer.finished("answered", 0.2)
    observer.finished("dead", 3.0)
    observer.failed(ValueError("what a person wrote"))
    observer.called("sendMessage", 200, 0.1)
    observer.called("sendMessage", 429, 0.1)
    observer.called("sendMessage", 0, 5.0)
    numbers = await read()
    assert numbers["bot_updates_arrived_total", "message"] == 2
    assert numbers["bot_updates_arrived_total", "callback_query"] == 1
    assert numbers["bot_update_seconds_count", "answered"] == 1
    assert numbers["bot_update_seconds_sum", "dead"] == 3.0
    assert numbers["bot_errors_total", "ValueError"] == 1
    for code in ("200", "429", "0"):
        assert numbers["bot_telegram_call_seconds_count", code, "sendMessage"] == 1
    assert not any("wrote" in label for name in numbers for label in name)


async def test_questions_are_counted_by_outcome_reason_and_language(metrics, read):
    metrics.found("answer", None, "ky", 0.02)
    metrics.found("none", "other-case", "ru", 0.03)
    numbers = await read()
    assert numbers["bot_answers_total", "ky", "answer", ""] == 1
    assert numbers["bot_answers_total", "ru", "none", "other-case"] == 1
    assert numbers["bot_find_seconds_count",] == 2


async def test_gauges_show_what_holds_when_they_are_read(metrics, read):
    parked = [1, 2, 3]
    metrics.gauge("bot_parked", "Replies that wait", lambda: len(parked))
    assert (await read())["bot_parked",] == 3
    parked.pop()
    assert (await read())["bot_parked",] == 2


async def test_process_loop_and_reloads_are_there(metrics, read):
    metrics.lag(0.01)
    metrics.reloaded(done=True)
    metrics.reloaded(done=False)
    numbers = await read()
    assert numbers["bot_loop_lag_seconds_count",] == 1
    assert numbers["bot_record_reloads_total", "done"] == numbers["bot_record_reloads_total", "refused"] == 1
    assert any(name[0] == "python_info" for name in numbers)


def test_two_bots_in_one_process_count_for_themselves():
    one, other = Metrics(), Metrics()
    one.arrived("message")
    assert one.registry.get_sample_value("bot_updates_arrived_total", {"kind": "message"}) == 1
    assert other.registry.get_sample_value("bot_updates_arrived_total", {"kind": "message"}) is None


def test_a_day_begins_at_midnight_in_utc():
    assert midnight("1970-01-02") == 86_400


def test_progress_knows_what_is_open_how_old_it_is_and_since_when_nothing_happened(metrics):
    time = 1000.0
    progress = Progress(lambda: time, metrics)
    assert (progress.open, progress.oldest(), progress.still()) == (0, 0.0, 0.0)
    progress.arrived(1, "message")
    time += 5
    progress.arrived(2, "message")
    time += 2
    assert (progress.open, progress.oldest(), progress.still()) == (2, 7.0, 2.0)
    progress.finished(1, "answered")
    time += 1
    assert (progress.open, progress.oldest(), progress.still()) == (1, 3.0, 1.0)
    progress.left(2)
    assert (progress.open, progress.oldest()) == (0, 0.0)
    assert progress.received.answered == 1
    assert metrics.registry.get_sample_value("bot_update_seconds_sum", {"outcome": "answered"}) == 7.0
