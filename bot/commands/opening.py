"""Opening the record for a command: compiled if it was compiled before, with its problems told if it is broken."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.counting import counted
from bot.errors import Advice
from bot.settings import Settings, read_settings

if TYPE_CHECKING:
    from knowledge.casebook import Casebook
    from knowledge.compiled import Compiled
    from knowledge.finding.finder import Finder

__all__ = ["BROKEN_RECORD", "open_casebook", "open_finder", "open_record", "opening", "record_folder"]

BROKEN_RECORD = 3
_SHOWN = 20


def record_folder(options: argparse.Namespace, settings: Settings | None = None) -> Path:
    """The record's folder: from ``--record``, else from the settings."""
    return Path(options.record) if options.record else (settings or read_settings()).record


@contextmanager
def opening(folder: Path) -> Iterator[None]:
    """Tells what keeps the record of a folder from being opened.

    Raises:
        Advice: the record is broken; its first problems have been printed.
    """
    from knowledge.places import placed
    from knowledge.problems import RecordError

    try:
        yield
    except RecordError as error:
        for problem in placed(folder, error.problems[:_SHOWN]):
            print(problem, file=sys.stderr)
        found = counted(len(error.problems), "problem")
        raise Advice(f"the record in {folder} has {found}: see {_checking(folder)}", BROKEN_RECORD) from None
    except OSError as error:
        raise Advice(
            f"the record in {folder} can't be read or written: {error.strerror}. Check the path and its permissions.",
            BROKEN_RECORD,
        ) from None


def _checking(folder: Path) -> str:
    """The command that names everything, for the folder that was opened."""
    return f"`python main.py --record {folder} record check`"


def open_casebook(options: argparse.Namespace) -> Casebook:
    """The record alone, where nothing is to be found in it.

    Raises:
        Advice: the record is broken; its first problems have been printed.
    """
    from knowledge.casebook import load_casebook

    folder = record_folder(options)
    with opening(folder):
        return load_casebook(folder)


def open_record(options: argparse.Namespace, settings: Settings) -> Compiled:
    """The record, compiled.

    Raises:
        Advice: the record is broken; its first problems have been printed.
    """
    from knowledge.compiled import open_compiled

    folder = record_folder(options, settings)
    with opening(folder), _clock() as start:
        return open_compiled(folder, settings.cache_path(), start)


def open_finder(options: argparse.Namespace, settings: Settings | None = None) -> tuple[Casebook, Finder]:
    """The record and its finder; raises what `open_record` raises."""
    compiled = open_record(options, settings or read_settings())
    return compiled.casebook, compiled.finder()


@contextmanager
def _clock() -> Iterator[Callable[[], None]]:
    """What, when called, shows how long it takes; at a terminal only, and gone when it is done."""
    with ExitStack() as shown:

        def start() -> None:
            if sys.stderr.isatty():
                from rich.console import Console  # slow to import, and seldom needed
                from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

                columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
                progress = shown.enter_context(Progress(*columns, console=Console(stderr=True), transient=True))
                progress.add_task("learning the record, once after a change; new questions take minutes", total=None)

        yield start
