"""From a decision, the record and a language to a ``Reply``. Pure: the day and all data are passed in."""

from __future__ import annotations

import datetime as dt

from bot.reply import Button, Choose, CitationLine, Dismiss, Open, OpenTopic, Paragraph, Reply
from bot.speech import LANGUAGE_NAMES, Speech, speech
from knowledge.casebook import Casebook
from knowledge.finding import Contrast, Finding
from knowledge.model import LANGUAGES, Fact, Language, Source

__all__ = [
    "about",
    "answer_fact",
    "choose_language",
    "help_page",
    "privacy",
    "reply_to",
    "start",
    "topic_page",
    "withdrawn",
]

# Three choices and "none of these": every system that asked readers what they meant ended at three.
CHOICES = 3
RELATED = 3
# A list of facts must stay readable on a phone, and within Telegram's 100 buttons.
PAGE_SIZE = 8


def reply_to(finding: Finding, casebook: Casebook, today: dt.date) -> Reply:
    """The reply to a question, in the language of the finding."""
    if finding.outcome == "answer":
        return answer_fact(
            casebook,
            finding.candidates[0].fact,
            finding.language,
            today,
            contrasts=finding.contrasts,
            also=finding.also,
        )
    if finding.outcome == "suggest":
        return _offer(finding, casebook)
    return _abstain(finding, casebook)


def answer_fact(
    casebook: Casebook,
    fact_id: str,
    language: Language,
    today: dt.date,
    *,
    contrasts: tuple[Contrast, ...] = (),
    also: tuple[str, ...] = (),
) -> Reply:
    """A fact told in a language, with every source it rests on."""
    say = speech(language)
    fact = casebook.facts[fact_id]
    text = fact.texts[language]
    paragraphs = [Paragraph(_correction(contrast, say), "correction") for contrast in contrasts]
    paragraphs.append(Paragraph(text.headline, "heading"))
    paragraphs.append(Paragraph(text.answer))
    paragraphs += [Paragraph(account, "bullet") for account in text.accounts]
    paragraphs += [Paragraph(note, "note") for note in _notes(fact, say, today)]
    related = [*also, *(other for other in fact.related if other not in also)]
    return Reply(
        language=language,
        kind="answer",
        paragraphs=tuple(paragraphs),
        citations=_citations(casebook, fact, say),
        citations_title=say("Sources"),
        closing=say("Record as of {date}.", date=say.date(casebook.case.as_of)),
        as_of=casebook.case.as_of,
        facts=(fact.id,),
        buttons=_fact_buttons(casebook, related, language, RELATED),
    )


def _correction(contrast: Contrast, say: Speech) -> str:
    return say(
        "The record gives another figure: {recorded}, not {asserted}.",
        recorded=_quantity(contrast.unit, contrast.recorded, say),
        asserted=_quantity(contrast.unit, contrast.asserted, say),
    )


def _quantity(unit: str, value: str, say: Speech) -> str:
    if unit == "date":
        return say.date(value)
    if unit == "article":
        return say("article {number}", number=value)
    number = float(value)
    if number != int(number):
        return say.number(number)
    n = int(number)
    forms = {
        "years": lambda: say.plural("{n} year", "{n} years", n),
        "months": lambda: say.plural("{n} month", "{n} months", n),
        "days": lambda: say.plural("{n} day", "{n} days", n),
        "people": lambda: say.plural("{n} person", "{n} people", n),
        "officers": lambda: say.plural("{n} officer", "{n} officers", n),
        "tenge": lambda: say.plural("{n} tenge", "{n} tenge", n),
        "dollars": lambda: say.plural("{n} dollar", "{n} dollars", n),
    }
    return forms[unit]() if unit in forms else say.number(n)


def _notes(fact: Fact, say: Speech, today: dt.date) -> list[str]:
    notes = []
    if fact.kind == "differs":
        notes.append(say("The sources differ; the accounts stand side by side."))
    if fact.kind == "unknown" and fact.unknown_since:
        notes.append(
            say("Not known to the record. The last report that bears on it: {date}.", date=say.date(fact.unknown_since))
        )
    if fact.procedure is not None:
        notes.append(_procedure(fact.procedure, say))
    if today > dt.date.fromisoformat(fact.review_by):
        notes.append(say("Not re-checked since {date}: things may have changed.", date=say.date(fact.reviewed)))
    return notes


def _procedure(procedure: str, say: Speech) -> str:
    return {
        "alleged": say("Standing: alleged, not established by a court."),
        "investigated": say("Standing: from an investigation, not established by a court."),
        "charged": say("Standing: a charge brought before the court."),
        "testified": say("Standing: testimony or a statement, not a finding of a court."),
        "found-by-court": say("Standing: found by the court of first instance."),
        "upheld": say("Standing: reported as upheld on appeal."),
    }[procedure]


def _citations(casebook: Casebook, fact: Fact, say: Speech) -> tuple[CitationLine, ...]:
    lines = []
    for n, citation in enumerate(fact.citations, start=1):
        source = casebook.sources[citation.source]
        lines.append(
            CitationLine(
                n=n,
                source=source.id,
                publisher=source.publisher,
                title=source.title,
                date=source.date,
                language=source.language,
                url=source.address(),
                line=_source_line(source, say),
            )
        )
    return tuple(lines)


def _source_line(source: Source, say: Speech) -> str:
    parts = [source.publisher]
    if source.date:
        parts.append(_source_date(source, say))
    parts.append(say.language_name(source.language))
    kinds = {
        "paraphrase": say("a retelling, not the original text"),
        "digest": say("a digest, not the original text"),
        "machine-translation": say("a machine translation"),
        "state-media": say("state media"),
        "court-notice": say("court notice"),
    }
    if source.reliability in kinds:
        parts.append(kinds[source.reliability])
    elif source.paraphrase:
        parts.append(kinds["paraphrase"])
    if source.address() is None:
        parts.append(say("no address known"))
    elif source.url is None:
        parts.append(say("read in a copy"))
    return " · ".join(parts)


def _source_date(source: Source, say: Speech) -> str:
    assert source.date is not None
    return say.date(source.date)


def label(casebook: Casebook, fact_id: str, language: Language) -> str:
    """What a button that opens a fact says: the first question that readers put for it."""
    questions = casebook.asked(fact_id, language)
    return questions[0] if questions else casebook.facts[fact_id].texts[language].headline


def _fact_buttons(
    casebook: Casebook, facts: list[str], language: Language, most: int
) -> tuple[tuple[Button, ...], ...]:
    shown = [fact for fact in facts if casebook.facts[fact].state == "published"][:most]
    return tuple((Button(label(casebook, fact, language), Open(fact, language)),) for fact in shown)


def _offer(finding: Finding, casebook: Casebook) -> Reply:
    say = speech(finding.language)
    facts = [candidate.fact for candidate in finding.candidates[:CHOICES]]
    buttons = _fact_buttons(casebook, facts, finding.language, CHOICES)
    return Reply(
        language=finding.language,
        kind="suggest",
        paragraphs=(Paragraph(say("I am not sure what you mean. Is it one of these?")),),
        as_of=casebook.case.as_of,
        facts=tuple(facts),
        buttons=(*buttons, (Button(say("None of these"), Dismiss(finding.language)),)),
    )


def _abstain(finding: Finding, casebook: Casebook) -> Reply:
    language = finding.language
    say = speech(language)
    title = casebook.case.title[language]
    reasons = {
        "not-in-record": say("The record has no answer to this. A wrong answer would be worse than none."),
        "other-case": say("This does not seem to be about the case I know: {title}.", title=title),
        "unclear": say("I could not make out the question. Please ask it in a few more words."),
        "other-language": say("I can answer in Russian, Kazakh, Kyrgyz and English only."),
    }
    steps = say("You can put it in other words, or look through the topics.")
    buttons: list[tuple[Button, ...]] = [(Button(say("Topics"), OpenTopic("", language)),)]
    if finding.reason == "other-language":
        buttons.append(_language_buttons())
    else:
        buttons += _fact_buttons(casebook, [casebook.case.status_fact], language, 1)
    return Reply(
        language=language,
        kind="none",
        paragraphs=(Paragraph(reasons[finding.reason or "not-in-record"]), Paragraph(steps)),
        as_of=casebook.case.as_of,
        buttons=tuple(buttons),
    )


def dismissed(language: Language) -> Reply:
    """What is said when none of the offered facts was meant."""
    say = speech(language)
    return Reply(
        language=language,
        kind="none",
        paragraphs=(
            Paragraph(say("Then the record may have no answer to this.")),
            Paragraph(say("You can put it in other words, or look through the topics.")),
        ),
        buttons=((Button(say("Topics"), OpenTopic("", language)),),),
    )


def withdrawn(casebook: Casebook, language: Language) -> Reply:
    """What is said when a link or an old button leads to a fact that the record no longer tells."""
    say = speech(language)
    return Reply(
        language=language,
        kind="none",
        paragraphs=(Paragraph(say("The record no longer holds this. It may have been corrected or moved.")),),
        buttons=((Button(say("Topics"), OpenTopic("", language)),),),
    )


def _language_buttons() -> tuple[Button, ...]:
    return tuple(Button(LANGUAGE_NAMES[language], Choose(language)) for language in LANGUAGES)


def choose_language(current: Language) -> Reply:
    """The choice of a language, said in all four: the reader may not know the one that is on."""
    lines = [say("In which language shall I answer?") for say in map(speech, LANGUAGES)]
    marked = tuple(
        Button(("✓ " if language == current else "") + LANGUAGE_NAMES[language], Choose(language))
        for language in LANGUAGES
    )
    return Reply(
        language=current,
        kind="page",
        paragraphs=(Paragraph("\n".join(lines)),),
        buttons=(marked[:2], marked[2:]),
    )


def start(casebook: Casebook, language: Language) -> Reply:
    """The first message in a chat: what this is, how to ask, and the choice of a language."""
    say = speech(language)
    examples = "\n".join(f"— {question}" for question in casebook.case.examples[language][:3])
    return Reply(
        language=language,
        kind="page",
        paragraphs=(
            Paragraph(casebook.case.title[language], "heading"),
            Paragraph(casebook.case.about[language]),
            Paragraph(
                say("Ask in your own words, in Russian, Kazakh, Kyrgyz or English. For example:") + "\n" + examples
            ),
            Paragraph(say("Every answer shows its sources. I do not keep your questions: /privacy"), "note"),
        ),
        buttons=choose_language(language).buttons,
    )


def help_page(casebook: Casebook, language: Language) -> Reply:
    """How to use the bot."""
    say = speech(language)
    commands = [
        ("/topics", say("everything the record tells, by topic")),
        ("/status", say("where the case stands now")),
        ("/language", say("choose the language of the answers")),
        ("/about", say("what this is and who writes it")),
        ("/privacy", say("what is kept about you")),
        ("/forget", say("delete what is kept about this chat")),
    ]
    return Reply(
        language=language,
        kind="page",
        paragraphs=(
            Paragraph(say("How to ask"), "heading"),
            Paragraph(
                say(
                    "Write a question as you would put it to a person. Typing mistakes, missing letters and Latin "
                    "script are fine. If I am not sure, I offer up to three questions to choose from; if the record "
                    "has no answer, I say so."
                )
            ),
            Paragraph("\n".join(f"{command} — {what}" for command, what in commands)),
        ),
    )


def about(casebook: Casebook, language: Language) -> Reply:
    """What the record is, how current, and what its marks mean."""
    say = speech(language)
    facts = sum(1 for _ in casebook.published())
    counts = say(
        "The record holds {facts} and {sources}, as of {date}.",
        facts=say.plural("{n} fact", "{n} facts", facts),
        sources=say.plural("{n} source", "{n} sources", len(casebook.sources)),
        date=say.date(casebook.case.as_of),
    )
    return Reply(
        language=language,
        kind="page",
        paragraphs=(
            Paragraph(casebook.case.title[language], "heading"),
            Paragraph(casebook.case.about[language]),
            Paragraph(counts),
            Paragraph(
                say(
                    "Every answer was prepared beforehand from published sources; nothing is made up at the moment you "
                    "ask. Where sources differ, the accounts stand side by side. What is not known is said to be not "
                    "known."
                )
            ),
        ),
    )


def privacy(language: Language) -> Reply:
    """What is kept about a chat, said in full."""
    say = speech(language)
    lines = [
        say("Your questions are not stored and not written to any log."),
        say("For this chat I keep one thing: the language you chose, under a key that does not show who you are."),
        say(
            "To understand follow-up questions I remember, in memory only and for a few minutes, "
            "which fact I told last."
        ),
        say("/forget deletes all of it at once."),
        say("Telegram itself sees this chat. If asking is dangerous where you live, think of who can see your phone."),
    ]
    return Reply(
        language=language,
        kind="page",
        paragraphs=(Paragraph(say("Privacy"), "heading"), *(Paragraph(line, "bullet") for line in lines)),
    )


def notice(language: Language, message: str) -> Reply:
    """A short word of the bot, already translated."""
    return Reply(language=language, kind="page", paragraphs=(Paragraph(message),))


def topic_page(casebook: Casebook, topic: str, page: int, language: Language) -> Reply:
    """The list of topics, or a page of the facts of one topic; an unknown topic gives the list."""
    say = speech(language)
    facts = [fact.id for fact in casebook.published() if fact.topic == topic]
    if not facts:
        told = {fact.topic for fact in casebook.published()}
        rows = tuple(
            (Button(each.title[language], OpenTopic(each.id, language)),)
            for each in casebook.case.topics
            if each.id in told
        )
        return Reply(language=language, kind="page", paragraphs=(Paragraph(say("Topics"), "heading"),), buttons=rows)
    pages = (len(facts) + PAGE_SIZE - 1) // PAGE_SIZE
    page = min(max(page, 0), pages - 1)
    title = next(each.title[language] for each in casebook.case.topics if each.id == topic)
    shown = _fact_buttons(casebook, facts[page * PAGE_SIZE : (page + 1) * PAGE_SIZE], language, PAGE_SIZE)
    turn = []
    if page > 0:
        turn.append(Button("←", OpenTopic(topic, language, page - 1)))
    turn.append(Button(say("Topics"), OpenTopic("", language)))
    if page + 1 < pages:
        turn.append(Button("→", OpenTopic(topic, language, page + 1)))
    heading = title if pages == 1 else f"{title} ({page + 1}/{pages})"
    return Reply(
        language=language, kind="page", paragraphs=(Paragraph(heading, "heading"),), buttons=(*shown, tuple(turn))
    )
