"""Following the record: asked for, agreed to and ended, in private chats and, by their administrators, in groups."""

from __future__ import annotations

from telegram import CallbackQuery, Message, Update, User
from telegram.error import BadRequest, Forbidden
from telegram.ext import BaseHandler, CallbackQueryHandler, CommandHandler, ContextTypes

from bot import compose
from bot.handlers.press import stop_spinner
from bot.handlers.telling import is_group, may_answer, put_in_place, tell
from bot.reply import Follow, Reply
from bot.services import Services
from bot.speech import speech
from bot.state.followers import Followers, Place
from bot.surfaces.callback import decode
from knowledge.model import Language

__all__ = ["handlers"]

# The form of callback data that is answered here.
_OURS = r"^1:j:"


def handlers(services: Services) -> list[BaseHandler[Update, ContextTypes.DEFAULT_TYPE, None]]:
    """The handlers of ``/follow`` and ``/unfollow`` and of the answer to the question that the first one asks."""

    async def follow(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        if message is not None and may_answer(services, message):
            language = await services.language(message.chat, message.from_user)
            await tell(services, message, await _asked(services, message, language))

    async def unfollow(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        if message is None:
            return
        # Whoever is in a group may end it, as with /forget: to be left alone needs no permission.
        followed = services.followers is not None and await services.followers.unfollow(services.key(message.chat))
        if may_answer(services, message):
            language = await services.language(message.chat, message.from_user)
            say = speech(language)
            ended = say("This chat no longer follows the record; what was kept for that is deleted.")
            words = ended if followed else say("This chat does not follow the record.")
            await tell(services, message, compose.notice(language, words))

    async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        if query is not None:
            await _answered(services, query)

    return [
        CommandHandler("follow", follow),
        CommandHandler("unfollow", unfollow),
        CallbackQueryHandler(answer, pattern=_OURS),
    ]


async def _asked(services: Services, message: Message, language: Language) -> Reply:
    """The question whether to follow, or why there is none."""
    say = speech(language)
    if services.followers is None:
        return compose.notice(
            language,
            say("This is a terminal, where I can't call you back. On Telegram, /follow brings you what is new."),
        )
    if await services.followers.follows(services.key(message.chat)):
        return compose.notice(language, say("This chat follows the record already. /unfollow ends it."))
    if not await _may_decide(message, message.from_user, as_chat=message.sender_chat == message.chat):
        return compose.notice(language, _for_administrators(language))
    return compose.consent_page(language)


async def _answered(services: Services, query: CallbackQuery) -> None:
    action, message = decode(query.data or ""), query.message
    if not isinstance(message, Message):
        await stop_spinner(query)
        return
    if not isinstance(action, Follow) or services.followers is None:
        await stop_spinner(query)
        language = await services.language(message.chat, query.from_user)
        await tell(services, message, compose.start(services.casebook, language))
        return
    if not await _may_decide(message, query.from_user):
        await stop_spinner(query, _for_administrators(action.language))
        return
    await stop_spinner(query)
    reply = await _decided(services, services.followers, message, action)
    await put_in_place(services, message, message.message_id, reply)


async def _decided(services: Services, followers: Followers, message: Message, action: Follow) -> Reply:
    key = services.key(message.chat)
    if action.yes:
        thread = message.message_thread_id if message.is_topic_message else None
        await followers.follow(key, Place(message.chat.id, thread), action.language)
        return compose.following(action.language)
    # An old question may be answered again, by a chat that follows since: that is no /unfollow.
    if await followers.follows(key):
        return compose.following(action.language)
    return compose.not_following(action.language)


async def _may_decide(message: Message, user: User | None, *, as_chat: bool = False) -> bool:
    """Whether somebody may have a chat follow: in private everybody, in a group its administrators.

    ``as_chat``: an administrator who stays anonymous writes in the name of the group. The list of administrators is
    what every bot may ask for, also one that is no administrator itself.
    """
    if not is_group(message) or as_chat:
        return True
    try:
        administrators = await message.get_bot().get_chat_administrators(message.chat.id)
    except (BadRequest, Forbidden):
        return False
    return user is not None and any(each.user.id == user.id for each in administrators)


def _for_administrators(language: Language) -> str:
    say = speech(language)
    return say("Whether this group follows the record, its administrators decide.")
