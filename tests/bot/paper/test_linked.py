"""Linked data: only what schema.org knows, every name resolved, and no claim rated that was not weighed."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from bot.paper.linked import as_json_ld
from knowledge.casebook import Casebook
from knowledge.model import LANGUAGES
from tests.cases import Case, changed

# The parts of schema.org's vocabulary (29.0) that are used, as its own pages list them for each type.
THING = {"name", "description", "identifier", "url", "mainEntityOfPage"}
WORK = THING | {
    "about", "archivedAt", "author", "citation", "dateModified", "datePublished", "inLanguage", "isPartOf", "license",
    "mentions", "publisher", "temporalCoverage", "text", "version",
}  # fmt: skip
PROPERTIES = {
    "Dataset": WORK,
    "Claim": WORK | {"appearance", "firstAppearance", "claimInterpreter"},
    "ClaimReview": WORK | {"claimReviewed", "itemReviewed", "reviewBody", "reviewRating"},
    "Rating": THING | {"alternateName", "bestRating", "ratingValue", "worstRating"},
    "CreativeWork": WORK,
    "NewsArticle": WORK,
    "Legislation": WORK,
    "Organization": THING,
    "Person": THING,
}
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def graph(casebook: Casebook, language: str, bot: str = "") -> list[dict[str, Any]]:
    whole = json.loads(as_json_ld(casebook, language, bot))
    assert whole.keys() == {"@context", "@graph"}
    assert whole["@context"] == "https://schema.org"
    return whole["@graph"]


def nodes(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "@type" in value:
            yield value
        for each in value.values():
            yield from nodes(each)
    elif isinstance(value, list):
        for each in value:
            yield from nodes(each)


def references(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if value.keys() == {"@id"}:
            yield value["@id"]
        for each in value.values():
            yield from references(each)
    elif isinstance(value, list):
        for each in value:
            yield from references(each)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_type_and_property_is_one_of_schema_org(casebook: Casebook, language):
    for node in nodes(graph(casebook, language, "some_bot")):
        assert {name for name in node if not name.startswith("@")} <= PROPERTIES[node["@type"]], node
        for name in ("datePublished", "dateModified", "temporalCoverage"):
            assert DATE.fullmatch(node.get(name, "2025")), node


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_are_urns_given_once_and_whatever_is_referred_to_is_there(casebook: Casebook, language):
    whole = graph(casebook, language)
    names = [node["@id"] for node in whole]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", name) for name in names)
    assert set(references(whole)) <= set(names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_published_fact_is_a_claim_with_its_sources(casebook: Casebook, language):
    whole = graph(casebook, language)
    known = {node["@id"]: node for node in whole}
    claims = [node for node in whole if node["@type"] == "Claim"]
    assert [claim["identifier"] for claim in claims] == [fact.id for fact in casebook.published()]
    for claim in claims:
        fact = casebook.facts[claim["identifier"]]
        assert (claim["name"], claim["inLanguage"]) == (fact.texts[language].headline, language)
        assert not re.search(r"\[\d+\]| [.,]", claim["text"])
        dt.date.fromisoformat(claim["datePublished"])
        titles = {known[citation["@id"]]["name"] for citation in claim["citation"]}
        assert titles == {casebook.sources[citation.source].title for citation in fact.citations}


def test_a_claim_is_reviewed_only_where_one_count_is_taken_for_another(casebook: Casebook):
    figures = casebook.figures
    pairs = [(figure, figures[other]) for figure in figures.values() for other in figure.mistaken_for]
    confused = [(one, other) for one, other in pairs if one.unit == other.unit and one.value != other.value]
    reviews = [node for node in graph(casebook, "en") if node["@type"] == "ClaimReview"]
    assert len(reviews) == len(confused) > 0
    for review, (figure, other) in zip(reviews, confused, strict=True):
        assert other.counts.en in review["claimReviewed"]
        assert figure.said_by.en in review["reviewBody"]
        assert other.said_by.en in review["reviewBody"]
        assert "ratingValue" not in review["reviewRating"], "confusing two counts is no lie that could be graded"
        assert len(review["citation"]) == len({*figure.sources, *other.sources})


def test_a_fact_keeps_its_name_until_it_says_something_else(case: Case):
    def name(casebook: Casebook, bot: str = "") -> str:
        return next(node["@id"] for node in graph(casebook, "en", bot) if node.get("identifier") == case.fact)

    fact = case.casebook.facts[case.fact]
    first = name(case.casebook)
    assert first == name(case.casebook, "some_bot")
    assert first == name(changed(case.casebook, fact.id, reviewed="2099-12-01"))
    assert first != name(changed(case.casebook, fact.id, version=fact.version + 1))
