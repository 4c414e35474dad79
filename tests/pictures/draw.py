"""Draws the pictures of README.md: a real answer in each language, as a chat shows it, photographed by Chromium.

    python -m tests.pictures.draw              draws locales/pictures/answer.<language>.png
    python -m tests.pictures.draw --keep DIR   keeps the pages that were photographed, to look at them in a browser

The questions are asked of the included record; what is drawn is what Telegram would be sent. Needs Chromium and fonts
with Kazakh and Kyrgyz letters, and pngquant (Debian: apt-get install chromium fonts-noto-core pngquant). The network is
not used.
"""

import argparse
import datetime as dt
import re
import shutil
import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path
from typing import Final

from bot.compose import reply_to
from bot.reply import Reply
from bot.surfaces.message import html, keyboard
from knowledge.casebook import Casebook
from knowledge.finding import Context
from knowledge.model import Language
from tests.cases import INCLUDED

PICTURES: Final = Path(__file__).resolve().parents[2] / "locales" / "pictures"
PAGE: Final = Path(__file__).with_name("chat.html")

#: What is asked in each language, and the fact that has to answer.
ASKED: Final[dict[Language, tuple[str, str]]] = {
    "ru": ("сколько лет дали полицейским?", "verdict-sentence"),
    "kk": ("Рузахуновқа қанша өтемақы берді?", "verdict-compensation"),
    "ky": ("Рузахуновдун иши эмне менен бүттү?", "case-status"),
    "en": ("How many people were tortured?", "victims-total"),
}
BOT: Final[dict[Language, str]] = {"ru": "бот", "kk": "бот", "ky": "бот", "en": "bot"}
#: In CSS pixels, a phone held upright.
WIDTH: Final = 400
#: Pixels of the picture to one of CSS: sharp on a good screen, and still small.
SCALE: Final = 2
#: Enough for text on four grounds; a full palette is twice as large and looks the same.
COLOURS: Final = 64
#: The README shows four of them: it should open quickly on a phone, too.
LARGEST_BYTES: Final = 150_000
SECONDS: Final = 60

CHROMIUM: Final = ("chromium", "chromium-browser", "google-chrome")
FLAGS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-lcd-text",
    "--no-first-run",
    "--hide-scrollbars",
)
HEIGHT: Final = re.compile(r'data-height="(\d+)"')


def main() -> None:
    """Draw all pictures."""
    options = argparse.ArgumentParser(prog="python -m tests.pictures.draw", description=__doc__)
    options.add_argument("--keep", type=Path, metavar="DIR", help="keep the pages in this folder")
    keep: Path | None = options.parse_args().keep
    compiled = INCLUDED.compiled
    finder = compiled.finder()
    today = dt.date.fromisoformat(compiled.casebook.case.as_of)
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder = keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for language, (question, fact) in ASKED.items():
            finding = finder.find(question, Context(language=language))
            reply = reply_to(finding, compiled.casebook, today)
            if (reply.kind, reply.language, reply.facts) != ("answer", language, (fact,)):
                sys.exit(f"{question!r} is not answered by {fact} in {language}: ask something else in ASKED")
            page = folder / f"answer.{language}.html"
            page.write_text(drawn(compiled.casebook, question, reply), encoding="utf-8")
            photograph(page, PICTURES / f"answer.{language}.png")


def drawn(casebook: Casebook, question: str, reply: Reply) -> str:
    """The page: the question in its bubble, the message as Telegram formats it, the buttons under it."""
    buttons = keyboard(reply, "case_record_bot")
    rows = [
        '<div class="row">' + "".join(f"<span>{escape(button.text)}</span>" for button in row) + "</div>"
        for row in (buttons.inline_keyboard if buttons else ())
    ]
    parts = {
        "language": reply.language,
        "title": escape(casebook.case.title[reply.language]),
        "bot": BOT[reply.language],
        "question": escape(question),
        "answer": html(reply),
        "buttons": "".join(rows),
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda found: parts[found[1]], PAGE.read_text(encoding="utf-8"))


def photograph(page: Path, picture: Path) -> None:
    """Let Chromium take the picture, as high as the page is."""
    found = HEIGHT.search(chromium(page, f"--window-size={WIDTH},800", "--dump-dom"))
    if found is None:
        sys.exit(f"Chromium did not say how high {page.name} is")
    chromium(
        page,
        f"--window-size={WIDTH},{found[1]}",
        f"--force-device-scale-factor={SCALE}",
        f"--screenshot={picture}",
    )
    run("pngquant", "--force", "--ext=.png", "--strip", str(COLOURS), str(picture))
    size = picture.stat().st_size
    print(f"{picture.name}: {size:,} bytes")
    if size > LARGEST_BYTES:
        sys.exit(f"{picture.name} is larger than {LARGEST_BYTES:,} bytes: lower SCALE or COLOURS")


def chromium(page: Path, *flags: str) -> str:
    """Run Chromium on a page, with a profile of its own that is thrown away; returns what it prints."""
    program = next((name for name in CHROMIUM if shutil.which(name)), CHROMIUM[0])
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        return run(program, *FLAGS, f"--user-data-dir={profile}", *flags, page.resolve().as_uri())


def run(program: str, *arguments: str) -> str:
    """Run a program to its end; returns what it prints."""
    try:
        done = subprocess.run([program, *arguments], capture_output=True, text=True, timeout=SECONDS, check=True)
    except FileNotFoundError:
        sys.exit(f"{program} is not installed (Debian: apt-get install chromium fonts-noto-core pngquant)")
    return done.stdout


if __name__ == "__main__":
    main()
