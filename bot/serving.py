"""The bot on Telegram: settings, record, state and delivery put together, and what can go wrong told as advice."""

from __future__ import annotations

import asyncio
import datetime as dt
import html
import logging
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from telegram import LinkPreviewOptions, Update
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.announcing import Announcing
from bot.application import build_application
from bot.broadcasting import Broadcasting
from bot.conversation import Conversations
from bot.counting import counted
from bot.delivery.bringing import be_brought
from bot.delivery.errors import DeliveryError
from bot.delivery.handling import AnyApplication, Park
from bot.delivery.lifecycle import Job
from bot.delivery.listening import listening
from bot.delivery.pacing import Pace, Pacing
from bot.delivery.polling import Receiver, poll
from bot.delivery.progress import Progress, Received
from bot.delivery.transport import AiohttpRequest
from bot.delivery.webhook import MAX_BODY, Webhook
from bot.errors import Advice
from bot.hearing import stored_hearing
from bot.library import Library
from bot.limits import LimitsInMemory
from bot.matching.editions import edition_for_many
from bot.menu import set_up
from bot.paper.shelf import Shelf
from bot.parking import Backlog, Parking
from bot.privacy import ChatKeys, Seal, derived_secret, load_secret
from bot.reloading import Reloading, reloaded_by_signal
from bot.services import FALLBACK, Services
from bot.settings import Settings
from bot.state.actions import CuratorActions
from bot.state.answered import AnsweredInDatabase
from bot.state.broadcasts import Broadcasts
from bot.state.chats import StoredChats
from bot.state.database import Database
from bot.state.followers import StoredFollowers
from bot.state.lease import Lease
from bot.state.opening import opened
from bot.state.parked import Parked
from bot.state.retention import keep_tidy
from bot.state.uploads import MemoryUploads
from bot.watch import set_up_logging
from bot.watch.metrics import midnight
from bot.watch.reports import Reports
from bot.watch.whole import Watch
from knowledge.casebook import Casebook
from knowledge.finding.finder import Finder
from knowledge.model import Language

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
#: Telegram answers a long poll after 30 s; three of them without a word, and it is out of reach.
_LONGEST_SILENCE = 100.0
#: What probes and metrics are asked with has no body.
_NO_BODY = 1024
_LAST_REPORTS_SECONDS = 2.0


@dataclass(frozen=True)
class _Bot:
    """What both ways of receiving need."""

    settings: Settings
    application: AnyApplication
    answered: AnsweredInDatabase
    watch: Watch
    park: Park
    lease: Lease
    jobs: Sequence[Job]


async def serve(
    settings: Settings, casebook: Casebook, finder: Finder, folder: Path | None = None, compiled: Path | None = None
) -> int:
    """Answer on Telegram until told to stop; returns the exit code.

    Args:
        folder: where the record was read from, to read it anew on SIGHUP; without, the one in the settings.
        compiled: where the compiled record lies, for other processes to open it.

    Raises:
        Advice: the state can't be written, an address is taken, or Telegram can't be reached or refuses.
    """
    token = settings.telegram_bot_token
    assert token is not None
    known = (token, settings.secret_key or "", settings.webhook_secret or "", settings.database_password())
    redacting = set_up_logging(settings.log_level, *known, form=settings.log_format)
    secret = _secret(settings)
    webhook_secret = settings.webhook_secret or derived_secret(secret, "webhook")
    redacting.hide(secret, webhook_secret)
    bot_id = int(token.partition(":")[0])
    watch = Watch()
    folder, processes = folder or settings.record, settings.matching_processes
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(watch.kept())
        if settings.metrics is not None:
            routes = [*watch.health.routes(), *watch.metrics.routes()]
            await stack.enter_async_context(listening("METRICS", *settings.metrics, routes, max_body=_NO_BODY))
        edition = await edition_for_many(casebook, finder, compiled, processes)
        library = Library(edition, asked=watch.asked)
        stack.push_async_callback(library.close)
        database = await stack.enter_async_context(opened(settings.database_url, bot_id))
        keys = ChatKeys(secret)
        parked = Parked(database)
        shelf, uploads = Shelf(casebook, Settings.cache_path()), MemoryUploads()
        parking = Parking(
            parked,
            Seal(secret),
            keys,
            lambda: library.casebook,
            dt.date.today,
            shelf=shelf,
            uploads=uploads,
            moved=lambda old, new: services.move(old, new),
        )
        following = Seal(derived_secret(secret, "following"))
        followers, broadcasts = StoredFollowers(database, following), Broadcasts(database)
        announcing = Announcing(broadcasts, followers, CuratorActions(database), following, settings.announce_delay)
        await announcing.assume_announced(casebook)
        hearing, tallies = stored_hearing(database)
        services = Services(
            library=library,
            chats=StoredChats(database),
            conversations=Conversations(time.monotonic),
            keys=keys,
            today=dt.date.today,
            shelf=shelf,
            uploads=uploads,
            curator_chats=frozenset(settings.curator_chats),
            followers=followers,
            announcing=announcing,
            hearing=hearing,
        )
        pacing = Pacing(Pace.of(settings.messages_per_second), queue=parking)
        application = build_application(
            services,
            token=token,
            request=AiohttpRequest(called=watch.called),
            api_url=settings.telegram_api_url,
            rate_limiter=pacing,
            limits=LimitsInMemory(),
        )
        application.post_init = lambda app: set_up(app.bot, library.casebook, settings.curator_chats)
        _report(settings, application, services, watch)
        _measure(watch, library, database)

        async def swapped() -> None:
            await asyncio.to_thread(services.shelf.turn_to, library.casebook)
            await set_up(application.bot, library.casebook, settings.curator_chats)

        reloading = Reloading(
            library,
            folder,
            settings.cache_path(),
            processes=processes,
            swapped=swapped,
            told=lambda result: watch.metrics.reloaded(done=result.done),
        )
        stack.enter_context(reloaded_by_signal(reloading))
        facts = library.edition.count()
        logger.info("starting: record %s as of %s, %s", casebook.case.id, casebook.case.as_of, counted(facts, "fact"))
        backlog = Backlog(parked)
        watch.metrics.gauge("bot_parked", "Replies that wait to be sent later", lambda: backlog.waiting)
        watch.metrics.gauge("bot_parked_dead", "Waiting replies that were given up so far", lambda: backlog.dead)
        broadcasting = Broadcasting(
            broadcasts, followers, keys, following, Lease(database, f"announcing {bot_id}"), pacing.turn
        )
        jobs = (
            lambda: parking.run(application.bot),
            lambda: keep_tidy(database),
            tallies.keep,
            backlog.follow,
            lambda: broadcasting.run(application.bot),
        )
        lease = Lease(database, f"polling {bot_id}")
        bot = _Bot(settings, application, AnsweredInDatabase(database, bot_id), watch, parking.park, lease, jobs)
        try:
            received = await (_by_webhook(bot, webhook_secret) if settings.webhook_url else _by_polling(bot))
        except DeliveryError as error:
            raise Advice(str(error), _TELEGRAM) from None
        except TelegramError as error:
            raise Advice(
                f"Telegram refuses a call of the bot ({error.message}): please report this", _TELEGRAM
            ) from None
    logger.info("stopped: %d answered, %d given up", received.answered, received.dead)
    return 0


def _secret(settings: Settings) -> str:
    """The operator's secret, or the one made on the first start."""
    try:
        return settings.secret_key or load_secret(settings.secret_path())
    except OSError as error:
        raise Advice(
            f"the secret in {settings.secret_path()} can't be used ({error}): set SECRET_KEY, or set DATABASE_URL to a"
            " place that can be written"
        ) from None


async def _by_polling(bot: _Bot) -> Received:
    health = bot.watch.health

    def receiving(receiver: Receiver) -> None:
        began = time.monotonic()  # with a word of Telegram's: the webhook is gone

        async def heard() -> bool:
            silence = receiver.since_fetch()
            return (time.monotonic() - began if silence is None else silence) < _LONGEST_SILENCE

        _watch_updates(bot.watch, receiver.progress)
        health.ready_if("telegram", heard)
        health.started()

    return await poll(
        bot.application,
        bot.answered,
        allowed_updates=_ALLOWED,
        park=bot.park,
        lease=bot.lease,
        jobs=bot.jobs,
        observer=bot.watch,
        receiving=receiving,
        stopping=health.stopping,
    )


async def _by_webhook(bot: _Bot, secret: str) -> Received:
    settings, health = bot.settings, bot.watch.health
    assert settings.webhook_url is not None
    webhook = Webhook(
        bot.application, bot.answered, secret=secret, allowed_updates=_ALLOWED, park=bot.park, observer=bot.watch
    )
    _watch_updates(bot.watch, webhook.progress)
    routes = [*webhook.routes(settings.webhook_path()), *health.routes()]
    async with listening("LISTEN", *settings.listen, routes, max_body=MAX_BODY) as port:
        logger.info("listening on %s for %s", settings.listen._replace(port=port), settings.webhook_url)
        return await be_brought(
            bot.application,
            webhook,
            url=settings.webhook_url,
            secret=secret,
            allowed_updates=_ALLOWED,
            jobs=bot.jobs,
            receiving=health.started,
            stopping=health.stopping,
        )


def _watch_updates(watch: Watch, progress: Progress) -> None:
    watch.updates(lambda: progress.open, progress.oldest, progress.still)


def _measure(watch: Watch, library: Library, database: Database) -> None:
    async def reachable() -> bool:
        return await database.fetch_one("SELECT 1") is not None

    watch.health.ready_if("database", reachable)
    gauge = watch.metrics.gauge
    gauge("bot_matching_processes", "Processes that find facts for the bot's own", library.processes)
    gauge("bot_record_facts", "Published facts of the record in use", lambda: library.edition.count())
    gauge(
        "bot_record_as_of_timestamp_seconds",
        "The day as of which the record in use holds",
        lambda: midnight(library.casebook.case.as_of),
    )


def _report(settings: Settings, application: AnyApplication, services: Services, watch: Watch) -> None:
    """Has errors told to the curators, while the bot is there to tell them."""

    async def language(chat: int) -> Language:
        return await services.chats.language(services.keys.key(chat)) or FALLBACK

    async def send(chat: int, text: str) -> None:
        await application.bot.send_message(
            chat,
            html.escape(text),
            parse_mode=ParseMode.HTML,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )

    reports = Reports(send, settings.curator_chats, language)
    watch.report_to(reports)
    application.post_stop = lambda _: reports.drain(_LAST_REPORTS_SECONDS)
