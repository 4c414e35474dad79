"""Asks for known vulnerabilities of the pinned packages. Not part of the test run: it needs the network.

    pip install pip-audit==2.10.1        # into an environment of its own, and its bin/ into PATH; .ci/audit does both
    python -m tests.deploy.audit

pip-audit says "no known vulnerabilities found" also where nobody could be asked; this tells the two apart. Exits 0 if
every package was looked up and none is known to be vulnerable, 1 if one is, 2 if that could not be told of all.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ("requirements.txt", "requirements-dev.txt")
#: Where to ask: PyPI itself, and the database behind it.
SERVICES = ("pypi", "osv")
BOUND_SECONDS = 300


def asked(service: str) -> list[dict[str, Any]] | None:
    """What pip-audit was told of each package; None if the service can't be reached."""
    # All is pinned, so that nothing has to be resolved or installed; what one file includes of another is not followed.
    files = [word for name in REQUIREMENTS for word in ("--requirement", str(ROOT / name))]
    command = ["pip-audit", *files, "--no-deps", "--disable-pip"]
    command += ["--vulnerability-service", service, "--format", "json", "--progress-spinner", "off"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=BOUND_SECONDS)
    try:
        packages: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        return None
    return packages


def judged(packages: Sequence[dict[str, Any]]) -> tuple[int, list[str]]:
    """The exit code, and what to tell."""
    lines = [
        f"{each['name']} {each['version']}: {', '.join([found['id'], *found.get('aliases', ())])};"
        f" mended in {', '.join(found.get('fix_versions', ())) or 'no version yet'}"
        for each in packages
        for found in each.get("vulns", ())
    ]
    skipped = sum("vulns" not in each for each in packages)
    vulnerable = bool(lines)
    lines.append(f"{len(packages) - skipped} of {len(packages)} packages looked up")
    return 1 if vulnerable else 2 if skipped or not packages else 0, lines


def main() -> int:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    if shutil.which("pip-audit") is None:
        print("pip-audit: not installed")
        return 2
    code = 2
    for service in SERVICES:
        packages = asked(service)
        if packages is None:
            print(f"{service}: can't be reached")
            continue
        code, lines = judged(packages)
        print("\n".join(f"{service}: {line}" for line in lines))
        if code != 2:
            break
    return code


if __name__ == "__main__":
    sys.exit(main())
