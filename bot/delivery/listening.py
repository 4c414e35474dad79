"""An HTTP server of the bot's own, for as long as a block lasts."""

from __future__ import annotations

import errno
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Final

from aiohttp import web

from bot.errors import Advice

__all__ = ("listening",)

#: Waiting connections; Telegram makes 100 at the most, a proxy some more.
_BACKLOG: Final = 256
#: What is still being answered at the end has been told by then; only the bytes are left to go.
_LAST_BYTES_SECONDS: Final = 2.0
#: Longer than proxies keep theirs (nginx: 60 s), so that none sends into a connection that is just being closed.
_KEEP_ALIVE_SECONDS: Final = 75.0


@asynccontextmanager
async def listening(
    setting: str, host: str, port: int, routes: Iterable[web.AbstractRouteDef], *, max_body: int
) -> AsyncIterator[int]:
    """Serves the routes; gives the port, which is another one if 0 was asked for.

    Requests are not logged: an address may tell who asks.

    Args:
        setting: what the operator set the address with, for the advice.
        max_body: the largest body taken, in bytes; more is answered 413.

    Raises:
        Advice: the address is taken, is not this machine's, or needs more rights.
    """
    server = web.Application(client_max_size=max_body)
    server.add_routes(routes)
    runner = web.AppRunner(
        server,
        access_log=None,
        handle_signals=False,
        keepalive_timeout=_KEEP_ALIVE_SECONDS,
        shutdown_timeout=_LAST_BYTES_SECONDS,
    )
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port, backlog=_BACKLOG).start()
        except OSError as error:
            raise Advice(f"{setting}: {_reason(error, host, port)}", 2) from None
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def _reason(error: OSError, host: str, port: int) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"port {port} of {host} is taken: stop what listens there, or choose another port"
        case errno.EACCES:
            return f"port {port} needs more rights: choose one above 1023, and let a proxy listen on the other"
        case errno.EADDRNOTAVAIL:
            return f"{host} is no address of this machine: use 127.0.0.1, or 0.0.0.0 for all of them"
        case _:
            return f"can't listen on {host}:{port} ({error.strerror}): check host and port"
