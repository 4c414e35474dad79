"""The fault runs' own arithmetic: what counts as lost and doubled, and that a fault that did not happen is noticed."""

from __future__ import annotations

import subprocess
import sys
from signal import SIGKILL
from typing import Any

import pytest

from tests.faults.__main__ import SCENARIOS
from tests.faults.rig import ROOT, Scenario, judged


def report(**changed: Any) -> dict[str, Any]:
    return {
        "questions": 300,
        "answered": 300,
        "answers": 300,
        "seconds": 10.0,
        "calls": {"sendMessage 200": 300, "getUpdates 200": 9},
        "since_enqueued": {"p99": 1.0},
        "since_delivered": {"max": 3.0},
        "spec_errors": {},
        "unconfirmed": 0,
    } | changed


def test_all_answered_once_is_in_order():
    outcome = judged(Scenario("kill"), report(), 0, [])
    assert (outcome.lost, outcome.doubled, outcome.floods, outcome.problems) == (0, 0, 0, ())


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"answered": 299, "answers": 299}, "1 lost"),
        ({"questions": 290, "answered": 290, "answers": 290}, "10 lost"),  # never asked
        ({"answers": 304}, "4 doubled, where 3 were under way"),
        ({"calls": {"sendMessage 200": 300, "sendMessage 429": 2}}, "2 times too many requests"),
        ({"spec_errors": {"sendMesage: no such method": 1}}, "against the specification"),
    ],
)
def test_what_is_not_as_it_must_be_is_told(changed: dict[str, Any], problem: str):
    (told,) = judged(Scenario("kill", floods=False), report(**changed), 3, []).problems
    assert problem in told


def test_what_was_answered_and_not_confirmed_behind_a_webhook_is_told():
    webhook = Scenario("webhook", webhook=True)
    assert judged(webhook, report(unconfirmed=2), 0, []).problems == ("2 still to be brought",)
    assert judged(webhook, report(), 0, []).problems == ()


def test_what_was_answered_too_late_is_told():
    assert judged(Scenario("kill", longest=3.0), report(), 0, []).problems == ()
    assert judged(Scenario("kill", longest=2.0), report(), 0, []).problems == (
        "an answer took 3 s, where 2 s are the most",
    )


def test_a_second_answer_makes_up_for_no_lost_one():
    outcome = judged(Scenario("kill"), report(answered=298, answers=300), 5, [])
    assert (outcome.lost, outcome.doubled) == (2, 2)
    assert outcome.problems == ("2 lost",)


def test_what_went_wrong_before_is_kept():
    assert judged(Scenario("stop"), report(), 0, ["the bot ended by itself"]).problems == ("the bot ended by itself",)


def test_only_kills_may_double():
    assert {each.name for each in SCENARIOS if SIGKILL in each.signals} == {
        "kill",
        "kill, no pace",
        "webhook kill",
        "webhook, no pace",
        "webhook takeover",
        "parked",
        "parked files",
    }


def test_the_jumping_clock_jumps():
    code = "import time; a = [time.time() for _ in range(22) if not time.sleep(0.1)]; print(max(a) - min(a) > 80_000)"
    path = str(ROOT / "tests" / "faults" / "jumping_clock")
    done = subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": path}, capture_output=True, text=True)
    assert done.stdout == "True\n"
