"""The command line over either record: what it finds, tells and counts does not hang on the case.

Here alone the tests ask the included record through the trained finder; it is compiled once for all of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

import main
from bot.settings import Settings
from knowledge.model import LANGUAGES
from tests.cases import Case

Run: TypeAlias = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(case: Case, monkeypatch, capsys, tmp_path: Path, tmp_path_factory) -> Run:
    """Runs a command over the record, in this process: exit code, output, errors."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "compiled"))

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main.main(["--record", str(case.folder), *arguments])
        return code, *capsys.readouterr()

    return run


def test_questions_in_every_language_find_their_own_facts(run: Run, case: Case, tmp_path: Path) -> None:
    asked = [
        (case.asked(fact, language), fact, language)
        for fact in (case.fact, case.other, case.differing, case.unknown)
        for language in LANGUAGES
    ]
    batch = tmp_path / "asked.txt"
    batch.write_text("".join(f"{question}\n" for question, *_ in asked), encoding="utf-8")
    code, out, _ = run("ask", "--batch", str(batch), "--json")
    answers = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    for (question, fact, language), answer in zip(asked, answers, strict=True):
        assert (answer["outcome"], answer["facts"][0]["id"]) == ("answer", fact), question
        # A question that two languages share is answered in either.
        same = [each for each in LANGUAGES if question in case.casebook.asked(fact, each)]
        assert answer["language"] in same, question
        assert case.headline(fact, answer["language"]) in answer["text"]
        assert [each["source"] for each in answer["citations"]] == [
            each.source for each in case.casebook.facts[fact].citations
        ]
        assert language in same


def test_what_the_record_declines_is_not_answered(run: Run, case: Case, tmp_path: Path) -> None:
    batch = tmp_path / "declined.txt"
    batch.write_text("".join(f"{case.declined(language)}\n" for language in LANGUAGES), encoding="utf-8")
    code, out, _ = run("ask", "--batch", str(batch), "--json")
    assert (code, [json.loads(line)["outcome"] for line in out.splitlines()]) == (0, ["none"] * len(LANGUAGES))


def test_a_curator_sees_why_a_question_was_answered(run: Run, case: Case) -> None:
    code, out, _ = run("record", "hits", "--json", case.question)
    hits = json.loads(out)
    assert (code, hits["outcome"], hits["candidates"][0]["id"]) == (0, "answer", case.fact)


def test_a_fact_is_shown_in_every_language_under_its_standing(run: Run, case: Case) -> None:
    code, out, _ = run("record", "show", case.fact)
    assert code == 0
    assert out.startswith(f"{case.fact} · published · version 1 · ")
    for language in LANGUAGES:
        assert case.headline(case.fact, language) in out


def test_what_is_counted_is_what_is_there(run: Run, case: Case) -> None:
    code, out, _ = run("record", "stats", "--json")
    counts = json.loads(out)
    assert (code, counts["facts by topic"][-1]["facts"]) == (0, len(list(case.casebook.published())))
    for row in counts["texts by language"]:
        assert row["questions"] == sum(
            len(case.casebook.asked(fact.id, row["language"])) for fact in case.casebook.published()
        )
