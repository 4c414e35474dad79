"""What curators read in their chats: what readers handed to them, how much was asked, and facts not yet published."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from bot.compose.answers import answer_fact, fits
from bot.compose.buttons import label
from bot.compose.hearing import kind_of_report
from bot.reply import Action, Button, Open, OpenInbox, Paragraph, Reply, Settle, Sort
from bot.speech import LANGUAGE_NAMES, Speech, speech
from knowledge.casebook import Casebook
from knowledge.desk.handed import Daily, Feedback, Report
from knowledge.desk.likeness import Cluster
from knowledge.model import LANGUAGES, Language

__all__ = ["counted", "inbox_empty", "inbox_page", "no_such_fact", "outcome_name", "previewed", "report_card"]

# Of questions that are alike, so many are read; the number of the others is said.
SHOWN = 10


def report_card(casebook: Casebook, report: Report, language: Language) -> Reply:
    """A report as curators see it, with what can be done about it. It quotes a reader: no recipe."""
    say = speech(language)
    fact = casebook.facts.get(report.fact)
    headline = fact.texts[language].headline if fact is not None else report.fact
    about = say(
        "Fact {fact}, version {version}, read in: {language}. Day: {day}.",
        fact=report.fact,
        version=report.version,
        language=LANGUAGE_NAMES[report.language],
        day=say.date(report.day.isoformat()),
    )
    lines = [
        Paragraph(say("A reader reports: {what}", what=kind_of_report(report.kind, say)), "heading"),
        Paragraph(headline),
    ]
    if report.words:
        lines.append(Paragraph(say("In the reader's words: “{words}”", words=report.words)))
    lines.append(Paragraph(about, "note"))
    if state := _settled(report, say):
        lines.append(Paragraph(state, "note"))
    told = fact is not None and fact.state == "published"
    opening = (Button(say("Open fact"), Open(report.fact, report.language)),) if told else ()
    rows: tuple[tuple[Button, ...], ...] = ((*opening, _settle("phrasing", report, say)),)
    rows += ((_settle("done", report, say), _settle("dismissed", report, say)),)
    return Reply(
        language=language,
        kind="page",
        paragraphs=tuple(lines),
        buttons=rows if report.state == "new" else ((*opening, Button(say("Inbox"), OpenInbox(language, 0))),),
    )


def _settle(settlement: str, report: Report, say: Speech) -> Button:
    buttons: dict[str, tuple[str, Action]] = {
        "phrasing": (say("Suggest phrasing"), Settle("phrasing", report.id, say.language)),
        "done": (say("Done"), Settle("done", report.id, say.language)),
        "dismissed": (say("Dismiss"), Settle("dismissed", report.id, say.language)),
    }
    return Button(*buttons[settlement])


def _settled(report: Report, say: Speech) -> str:
    return {
        "new": "",
        "phrasing": say("Marked: `record suggest` shows it."),
        "done": say("Done."),
        "dismissed": say("Dismissed."),
    }[report.state]


def inbox_page(
    casebook: Casebook, item: Cluster | Report, page: int, pages: int, language: Language, *, changed: bool = False
) -> Reply:
    """One thing of the inbox, page by page from 0. ``changed``: it is not what the curator saw a moment ago."""
    say = speech(language)
    shown = report_card(casebook, item, language) if isinstance(item, Report) else _cluster(casebook, item, say)
    heading = Paragraph(say("Inbox ({page} of {pages})", page=page + 1, pages=pages), "note")
    note = [Paragraph(say("Something has come in since. Please look again."), "correction")] if changed else []
    back = [Button("←", OpenInbox(language, page - 1))] if page > 0 else []
    on = [Button("→", OpenInbox(language, page + 1))] if page + 1 < pages else []
    turning = ((*back, *on),) if back or on else ()
    return replace(shown, paragraphs=(heading, *note, *shown.paragraphs), buttons=(*shown.buttons, *turning))


def _cluster(casebook: Casebook, cluster: Cluster, say: Speech) -> Reply:
    first, language = cluster.questions[0], say.language
    lines = [
        f"{each.language.upper()} · " + (f"{each.words} (×{say.number(each.asked)})" if each.asked > 1 else each.words)
        for each in cluster.questions[:SHOWN]
    ]
    more = len(cluster.questions) - SHOWN
    facts = [fact for fact in cluster.facts if fact in casebook.facts]
    count = len(cluster.questions)
    rows = [
        (
            Button(
                say("Add to: {fact}", fact=label(casebook, fact, language)),
                Sort("add", first.id, count, fact, language),
            ),
        )
        for fact in facts
    ]
    decline = Button(say("Decline"), Sort("decline", first.id, count, "", language))
    opening = [Button(say("Open fact"), Open(fact, language)) for fact in facts[:1] if _told(casebook, fact)]
    heading = say.plural(
        "{n} question without an answer, last asked: {day}",
        "{n} questions without an answer, last asked: {day}",
        count,
        day=say.date(max(each.day for each in cluster.questions).isoformat()),
    )
    near = say("Near to: {facts}", facts=say.listing(facts)) if facts else say("No fact comes near.")
    return Reply(
        language=language,
        kind="page",
        paragraphs=(
            Paragraph(heading, "heading"),
            *(Paragraph(line, "bullet") for line in lines),
            *([Paragraph(say.plural("And {n} more.", "And {n} more.", more), "note")] if more > 0 else []),
            Paragraph(near, "note"),
        ),
        buttons=(*rows, (decline, *opening)),
    )


def _told(casebook: Casebook, fact_id: str) -> bool:
    return casebook.facts[fact_id].state == "published"


def inbox_empty(language: Language) -> Reply:
    """What is said when nothing waits to be looked at."""
    say = speech(language)
    return Reply(
        language=language,
        kind="page",
        paragraphs=(
            Paragraph(say("Nothing new in the inbox.")),
            Paragraph(say("What was marked waits for `python main.py record suggest`."), "note"),
        ),
    )


def outcome_name(outcome: str, say: Speech) -> str:
    """What became of a question, in a word."""
    return {"answer": say("answered"), "suggest": say("choices offered"), "none": say("no answer")}.get(
        outcome, outcome
    )


def counted(daily: Sequence[Daily], feedback: Sequence[Feedback], waiting: int, days: int, language: Language) -> Reply:
    """How much was asked, in words: also what stands under the picture of it, whose caption holds 1,024 characters."""
    say = speech(language)
    by_language: Counter[tuple[str, str]] = Counter()
    for each in daily:
        by_language[each.language, each.outcome] += each.n
    lines = []
    for code in LANGUAGES:
        total = sum(by_language[code, outcome] for outcome in ("answer", "suggest", "none"))
        parts = [
            f"{outcome_name(outcome, say)}: {say.number(by_language[code, outcome])}"
            for outcome in ("answer", "suggest", "none")
        ]
        lines.append(f"{LANGUAGE_NAMES[code]}: {say.number(total)} ({', '.join(parts)})")
    helped, not_helped = sum(each.helped for each in feedback), sum(each.not_helped for each in feedback)
    said = say(
        "Answers that helped: {helped}; that did not: {not_helped}.",
        helped=say.number(helped),
        not_helped=say.number(not_helped),
    )
    worst = [each for each in feedback if each.not_helped][:3]
    if worst:
        said += " " + say(
            "Did not help most often: {facts}.",
            facts=", ".join(f"{each.fact} ({each.language}, v{each.version}: {each.not_helped})" for each in worst),
        )
    waits = say.plural("{n} thing waits in /inbox.", "{n} things wait in /inbox.", waiting)
    heading = say.plural("Questions of the last {n} day", "Questions of the last {n} days", days)
    return Reply(
        language=language,
        kind="page",
        paragraphs=(
            Paragraph(heading, "heading"),
            *(Paragraph(line, "bullet") for line in lines),
            Paragraph(said),
            Paragraph(waits),
        ),
    )


def previewed(casebook: Casebook, fact_id: str, language: Language, today: dt.date) -> Reply:
    """A fact of whatever state as readers would see it, without anything to press."""
    say = speech(language)
    fact = casebook.facts[fact_id]
    states = {
        "draft": say("A draft: readers do not see it."),
        "published": say("Published: readers see this."),
        "withdrawn": say("Withdrawn: readers are told why instead."),
    }
    told = replace(answer_fact(casebook, fact_id, language, today), buttons=(), recipe=None)
    head = Paragraph(f"{LANGUAGE_NAMES[language]} · {states[fact.state]}", "note")
    longer = replace(told, paragraphs=(head, *told.paragraphs))
    return longer if fits(longer) else told


def no_such_fact(near: Sequence[str], language: Language) -> Reply:
    """What is said to a curator who asks for a fact by an id that is none."""
    say = speech(language)
    lines = [say("Write the id of a fact behind the command: /preview {fact}", fact=next(iter(near), "fact-id"))]
    if near:
        lines.append(say("The nearest are: {facts}", facts=", ".join(near)))
    return Reply(language=language, kind="page", paragraphs=tuple(map(Paragraph, lines)))
