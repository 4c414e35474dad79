"""The bot on Telegram: settings, record, state and delivery put together, and what can go wrong told as advice."""

from __future__ import annotations

import datetime as dt
import logging
import time

from telegram import Update
from telegram.error import TelegramError

from bot.application import build_application
from bot.conversation import Conversations
from bot.delivery.errors import DeliveryError
from bot.delivery.pacing import Pacing
from bot.delivery.polling import poll
from bot.delivery.transport import AiohttpRequest
from bot.errors import Advice
from bot.limits import LimitsInMemory
from bot.menu import set_up
from bot.paper.shelf import Shelf
from bot.parking import Parking
from bot.privacy import ChatKeys, Seal, load_secret
from bot.services import Services
from bot.settings import Settings
from bot.state.answered import AnsweredInDatabase
from bot.state.chats import StoredChats
from bot.state.lease import Lease
from bot.state.opening import opened
from bot.state.parked import Parked
from bot.state.retention import keep_tidy
from bot.state.uploads import MemoryUploads
from bot.watch import set_up_logging
from knowledge.casebook import Casebook
from knowledge.finding.finder import Finder

__all__ = ["serve"]

logger = logging.getLogger(__name__)

_TELEGRAM = 4
# Not CHOSEN_INLINE_RESULT: who sent which answer where is nobody's business.
_ALLOWED = [
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.GUEST_MESSAGE,
    Update.MY_CHAT_MEMBER,
]


async def serve(settings: Settings, casebook: Casebook, finder: Finder) -> int:
    """Answer on Telegram until told to stop; returns the exit code.

    Raises:
        Advice: the state can't be written, or Telegram can't be reached or refuses.
    """
    token = settings.telegram_bot_token
    assert token is not None
    set_up_logging(settings.log_level, token, settings.secret_key or "", settings.database_password())
    try:
        secret = settings.secret_key or load_secret(settings.secret_path())
    except OSError as error:
        raise Advice(
            f"the secret in {settings.secret_path()} can't be used ({error}): set SECRET_KEY, or set DATABASE_URL to a"
            " place that can be written"
        ) from None
    bot_id = int(token.partition(":")[0])
    async with opened(settings.database_url, bot_id) as database:
        keys = ChatKeys(secret)
        parking = Parking(Parked(database), Seal(secret), keys, casebook, dt.date.today)
        services = Services(
            casebook=casebook,
            find=finder.find,
            chats=StoredChats(database),
            conversations=Conversations(time.monotonic),
            keys=keys,
            today=dt.date.today,
            shelf=Shelf(casebook, Settings.cache_path()),
            uploads=MemoryUploads(),
        )
        application = build_application(
            services,
            token=token,
            request=AiohttpRequest(),
            api_url=settings.telegram_api_url,
            rate_limiter=Pacing(queue=parking),
            limits=LimitsInMemory(),
        )
        application.post_init = lambda app: set_up(app.bot, casebook)
        facts = sum(1 for _ in casebook.published())
        logger.info("starting: record %s as of %s, %d facts", casebook.case.id, casebook.case.as_of, facts)
        try:
            received = await poll(
                application,
                AnsweredInDatabase(database, bot_id),
                allowed_updates=_ALLOWED,
                park=parking.park,
                lease=Lease(database, f"polling {bot_id}"),
                jobs=[lambda: parking.run(application.bot), lambda: keep_tidy(database)],
            )
        except DeliveryError as error:
            raise Advice(str(error), _TELEGRAM) from None
        except TelegramError as error:
            raise Advice(
                f"Telegram refuses a call of the bot ({error.message}): please report this", _TELEGRAM
            ) from None
    logger.info("stopped: %d answered, %d given up", received.answered, received.dead)
    return 0
