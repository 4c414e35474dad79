"""The record as the rest of the program sees it: loaded, checked as a whole, immutable."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from knowledge.checks.structure import structure_problems
from knowledge.model import LANGUAGES, Case, Entity, EntryFault, Event, Fact, Figure, Language, Opposition, Source, Term
from knowledge.problems import Problem, RecordError
from knowledge.storage import Tables, file_of, read_tables

__all__ = ["Casebook", "advice_on", "casebook_of", "load_casebook", "read_casebook", "read_what_fits"]

Model = TypeVar("Model", bound=BaseModel)


class Casebook(BaseModel):
    """Everything a record holds. Mappings are keyed by id and keep the order of the files."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    case: Case
    facts: Mapping[str, Fact]
    questions: Mapping[str, Mapping[Language, tuple[str, ...]]]
    # Questions that the record knowingly does not answer, by kind: see ``DECLINED``.
    declined: Mapping[str, Mapping[Language, tuple[str, ...]]]
    sources: Mapping[str, Source]
    people: Mapping[str, Entity]
    places: Mapping[str, Entity]
    bodies: Mapping[str, Entity]
    timeline: tuple[Event, ...]
    figures: Mapping[str, Figure]
    glossary: tuple[Term, ...]
    oppositions: Mapping[str, Opposition]

    def entities(self) -> Iterator[Entity]:
        """People, then places, then bodies."""
        yield from self.people.values()
        yield from self.places.values()
        yield from self.bodies.values()

    def asked(self, fact_id: str, language: Language) -> tuple[str, ...]:
        """The stored questions for a fact in one language."""
        return self.questions.get(fact_id, {}).get(language, ())

    def published(self) -> Iterator[Fact]:
        """The facts that readers may see, topic by topic in the order in which the case is told."""
        order = {topic.id: position for position, topic in enumerate(self.case.topics)}
        shown = (fact for fact in self.facts.values() if fact.state == "published")
        yield from sorted(shown, key=lambda fact: order[fact.topic])


_ADVICE = {
    "missing": "is missing: add it",
    "extra_forbidden": "is not a key that the record knows: check the spelling, or remove it",
    "literal_error": "must be one of {expected}",
    "string_too_long": "is {actual_length} characters long: at most {max_length} fit",
    "string_type": "must be text (put it in quotes)",
    "too_short": "needs at least {min_length}",
    "too_long": "holds {actual_length}: at most {max_length} fit",
    "model_type": "must be a group of keys",
    "model_attributes_type": "must be a group of keys",
    "dict_type": "must be a group of keys",
    "tuple_type": "must be a list",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a number",
    # Only the language of a source has a pattern.
    "string_pattern_mismatch": "must be the code of a language: two or three small letters, such as en, ru, kk, ky",
    "value_error": "{error}",
}


def _advice(error: Mapping[str, Any]) -> str:
    # The length of a text that was checked otherwise first is told like that of a list.
    kind = "string_too_long" if error["type"] == "too_long" and isinstance(error["input"], str) else error["type"]
    template = _ADVICE.get(kind)
    context = dict(error.get("ctx") or {})
    if "error" in context:
        context["error"] = str(context["error"])
    if "actual_length" not in context and isinstance(error.get("input"), str):
        context["actual_length"] = len(error["input"])
    try:
        return template.format(**context) if template else str(error["msg"])
    except KeyError:
        return str(error["msg"])


def _faults(error: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The field or fields that one validation error is about, each with advice."""
    cause = (error.get("ctx") or {}).get("error")
    if isinstance(cause, EntryFault):
        yield from cause.faults
    elif error["loc"] and error["loc"][-1] == "int":
        return  # an alternative, whole or not, told once below
    else:
        place = error["loc"][:-1] if error["loc"][-1:] == ("float",) else error["loc"]
        yield ".".join(map(str, place)), _advice(error)


def advice_on(model: type[BaseModel], field: str, value: object) -> str | None:
    """What is wrong with one field's value, whatever the other fields of the entry will be; None if nothing is."""
    try:
        model.model_validate({field: value})
    except ValidationError as failure:
        for error in failure.errors():
            if error["loc"][:1] == (field,):
                return next((advice for _, advice in _faults(error)), str(error["msg"]))
    return None


def _validated(
    model: type[Model], table: str, documents: Mapping[str, Any], problems: list[Problem]
) -> dict[str, Model]:
    entries: dict[str, Model] = {}
    for key, document in documents.items():
        try:
            entries[key] = model.model_validate(document)
        except ValidationError as failure:
            for error in failure.errors():
                problems += [Problem(file_of(table, key), key, field, advice) for field, advice in _faults(error)]
    return entries


def _questions(documents: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[Language, tuple[str, ...]]]:
    return {
        key: {language: tuple(document[language]) for language in LANGUAGES if document.get(language)}
        for key, document in documents.items()
    }


def read_casebook(folder: Path) -> tuple[Casebook | None, list[Problem]]:
    """The record of a folder and every problem that keeps it from being used; no record if there is any."""
    casebook, problems = read_what_fits(folder)
    return (None if problems else casebook), problems


def read_what_fits(folder: Path) -> tuple[Casebook | None, list[Problem]]:
    """The record of a folder without the entries that are broken in themselves, and every problem of all of it.

    No record if the case itself is broken. To be looked at, never to be answered from while there is any problem.
    """
    tables, problems = read_tables(folder)
    if not tables:
        return None, problems
    casebook, more = _built(tables, {problem.file for problem in problems})
    return casebook, problems + more


def casebook_of(tables: Tables) -> tuple[Casebook | None, list[Problem]]:
    """The record that tables of documents make, and every problem between and in them; no record if there is any."""
    casebook, problems = _built(tables)
    return (None if problems else casebook), problems


def _built(tables: Tables, unread: Collection[str] = ()) -> tuple[Casebook | None, list[Problem]]:
    """The record of what is valid in tables; ``unread`` are files of which something is not in them."""
    problems: list[Problem] = []
    cases = _validated(Case, "case", tables["case"], problems)
    facts = _validated(Fact, "facts", tables["facts"], problems)
    sources = _validated(Source, "sources", tables["sources"], problems)
    people, places, bodies = (
        _validated(Entity, table, tables[table], problems) for table in ("people", "places", "bodies")
    )
    figures = _validated(Figure, "figures", tables["figures"], problems)
    timeline = _validated(Event, "timeline", tables["timeline"], problems)
    glossary = _validated(Term, "glossary", tables["glossary"], problems)
    oppositions = _validated(Opposition, "oppositions", tables["oppositions"], problems)
    case = next(iter(cases.values()), None)
    parts: dict[str, Any] = {"case": case} if case else {}
    casebook = Casebook.model_construct(
        **parts,
        facts=facts,
        sources=sources,
        people=people,
        places=places,
        bodies=bodies,
        figures=figures,
        questions=_questions(tables["questions"]),
        declined=_questions(tables["declined"]),
        timeline=tuple(timeline.values()),
        glossary=tuple(glossary.values()),
        oppositions=oppositions,
    )
    known = {table: _ids(table, documents, unread) for table, documents in tables.items()}
    problems += structure_problems(casebook, case, known)
    return (casebook if case else None), problems


def _ids(table: str, documents: Mapping[str, Any], unread: Collection[str]) -> Collection[str]:
    """The ids that stand in a table's files: of one that can't be read its name is taken, or any id may be in it."""
    if file_of(table, "") in unread and table != "case":
        return _Anything(documents)
    named = (Path(name).stem for name in unread if name.startswith(f"{table}/"))
    return dict.fromkeys([*documents, *named])


class _Anything(dict[str, None]):
    """Ids of which nobody knows how many more there are: any id may be among them."""

    def __init__(self, ids: Iterable[str]) -> None:
        super().__init__(dict.fromkeys(ids))

    def __contains__(self, key: object) -> bool:
        return True


def load_casebook(folder: Path) -> Casebook:
    """The record of a folder.

    Raises:
        RecordError: the record is broken; the error lists all problems.
    """
    casebook, problems = read_casebook(folder)
    if casebook is None:
        raise RecordError(problems)
    return casebook
