"""Asking: a message in a person's own words, its edits, posts passed on to be checked, messages that are no text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from telegram import Message, Update
from telegram.ext import BaseHandler, CommandHandler, ContextTypes, MessageHandler, filters

from bot import compose
from bot.handlers.addressing import meant_for_bot, own_link, passed_on, without_mention, words_of
from bot.handlers.hear import may_be_handed_on
from bot.handlers.telling import fact_under, is_group, may_answer, opened, put_in_place, tell
from bot.reply import Reply
from bot.services import Services, language_of
from bot.speech import LANGUAGE_NAMES, speech
from knowledge.finding import Context, Finding
from knowledge.model import Language

__all__ = ["handlers"]

# Words that always switch the language, whatever the bot speaks at the moment.
_SWITCHES: dict[str, Language] = {name.casefold(): language for language, name in LANGUAGE_NAMES.items()}
_SWITCHES |= {"орысша": "ru", "по-русски": "ru", "казакша": "kk", "kazaksha": "kk", "qazaqsha": "kk", "kyrgyzcha": "ky"}

# Half a question is short: longer messages stand for themselves.
_FRAGMENT_WORDS = 7
# What has no word in it is no half of a question: 4 and 5 make no 45.
_WORD = re.compile(r"[^\W\d_]{2}")
_LINK = re.compile(r"(?:https?://|www\.|t\.me/)\S++", re.IGNORECASE)


@dataclass(frozen=True)
class _Turn:
    """A reply, and how it was found if it was. ``question``: it replies to one, which is counted."""

    reply: Reply
    finding: Finding | None = None
    question: bool = False


def handlers(services: Services) -> list[BaseHandler[Update, ContextTypes.DEFAULT_TYPE, None]]:
    """The handlers for questions. They come last: whatever is no command and no button is a question."""

    async def ask(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        if message is None or not meant_for_bot(message, context.bot.username, context.bot.id):
            return
        await answer(
            message, without_mention(message, context.bot.username), context, is_edit=bool(update.edited_message)
        )

    async def ask_by_command(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        if message is not None:
            question = words_of(message).partition(" ")[2].strip()
            await answer(message, question, context, is_edit=bool(update.edited_message))

    async def answer(message: Message, question: str, context: ContextTypes.DEFAULT_TYPE, *, is_edit: bool) -> None:
        key = services.key(message.chat)
        earlier = services.conversations.answer_to(key, message.message_id) if is_edit else None
        if earlier is None and not may_answer(services, message):
            return
        turn = await _turn(services, message, question, context, is_edit=is_edit)
        if turn.question and not is_edit:
            services.hearing.tallies.asked(services.today(), turn.reply.language, turn.reply.kind)
        handable = may_be_handed_on(services, message, turn.reply, turn.finding)
        reply = turn.reply
        if handable is not None and reply.kind == "none":
            reply = compose.to_be_handed_on(reply, handable.words)
        if earlier is not None:
            number = await put_in_place(services, message, earlier, reply, turn.finding)
        else:
            number = await tell(services, message, reply, turn.finding)
        services.conversations.answered(key, message.message_id, number)
        if handable is not None:
            services.conversations.may_be_handed_on(key, number, handable)

    async def unknown_command(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        if message is not None:
            language = await services.language(message.chat, message.from_user)
            await tell(services, message, compose.help_page(services.casebook, language))

    async def no_text(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        if message is None or is_group(message):
            return
        album = message.media_group_id
        if album is not None and not services.conversations.is_new_album(services.key(message.chat), album):
            return
        language = await services.language(message.chat, message.from_user)
        say = speech(language)
        await tell(
            services,
            message,
            compose.notice(language, say("I can read text only. Please write your question as a message.")),
        )

    words = filters.TEXT | filters.CAPTION
    talk = filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE
    return [
        CommandHandler("ask", ask_by_command),
        MessageHandler(talk & words & ~filters.COMMAND, ask),
        MessageHandler(filters.UpdateType.MESSAGE & filters.COMMAND & filters.ChatType.PRIVATE, unknown_command),
        MessageHandler(filters.UpdateType.MESSAGE & ~words & ~filters.StatusUpdate.ALL, no_text),
    ]


async def _turn(
    services: Services, message: Message, question: str, context: ContextTypes.DEFAULT_TYPE, *, is_edit: bool
) -> _Turn:
    key = services.key(message.chat)
    switch = _SWITCHES.get(question.strip(" .!?/").casefold())
    if switch is not None:
        await services.chats.set_language(key, switch)
        return _Turn(compose.start(services.casebook, switch))
    chosen = await services.chosen(message.chat)
    prior = chosen or language_of(message.from_user)
    link = own_link(question, context.bot.username)
    if link is not None:
        return _Turn(opened(services, key, link, prior))
    if message.media_group_id is not None:
        services.conversations.is_new_album(key, message.media_group_id)
    about = Context(language=prior, fact=_asked_about(services, message, context.bot.id))
    if message.forward_origin is not None:
        return await _checked(services, key, question, about, chosen)
    asked = _LINK.sub(" ", question)
    if question and not asked.strip(" \n\t.,;"):
        say = speech(prior)
        return _Turn(
            compose.notice(prior, say("I can't open links. Send me the text of the post, or ask in your own words."))
        )
    finding = await _found(services, message, asked, about, is_edit=is_edit)
    if finding.outcome != "answer" and (post := passed_on(message, context.bot.id)) is not None:
        return await _checked(services, key, post, about, chosen)
    if finding.outcome == "answer":
        services.conversations.tell(key, finding.candidates[0].fact)
    return _Turn(_said(services, message, finding), finding, question=True)


def _said(services: Services, message: Message, finding: Finding) -> Reply:
    """The reply to a finding: in a group, what is no answer is said in few words and without buttons."""
    if is_group(message) and finding.outcome == "suggest":
        return compose.short_word(finding.language)
    reply = services.reply_to(finding)
    return compose.without_buttons(reply) if is_group(message) and finding.outcome == "none" else reply


def _asked_about(services: Services, message: Message, bot_id: int) -> str | None:
    """The fact that a question is about: the one told by the message it replies to, else the one told last."""
    replied = message.reply_to_message
    if replied is not None and replied.from_user is not None and replied.from_user.id == bot_id:
        fact = fact_under(services, replied)
        if fact is not None:
            return fact
    return services.conversations.told(services.key(message.chat))


async def _found(services: Services, message: Message, question: str, about: Context, *, is_edit: bool) -> Finding:
    """The finding on a question; on both halves of one that came in two messages, where only both have an answer.

    The first half is answered at once, by an offer or an honest word: waiting would slow all down.
    In a group the halves could be two people's.
    """
    if is_group(message) or is_edit:
        return await services.find(question, about)
    key = services.key(message.chat)
    before = services.conversations.unanswered(key)
    services.conversations.no_more_unanswered(key)
    if len(question.split()) > _FRAGMENT_WORDS or not _WORD.search(question):
        return await services.find(question, about)
    both = [question] if before is None else [question, f"{before} {question}"]
    findings = await services.library.find_each(both, about, until=_is_answer)
    if _is_answer(findings[-1]):
        return findings[-1]
    services.conversations.not_answered(key, question)
    return findings[0]


def _is_answer(finding: Finding) -> bool:
    return finding.outcome == "answer"


async def _checked(services: Services, key: str, post: str, about: Context, chosen: Language | None) -> _Turn:
    """What the record says about a post: in the language chosen in the chat, else in that of the post."""
    findings = await services.check_post(post, about)
    language = chosen or (findings[0].language if findings else about.language or "en")
    if findings:
        services.conversations.tell(key, findings[0].candidates[0].fact)
    reply = compose.about_post(findings, services.casebook, language, services.today())
    return _Turn(reply, findings[0] if findings else None, question=True)
