"""nginx with the configuration that operators are given, in front of whatever a test puts behind it."""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

__all__ = ["NGINX", "WEBHOOK_CONF", "checked", "free_port", "proxied"]

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin:/opt/homebrew/bin")
FOLDER = Path(__file__).resolve().parents[2] / "deploy" / "nginx"
WEBHOOK_CONF = FOLDER / "webhook.conf"

_MAIN = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr crit;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {inside}
}}
"""


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@asynccontextmanager
async def proxied(folder: Path, ports: Sequence[int], *, port: int = 0) -> AsyncIterator[int]:
    """Passes the webhook on to bots on these ports of the loopback; gives the port to reach it at.

    The upstream is that of `host.conf`, with the ports put in; what is passed on is `webhook.conf` as it stands.
    """
    host = (FOLDER / "host.conf").read_text(encoding="utf-8")
    upstream = host[host.index("upstream") : host.index("server {")]
    servers = [line for line in upstream.splitlines() if line.strip().startswith("server ")]
    for line in servers[1:]:
        upstream = upstream.replace(f"{line}\n", "")
    upstream = upstream.replace(
        servers[0], "\n".join(f"server 127.0.0.1:{port} {servers[0].split(maxsplit=2)[2]}" for port in ports)
    )
    port = port or free_port()
    server = f"set $case_record_bot http://case_record_bot; include {WEBHOOK_CONF};"
    path = folder / "nginx.conf"
    inside = f"{upstream}\nserver {{ listen 127.0.0.1:{port}; {server} }}"
    path.write_text(_MAIN.format(folder=folder, inside=inside), encoding="utf-8")
    assert NGINX is not None, "nginx is not installed"
    process = await asyncio.create_subprocess_exec(NGINX, "-p", str(folder), "-c", str(path))
    try:
        await _listening(port)
        yield port
    finally:
        process.terminate()
        await process.wait()


async def checked(folder: Path, name: str) -> str:
    """What ``nginx -t`` says about one of the files, with the paths of an installation put in; empty if all is well."""
    certificate = await _certificate(folder)
    text = (FOLDER / name).read_text(encoding="utf-8")
    lines = []
    for line in text.splitlines():
        words = line.split()
        match words[:1]:
            case ["ssl_certificate"]:
                line = f"ssl_certificate {certificate};"
            case ["ssl_certificate_key"]:
                line = f"ssl_certificate_key {certificate};"
            case ["include"]:
                assert words[1].endswith("/webhook.conf;")
                line = f"include {WEBHOOK_CONF};"
            case ["listen"]:
                line = line.replace("443", str(free_port()))
        lines.append(line)
    path = folder / f"check-{name}"
    path.write_text(_MAIN.format(folder=folder, inside="\n".join(lines)), encoding="utf-8")
    assert NGINX is not None, "nginx is not installed"
    process = await asyncio.create_subprocess_exec(
        NGINX, "-t", "-q", "-p", str(folder), "-c", str(path), stderr=asyncio.subprocess.PIPE
    )
    _, told = await process.communicate()
    return told.decode()


async def _certificate(folder: Path) -> Path:
    """A certificate and its key in one file, good for nothing but a check."""
    path = folder / "certificate.pem"
    process = await asyncio.create_subprocess_exec(
        "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=bot.example.org", "-days", "1",
        "-keyout", str(folder / "key"), "-out", str(folder / "crt"), stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert await process.wait() == 0
    path.write_bytes((folder / "key").read_bytes() + (folder / "crt").read_bytes())
    return path


async def _listening(port: int) -> None:
    async with asyncio.timeout(10):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.02)
            else:
                writer.close()
                return
