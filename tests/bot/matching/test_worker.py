"""One worker: it answers in order, tells what went wrong, and opens only what is there."""

from __future__ import annotations

import io
import signal
import sys

import pytest

from bot.matching import worker
from bot.matching.frames import frame, frames
from knowledge.finding import Context


class Broken:
    def find(self, question, context):
        raise ValueError(question)


def answers(finder, *asked):
    findings = io.BytesIO()
    worker.work(finder, io.BytesIO(b"".join(map(frame, asked))), findings)
    ready, *answered = frames(io.BytesIO(findings.getvalue()))
    assert ready is None
    return answered


def test_each_question_is_answered_as_the_finder_does(ferry_compiled, case):
    finder = ferry_compiled.finder()
    asked = [(7, case.question, Context("en")), (5, "капитан кім болған", Context()), (6, "\ud800", Context("ky"))]
    assert answers(finder, *asked) == [(number, finder.find(*each)) for number, *each in asked]


def test_a_fault_goes_to_whom_it_befell():
    ((number, fault),) = answers(Broken(), (1, "why", Context()))
    assert number == 1
    assert isinstance(fault, ValueError)


def test_without_a_record_there_is_no_worker(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["worker", str(tmp_path / "gone.npz")])
    monkeypatch.setattr(signal, "signal", lambda number, handler: None)
    assert worker.main() != 0


@pytest.mark.parametrize("cut", [1, 9])
def test_a_question_cut_off_by_the_end_of_the_bot_is_not_answered(ferry_compiled, cut):
    findings = io.BytesIO()
    worker.work(ferry_compiled.finder(), io.BytesIO(frame((1, "who", Context()))[:-cut]), findings)
    assert findings.getvalue() == frame(None)
