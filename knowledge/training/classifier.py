"""Trains the classifier that comes with the program on the included record, so that the first start need not.

python -m knowledge.training.classifier            train and store
python -m knowledge.training.classifier --check    exit code 1 if the stored one was trained on something else
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from knowledge.casebook import load_casebook
from knowledge.finding.classifier import ready_made, save, train
from knowledge.finding.index import build_index
from knowledge.finding.meaning import Meaning

__all__ = ["main"]

_RECORD: Final = Path(__file__).resolve().parents[1] / "record"


def main(arguments: Sequence[str] | None = None) -> int:
    """Train and store, or check what is stored."""
    options = argparse.ArgumentParser(prog="python -m knowledge.training.classifier", description=__doc__)
    options.add_argument("--check", action="store_true", help="write nothing")
    given = options.parse_args(arguments)
    index = build_index(load_casebook(_RECORD))
    meaning = Meaning()
    if given.check:
        fresh = ready_made(index, meaning) is not None
        print("the stored classifier is up to date" if fresh else "the stored classifier is stale: run without --check")
        return 0 if fresh else 1
    save(train(index, meaning), index, meaning)
    return 0


if __name__ == "__main__":
    sys.exit(main())
