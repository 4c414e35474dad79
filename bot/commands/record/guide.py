"""A new fact asked for piece by piece: each answer is checked at once, with the same advice as `record check` gives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container, Mapping, Sequence
from typing import Any, Protocol, get_args

from knowledge.casebook import Casebook, advice_on
from knowledge.checks.regressions import owner_of
from knowledge.checks.structure import marks
from knowledge.desk.lookup import Lines, entity_lines, fact_lines, source_lines
from knowledge.model import (
    ACCOUNTS_LEAST,
    ACCOUNTS_LIMIT,
    CITATIONS_LIMIT,
    LANGUAGES,
    NAMED,
    UNITS,
    Fact,
    Kind,
    Language,
    Procedure,
    Reliability,
    Source,
    Speaker,
    Text,
    Value,
)

__all__ = ["Ask", "guided"]

Check = Callable[[str], str | None]

_NAMES: Mapping[Language, str] = {"ru": "Russian", "kk": "Kazakh", "ky": "Kyrgyz", "en": "English"}
_NEW = "+"
# Units whose value is text; all others are numbers.
_LIKE: Mapping[str, str] = {"date": "2025-01-17", "article": "146"}


class Ask(Protocol):
    """Asks until what is typed passes the check; ``words`` are offered for completion, ``default`` stands there."""

    def __call__(self, question: str, /, check: Check = ..., words: Sequence[str] = ..., default: str = ...) -> str: ...


def guided(ask: Ask, tell: Callable[[str], None], casebook: Casebook, today: dt.date) -> dict[str, Any]:
    """The document of a new fact, with ``questions`` and ``sources`` in it, as `addition_of` takes it."""
    fact: dict[str, Any] = {"id": ask("id, such as captain-sentence", _unused(Fact, casebook.facts))}
    topics = [topic.id for topic in casebook.case.topics]
    fact["topic"] = ask(f"topic ({', '.join(topics)})", _one_of(topics), topics)
    fact["kind"] = _choice(ask, "kind", get_args(Kind), "reported")
    procedures = get_args(Procedure)
    if procedure := ask(f"standing ({', '.join(procedures)}; empty: none)", _one_of(procedures, True), procedures):
        fact["procedure"] = procedure
    speakers = get_args(Speaker)
    said = ask(f"who says it, with commas ({', '.join(speakers)})", _each_of(speakers), speakers)
    fact["said_by"] = _listed(said)
    tell("a date is 2025, 2025-01 or 2025-01-17; ? behind it: inferred, ~: about, %: both")
    if event := ask("when it happened (empty: at no certain time)", _field(Fact, "event", optional=True)):
        fact["event"] = event
    if fact["kind"] == "unknown":
        fact["unknown_since"] = ask("date of the last report that bears on it", _field(Fact, "unknown_since"))
    fact["citations"], fact["sources"] = _citations(ask, tell, casebook, today)
    fact["texts"] = _texts(ask, tell, len(fact["citations"]), fact["kind"] == "differs")
    fact["questions"] = _questions(ask, tell, casebook)
    if related := _several(ask, tell, "related fact, by id or words (empty: no more)", fact_lines(casebook)):
        fact["related"] = related
    named = "person, place or body that it names, by id or words (empty: no more)"
    if mentions := _several(ask, tell, named, entity_lines(casebook)):
        fact["mentions"] = mentions
    if values := _values(ask, tell, casebook):
        fact["values"] = values
    return fact


def _values(ask: Ask, tell: Callable[[str], None], casebook: Casebook) -> list[dict[str, Any]]:
    """What askers get wrong, so that a false figure, date, name or state is corrected by the fact."""
    tell('what people get wrong ("did he get 13 years?"), so that the answer corrects it: a unit, then what is true')
    units = [*sorted(UNITS), *NAMED, *casebook.oppositions]
    values: list[dict[str, Any]] = []
    while unit := ask(f"unit ({', '.join(units)}; empty: no more)", _one_of(units, True), units):
        if unit in NAMED:
            named = entity_lines(casebook, among=getattr(casebook, NAMED[unit]))
            value: Any = _picked(ask, tell, f"the true {unit}, by id or words", named, needed=True)
        elif unit in casebook.oppositions:
            states = [state.id for state in casebook.oppositions[unit].states]
            value = ask(f"the true state ({', '.join(states)})", _one_of(states), states)
        else:
            value = _number(ask(f"the true {unit}, such as {_LIKE.get(unit, '3')}", _fits(unit)), unit)
        values.append({"unit": unit, "value": value})
    return values


def _number(text: str, unit: str) -> int | float | str:
    if unit in _LIKE:
        return text
    return float(text) if "." in text else int(text)


def _fits(unit: str) -> Check:
    def check(text: str) -> str | None:
        try:
            Value(unit=unit, value=_number(text, unit))
        except ValueError:
            return (
                f"write a {unit if unit in _LIKE else 'number without spaces or words'}, such as {_LIKE.get(unit, '3')}"
            )
        return None

    return check


def _choice(ask: Ask, name: str, choices: Sequence[str], default: str) -> str:
    return ask(f"{name} ({', '.join(choices)})", _one_of(choices), choices, default)


# -- sources -------------------------------------------------------------------------------------------------------


def _citations(
    ask: Ask, tell: Callable[[str], None], casebook: Casebook, today: dt.date
) -> tuple[list[dict[str, str]], list[dict[str, Any]]]:
    lines = source_lines(casebook)
    citations: list[dict[str, str]] = []
    new: list[dict[str, Any]] = []
    while len(citations) < CITATIONS_LIMIT:
        number = len(citations) + 1
        prompt = f"source [{number}], by id or words; {_NEW} enters a new one{'; empty: no more' if citations else ''}"
        key = _picked(ask, tell, prompt, lines, also=_NEW, needed=not citations)
        if not key:
            break
        if key == _NEW:
            source = _source(ask, lines, today)
            new.append(source)
            key = source["id"]
            lines = lines.with_entry(key, f"{source['publisher']}: {source['title']}")
        if key in [citation["source"] for citation in citations]:
            tell(f"{key} is cited already")
            continue
        supports = ask(f"what exactly {key} supports", _needed)
        citations.append({"source": key, "supports": supports})
    return citations, new


def _source(ask: Ask, known: Container[str], today: dt.date) -> dict[str, Any]:
    source: dict[str, Any] = {"id": ask("  its id, such as court-2021-06", _unused(Source, known))}
    source["publisher"] = ask("  publisher", _field(Source, "publisher"))
    source["title"] = ask("  title", _field(Source, "title"))
    if date := ask("  date of the publication (empty: unknown)", _field(Source, "date", optional=True)):
        source["date"] = date
    source["language"] = ask("  its language, two letters", _field(Source, "language"))
    source["url"] = ask("  address", _field(Source, "url"))
    source["reliability"] = _choice(ask, "  reliability", get_args(Reliability), "press")
    source["read"] = _choice(ask, "  how much was read", ("whole", "part", "title"), "part")
    source["accessed"] = today.isoformat()
    return source


# -- texts and questions -------------------------------------------------------------------------------------------


def _texts(ask: Ask, tell: Callable[[str], None], citations: int, differs: bool) -> dict[str, Any]:
    tell("a headline is the answer in one line; an answer has two to five sentences, each claim with its mark: [1]")
    texts: dict[str, Any] = {}
    for language in ("en", "ru", "kk", "ky"):
        name = _NAMES[language]
        optional = bool(texts) or language != "ky"
        left = " (empty: left for an editor)" if optional else ""
        headline = ask(f"{name} headline{left}", _field(Text, "headline", optional=optional))
        if not headline:
            continue
        text: dict[str, Any] = {"headline": headline}
        # Where sources differ, the accounts carry the marks that the answer does not.
        text["answer"] = ask(f"{name} answer", _marked(0 if differs else citations, citations))
        if differs:
            text["accounts"] = _accounts(ask, name)
        texts[language] = text
    return texts


def _accounts(ask: Ask, name: str) -> list[str]:
    accounts: list[str] = []
    while len(accounts) < ACCOUNTS_LIMIT:
        enough = len(accounts) >= ACCOUNTS_LEAST
        prompt = f"{name} account {len(accounts) + 1}: who says what, with its mark"
        line = ask(f"{prompt} (empty: no more)" if enough else prompt, _anything if enough else _needed)
        if not line:
            break
        accounts.append(line)
    return accounts


def _questions(ask: Ask, tell: Callable[[str], None], casebook: Casebook) -> dict[str, list[str]]:
    tell("how people ask for it, the first one short and neutral: a button says it. To be published: some a language")
    questions: dict[str, list[str]] = {}
    for language in LANGUAGES:
        asked: list[str] = []
        while line := ask(f"{_NAMES[language]} question {len(asked) + 1} (empty: no more)", _unowned(casebook, asked)):
            asked.append(line)
        if asked:
            questions[language] = asked
    return questions


# -- picking entries by words --------------------------------------------------------------------------------------


def _several(ask: Ask, tell: Callable[[str], None], prompt: str, lines: Lines) -> list[str]:
    picked: dict[str, None] = {}
    while key := _picked(ask, tell, prompt, lines):
        picked[key] = None
    return list(picked)


def _picked(
    ask: Ask,
    tell: Callable[[str], None],
    prompt: str,
    lines: Lines,
    also: str = "",
    needed: bool = False,
) -> str:
    """The id that is typed, or chosen by its number among those that the typed words come near to; empty for none."""
    shown: dict[str, str] = {}
    while True:
        typed = ask(prompt, _needed if needed else _anything, list(lines)).strip()
        if not typed or typed == also or typed in lines:
            return typed
        if typed.isdecimal() and 1 <= int(typed) <= len(shown):
            return list(shown)[int(typed) - 1]
        shown = lines.looked_up(typed)
        found = [f"  {number}  {key}: {line}" for number, (key, line) in enumerate(shown.items(), start=1)]
        tell("\n".join(found) or "  nothing has these words")


# -- checks of one answer ------------------------------------------------------------------------------------------


def _anything(_: str) -> str | None:
    return None


def _needed(text: str) -> str | None:
    return None if text.strip() else "must not be empty"


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _one_of(choices: Sequence[str], optional: bool = False) -> Check:
    def check(text: str) -> str | None:
        return None if text in choices or (optional and not text) else f"must be one of {', '.join(choices)}"

    return check


def _each_of(choices: Sequence[str]) -> Check:
    def check(text: str) -> str | None:
        given = _listed(text)
        return None if given and set(given) <= set(choices) else f"must be some of {', '.join(choices)}, with commas"

    return check


def _field(model: type[Fact | Source | Text], name: str, optional: bool = False) -> Check:
    def check(text: str) -> str | None:
        return None if optional and not text else advice_on(model, name, text)

    return check


def _unused(model: type[Fact | Source], known: Container[str]) -> Check:
    def check(text: str) -> str | None:
        return f"{text} is taken: choose another id" if text in known else advice_on(model, "id", text)

    return check


def _marked(least: int, citations: int) -> Check:
    """Every one of the first ``least`` citations is marked, and none that there is not."""

    def check(text: str) -> str | None:
        found = marks(text)
        if beyond := sorted(set(found) - set(range(1, citations + 1))):
            return f"the mark [{beyond[0]}] has no citation: the fact has {citations}"
        if lacking := sorted(set(range(1, least + 1)) - set(found)):
            return f"citation {lacking[0]} is never marked: put [{lacking[0]}] where it supports"
        return advice_on(Text, "answer", text)

    return check


def _unowned(casebook: Casebook, before: Sequence[str]) -> Check:
    def check(text: str) -> str | None:
        if text and (owner := owner_of(text, casebook)):
            return f"the question stands under {owner} already: put it otherwise"
        return "stands here already" if text in before else None

    return check
