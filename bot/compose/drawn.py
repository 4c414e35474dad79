"""What stands under a picture of the timeline or the numbers, and the choice of files to take the record along."""

from __future__ import annotations

from bot.reply import Button, Draw, Drawable, Export, ExportForm, Paragraph, Recipe, Reply, Theme, Write
from bot.speech import speech
from knowledge.casebook import Casebook
from knowledge.model import Language

__all__ = ["drawn_title", "export_caption", "export_page", "picture_caption"]


def drawn_title(what: Drawable, language: Language) -> str:
    """What a kind of picture is called."""
    say = speech(language)
    return {"timeline": say("Timeline"), "numbers": say("The case in numbers")}[what]


def picture_caption(
    casebook: Casebook, what: Drawable, page: int, pages: int, language: Language, theme: Theme
) -> Reply:
    """The caption of a page of pictures, from 0: what it shows, as of when, and where the same stands as text."""
    say = speech(language)
    other: Theme = "light" if theme == "dark" else "dark"
    back = [Button("←", Draw(what, language, page - 1, theme))] if page > 0 else []
    on = [Button("→", Draw(what, language, page + 1, theme))] if page + 1 < pages else []
    lighter = say("Light") if other == "light" else say("Dark")
    title = drawn_title(what, language)
    return Reply(
        language=language,
        kind="page",
        paragraphs=(
            Paragraph(title if pages == 1 else f"{title} ({page + 1}/{pages})", "heading"),
            Paragraph(say("Everything in the picture can be read as text too, with links to the sources."), "note"),
        ),
        closing=say("Record as of {date}.", date=say.date(casebook.case.as_of)),
        as_of=casebook.case.as_of,
        buttons=(
            *([(*back, *on)] if back or on else []),
            (Button(say("As text"), Write(what, language)), Button(lighter, Draw(what, language, page, other))),
        ),
        recipe=Recipe("picture", language, (what, str(page), theme)),
    )


def export_page(casebook: Casebook, language: Language) -> Reply:
    """The choice of a file with the whole record."""
    say = speech(language)
    lines = [
        say("PDF: a fact sheet to print, with the sources and their addresses"),
        say("CSV: a table for Excel or LibreOffice"),
        say("JSON: data for programs, in all four languages"),
    ]
    forms: tuple[ExportForm, ...] = ("pdf", "csv", "json")
    return Reply(
        language=language,
        kind="page",
        paragraphs=(
            Paragraph(say("The whole record as a file"), "heading"),
            *(Paragraph(line, "bullet") for line in lines),
        ),
        closing=say("Record as of {date}.", date=say.date(casebook.case.as_of)),
        as_of=casebook.case.as_of,
        buttons=(tuple(Button(form.upper(), Export(form, language)) for form in forms),),
        recipe=Recipe("export", language),
    )


def export_caption(casebook: Casebook, form: ExportForm, language: Language) -> Reply:
    """What stands under a file with the whole record."""
    say = speech(language)
    return Reply(
        language=language,
        kind="page",
        paragraphs=(
            Paragraph(casebook.case.title[language], "heading"),
            Paragraph(say("The texts may be used by anyone who names the source: licence CC BY 4.0."), "note"),
        ),
        closing=say("Record as of {date}.", date=say.date(casebook.case.as_of)),
        as_of=casebook.case.as_of,
        recipe=Recipe("file", language, (form,)),
    )
