"""What tests need to know of a record: one of each thing, chosen by what it is and never by its name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from knowledge.casebook import Casebook, load_casebook
from knowledge.compiled import Compiled, compile_record
from knowledge.model import LANGUAGES, Change, Fact, Language, Withdrawal

__all__ = ["FERRY", "INCLUDED", "Case", "changed", "corrected", "withdrawn"]


@dataclass(frozen=True)
class Case:
    """A record, opened once for all tests.

    Whatever is asked of it below is there in any record of some size; a record without it fails the test that asks,
    with a line that says what is missing.
    """

    folder: Path

    @cached_property
    def casebook(self) -> Casebook:
        return load_casebook(self.folder)

    @cached_property
    def compiled(self) -> Compiled:
        return compile_record(self.folder)

    # -- facts, by their ids -------------------------------------------------------------------------------------

    @cached_property
    def fact(self) -> str:
        """A fact that is reported, never changed, weighed in the procedure, and leads on to two others."""
        return self._one(
            "reported fact that leads on",
            (
                fact.id
                for fact in self._told()
                if fact.kind == "reported" and fact.version == 1 and fact.procedure and len(self.related(fact.id)) >= 2
            ),
        )

    @cached_property
    def other(self) -> str:
        """A second one like it, of another topic, with a value that a question may get wrong."""
        first = self.casebook.facts[self.fact]
        return self._one(
            "second reported fact",
            (
                fact.id
                for fact in self._told()
                if fact.kind == "reported" and fact.version == 1 and fact.topic != first.topic and fact.values
            ),
        )

    @cached_property
    def differing(self) -> str:
        """A fact on which the sources differ."""
        return self._one("fact that differs", (fact.id for fact in self._told() if fact.kind == "differs"))

    @cached_property
    def unknown(self) -> str:
        """Something that nobody has reported."""
        return self._one("unknown fact", (fact.id for fact in self._told() if fact.kind == "unknown"))

    @property
    def status(self) -> str:
        return self.casebook.case.status_fact

    def related(self, fact: str) -> list[str]:
        """The facts to which a fact leads on, as far as readers may see them."""
        shown = {each.id for each in self.casebook.published()}
        return [each for each in self.casebook.facts[fact].related if each in shown]

    # -- what people say, and what they see ----------------------------------------------------------------------

    def asked(self, fact: str, language: Language = "en") -> str:
        """The question on a fact's button: it is surely answered by that fact."""
        return self.casebook.asked(fact, language)[0]

    @property
    def question(self) -> str:
        return self.asked(self.fact)

    @property
    def other_question(self) -> str:
        return self.asked(self.other)

    def headline(self, fact: str, language: Language = "en") -> str:
        return self.casebook.facts[fact].texts[language].headline

    @property
    def title(self) -> str:
        return self.casebook.case.title.en

    def topic(self, fact: str, language: Language = "en") -> str:
        """The title of a fact's topic."""
        (title,) = (each.title for each in self.casebook.case.topics if each.id == self.casebook.facts[fact].topic)
        return title[language]

    def declined(self, language: Language = "en") -> str:
        """A question that the record knowingly does not answer."""
        return self.casebook.declined["not-in-record"][language][0]

    def _told(self) -> Iterator[Fact]:
        """Published facts, those that matter most first."""
        first = self.casebook.case.key_facts
        yield from (fact for each in first if (fact := self.casebook.facts[each]).state == "published")
        yield from (fact for fact in self.casebook.published() if fact.id not in first)

    def _one(self, what: str, found: Iterator[str]) -> str:
        for each in found:
            return each
        raise LookupError(f"the record in {self.folder} holds no {what}")


#: The record that comes with the program.
INCLUDED = Case(Path(__file__).resolve().parent.parent / "knowledge" / "record")
#: The invented record. Not to be written to: see the fixture `ferry_copy`.
FERRY = Case(Path(__file__).resolve().parent / "records" / "ferry")


def changed(casebook: Casebook, fact: str, **changes: Any) -> Casebook:
    """The record with one fact changed."""
    facts = {**casebook.facts, fact: casebook.facts[fact].model_copy(update=changes)}
    return casebook.model_copy(update={"facts": facts})


def _said(words: str) -> dict[str, str]:
    """The words in each language, such that none is another's."""
    return {language: f"{words} ({language})" for language in LANGUAGES}


def corrected(casebook: Casebook, fact: str) -> Casebook:
    """The record with one more version of a fact, of the day on which the record holds, and a reason for it."""
    before = casebook.facts[fact]
    change = Change.model_validate(
        {"version": before.version + 1, "date": casebook.case.as_of, "reason": _said("Counted anew.")}
    )
    return changed(casebook, fact, version=change.version, changes=(*before.changes, change))


def withdrawn(casebook: Casebook, fact: str, day: str = "") -> Casebook:
    """The record with a fact withdrawn on a day, or on that on which the record holds, and a reason for it."""
    withdrawal = Withdrawal.model_validate(
        {"date": day or casebook.case.as_of, "reason": _said("The source took it back.")}
    )
    return changed(casebook, fact, state="withdrawn", withdrawal=withdrawal)
