"""That an audit which asked nobody is not taken for a clean one."""

from __future__ import annotations

from tests.deploy.audit import judged

CLEAN = {"name": "rich", "version": "15.0.0", "vulns": []}
SKIPPED = {"name": "tinydb", "skip_reason": "not found"}
VULNERABLE = {
    "name": "aiohttp",
    "version": "3.0.0",
    "vulns": [{"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["3.0.1"]}, {"id": "PYSEC-2"}],
}


def test_all_looked_up_and_nothing_known_is_clean():
    assert judged([CLEAN, CLEAN]) == (0, ["2 of 2 packages looked up"])


def test_what_could_not_be_looked_up_is_not_clean():
    assert judged([CLEAN, SKIPPED]) == (2, ["1 of 2 packages looked up"])
    assert judged([]) == (2, ["0 of 0 packages looked up"])


def test_what_is_known_is_named_with_its_remedy():
    code, lines = judged([SKIPPED, VULNERABLE])
    assert code == 1
    assert lines[:2] == [
        "aiohttp 3.0.0: PYSEC-1, CVE-1; mended in 3.0.1",
        "aiohttp 3.0.0: PYSEC-2; mended in no version yet",
    ]
