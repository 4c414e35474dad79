"""``/announce``: what would be announced, shown to curators, and the buttons that send, undo and stop it."""

from __future__ import annotations

from telegram import CallbackQuery, Message, Update
from telegram.ext import BaseHandler, CallbackQueryHandler, CommandHandler, ContextTypes, filters

from bot import compose
from bot.announcing import Announcing, page_of
from bot.curators import is_curators
from bot.handlers.press import stop_spinner
from bot.handlers.telling import put_in_place, tell
from bot.reply import Announce
from bot.services import Services
from bot.state.retention import ACTION_DAYS
from bot.surfaces.callback import decode
from bot.surfaces.sending import Address, send
from knowledge.model import LANGUAGES, Language

__all__ = ["handlers"]

# The form of callback data that is answered here.
_OURS = r"^1:a:"
# Whom Telegram does not name, such as an administrator who writes in the name of the group.
_UNNAMED = 0


def handlers(services: Services) -> list[BaseHandler[Update, ContextTypes.DEFAULT_TYPE, None]]:
    """The handlers of the command and of its buttons; none where there are no curators, or nobody to write to.

    In any other chat the command is one that the bot does not know, and so is a forged button.
    """
    announcing = services.announcing
    if announcing is None or not services.curator_chats:
        return []

    async def announce(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        if message is not None and is_curators(services, message.chat):
            language = await services.language(message.chat, message.from_user)
            await _preview(services, announcing, message, language)

    async def step(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        if query is None:
            return
        await stop_spinner(query)
        message, action = query.message, decode(query.data or "")
        if not isinstance(message, Message):
            return
        if not isinstance(action, Announce) or not is_curators(services, message.chat):
            language = await services.language(message.chat, query.from_user)
            await send(message, compose.start(services.casebook, language))
            return
        await _step(services, announcing, query, message, action)

    return [
        CommandHandler("announce", announce, filters=filters.Chat(services.curator_chats)),
        CallbackQueryHandler(step, pattern=_OURS),
    ]


async def _preview(services: Services, announcing: Announcing, message: Message, language: Language) -> None:
    """Each message as it would be sent, then the question; or the announcement that is on its way already."""
    if (broadcast := await announcing.open()) is not None:
        number = await tell(services, message, page_of(broadcast, language))
        await announcing.watch_at(broadcast.id, Address(message.chat.id, message=number))
        return
    announcement = await announcing.prepared(services.casebook, message.get_bot().username)
    if announcement is None:
        await tell(services, message, compose.nothing_to_announce(language))
        return
    await announcing.previewed(_who(services, message), announcement.print_)
    for each in LANGUAGES:
        await tell(services, message, announcement.digests[each])
    followers = await announcing.followers.counts()
    await tell(
        services,
        message,
        compose.announce_page(followers, announcement.print_, announcing.minutes, ACTION_DAYS, language),
    )


async def _step(
    services: Services, announcing: Announcing, query: CallbackQuery, message: Message, action: Announce
) -> None:
    reply = await announcing.step(
        action.step,
        action.about,
        services.casebook,
        Address(message.chat.id, message=message.message_id),
        services.keys.key(query.from_user.id),
        action.language,
        message.get_bot().username,
    )
    await put_in_place(services, message, message.message_id, reply)


def _who(services: Services, message: Message) -> str:
    return services.keys.key(message.from_user.id if message.from_user is not None else _UNNAMED)
