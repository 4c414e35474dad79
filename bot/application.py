"""The one ``telegram.ext.Application`` behind every way of talking: polling, webhook and the terminal chat."""

from __future__ import annotations

from typing import Any

from telegram.ext import Application, BaseRateLimiter
from telegram.request import BaseRequest

from bot.delivery.handling import AnyApplication
from bot.handlers import (
    announce,
    ask,
    curate,
    follow,
    guest,
    hear,
    inline,
    limit,
    membership,
    pages,
    pictures,
    press,
)
from bot.limits import Limits
from bot.services import Services

__all__ = ["build_application"]


def build_application(
    services: Services,
    *,
    token: str,
    request: BaseRequest,
    api_url: str | None = None,
    rate_limiter: BaseRateLimiter[Any] | None = None,
    limits: Limits | None = None,
) -> AnyApplication:
    """Wire the handlers to a transport. Fetching updates is not this application's work: see ``bot.delivery``.

    Without ``limits`` a chat may ask as much as it likes: a terminal has one.
    """
    builder = Application.builder().token(token).request(request).get_updates_request(request).updater(None)
    if api_url is not None:
        builder = builder.base_url(f"{api_url}/bot").base_file_url(f"{api_url}/file/bot")
    if rate_limiter is not None:
        builder = builder.rate_limiter(rate_limiter)
    application = builder.build()
    if limits is not None:
        application.add_handler(limit.handler(services, limits), limit.BEFORE_OTHERS)
    # What comes first has the first say: a question is whatever is nothing else.
    for each in (pages, pictures, follow, announce, hear, curate, press, inline, guest, membership, ask):
        application.add_handlers(each.handlers(services))
    return application
