"""The press: a process of its own that sets one job in type and leaves its pages as files.

It is run by ``bot.paper.typeset``. On its own it can neither block the bot nor grow it: typesetting takes some 150 MB
and holds the interpreter's lock for tenths of a second, and all of that ends with the process.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

__all__ = ["main"]

_HERE = Path(__file__).resolve().parent
# One typographic point becomes one pixel: the templates of pictures are measured in pixels.
_PIXELS_PER_INCH = 72.0
# Readers with a screen reader hear a PDF of this kind in its order, with its headings.
_PDF_STANDARD: Final = "ua-1"


def main(out: Path, job: str) -> None:
    """Set a job: ``{"template": …, "form": "png" | "pdf", "data": …}``; pages are numbered from 1."""
    import typst

    asked = json.loads(job)
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[_HERE / "fonts"])
    source = _HERE / "templates" / f"{asked['template']}.typ"
    compiler = typst.Compiler(
        source, root=source.parent, font_paths=fonts, sys_inputs={"data": json.dumps(asked["data"])}
    )
    if asked["form"] == "pdf":
        pages = compiler.compile(format="pdf", pdf_standards=_PDF_STANDARD)
    else:
        pages = compiler.compile(format="png", ppi=_PIXELS_PER_INCH)
    assert pages is not None  # it is only where the compiler writes the file itself
    for number, page in enumerate([pages] if isinstance(pages, bytes) else pages, start=1):
        (out / f"{number:03}.{asked['form']}").write_bytes(page)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.stdin.read())
