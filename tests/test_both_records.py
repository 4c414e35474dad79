"""Which tests run over both records, and why the others need not.

The included record and the invented one (`tests/records/ferry`) are opened once in a run. Tests of what the bot or the
tools do take `case` or `casebook`, and what rests on these: each record in turn, with one of each thing in it
(`tests/cases.py`). Inside such a module, a test that takes the invented record alone is about words that stand there,
writes into a copy, or is run for each kind of database. A module that looks at the invented record only is listed below
with its reason; one that needs no record takes none.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Set
from functools import cache
from pathlib import Path

TESTS = Path(__file__).resolve().parent
PACKAGES = ("bot", "knowledge")

BOTH = {"case", "casebook"}
INVENTED = {"ferry", "ferry_casebook", "ferry_compiled", "ferry_copy"}

#: Modules over the invented record alone, by the reason.
ALONE = {
    "They change a copy of a record, file by file, to see each fault told or each change written: the words that they"
    " put in are made for the invented one. tests/test_records.py runs the tools that only read over both, and"
    " tests/test_real_record.py all checks over the included one.": {
        "bot/commands/test_new.py",
        "bot/commands/test_record.py",
        "bot/commands/test_suggest.py",
        "knowledge/checks/test_parity.py",
        "knowledge/checks/test_structure.py",
        "knowledge/checks/test_whole.py",
        "knowledge/checks/test_wording.py",
        "knowledge/desk/test_adding.py",
        "knowledge/desk/test_diff.py",
        "knowledge/test_model.py",
        "knowledge/test_places.py",
        "knowledge/test_storage.py",
    },
    "They foresee what is found for certain words, and train anew over records that differ in one fact, which takes the"
    " invented one a moment and the included one a minute. Over the included record, the question sets measure the same"
    " (`python main.py evaluate`), and tests/test_records.py asks it.": {
        "bot/commands/test_evaluate.py",
        "knowledge/desk/test_likeness.py",
        "knowledge/evaluation/test_baselines.py",
        "knowledge/finding/test_classifier.py",
        "knowledge/finding/test_claims.py",
        "knowledge/finding/test_completion.py",
        "knowledge/finding/test_context.py",
        "knowledge/finding/test_contrast.py",
        "knowledge/finding/test_coverage.py",
        "knowledge/finding/test_explain.py",
        "knowledge/finding/test_finder.py",
        "knowledge/finding/test_index.py",
        "knowledge/finding/test_lexical.py",
        "knowledge/finding/test_pairs.py",
        "knowledge/finding/test_post.py",
        "knowledge/finding/test_sources.py",
        "knowledge/finding/test_training_decisions.py",
        "knowledge/finding/test_unnamed.py",
    },
    "They serve, wait, reload or announce, on each kind of database or in a process of its own, seconds each: what is"
    " answered and announced there is composed by what runs over both.": {
        "bot/handlers/test_announce.py",
        "bot/test_reloading.py",
        "bot/test_serving.py",
        "bot/test_serving_webhook.py",
    },
}


Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> Iterator[Function]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield from (node for node in tree.body if isinstance(node, Function))


def needs(function: Function) -> set[str]:
    """What a test or a fixture takes, and the fixtures that it asks for without taking them."""
    marks = [each for each in function.decorator_list if "usefixtures" in ast.unparse(each)]
    named = {str(each.value) for mark in marks for each in ast.walk(mark) if isinstance(each, ast.Constant)}
    return named | {each.arg for each in (*function.args.args, *function.args.kwonlyargs)}


@cache
def fixtures(path: Path) -> dict[str, set[str]]:
    """The fixtures of a module, each with what it takes."""
    return {
        each.name: needs(each)
        for each in functions(path)
        if any(ast.unparse(line).startswith("pytest.fixture") for line in each.decorator_list)
    }


def reached(names: Set[str], known: dict[str, set[str]]) -> set[str]:
    """What a test gets that takes these, by way of the fixtures that are known to it."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            # A fixture may take one of its own name from a folder further up: both are known by that name.
            waiting += known.get(name, ())
    return found


def modules() -> Iterator[tuple[str, list[set[str]]]]:
    """Each module of tests, with what each of its tests gets."""
    for package in PACKAGES:
        for path in sorted((TESTS / package).rglob("test_*.py")):
            known = dict(fixtures(TESTS / "bot" / "served.py"))
            for folder in reversed(path.parents[: len(path.relative_to(TESTS).parts)]):
                if (folder / "conftest.py").exists():
                    known |= fixtures(folder / "conftest.py")
            known |= fixtures(path)
            tests = [needs(each) for each in functions(path) if each.name.startswith("test_")]
            yield path.relative_to(TESTS).as_posix(), [reached(each, known) for each in tests]


def test_a_module_runs_over_both_records_or_says_why_not() -> None:
    alone, both = set(), set()
    for module, tests in modules():
        if any(each & BOTH for each in tests):
            both.add(module)
        elif any(each & INVENTED for each in tests):
            alone.add(module)
    listed = set().union(*ALONE.values())
    assert len(listed) == sum(map(len, ALONE.values())), "a module is listed once"
    assert alone == listed
    assert len(both) > len(listed)
