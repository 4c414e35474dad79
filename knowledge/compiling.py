"""Compiles a record in a process of its own, so that one that answers meanwhile is not held up.

    python -m knowledge.compiling FOLDER CACHE

Prints one JSON object: ``{"compiled": path}``, or ``{"problems": [line, …]}`` if the record is broken.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from knowledge.compiled import compiled_path, open_compiled
from knowledge.places import placed
from knowledge.problems import RecordError

__all__ = ["main"]

#: Whoever answers goes first.
_NICENESS = 10


def main(arguments: Sequence[str]) -> int:
    folder, cache = map(Path, arguments)
    told: dict[str, str | list[str]]
    try:
        path = compiled_path(folder, cache)
        open_compiled(folder, cache)
        told = {"compiled": str(path)}
    except RecordError as error:
        told = {"problems": [str(problem) for problem in placed(folder, error.problems)]}
    except OSError as error:
        told = {"problems": [f"{folder} can't be read: {error.strerror}"]}
    sys.stdout.write(json.dumps(told))
    return 0


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    raise SystemExit(main(sys.argv[1:]))
