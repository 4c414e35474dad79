"""The feed of changes: valid Atom (RFC 4287), in the reader's language, with names that stay."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from bot.paper.feed import as_atom
from knowledge.casebook import Casebook
from knowledge.model import LANGUAGES
from tests.cases import Case, corrected, withdrawn

ATOM = {"a": "http://www.w3.org/2005/Atom"}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")  # RFC 3339, as section 3.3 asks for
AT = "https://example.org/changes.ru.atom"


def read(body: bytes) -> ElementTree.Element:
    assert body.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    return ElementTree.fromstring(body)


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_the_standard_requires_is_there_once(casebook: Casebook, language):
    feed = read(as_atom(casebook, language, bot="some_bot", at=AT))
    assert feed.tag == "{http://www.w3.org/2005/Atom}feed"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    entries = feed.findall("a:entry", ATOM)
    for element in (feed, *entries):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"a:{name}", ATOM)) == 1
        assert element.findtext("a:title", "", ATOM).strip()
        assert MOMENT.fullmatch(element.findtext("a:updated", "", ATOM))
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", element.findtext("a:id", "", ATOM))
    assert feed.findtext("a:author/a:name", "", ATOM)
    assert [(link.get("rel"), link.get("href")) for link in feed.findall("a:link", ATOM)] == [
        ("self", AT),
        ("alternate", "https://t.me/some_bot"),
    ]
    names = [entry.findtext("a:id", "", ATOM) for entry in entries]
    assert len(set(names)) == len(names) >= len(list(casebook.published()))
    assert all(entry.findtext("a:content", "", ATOM).strip() for entry in entries), "4.1.2: else a link is needed"
    moments = [entry.findtext("a:updated", "", ATOM) for entry in entries]
    assert moments == sorted(moments, reverse=True)
    assert feed.findtext("a:updated", "", ATOM) >= moments[0]


def test_a_change_is_an_entry_with_its_reason_in_the_language(case: Case):
    casebook = corrected(case.casebook, case.fact)
    fact = casebook.facts[case.fact]
    change = fact.changes[-1]
    for language in LANGUAGES:
        entries = read(as_atom(casebook, language, bot="some_bot")).findall("a:entry", ATOM)
        (entry,) = [each for each in entries if each.findtext("a:title", "", ATOM) == fact.texts[language].headline]
        assert change.reason[language] in entry.findtext("a:summary", "", ATOM)
        assert entry.findtext("a:updated", "", ATOM).startswith(change.date)
        link = entry.find("a:link", ATOM)
        assert link is not None
        assert link.get("href") == f"https://t.me/some_bot?start={case.fact}"


def test_an_entry_keeps_its_name_when_the_next_version_comes(case: Case):
    sooner = corrected(case.casebook, case.fact)
    later = corrected(sooner, case.fact)
    before, after = (
        {entry.findtext("a:id", "", ATOM) for entry in read(as_atom(each, "ru")).findall("a:entry", ATOM)}
        for each in (sooner, later)
    )
    assert before < after
    assert len(after - before) == 1


def test_languages_share_no_names(casebook: Casebook):
    names = [
        {element.text for element in read(as_atom(casebook, language)).iter("{http://www.w3.org/2005/Atom}id")}
        for language in LANGUAGES
    ]
    assert len(set[str | None]().union(*names)) == sum(map(len, names))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_withdrawal_is_told_with_its_reason(case: Case, language):
    casebook = withdrawn(case.casebook, case.fact)
    gone = casebook.facts[case.fact]
    assert gone.withdrawal is not None
    entries = read(as_atom(casebook, language)).findall("a:entry", ATOM)
    (entry,) = (each for each in entries if gone.texts[language].headline in each.findtext("a:title", "", ATOM))
    assert entry.findtext("a:title", "", ATOM) != gone.texts[language].headline, "it says that it no longer holds"
    assert entry.findtext("a:content", "", ATOM) == gone.withdrawal.reason[language]
    assert entry.findtext("a:updated", "", ATOM) == f"{gone.withdrawal.date}T00:00:00Z"
