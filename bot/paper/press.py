"""The press: a process of its own that sets one job in type and leaves its pages as files.

It is run by ``bot.paper.typeset``. On its own it can neither block the bot nor grow it: typesetting takes some 150 MB
and holds the interpreter's lock for tenths of a second, and all of that ends with the process.
"""

from __future__ import annotations

import io
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
        sheet = compiler.compile(format="pdf", pdf_standards=_PDF_STANDARD)
        assert isinstance(sheet, bytes)
        pages: bytes | list[bytes] | None = _compressed(sheet)
    else:
        pages = compiler.compile(format="png", ppi=_PIXELS_PER_INCH)
    assert pages is not None  # it is only where the compiler writes the file itself
    for number, page in enumerate([pages] if isinstance(pages, bytes) else pages, start=1):
        (out / f"{number:03}.{asked['form']}").write_bytes(page)


def _compressed(sheet: bytes) -> bytes:
    """The same document with its objects packed in streams: 0.45 MB where it was 1.2, most of it tags for readers."""
    import pikepdf

    packed = io.BytesIO()
    with pikepdf.open(io.BytesIO(sheet)) as document:
        document.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return packed.getvalue()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.stdin.read())
