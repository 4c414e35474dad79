"""One worker: it answers in order, says when it fails, and opens only what is there."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest

from bot.children import ROOT
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
    assert ready
    return answered


def test_each_question_is_answered_as_the_finder_does(ferry_compiled, case):
    finder = ferry_compiled.finder()
    asked = [(7, case.question, Context("en")), (5, "капитан кім болған", Context()), (6, "\ud800", Context("ky"))]
    assert answers(finder, *asked) == [(number, finder.find(*each)) for number, *each in asked]


def test_a_fault_is_told_without_what_it_was():
    assert answers(Broken(), (1, "why", Context()), (2, "why", Context())) == [(1, None), (2, None)]


def test_without_a_record_there_is_no_worker(tmp_path):
    command = [sys.executable, "-m", "bot.matching.worker", str(tmp_path / "gone.npz")]
    ended = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    assert ended.returncode != 0
    assert ended.stdout == b""


@pytest.mark.parametrize("cut", [1, 9])
def test_a_question_cut_off_by_the_end_of_the_bot_is_not_answered(ferry_compiled, cut):
    findings = io.BytesIO()
    worker.work(ferry_compiled.finder(), io.BytesIO(frame((1, "who", Context()))[:-cut]), findings)
    assert len(list(frames(io.BytesIO(findings.getvalue())))) == 1  # that it is ready
