"""What the design promises about the code: which way imports point, and that no part of it knows the case."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from knowledge.files import parse_yaml
from knowledge.text import fold
from tests.cases import INCLUDED

ROOT = Path(__file__).resolve().parent.parent
MOST_LINES = 450
SHORTEST_NAME = 5

# Parts of `bot` that others build on, and what they may know of it. Whatever is not listed may use them all.
BELOW = {
    "bot.errors": set(),
    "bot.counting": set(),
    "bot.addresses": set(),
    "bot.settings": {"bot.errors", "bot.addresses"},
    "bot.privacy": {"bot.errors"},
    "bot.limits": set(),
    "bot.reply": set(),
    "bot.speech": {"bot.errors"},
    "bot.compose": {"bot.reply", "bot.speech"},
    "bot.paper": {"bot.reply", "bot.speech", "bot.compose", "bot.paper"},
    "bot.surfaces": {
        "bot.reply",
        "bot.speech",
        "bot.compose",
        "bot.surfaces",
        "bot.state.uploads",
        "bot.delivery.calling",
        "bot.delivery.queue",
    },
    "bot.state": {"bot.errors", "bot.counting", "bot.privacy", "bot.state"},
    "bot.delivery": {"bot.errors", "bot.counting", "bot.state", "bot.delivery"},
    "bot.recent": {"bot.reply", "bot.compose"},
    "bot.library": {"bot.recent"},
    "bot.children": set(),
    "bot.matching": {"bot.library", "bot.recent", "bot.children", "bot.garbage", "bot.matching"},
    "bot.watch": {"bot.errors", "bot.speech", "bot.watch"},
}
# What people see is put together without Telegram, so that every surface shows the same.
WITHOUT_TELEGRAM = (
    "bot.reply",
    "bot.speech",
    "bot.compose",
    "bot.paper",
    "bot.state",
    "bot.surfaces.plain",
    "bot.surfaces.as_json",
)


@cache
def modules() -> dict[str, Path]:
    """The program's modules by their dotted names."""
    paths = [ROOT / "main.py", *(ROOT / "bot").rglob("*.py"), *(ROOT / "knowledge").rglob("*.py")]
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in sorted(paths)
    }


@cache
def tree(name: str) -> ast.Module:
    return ast.parse(modules()[name].read_text(encoding="utf-8"))


@cache
def imports(name: str) -> frozenset[str]:
    """The modules that a module imports anywhere in it, also only for type checks."""
    found: set[str] = set()
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} imports relatively: name the whole module"
            found.add(node.module or "")
            found |= {
                f"{node.module}.{alias.name}" for alias in node.names if f"{node.module}.{alias.name}" in modules()
            }
    return frozenset(found)


@cache
def imports_at_start(name: str) -> frozenset[str]:
    """The program's modules that must be there before a module can be."""
    found: set[str] = set()
    for node in tree(name).body:
        if isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (inner & modules().keys()) or {node.module}
    return frozenset(found & modules().keys())


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def parts_of(package: str) -> Iterator[str]:
    yield from (name for name in modules() if within(name, package))


def test_there_is_a_program_to_look_at() -> None:
    assert len(modules()) > 50
    assert "bot.handlers.ask" in modules()


def test_knowledge_imports_nothing_of_the_bot_nor_of_telegram() -> None:
    wrong = {
        (name, other)
        for name in parts_of("knowledge")
        for other in imports(name)
        if within(other, "bot") or within(other, "telegram") or within(other, "main")
    }
    assert wrong == set()


def test_the_bot_imports_nothing_of_the_door() -> None:
    assert not [name for name in parts_of("bot") if "main" in imports(name)]


@pytest.mark.parametrize("part", BELOW)
def test_the_bot_points_one_way(part: str) -> None:
    wrong = {
        (name, other)
        for name in parts_of(part)
        for other in imports(name)
        if within(other, "bot")
        and other != "bot"
        and not any(within(other, allowed) for allowed in {part, *BELOW[part]})
    }
    assert wrong == set()


@pytest.mark.parametrize("part", WITHOUT_TELEGRAM)
def test_what_is_said_knows_nothing_of_telegram(part: str) -> None:
    assert not [(name, other) for name in parts_of(part) for other in imports(name) if within(other, "telegram")]


def test_no_module_needs_itself_to_start() -> None:
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " → ".join([*path[path.index(name) :], name])
        if name not in done:
            for other in sorted(imports_at_start(name) - {name}):
                visit(other, (*path, name))
            done.add(name)

    for name in modules():
        visit(name, ())


def names_of_the_case() -> set[str]:
    """Last words of people's names and first words of places' names, as matching folds them."""
    found: set[str] = set()
    for file in ("people.yaml", "places.yaml"):
        for entity in parse_yaml((INCLUDED.folder / file).read_text(encoding="utf-8")):
            for name in entity["names"].values():
                plain = name.partition("(")[0].split()
                words = plain[-1:] if file == "people.yaml" else plain[:1]
                found |= {fold(word) for word in words if len(word) >= SHORTEST_NAME}
    return found


def test_the_code_names_no_case() -> None:
    names = names_of_the_case()
    assert len(names) > 50
    word = re.compile(rf"[^\W\d_]{{{SHORTEST_NAME},}}")
    used = {name: set(word.findall(path.read_text(encoding="utf-8"))) for name, path in modules().items()}
    of_the_case = {found for found in set[str]().union(*used.values()) if any(map(fold(found).startswith, names))}
    assert {name: found & of_the_case for name, found in used.items() if found & of_the_case} == {}


@pytest.mark.parametrize("name", modules())
def test_every_module_says_what_it_is_for(name: str) -> None:
    if modules()[name].read_text(encoding="utf-8").strip():
        first = (ast.get_docstring(tree(name)) or "").split("\n\n")[0]
        assert first.rstrip().endswith((".", ":", "?", "!")), "one sentence of purpose stands on top"


def test_no_module_is_longer_than_one_idea() -> None:
    lengths = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in modules().items()}
    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}
