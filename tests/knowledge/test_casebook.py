"""A record is loaded whole or not at all, and everything wrong with it is told with file, entry and field."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from knowledge.casebook import Casebook, load_casebook, read_casebook
from knowledge.model import LANGUAGES
from knowledge.problems import Problem, RecordError
from tests.conftest import Edit

DEATHS = "facts/deaths-count.yaml"
ABOARD = "facts/people-aboard.yaml"
STATUS = "facts/appeal-status.yaml"
COURT = "sources/court-2021-06.yaml"


def found(folder: Path) -> list[Problem]:
    casebook, problems = read_casebook(folder)
    assert casebook is None
    return problems


def test_both_records_can_be_read(casebook: Casebook) -> None:
    assert casebook.facts
    assert {fact.topic for fact in casebook.facts.values()} == {topic.id for topic in casebook.case.topics}
    assert all(casebook.asked(fact.id, language) for fact in casebook.published() for language in LANGUAGES)


def test_facts_come_in_the_order_in_which_the_case_is_told(casebook: Casebook) -> None:
    topics = [topic.id for topic in casebook.case.topics]
    order = [topics.index(fact.topic) for fact in casebook.published()]
    assert order == sorted(order)


def test_entities_are_people_places_and_bodies(ferry_casebook: Casebook) -> None:
    assert [entity.id for entity in ferry_casebook.entities()] == [
        "halvorn", "dalgren", "sandvei", "brenholm", "brenholm-court", "maritime-safety-office", "nordline",
    ]  # fmt: skip


def test_no_questions_are_asked_for_a_stranger(ferry_casebook: Casebook) -> None:
    assert ferry_casebook.asked("no-such-fact", "ru") == ()


def test_only_published_facts_are_shown(edited: Edit) -> None:
    folder = edited(DEATHS, "version: 1\n", "version: 1\nstate: draft\n")
    casebook = load_casebook(folder)
    assert "deaths-count" in casebook.facts
    assert "deaths-count" not in [fact.id for fact in casebook.published()]


def test_a_draft_needs_no_questions_yet(edited: Edit) -> None:
    folder = edited(DEATHS, "version: 1\n", "version: 1\nstate: draft\n")
    (folder / "questions/ru/deaths-count.txt").unlink()
    load_casebook(folder)


def test_a_text_that_waits_for_an_editor_is_not_told(edited: Edit) -> None:
    folder = edited(DEATHS, "  kk:\n", "  kk:\n    untranslated: true\n")
    (problem,) = found(folder)
    assert (problem.field, "waits for an editor" in problem.message) == ("texts.kk.untranslated", True)
    edited(DEATHS, "version: 1\n", "version: 1\nstate: draft\n")
    load_casebook(folder)


def test_a_record_can_not_be_changed(ferry_casebook: Casebook) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        ferry_casebook.facts = {}  # type: ignore[misc]


def told(problems: list[Problem], file: str, entry: str, field: str) -> list[str]:
    """The messages about one place."""
    return [each.message for each in problems if (each.file, each.entry, each.field) == (file, entry, field)]


@pytest.mark.parametrize(
    ("old", "new", "field", "message"),
    [
        # Keys and their values
        ("reviewed:", "reviewd:", "reviewd", "is not a key that the record knows"),
        ("reviewed:", "reviewd:", "reviewed", "is missing: add it"),
        ("kind: reported", "kind: rumour", "kind", "must be one of 'reported'"),
        ("version: 1", "version: first", "version", "must be a whole number"),
        ("said_by: [court, press]", "said_by: court", "said_by", "must be a list"),
        ("said_by: [court, press]", "said_by: []", "said_by", "needs at least 1"),
        ("said_by: [court", "said_by: [pope", "said_by.0", "must be one of 'court'"),
        ("    headline: The", "    headine: The", "texts.en.headine", "is not a key"),
        ("headline: The loss of the ferry cost 17 lives", "headline: 17", "texts.en.headline", "must be text"),
        ("headline: The", f"headline: {'The ' * 40}", "texts.en.headline", "192 characters long: at most 120 fit"),
        ("  ky:\n", "  xx:\n", "texts.ky", "is missing"),
        ("  ky:\n", "  xx:\n", "texts.xx", "is not a key"),
        ("value: 17", "value: seventeen", "values.0", "is not a number"),
        ("texts:\n", "texts: none\nremoved:\n", "texts", "must be a group of keys"),
        # Dates
        ('event: "2019-03-04"', 'event: "2019-02-30"', "event", "there is no such day"),
        ('event: "2019-03-04"', "event: March 2019", "event", "is not a date like"),
        ('event: "2019-03-04"', "event: 2019", "event", "must be text"),
        ('reviewed: "2022-02-20"', 'reviewed: "2022-02"', "reviewed", "is not a day like"),
        ('review_by: "2023', 'review_by: "2021', "review_by", "lies before reviewed"),
        # What a kind of fact needs
        ("kind: reported", "kind: differs", "texts.kk.accounts", "at least two accounts"),
        ("kind: reported", "kind: unknown", "unknown_since", "say since when"),
        ("version: 1\n", "version: 2\n", "changes", "for each version from 2 to 2"),
        # What it says of other entries
        ("topic: victims", "topic: heroes", "topic", "there is no topic 'heroes'"),
        ("source: court-2021-06", "source: court-2020", "citations", "there is no source 'court-2020'"),
        ("source: court-2021-06", "source: herald-2019-03", "citations", "'herald-2019-03' stands 2 times"),
        ("related: [people-aboard", "related: [people", "related", "there is no fact 'people'"),
        ("related: [people-aboard", "related: [deaths-count", "related", "not related to itself"),
        ("captain-sentence]", "people-aboard]", "related", "'people-aboard' stands 2 times"),
        ("mentions: [brenholm-court]", "mentions: [court]", "mentions", "there is no person, place or body"),
        # Marks
        ("17 people died when the ferry was lost [1]", "17 died [3]", "texts.en", "the mark [3] has no citation"),
        ("members of the crew [2]", "crew", "texts.en", "citation 2 (herald-2019-03) is never marked"),
        ("каза болгон [1]", "каза болгон [1][1]", "texts.ky", "has the marks [1] [1] [2], the English text [1] [2]"),
    ],
)
def test_a_fault_in_a_fact_is_told_with_its_field(edited: Edit, old: str, new: str, field: str, message: str) -> None:
    problems = found(edited(DEATHS, old, new))
    assert any(message in each for each in told(problems, DEATHS, "deaths-count", field)), problems


@pytest.mark.parametrize(
    ("place", "old", "new", "field", "message"),
    [
        ("timeline.yaml sinking", "    ky: «Аур", "    k: «Аур", "text.k", "is not a key"),
        ("timeline.yaml verdict", 'date: "2021-06-12"', 'date: "2021-06-31"', "date", "there is no such day"),
        ("timeline.yaml warning", "sources: [herald-2021-02]", "sources: [herald]", "sources", "there is no source"),
        ("timeline.yaml warning", "facts: [inspection-", "facts: [", "facts", "there is no fact 'warning'"),
        ("people.yaml dalgren", "kk: Мира Дальгрен, ", "", "names.kk", "is missing"),
        ("people.yaml halvorn", "id: dalgren", "id: halvorn", "id", "stands twice"),
        ("places.yaml halvorn", "id: brenholm", "id: halvorn", "id", "names another entity too"),
        ("glossary.yaml ferry", "avoid:", "avoids:", "avoids", "is not a key"),
        ("figures.yaml dead", "value: 17", "value: many", "value", "must be a number"),
        ("figures.yaml dead", "value: 17", "value: .inf", "value", "must be a number"),
        ("figures.yaml aboard-operator", "for: [aboard-office]", "for: [office]", "mistaken_for", "there is no figure"),
        ("case.yaml aurelia", "en: [How many years did the captain get?, ", "en: [", "examples.en", "at least 3"),
        ("case.yaml aurelia", "status_fact: appeal-status", "status_fact: status", "status_fact", "there is no fact"),
        ("case.yaml aurelia", "deaths-count, people", "deaths, people", "key_facts", "there is no fact 'deaths'"),
        ("case.yaml aurelia", "- id: trial", "- id: victims", "topics", "'victims' stands 2 times"),
        ("case.yaml aurelia", "(Lorvania", f"({'x' * 120}", "title.en", "characters long: at most 120 fit"),
        ("case.yaml aurelia", "Бұл жинақ", "Ж" * 500, "about.kk", "characters long: at most 512 fit"),
        ("case.yaml aurelia", "- id: trial", f"- id: {'t' * 49}", "topics.2.id", "too long for a button"),
        ("case.yaml aurelia", "original: en", "original: de", "original", "must be one of 'ru'"),
        (f"{COURT} court-2021-06", 'accessed: "2022-02-12"', 'accessed: "2022-02-31"', "accessed", "is not a day"),
        (f"{COURT} court-2021-06", "https://court.", "ftp://court.", "url", "must start with https://"),
        (f"{COURT} court-2021-06", "https://court.example.org", "http://192.168.0.7", "url", "not reachable"),
        (f"{COURT} court-2021-06", "https://court.example.org", "http://court.local", "url", "not reachable"),
        (f"{COURT} court-2021-06", "language: en", "language: English", "language", "the code of a language"),
        (f"{ABOARD} people-aboard", "kind: differs", "kind: reported", "texts.ru.accounts", "only facts of kind"),
        (f"{ABOARD} people-aboard", "version: 2\n", "version: 3\n", "changes", "for each version from 2 to 3"),
        (f"{ABOARD} people-aboard", '- "Surv', '- "Crew [3]."\n      - "Surv', "texts.kk.accounts", "as many accounts"),
        (f"{STATUS} appeal-status", "unknown_since:", "event:", "unknown_since", "say since when"),
    ],
)
def test_a_fault_elsewhere_is_told_with_its_entry(
    edited: Edit, place: str, old: str, new: str, field: str, message: str
) -> None:
    file, entry = place.split()
    problems = found(edited(file, old, new))
    assert any(message in each for each in told(problems, file, entry, field)), problems


def test_a_number_that_is_none_is_told_once(edited: Edit) -> None:
    assert len(found(edited("figures.yaml", "value: 17", "value: many"))) == 1


def test_a_question_belongs_to_one_fact_however_it_is_spelt(edited: Edit) -> None:
    folder = edited("questions/en/people-aboard.txt", "Who counted the passengers?", "HOW MANY  VICTIMS??")
    (problem,) = found(folder)
    assert (problem.file, problem.entry) == ("questions/en/people-aboard.txt", "people-aboard")
    assert "'HOW MANY  VICTIMS??' stands under deaths-count too" in problem.message


def test_a_declined_question_belongs_to_no_fact(edited: Edit) -> None:
    (problem,) = found(edited("declined/en/small-talk.txt", "Hello", "Who is Mira Dalgren"))
    assert "stands under inspection-warning too" in problem.message


def test_a_question_may_repeat_within_its_fact(edited: Edit) -> None:
    load_casebook(edited("questions/kk/deaths-count.txt", "қанша құрбан болды", "Неше адам қаза тапты"))


def test_questions_without_a_fact_are_told(ferry_copy: Path) -> None:
    (ferry_copy / "questions/ky/lifeboats.txt").write_text("Кайыктар барбы?\n", encoding="utf-8")
    (problem,) = found(ferry_copy)
    assert (problem.file, problem.entry) == ("questions/ky/lifeboats.txt", "lifeboats")
    assert "there is no fact 'lifeboats'" in problem.message


def test_a_published_fact_without_questions_is_told(ferry_copy: Path) -> None:
    (ferry_copy / "questions/ru/deaths-count.txt").unlink()
    (ferry_copy / "questions/kk/deaths-count.txt").write_text("# none yet\n")
    assert [problem.file for problem in found(ferry_copy)] == [
        "questions/ru/deaths-count.txt", "questions/kk/deaths-count.txt",
    ]  # fmt: skip


def test_everything_wrong_is_told_at_once(ferry_copy: Path) -> None:
    for file, old, new in [
        ("case.yaml", "key_facts:", "key_fact:"),
        (DEATHS, "kind: reported", "kind: rumour"),
        (ABOARD, "source: nordline-2019", "source: nordline"),
        (STATUS, "mentions: [halvorn]", "mentions: [halvor]"),
        (COURT, "https://", "gopher://"),
        ("people.yaml", "en: Mira Dalgren", "en: ''"),
        ("timeline.yaml", "facts: [appeal-status]", "facts: [appeal]"),
    ]:
        path = ferry_copy / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
    (ferry_copy / "glossary.yaml").write_text("- id: a\n- id: [")
    assert {(problem.file, problem.field) for problem in found(ferry_copy)} == {
        ("case.yaml", "key_fact"), ("case.yaml", "key_facts"), (DEATHS, "kind"), (ABOARD, "citations"),
        (STATUS, "mentions"), (COURT, "url"), ("people.yaml", "names.en"), ("timeline.yaml", "facts"),
        ("glossary.yaml", ""),
    }  # fmt: skip


def test_one_broken_entry_is_not_told_again_by_those_that_point_to_it(edited: Edit) -> None:
    problems = found(edited(DEATHS, "kind: reported", "kind: rumour"))
    assert [(problem.file, problem.field) for problem in problems] == [(DEATHS, "kind")]


@pytest.mark.parametrize("content", ["", "# nothing\n", "[]\n", "title: x\n"])
def test_a_record_without_a_case_is_broken(ferry_copy: Path, content: str) -> None:
    (ferry_copy / "case.yaml").write_text(content)
    assert [problem.file for problem in found(ferry_copy)] == ["case.yaml"]


def test_what_points_into_a_file_that_can_not_be_read_is_not_reported(edited: Edit, ferry_copy: Path) -> None:
    edited(DEATHS, "kind: reported", "kind: [reported")
    edited("sources/court-2021-06.yaml", "id: court-2021-06", "id: court: 2021")
    (ferry_copy / "people.yaml").write_text("- id: [\n")
    assert {problem.file for problem in found(ferry_copy)} == {DEATHS, COURT, "people.yaml"}


def test_a_withdrawn_fact_says_why(edited: Edit) -> None:
    problems = found(edited(DEATHS, "version: 1\n", "version: 1\nstate: withdrawn\n"))
    assert [(problem.field, "in all four languages" in problem.message) for problem in problems] == [
        ("withdrawal", True)
    ]


def test_the_status_of_a_case_is_no_draft(edited: Edit) -> None:
    problems = found(edited(STATUS, "version: 1\n", "version: 1\nstate: draft\n"))
    assert [(problem.file, problem.field) for problem in problems] == [("case.yaml", "status_fact")]


def test_an_empty_folder_is_no_record(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"case\.yaml: the file is missing"):
        load_casebook(tmp_path)


def test_the_error_holds_all_problems_once_and_in_order() -> None:
    first, second = Problem("a.yaml", "x", "", "wrong"), Problem("b.yaml", "y", "url", "wrong too")
    error = RecordError([second, first, second])
    assert error.problems == (first, second)
    assert str(error) == "a.yaml: x: wrong\nb.yaml: y: url: wrong too"
    assert second.as_data() == {"file": "b.yaml", "entry": "y", "field": "url", "message": "wrong too", "line": 0}
