"""What the documents promise is so: settings, commands, examples, links, and nothing of anybody's machine."""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
import os
import re
import shlex
import stat
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import main
from bot.compose import reply_to
from bot.menu import commands
from bot.settings import Settings
from bot.speech import speech
from bot.surfaces.as_json import as_data
from knowledge.compiled import Compiled
from knowledge.files import parse_yaml
from knowledge.finding import Context
from knowledge.model import LANGUAGES, Change, Fact, Withdrawal

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
DOCUMENTS = [README, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", ROOT / "deploy" / "README.md"]
TALK = "python3 -m venv .venv && .venv/bin/pip install -q -r requirements.txt && .venv/bin/python main.py"
TEST = "python3 -m venv .venv && .venv/bin/pip install -q -r requirements-dev.txt && .venv/bin/python -m pytest"
LARGEST_PICTURE = 150_000

# Taken apart, so that this file does not hold what it looks for.
REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("anaconda", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("crates", "io"),
        ("proxy", "golang", "org"),
        ("rubygems", "org"),
    )
]
# Folders that exist on one person's machine only.
FOLDERS = ("root", "work", r"home/\w+", r"Users/\w+", "mnt", "opt/wheels")
MACHINE = re.compile(rf"(?<![\w.<])/(?:{'|'.join(FOLDERS)})/")


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def row_cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def section(title: str) -> str:
    """What stands in README.md below a heading, up to the next one of its rank."""
    found = re.search(rf"^(#+) {re.escape(title)}\n(.*?)(?=^\1 |\Z)", text(README), re.MULTILINE | re.DOTALL)
    assert found, f"README.md has no heading {title!r}"
    return found[2]


def without_blocks(document: Path) -> str:
    return re.sub(r"^ *```.*?^ *```", "", text(document), flags=re.MULTILINE | re.DOTALL)


@cache
def own_files() -> tuple[Path, ...]:
    """The files of the project: no hidden folders but `.ci`, no environments, nothing compiled."""
    found = []
    for folder, folders, files in os.walk(ROOT):
        folders[:] = sorted(
            name
            for name in folders
            if (name == ".ci" or not name.startswith("."))
            and name != "__pycache__"
            and not (Path(folder) / name / "pyvenv.cfg").exists()
        )
        found += [Path(folder) / name for name in files if name not in (".env", ".git")]
    return tuple(found)


# -- the two commands ----------------------------------------------------------------------------------------------


def test_the_two_commands_of_a_newcomer_stand_alone_in_their_blocks():
    blocks = [block.strip() for block in re.findall(r"```sh\n(.*?)```", text(README), re.DOTALL)]
    assert TALK in blocks
    assert TEST in blocks


def test_what_must_pass_before_anything_lands_runs_the_same_command():
    path = ROOT / ".ci" / "run"
    assert TEST in text(path).splitlines()
    assert path.stat().st_mode & stat.S_IXUSR


# -- settings ------------------------------------------------------------------------------------------------------


def settings_table() -> dict[str, list[str]]:
    rows = [row_cells(line) for line in section("Settings").splitlines() if line.startswith("| `")]
    return {row[0].strip("`"): row[1:] for row in rows}


def test_the_table_of_settings_has_all_of_them_and_no_other():
    assert sorted(settings_table()) == sorted(name.upper() for name in Settings.model_fields)


@pytest.mark.parametrize("name", [name.upper() for name in Settings.model_fields])
def test_a_setting_has_a_default_a_meaning_and_an_example_that_is_accepted(name, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)  # no .env of this machine, and none of its settings
    for each in Settings.model_fields:
        monkeypatch.delenv(each.upper(), raising=False)
    default, meaning, example = settings_table()[name]
    assert default
    assert meaning
    assert Settings.model_validate({name.lower(): example.strip("`")})


def test_the_default_of_the_log_is_the_one_in_the_table():
    assert settings_table()["LOG_LEVEL"][0] == f"`{Settings.model_fields['log_level'].default}`"


def test_the_example_for_operators_knows_the_same_settings():
    names = set(re.findall(r"^#?([A-Z_]+)=", text(ROOT / "deploy" / ".env.example"), re.MULTILINE))
    assert names - {"HTTPS_PROXY", "POSTGRES_PASSWORD"} == {name.upper() for name in Settings.model_fields}


# -- commands ------------------------------------------------------------------------------------------------------


def tools() -> Iterator[str]:
    """The commands of main.py, as their own parser knows them, with the tools of those that have some."""

    def below(parser, words: str) -> Iterator[str]:
        inner = [action for action in parser._actions if isinstance(action.choices, dict)]
        for action in inner:
            for name, sub in action.choices.items():
                yield from below(sub, f"{words} {name}".strip())
        if not inner:
            yield words

    yield from below(main.parser(), "")


@pytest.mark.parametrize("command", list(tools()))
def test_every_command_is_in_the_readme(command):
    assert re.search(rf"^\| `python main\.py {command}\b", section("Commands"), re.MULTILINE)


def test_the_commands_of_the_chat_are_those_of_the_menu():
    named = re.findall(r"^\| `/(\w+)`", section("Commands"), re.MULTILINE)
    assert sorted(named) == sorted(command.command for command in commands(speech("en")))


def test_every_exit_code_of_the_help_is_explained():
    codes = re.findall(r"(\d+) \w", (main.parser().epilog or "").partition("exit codes:")[2])
    assert codes
    assert re.findall(r"^\| (\d+) \|", section("Exit codes"), re.MULTILINE) == codes


def examples() -> list[str]:
    found = [each for path in DOCUMENTS for each in re.findall(r"python main\.py((?: [^`|>#\n()]+)?)", text(path))]
    return sorted({each.strip() for each in found})


@pytest.mark.parametrize("words", examples())
def test_every_example_is_understood_by_the_command_line(words):
    assert main.parser().parse_args(shlex.split(words.replace("\\", "")))


def modules() -> list[str]:
    found = [each for path in DOCUMENTS for each in re.findall(r"python -m ((?:knowledge|tests)[\w.]*\w)", text(path))]
    return sorted(set(found))


@pytest.mark.parametrize("name", modules())
def test_every_module_to_run_exists(name):
    assert importlib.util.find_spec(name)


# -- examples ------------------------------------------------------------------------------------------------------


def test_the_json_of_the_readme_has_the_form_of_a_real_answer(ferry_compiled: Compiled):
    def form(value: object) -> object:
        if isinstance(value, dict):
            return {key: form(each) for key, each in value.items()}
        return form(value[0]) if isinstance(value, list) and value else None

    (shown,) = re.findall(r"```json\n(.*?)```", text(README), re.DOTALL)
    casebook = ferry_compiled.casebook
    finding = ferry_compiled.finder().find(casebook.asked("captain-sentence", "en")[0], Context())
    reply = reply_to(finding, casebook, dt.date.fromisoformat(casebook.case.as_of))
    assert form(json.loads(shown)) == form(as_data(finding, reply))


def test_the_fact_in_the_guide_for_curators_is_a_fact():
    blocks = re.findall(r"```yaml\n(.*?)```", text(ROOT / "CONTRIBUTING.md"), re.DOTALL)
    fact, version, withdrawal = blocks[-3:]  # those before them make a record: tests/test_own_case.py
    assert Fact.model_validate(parse_yaml(fact)).id == "captain-sentence"
    (change,) = parse_yaml(version)["changes"]
    assert Change.model_validate(change)
    assert Withdrawal.model_validate(parse_yaml(withdrawal)["withdrawal"])


def test_the_readme_has_a_place_for_the_accuracy():
    assert re.search(r"<!-- accuracy -->\n.+?\n<!-- /accuracy -->", text(README), re.DOTALL)


# -- links and pictures --------------------------------------------------------------------------------------------


def anchors(document: Path) -> set[str]:
    """The anchors that GitHub gives to headings."""
    headings = re.findall(r"^#+ (.+)$", without_blocks(document), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links() -> list[tuple[Path, str]]:
    found = []
    for path in (path for path in own_files() if path.suffix == ".md"):
        body = without_blocks(path)
        found += [(path, link) for link in re.findall(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"", body)]
    flat = [(path, one or other) for path, (one, other) in found]
    return [(path, link) for path, link in flat if not re.match(r"[a-z]+:", link)]


@pytest.mark.parametrize(("document", "link"), links(), ids=lambda value: getattr(value, "name", value))
def test_every_link_inside_the_project_leads_somewhere(document, link):
    name, _, anchor = link.partition("#")
    target = document.parent / name if name else document
    assert target.exists()
    assert not anchor or anchor in anchors(target)


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_a_picture_of_an_answer_in_every_language(language):
    name = f"locales/pictures/answer.{language}.png"
    assert name in text(README)
    body = (ROOT / name).read_bytes()
    assert body.startswith(b"\x89PNG\r\n\x1a\n")
    assert len(body) <= LARGEST_PICTURE


# -- nothing of anybody's machine ----------------------------------------------------------------------------------


def test_no_text_names_a_package_registry_or_a_folder_of_somebodys_machine():
    wrong = []
    for path in own_files():
        try:
            body = text(path)
        except UnicodeDecodeError:
            continue
        found = [host for host in REGISTRIES if host in body] + MACHINE.findall(body)
        wrong += [(path.relative_to(ROOT).as_posix(), each) for each in found]
    assert wrong == []
