"""The proxy that operators are given: it passes on the webhook and nothing else, to a bot that takes it."""

from __future__ import annotations

import io
import shutil

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.deploy.nginx import NGINX, checked, proxied

pytestmark = pytest.mark.skipif(NGINX is None, reason="needs nginx (apt-get install nginx)")


class Upstream:
    """A bot as the proxy sees it."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.requests: list[tuple[str, str, str]] = []
        app = web.Application(client_max_size=1024**2)
        app.router.add_route("*", "/{path:.*}", self._answer)
        self.server = TestServer(app)

    async def _answer(self, request: web.Request) -> web.Response:
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        self.requests.append((request.method, request.path_qs, secret))
        await request.read()
        return web.Response(status=self.status)


@pytest.fixture
async def upstreams():
    both = Upstream(), Upstream()
    for each in both:
        await each.server.start_server()
    yield both
    for each in both:
        await each.server.close()


@pytest.fixture
async def bring(upstreams, tmp_path):
    """Asks the proxy; gives the status."""
    ports = [each.server.port for each in upstreams]
    async with proxied(tmp_path, ports) as port, aiohttp.ClientSession() as session:

        async def ask(path: str, method: str = "POST", body: object = b"{}") -> int:
            headers = {"X-Telegram-Bot-Api-Secret-Token": "s"}
            url = f"http://127.0.0.1:{port}{path}"
            async with session.request(method, url, data=body, headers=headers) as response:
                return response.status

        yield ask


async def test_the_webhook_is_passed_on_with_its_secret_and_nothing_else_is(bring, upstreams):
    assert await bring("/telegram?key=1") == 200
    for path in ("/", "/livez", "/readyz", "/metrics", "/telegram/", "/telegram/../metrics", "//metrics"):
        assert await bring(path) == 404
    for method in ("GET", "HEAD", "PUT", "DELETE"):
        assert await bring("/telegram", method) == 403
    seen = upstreams[0].requests + upstreams[1].requests
    assert seen == [("POST", "/telegram?key=1", "s")]


async def test_what_one_bot_does_not_take_another_does(bring, upstreams):
    one, other = upstreams
    one.status = 503
    assert [await bring("/telegram") for _ in range(10)] == [200] * 10
    assert len(other.requests) == 10
    await one.server.close()  # killed
    assert [await bring("/telegram") for _ in range(10)] == [200] * 10


async def test_a_bot_that_could_not_take_one_gets_the_next(bring, upstreams):
    for each in upstreams:
        each.status = 503
    assert [await bring("/telegram") for _ in range(3)] == [503] * 3  # Telegram comes again
    for each in upstreams:
        each.status = 200
    assert [await bring("/telegram") for _ in range(4)] == [200] * 4


async def test_large_bodies_do_not_reach_the_bots(bring, upstreams):
    assert await bring("/telegram", body=b"x" * 900_000) == 200
    try:
        status = await bring("/telegram", body=io.BytesIO(b"x" * 1_100_000))
    except aiohttp.ClientError:
        status = 413  # it hung up before all was sent
    assert status == 413
    assert len(upstreams[0].requests + upstreams[1].requests) == 1


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl to make a certificate")
@pytest.mark.parametrize("name", ["host.conf", "containers.conf"])
async def test_what_operators_copy_is_taken_by_nginx(tmp_path, name):
    assert await checked(tmp_path, name) == ""


async def test_nginx_says_when_a_file_is_wrong(tmp_path, monkeypatch):
    folder = tmp_path / "conf"
    folder.mkdir()
    (folder / "host.conf").write_text("server { listen 1.2.3.4:443; no_such_word; }")
    monkeypatch.setattr("tests.deploy.nginx.FOLDER", folder)
    assert "no_such_word" in await checked(tmp_path, "host.conf")
