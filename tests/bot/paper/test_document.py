"""The record as JSON for programs: in the shape that the schema describes, and without what readers may not see."""

from __future__ import annotations

import json
import re

from bot.paper.document import SHAPE, Document, as_json, schema
from knowledge.casebook import Casebook
from tests.cases import Case, changed, withdrawn


def test_it_reads_back_as_what_it_was_written_from(casebook: Casebook):
    body = as_json(casebook)
    document = Document.model_validate_json(body, strict=True)
    assert document.shape == SHAPE
    assert [fact.id for fact in document.facts] == [fact.id for fact in casebook.published()]
    assert f"{document.model_dump_json(indent=2)}\n".encode() == body


def test_whatever_it_refers_to_is_in_it(casebook: Casebook):
    document = json.loads(as_json(casebook))
    facts, figures = ({entry["id"] for entry in document[name]} for name in ("facts", "figures"))
    for fact in document["facts"]:
        assert fact["topic"] in document["topics"]
        assert {citation["source"] for citation in fact["citations"]} <= document["sources"].keys()
        assert set(fact["related"]) <= facts
    for entry in (*document["timeline"], *document["figures"]):
        assert set(entry["sources"]) <= document["sources"].keys()
        assert set(entry["facts"]) <= facts
    assert {other for figure in document["figures"] for other in figure["mistaken_for"]} <= figures


def hidden(case: Case) -> Casebook:
    """The record with a draft and a withdrawn fact."""
    return changed(withdrawn(case.casebook, case.other), case.fact, state="draft")


def test_drafts_and_withdrawn_facts_are_not_published(case: Case):
    whole, kept = as_json(case.casebook).decode(), as_json(hidden(case)).decode()
    for fact in (case.fact, case.other):
        assert f'"id": "{fact}"' in whole
        assert fact not in re.findall(r'"([a-z0-9-]+)"', kept)
        assert case.headline(fact) in whole
        assert case.headline(fact) not in kept


def described(described_by: dict, definitions: dict) -> dict:
    reference = described_by.get("$ref", "").removeprefix("#/$defs/")
    return definitions[reference] if reference else described_by


def test_the_schema_describes_every_field_that_there_is(casebook: Casebook):
    whole = json.loads(schema())
    assert whole["$schema"] == "https://json-schema.org/draft/2020-12/schema"

    def check(value: object, by: dict) -> None:
        by = described(by, whole["$defs"])
        if isinstance(value, dict) and "properties" in by:
            assert value.keys() == by["properties"].keys() == set(by["required"])
            assert by["additionalProperties"] is False
            for name, each in value.items():
                check(each, by["properties"][name])
        elif isinstance(value, dict):
            assert by["type"] == "object"
            for each in value.values():
                check(each, by["additionalProperties"])
        elif isinstance(value, list):
            assert by["type"] == "array"
            for each in value:
                check(each, by["items"])
        else:
            kinds = {option["type"] for option in by.get("anyOf", [by])}
            names = {str: "string", int: "integer", float: "number", type(None): "null"}
            assert names[type(value)] in kinds

    check(json.loads(as_json(casebook)), whole)
