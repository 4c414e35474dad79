"""What readers are told while they tell the curators something: what it is for, what is kept of it, and what not."""

from __future__ import annotations

from dataclasses import replace

from bot.reply import Button, FinishReport, HandOn, OpenTopic, Paragraph, Recipe, Reply, Wrong
from bot.speech import Speech, speech
from knowledge.casebook import Casebook
from knowledge.desk.handed import REPORT_KINDS, ReportKind
from knowledge.model import Fact, Language

__all__ = [
    "ask_what_is_wrong", "handed_on", "kind_of_report", "nothing_to_report", "report_dropped", "report_kept",
    "report_shown", "to_be_handed_on", "write_report",
]  # fmt: skip

_IN_A_ROW = 2


def kind_of_report(kind: str, say: Speech) -> str:
    """What is wrong, in a word; a kind of a later version is said to be something else."""
    kinds = {
        "figure": say("A figure"),
        "date": say("A date"),
        "name": say("A name"),
        "translation": say("The translation"),
        "source": say("A source"),
    }
    return kinds.get(kind, say("Something else"))


def ask_what_is_wrong(casebook: Casebook, fact_id: str, language: Language) -> Reply:
    """The choice of what is wrong with an answer."""
    say = speech(language)
    fact = casebook.facts[fact_id]
    kinds = [Button(kind_of_report(kind, say), Wrong(fact_id, fact.version, language, kind)) for kind in REPORT_KINDS]
    return Reply(
        language=language,
        kind="page",
        paragraphs=(
            Paragraph(say("What is wrong in this answer?")),
            Paragraph(_headline(fact, language), "note"),
        ),
        buttons=tuple(tuple(kinds[place : place + _IN_A_ROW]) for place in range(0, len(kinds), _IN_A_ROW)),
        recipe=Recipe("what-is-wrong", language, (fact_id,)),
    )


def write_report(casebook: Casebook, fact_id: str, kind: ReportKind, language: Language) -> Reply:
    """How a report can be put in words, and what becomes of them: said before anything is written or kept."""
    say = speech(language)
    return Reply(
        language=language,
        kind="page",
        paragraphs=(
            Paragraph(_what(casebook.facts[fact_id], kind, say), "heading"),
            Paragraph(say("If you like, say in one message what is right and where that stands.")),
            Paragraph(
                say(
                    "Links, names of accounts, e-mail addresses and all digits are taken out of it: write numbers in "
                    "words, and no name of anybody who could come to harm. Before anything is kept you see what "
                    "remains."
                ),
                "note",
            ),
            Paragraph(_what_is_kept(say), "note"),
        ),
        buttons=((Button(say("Send without words"), FinishReport(send=True, language=language)),), (_drop(say),)),
        recipe=Recipe("write-report", language, (fact_id, kind)),
    )


def report_shown(casebook: Casebook, fact_id: str, kind: ReportKind, words: str, language: Language) -> Reply:
    """A report exactly as the curators would see it. It quotes a reader: never stored to be sent later."""
    say = speech(language)
    left = say("In your words: “{words}”", words=words)
    quoted = left if words else say("Of your words nothing is left: they were links, accounts and digits only.")
    return Reply(
        language=language,
        kind="page",
        paragraphs=(
            Paragraph(say("The curators would see this, and nothing else:")),
            Paragraph(_what(casebook.facts[fact_id], kind, say), "heading"),
            Paragraph(quoted),
            Paragraph(say("Shall I send it? If it was a question, press “No”, and ask once more."), "note"),
        ),
        buttons=((Button(say("Send"), FinishReport(send=True, language=language)), _drop(say)),),
    )


def report_kept(language: Language) -> Reply:
    """Thanks for a report, and what becomes of it."""
    say = speech(language)
    return Reply(
        language=language,
        kind="page",
        paragraphs=(
            Paragraph(say("Thank you. The curators will look at it.")),
            Paragraph(_what_is_kept(say), "note"),
        ),
        recipe=Recipe("report-kept", language),
    )


def report_dropped(language: Language) -> Reply:
    """What is said when a reader thinks better of it."""
    say = speech(language)
    return Reply(
        language=language,
        kind="page",
        paragraphs=(Paragraph(say("Nothing was sent, and nothing is kept.")),),
        recipe=Recipe("report-dropped", language),
    )


def nothing_to_report(language: Language) -> Reply:
    """How to report a mistake where it is not clear in which answer."""
    say = speech(language)
    text = say("Press “Wrong?” under the answer that you mean, or reply to it with /report.")
    return Reply(
        language=language, kind="page", paragraphs=(Paragraph(text),), recipe=Recipe("nothing-to-report", language)
    )


def to_be_handed_on(reply: Reply, words: str) -> Reply:
    """A reply that has no answer, with a way to let the curators see the question: as those words, which it quotes.

    Composed again from its recipe it quotes nothing, and offers nothing: by then the words are forgotten.
    """
    say = speech(reply.language)
    offered = say(
        "You can let the curators see this, and the day, and nothing else; digits, links and names of accounts are "
        "taken out, and this chat is not kept with it: “{words}”",
        words=words,
    )
    button = Button(say("Let the curators see this question"), HandOn(reply.language))
    return replace(
        reply, paragraphs=(*reply.paragraphs, Paragraph(offered, "note")), buttons=((button,), *reply.buttons)
    )


def handed_on(words: str, language: Language) -> Reply:
    """What was kept of a question. It quotes a reader: never stored to be sent later."""
    say = speech(language)
    return Reply(
        language=language,
        kind="page",
        paragraphs=(
            Paragraph(say("The curators will see this, and the day, for half a year at most: “{words}”", words=words)),
            Paragraph(say("Nobody can write back to you: it is not known who asked. Ask again in some days."), "note"),
        ),
        buttons=((Button(say("Topics"), OpenTopic("", language)),),),
    )


def _headline(fact: Fact, language: Language) -> str:
    return fact.texts[language].headline


def _what(fact: Fact, kind: str, say: Speech) -> str:
    return f"{kind_of_report(kind, say)}: {_headline(fact, say.language)}"


def _what_is_kept(say: Speech) -> str:
    return say(
        "Kept are: the answer, its version and language, what is wrong, your words if you write any, and the day; not "
        "who you are or from which chat it came. After two years it is deleted."
    )


def _drop(say: Speech) -> Button:
    return Button(say("No, send nothing"), FinishReport(send=False, language=say.language))
