"""A new record, copied from a skeleton that lies beside this file and is in order from the first day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Final

from knowledge.desk.adding import REVIEW_AFTER
from knowledge.files import read_text, write_together

__all__ = ["SKELETON", "begin_record"]

SKELETON: Final = Path(__file__).with_name("skeleton")


def begin_record(folder: Path, today: dt.date) -> list[str]:
    """Write the skeleton of a record into a folder, dated today; the names of its files.

    Raises:
        FileExistsError: the folder is not empty. Nothing was written.
        OSError: it can't be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(folder)
    days = {"@today@": today.isoformat(), "@review_by@": (today + REVIEW_AFTER).isoformat()}
    changes: list[tuple[Path, str | None]] = []
    for path in sorted(SKELETON.rglob("*")):
        if path.suffix in (".yaml", ".txt"):
            text = read_text(path)
            for mark, day in days.items():
                text = text.replace(mark, day)
            changes.append((folder / path.relative_to(SKELETON), text))
    write_together(changes)
    return [path.relative_to(folder).as_posix() for path, _ in changes]
