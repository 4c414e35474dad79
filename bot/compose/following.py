"""Following the record: what a chat agrees to, and how it leaves."""

from __future__ import annotations

from bot.reply import Button, Follow, Paragraph, Reply
from bot.speech import speech
from knowledge.model import Language

__all__ = ["consent_page", "following", "not_following"]


def consent_page(language: Language) -> Reply:
    """What following is, what is kept for it and how it ends: before anything is kept."""
    say = speech(language)
    return Reply(
        language=language,
        kind="page",
        paragraphs=(
            Paragraph(say("Follow the record?"), "heading"),
            Paragraph(
                say(
                    "When facts are added, corrected or withdrawn, I write to this chat: one message for all of them, "
                    "corrections first. A person decides when it goes out."
                )
            ),
            Paragraph(say("For that I have to keep where to write:")),
            Paragraph(say("the address of this chat, encrypted with a secret that only the operator has;"), "bullet"),
            Paragraph(say("its language, and the day since which it follows."), "bullet"),
            Paragraph(
                say("/unfollow ends it at once and deletes this. So do /forget, and blocking or removing the bot.")
            ),
        ),
        buttons=(
            (
                Button(say("Yes, follow"), Follow(yes=True, language=language)),
                Button(say("No"), Follow(yes=False, language=language)),
            ),
        ),
    )


def following(language: Language) -> Reply:
    """What is said once a chat follows."""
    say = speech(language)
    return _word(
        language, say("This chat follows the record now: I write when it changes. /unfollow ends it at any time.")
    )


def not_following(language: Language) -> Reply:
    """What is said when somebody does not want it after all."""
    say = speech(language)
    return _word(language, say("All right: this chat does not follow the record, and nothing was kept."))


def _word(language: Language, words: str) -> Reply:
    return Reply(language=language, kind="page", paragraphs=(Paragraph(words),))
