"""What has been printed lies on a shelf: everything is made once for a state of the record, and kept in the cache."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Callable
from functools import cached_property
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeAlias

from bot.paper import drawings, sheet
from bot.paper.document import as_json
from bot.paper.table import as_csv
from bot.paper.typeset import Form, Template, typeset
from bot.reply import Drawable, ExportForm, Printed, Theme
from bot.speech import LOCALES
from knowledge.casebook import Casebook
from knowledge.model import Language

__all__ = ["Shelf"]

_HERE = Path(__file__).resolve().parent
_DIGEST_BYTES = 16
# Folders of this name are ours: those of other states of the record are cleared away.
_PREFIX = "paper-"

Typeset: TypeAlias = Callable[[Template, dict[str, Any], Form], tuple[bytes, ...]]


class Shelf:
    """Pictures and files of a record. Methods block, some for seconds: call them in a thread."""

    def __init__(
        self, casebook: Casebook, cache: Path | None, press: Typeset = typeset, *, nameless: bool = False
    ) -> None:
        """``cache`` is the folder that keeps what was made, None for none; ``press`` sets type.

        ``nameless``: there is no bot on Telegram to lead readers to, whatever its name here.
        """
        self.casebook = casebook
        self._cache = cache
        self._press = press
        self._nameless = nameless
        # One job at a time: a rush of readers must not fill a small server's memory with presses.
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[bytes, ...]] = {}

    def turn_to(self, casebook: Casebook) -> None:
        """Print another state of the record from now on. Waits for what is being made."""
        with self._lock:
            self.casebook = casebook
            self._kept.clear()
            self.__dict__.pop("digest", None)

    @cached_property
    def digest(self) -> str:
        """A digest of all that can be seen in print: the record, the templates and fonts, the code and the words."""
        total = blake2b(self.casebook.model_dump_json().encode(), digest_size=_DIGEST_BYTES)
        total.update(version("typst").encode())
        for path in sorted(
            [*_HERE.rglob("*.py"), *_HERE.rglob("*.typ"), *_HERE.rglob("*.ttf"), *LOCALES.rglob("*.mo")]
        ):
            total.update(path.read_bytes())
        return total.hexdigest()

    def pictures(self, what: Drawable, language: Language, theme: Theme, bot: str = "") -> tuple[Printed, ...]:
        """The pages of a kind of picture.

        Raises:
            TypesetFault: they could not be drawn.
        """
        bot = "" if self._nameless else bot
        name = f"{what}-{language}-{theme}"
        pages = self._made(
            f"{name}-{bot}",
            lambda: self._press(what, drawings.data(self.casebook, what, language, theme, bot), "png"),
        )
        return tuple(
            Printed(f"{self.digest}/{name}-{bot}/{number}", f"{name}-{number}.png", page)
            for number, page in enumerate(pages, start=1)
        )

    def chart(self, data: dict[str, Any]) -> Printed:
        """A picture of counts. They change all the time, so that it is not kept.

        Raises:
            TypesetFault: it could not be drawn.
        """
        with self._lock:
            (page, *_) = self._press("stats", data, "png")
        return Printed(f"stats/{blake2b(page, digest_size=_DIGEST_BYTES).hexdigest()}", "stats.png", page)

    def export(self, form: ExportForm, language: Language, bot: str = "") -> Printed:
        """The whole record as a file.

        Raises:
            TypesetFault: the fact sheet could not be set.
        """
        bot = "" if self._nameless else bot
        makers: dict[ExportForm, Callable[[], tuple[bytes, ...]]] = {
            "pdf": lambda: self._press("sheet", sheet.data(self.casebook, language, bot), "pdf"),
            "csv": lambda: (as_csv(self.casebook, language),),
            "json": lambda: (as_json(self.casebook),),
        }
        # JSON holds all languages: it is one file for everybody.
        name = f"{self.casebook.case.id}-{self.casebook.case.as_of}" + (f"-{language}" if form != "json" else "")
        (body,) = self._made(f"{form}-{language}-{bot}", makers[form])
        return Printed(f"{self.digest}/{name}-{bot}.{form}", f"{name}.{form}", body)

    def _made(self, name: str, make: Callable[[], tuple[bytes, ...]]) -> tuple[bytes, ...]:
        with self._lock:
            if self._cache is None:
                if name not in self._kept:
                    self._kept[name] = make()
                return self._kept[name]
            folder = self._cache / f"{_PREFIX}{self.digest}" / name
            if pages := _read(folder):
                return pages
            pages = make()
            _keep(folder, pages)
            return pages


def _read(folder: Path) -> tuple[bytes, ...]:
    """The pages that a folder keeps; none where there is no such folder."""
    try:
        return tuple(path.read_bytes() for path in sorted(folder.iterdir()))
    except OSError:
        return ()


def _keep(folder: Path, pages: tuple[bytes, ...]) -> None:
    """Put pages into a folder that appears complete or not at all. A cache that can't be written costs time only."""
    shelf = folder.parent
    try:
        shelf.mkdir(mode=0o700, parents=True, exist_ok=True)
        for old in shelf.parent.glob(f"{_PREFIX}*"):
            if old != shelf:
                shutil.rmtree(old, ignore_errors=True)
        beside = Path(tempfile.mkdtemp(dir=shelf.parent, prefix=".paper-"))
        try:
            for number, page in enumerate(pages):
                (beside / f"{number:03}").write_bytes(page)
            os.replace(beside, folder)  # noqa: PTH105  # refuses a folder that somebody else has filled meanwhile
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError:
        return
