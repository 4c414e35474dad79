"""Having something set in type: a template and its data go to the press, pages come back."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Literal, TypeAlias

__all__ = ["Form", "Template", "TypesetFault", "typeset"]

Template: TypeAlias = Literal["timeline", "numbers", "sheet", "stats"]
Form: TypeAlias = Literal["png", "pdf"]

_ROOT = Path(__file__).resolve().parent.parent.parent
# The longest job, a fact sheet of 200 facts, takes some seconds; a small server may be ten times as slow.
_SECONDS = 120


class TypesetFault(RuntimeError):
    """The press has failed; the message holds what it said last."""


def typeset(template: Template, data: dict[str, Any], form: Form) -> tuple[bytes, ...]:
    """The pages of a template filled with data: one body a picture, one for a whole PDF. Blocks for seconds.

    Raises:
        TypesetFault: the press has failed or was too slow.
    """
    job = json.dumps({"template": template, "form": form, "data": data})
    with tempfile.TemporaryDirectory(prefix="press-") as folder:
        command = [sys.executable, "-m", "bot.paper.press", folder]
        try:
            done = subprocess.run(  # noqa: S603  # our own module, no text of strangers among the arguments
                command, input=job, cwd=_ROOT, capture_output=True, text=True, encoding="utf-8", timeout=_SECONDS
            )
        except subprocess.TimeoutExpired:
            raise TypesetFault(f"the press took longer than {_SECONDS} s for the {template}") from None
        pages = tuple(path.read_bytes() for path in sorted(Path(folder).glob(f"*.{form}")))
    if done.returncode or not pages:
        said = done.stderr.strip().splitlines() or ["nothing"]
        raise TypesetFault(f"the press could not set the {template}: {said[-1]}")
    return pages
