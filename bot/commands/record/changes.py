"""``record diff``: what changed for readers since a revision in git, in words."""

from __future__ import annotations

import argparse
from itertools import groupby
from typing import TYPE_CHECKING, Any

from bot.errors import Advice

if TYPE_CHECKING:
    from knowledge.desk.diff import Difference, Note

__all__ = ["add_to", "run"]


def add_to(tools: Any) -> None:
    command = tools.add_parser("diff", help="tell what changed for readers since a revision in git")
    command.add_argument("revision", metavar="REV", help="a commit, tag or branch, such as HEAD~1")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    import datetime as dt

    from bot.commands.opening import opening, record_folder
    from knowledge.desk.diff import differences, forgotten
    from knowledge.desk.revisions import RevisionFault, tables_at
    from knowledge.storage import RecordStorage

    folder = record_folder(options)
    with opening(folder):
        after = RecordStorage(folder).read()
    try:
        before, problems = tables_at(folder, options.revision)
    except RevisionFault as fault:
        raise Advice(str(fault), 2) from None
    for problem in problems:
        print(f"note: left out, as it can't be read at {options.revision}: {problem}")
    found = differences(before, after)
    for (what, how), group in groupby(found, key=lambda each: (each.what, each.how)):
        _print(f"{what}: {how}", list(group))
    for reminder in forgotten(before, after, dt.date.today()):
        print(f"note: {reminder}")
    if not found:
        print(f"nothing changed for readers since {options.revision}")
    return 0


def _print(heading: str, group: list[Difference]) -> None:
    print(f"{heading} ({len(group)})")
    for each in group:
        print("  " + " · ".join(filter(None, (each.id, each.title, each.version))))
        for note in each.notes:
            print(*_shown(note), sep="\n")
    print()


def _shown(note: Note) -> list[str]:
    old = [f"      − {note.old}"] if note.old is not None else []
    new = [f"      + {note.new}"] if note.new is not None else []
    return [f"    {note.field}", *old, *new]
