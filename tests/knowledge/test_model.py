"""Entries are checked where they are read, and refuse what they do not know."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from knowledge.casebook import Casebook
from knowledge.model import (
    ANSWER_LIMIT,
    HEADLINE_LIMIT,
    LANGUAGES,
    Account,
    Address,
    Day,
    EntryFault,
    Fact,
    FactId,
    Figure,
    Id,
    Source,
    Value,
    Words,
    is_id,
    is_language,
)


@pytest.fixture
def fact(ferry_casebook: Casebook) -> dict[str, Any]:
    return ferry_casebook.facts["deaths-count"].model_dump()


def faults(document: dict[str, Any]) -> list[tuple[str, str]]:
    """What is found between the fields of a fact."""
    with pytest.raises(ValidationError) as caught:
        Fact.model_validate(document)
    (error,) = caught.value.errors()
    cause = error["ctx"]["error"]
    assert isinstance(cause, EntryFault)
    return list(cause.faults)


@pytest.mark.parametrize("address", [
    "https://example.org/a", "http://sub.example.com:8080/?q=1#top", "https://кремль.рф/", "https://8.8.8.8/",
    "https://example.org./", "https://[2001:4860:4860::8888]/", "https://a-b.example.museum",
])  # fmt: skip
def test_public_addresses_are_accepted(address: str) -> None:
    assert TypeAdapter(Address).validate_python(address) == address


@pytest.mark.parametrize("address", [
    "ftp://example.org/a", "javascript:alert(1)", "//example.org", "example.org", "file:///etc/passwd", "",
    "http://localhost/", "http://localhost./", "http://127.0.0.1/", "http://127.1/", "http://10.0.0.8/",
    "http://192.168.1.1/", "http://10.0.0.1./", "http://0x7f.1/", "http://[::1]/", "http://[fe80::1]/",
    "http://169.254.169.254/", "http://printer.local/", "mailto:a@b.org", "http://printer.lan/",
    "http://db.internal/", "https://", "https://./", "https://a..org/", "https://.org/",
    "https://intranet/page", "http://[", "https://example.org/a b", "https://exa\nmple.org/", " https://example.org",
])  # fmt: skip
def test_addresses_that_readers_can_not_open_are_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Address).validate_python(address)


@given(st.text(max_size=40).map("https://".__add__) | st.text(max_size=40))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        TypeAdapter(Address).validate_python(text)
    except ValidationError:
        return
    assert text.casefold().startswith("http")


@pytest.mark.parametrize("text", ["2025-01-17", "2024-02-29"])
def test_days_have_one_form(text: str) -> None:
    assert TypeAdapter(Day).validate_python(text) == text


@pytest.mark.parametrize("text", ["2025-02-30", "20250117", "2025-W03-5", "2025-01", "17.01.2025", "2025-1-7", ""])
def test_other_days_are_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="is not a day like"):
        TypeAdapter(Day).validate_python(text)


@pytest.mark.parametrize("text", ["a", "verdict-sentence", "24kg-2025-01"])
def test_ids_are_plain(text: str) -> None:
    assert TypeAdapter(Id).validate_python(text) == text


@pytest.mark.parametrize("text", ["", "A", "a_b", "a--b", "-a", "a-", "a/b", "../a", "приговор", "a b", "a\n", "²"])
def test_other_ids_are_refused(text: str) -> None:
    assert not is_id(text)
    with pytest.raises(ValidationError, match="is not an id"):
        TypeAdapter(Id).validate_python(text)


def test_a_fact_id_fits_into_a_deep_link() -> None:
    adapter = TypeAdapter(FactId)
    longest = "a" * 40
    assert len(f"{adapter.validate_python(longest)}_v999") <= 64
    with pytest.raises(ValidationError, match="too long for a link"):
        adapter.validate_python(longest + "a")


@pytest.mark.parametrize("text", ["", " ", " a", "a\n", "\u00a0a"])
def test_words_have_no_space_around_them(text: str) -> None:
    with pytest.raises(ValidationError, match="white space"):
        TypeAdapter(Words).validate_python(text)


def test_languages_are_the_four() -> None:
    assert all(map(is_language, LANGUAGES))
    assert not any(map(is_language, ["", "de", "RU", None]))


def test_entries_can_not_be_changed(ferry_casebook: Casebook) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        ferry_casebook.facts["deaths-count"].version = 2  # type: ignore[misc]


@pytest.mark.parametrize("table", ["case", "facts", "sources", "people", "timeline", "figures", "glossary"])
def test_every_entry_refuses_a_misspelt_key(ferry_casebook: Casebook, table: str) -> None:
    part = getattr(ferry_casebook, table)
    entry = next(iter(part.values())) if isinstance(part, dict) else part if table == "case" else part[0]
    with pytest.raises(ValidationError, match="extra_forbidden"):
        type(entry).model_validate({**entry.model_dump(), "reviewd": "2022-02-20"})


@pytest.mark.parametrize(
    ("unit", "value"), [("years", 3), ("tenge", 5_000_000), ("number", 11.5), ("date", "2021-06~"), ("article", "146")]
)
def test_values_fit_their_unit(unit: str, value: object) -> None:
    assert Value.model_validate({"unit": unit, "value": value}).value == value


@pytest.mark.parametrize(
    ("unit", "value"),
    [
        ("date", "2021-02-30"),
        ("date", "12 June"),
        ("years", "three"),
        ("tenge", "5 млн"),
        ("number", math.inf),
        ("kg", 1),
    ],
)
def test_values_that_do_not_fit_are_refused(unit: str, value: object) -> None:
    with pytest.raises(ValidationError):
        Value.model_validate({"unit": unit, "value": value})


@pytest.mark.parametrize("value", [math.nan, math.inf, "nan"])
def test_a_figure_is_a_number(ferry_casebook: Casebook, value: object) -> None:
    with pytest.raises(ValidationError):
        Figure.model_validate({**ferry_casebook.figures["dead"].model_dump(), "value": value})


def test_texts_fit_into_one_message(fact: dict[str, Any]) -> None:
    for field, limit in (("headline", HEADLINE_LIMIT), ("answer", ANSWER_LIMIT)):
        texts = {**fact["texts"], "kk": {**fact["texts"]["kk"], field: "ә" * limit}}
        Fact.model_validate({**fact, "texts": texts})
        texts["kk"][field] += "ә"
        with pytest.raises(ValidationError, match="too_long"):
            Fact.model_validate({**fact, "texts": texts})
    with pytest.raises(ValidationError):
        TypeAdapter(Account).validate_python("a" * 331)


def test_a_fact_needs_a_citation_and_a_speaker(fact: dict[str, Any]) -> None:
    for field in ("citations", "said_by"):
        with pytest.raises(ValidationError, match=field):
            Fact.model_validate({**fact, field: []})


def test_an_unknown_says_since_when(fact: dict[str, Any]) -> None:
    assert faults({**fact, "kind": "unknown"})[0][0] == "unknown_since"


def test_only_differing_facts_have_accounts_and_they_have_two(fact: dict[str, Any], ferry_casebook: Casebook) -> None:
    assert [field for field, _ in faults({**fact, "kind": "differs"})] == [
        f"texts.{each}.accounts" for each in LANGUAGES
    ]
    differing = {**ferry_casebook.facts["people-aboard"].model_dump(), "kind": "reported"}
    assert [field for field, _ in faults(differing)] == [f"texts.{each}.accounts" for each in LANGUAGES]
    one = {**fact["texts"]["ru"], "accounts": ["Суд: 17 [1]."]}
    assert len(faults({**fact, "kind": "differs", "texts": {**fact["texts"], "ru": one}})) == 4


def test_a_review_lies_before_the_next(fact: dict[str, Any]) -> None:
    assert faults({**fact, "review_by": "2022-02-19"}) == [
        ("review_by", "lies before reviewed, 2022-02-20: one of the two days is wrong")
    ]
    Fact.model_validate({**fact, "review_by": fact["reviewed"]})


@pytest.mark.parametrize("versions", [[], [3], [2, 2], [3, 2], [2, 3, 4]])
def test_every_version_has_its_reason(fact: dict[str, Any], versions: list[int]) -> None:
    reason = dict.fromkeys(LANGUAGES, "x")
    changes = [{"version": version, "date": "2022-02-20", "reason": reason} for version in versions]
    assert faults({**fact, "version": 3, "changes": changes})[0][0] == "changes"


def test_everything_wrong_between_fields_is_told_at_once(fact: dict[str, Any]) -> None:
    found = faults({**fact, "kind": "unknown", "review_by": "2022-01-01", "version": 2})
    assert [field for field, _ in found] == ["unknown_since", "review_by", "changes"]


def test_a_reader_is_sent_to_the_original_or_to_where_it_was_read(ferry_casebook: Casebook) -> None:
    source = ferry_casebook.sources["herald-2021-06"]
    assert source.url is None
    assert source.address() == source.read_at
    both = Source.model_validate({**source.model_dump(), "url": "https://example.org/original"})
    assert both.address() == "https://example.org/original"
    assert Source.model_validate({**source.model_dump(), "read_at": None}).address() is None


def test_a_text_is_read_with_its_accounts(ferry_casebook: Casebook) -> None:
    text = ferry_casebook.facts["people-aboard"].texts["en"]
    assert text.whole().splitlines() == [text.answer, *text.accounts]


def test_the_changes_of_a_fact_have_their_dates_in_order(fact: dict[str, Any]) -> None:
    reason = dict.fromkeys(LANGUAGES, "x")
    changes = [
        {"version": 2, "date": "2022-02-20", "reason": reason},
        {"version": 3, "date": "2022-02-19", "reason": reason},
    ]
    assert faults({**fact, "version": 3, "changes": changes}) == [
        ("changes", "must have their dates in order, the oldest first")
    ]


def test_a_withdrawal_belongs_to_a_withdrawn_fact_and_is_said_in_every_language(fact: dict[str, Any]) -> None:
    withdrawal = {"date": "2022-02-20", "reason": dict.fromkeys(LANGUAGES, "x"), "instead": "ferry-sinking"}
    assert Fact.model_validate({**fact, "state": "withdrawn", "withdrawal": withdrawal}).withdrawal is not None
    assert [field for field, _ in faults({**fact, "withdrawal": withdrawal})] == ["withdrawal"]
    del withdrawal["reason"]["kk"]  # type: ignore[attr-defined]
    with pytest.raises(ValidationError, match=r"withdrawal\.reason\.kk"):
        Fact.model_validate({**fact, "state": "withdrawn", "withdrawal": withdrawal})


def test_an_id_is_short_enough_for_a_button(ferry_casebook: Casebook) -> None:
    source = next(iter(ferry_casebook.sources.values())).model_dump()
    assert Source.model_validate({**source, "id": "a" * 48})
    with pytest.raises(ValidationError, match="too long for a button"):
        Source.model_validate({**source, "id": "a" * 49})
