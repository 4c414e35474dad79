"""The bot's own pages: what it is, how to use it, what it keeps."""

from __future__ import annotations

from bot.reply import Button, Choose, Paragraph, Recipe, Reply
from bot.speech import LANGUAGE_NAMES, speech
from knowledge.casebook import Casebook
from knowledge.model import LANGUAGES, Language

__all__ = ["about", "choose_language", "group_hello", "help_page", "notice", "privacy", "start"]


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
        recipe=Recipe("language", current),
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
        recipe=Recipe("start", language),
    )


def help_page(casebook: Casebook, language: Language) -> Reply:
    """How to use the bot."""
    say = speech(language)
    commands = [
        ("/topics", say("everything the record tells, by topic")),
        ("/status", say("where the case stands now")),
        ("/people", say("who is who")),
        ("/timeline", say("what happened when")),
        ("/numbers", say("what was counted, and by whom")),
        ("/sources", say("where the record has it from")),
        ("/export", say("take the whole record along as a file")),
        ("/follow", say("be told what changes in the record")),
        ("/language", say("choose the language of the answers")),
        ("/about", say("what this is and who writes it")),
        ("/report", say("say what is wrong in an answer")),
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
        recipe=Recipe("help", language),
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
        recipe=Recipe("about", language),
    )


def privacy(language: Language) -> Reply:
    """What is kept about a chat, said in full."""
    say = speech(language)
    lines = [
        say(
            "Your questions are not stored and not written to any log, except for one that you hand to the curators "
            "yourself, with a button."
        ),
        say("For this chat I keep the language you chose, under a key that does not show who you are."),
        say(
            "If Telegram does not take an answer at once, I keep it encrypted until it is sent, for a day at most: "
            "which answer goes to which chat, never your question."
        ),
        say(
            "To understand follow-up questions I remember, in memory only and for a few minutes, which facts I told "
            "and how I found them; a question I could not answer, for half a minute, in case its other half follows; "
            "its words without digits, links and names of accounts, for ten minutes, in case you hand it on."
        ),
        say(
            "If this chat follows the record (/follow), I keep its address, encrypted, its language and the day since "
            "which it follows, until /unfollow, or until the bot is blocked or removed. While an announcement goes "
            "out, I also keep that it is still to be sent here."
        ),
        say("/forget deletes all of it at once."),
        say(
            "What you hand to the curators is kept without this chat, so that /forget can't find it: a question with "
            "its day, for half a year; a report of a mistake with the answer it is about, for two years. Before that "
            "you see the words that are kept."
        ),
        say(
            "Counted, without anybody: how many questions there were on a day, by language and outcome; how often an "
            "answer helped. That I counted you already I remember in memory only."
        ),
        say(
            "What I found for a recent question I remember in memory for a while, without the question and without the "
            "chat, so that the same need not be searched for again."
        ),
        say("Telegram itself sees this chat. If asking is dangerous where you live, think of who can see your phone."),
    ]
    return Reply(
        language=language,
        kind="page",
        paragraphs=(Paragraph(say("Privacy"), "heading"), *(Paragraph(line, "bullet") for line in lines)),
        recipe=Recipe("privacy", language),
    )


def notice(language: Language, message: str) -> Reply:
    """A short word of the bot, already translated; nothing that a person wrote may stand in it."""
    return Reply(
        language=language,
        kind="page",
        paragraphs=(Paragraph(message),),
        recipe=Recipe("notice", language, (message,)),
    )


def group_hello(casebook: Casebook, language: Language) -> Reply:
    """What the bot says once when it is added to a group: when it speaks, and that it listens to nothing else."""
    say = speech(language)
    return Reply(
        language=language,
        kind="page",
        paragraphs=(
            Paragraph(
                say("I answer questions about this case, with sources: {title}.", title=casebook.case.title[language])
            ),
            Paragraph(say("Ask with /ask and your question, or reply to one of my messages. I read nothing else.")),
        ),
        recipe=Recipe("group-hello", language),
    )
