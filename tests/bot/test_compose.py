"""What the bot says, before any surface: from decisions and the record to replies."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from telegram.constants import MessageLimit

from bot import compose
from bot.compose import answers
from bot.handlers import ask, follow, hear, pages, pictures, press
from bot.reply import Choose, Dismiss, Open, OpenPerson, OpenTopic, Reply
from bot.speech import speech
from knowledge.casebook import Casebook
from knowledge.finding import Candidate, Contrast, Finding
from knowledge.model import LANGUAGES
from tests.bot.people import services_over

TODAY = dt.date(2022, 3, 1)
REASONS = ("not-in-record", "other-case", "unclear", "other-language")

each_language = pytest.mark.parametrize("language", LANGUAGES)


def changed(casebook: Casebook, fact: str, **changes) -> Casebook:
    """The record with one fact changed."""
    facts = {**casebook.facts, fact: casebook.facts[fact].model_copy(update=changes)}
    return casebook.model_copy(update={"facts": facts})


def styles(reply: Reply) -> list[str]:
    return [paragraph.style for paragraph in reply.paragraphs]


def actions(reply: Reply) -> list:
    return [button.action for row in reply.buttons for button in row]


def answered(fact: str, language="en", **more) -> Finding:
    return Finding("?", language, "answer", None, (Candidate(fact, 1.0),), **more)


# -- answers -------------------------------------------------------------------------------------------------------


@each_language
def test_an_answer_tells_the_fact_its_sources_and_the_day_of_the_record(ferry_casebook, language):
    reply = compose.reply_to(answered("deaths-count", language), ferry_casebook, TODAY)
    text = ferry_casebook.facts["deaths-count"].texts[language]
    assert (reply.kind, reply.language, reply.facts, reply.as_of) == (
        "answer",
        language,
        ("deaths-count",),
        "2022-03-01",
    )
    assert [paragraph.text for paragraph in reply.paragraphs[:2]] == [text.headline, text.answer]
    assert [citation.source for citation in reply.citations] == ["court-2021-06", "herald-2019-03"]
    assert [citation.n for citation in reply.citations] == [1, 2]
    assert speech(language).date("2022-03-01") in reply.closing


@each_language
def test_accounts_that_differ_stand_side_by_side_and_are_said_to_differ(ferry_casebook, language):
    reply = compose.answer_fact(ferry_casebook, "people-aboard", language, TODAY)
    assert styles(reply) == ["heading", "plain", "bullet", "bullet", "bullet", "note"]
    assert reply.paragraphs[-1].text == speech(language)("The sources differ; the accounts stand side by side.")


def test_what_is_unknown_says_since_when_nothing_was_reported(ferry_casebook):
    reply = compose.answer_fact(ferry_casebook, "appeal-status", "en", TODAY)
    assert reply.paragraphs[-1].text == "Not known to the record. The last report that bears on it: September 2021."


@each_language
def test_a_false_figure_is_corrected_before_the_answer(ferry_casebook, language):
    contrast = Contrast("captain-sentence", "years", "13", "6")
    reply = compose.reply_to(answered("captain-sentence", language, contrasts=(contrast,)), ferry_casebook, TODAY)
    assert styles(reply)[:2] == ["correction", "heading"]
    numbers = re.findall(r"\d+", reply.paragraphs[0].text)
    assert sorted(numbers) == ["13", "6"]


@pytest.mark.parametrize(
    ("unit", "value", "said"),
    [
        ("years", "1", "1 year"), ("years", "13", "13 years"), ("months", "6", "6 months"), ("days", "1", "1 day"),
        ("people", "44", "44 people"), ("officers", "6", "6 officers"), ("tenge", "85000000", "85,000,000 tenge"),
        ("dollars", "1", "1 dollar"), ("article", "146", "article 146"), ("date", "2025-01-17", "17 January 2025"),
        ("date", "2025", "2025"), ("waves", "3", "3"), ("votes", "12", "12"), ("number", "1000", "1,000"),
        ("years", "3.5", "3.5"), ("number", "7.0", "7"),
    ],
)  # fmt: skip
def test_a_correction_says_each_kind_of_quantity_in_words(ferry_casebook, unit, value, said):
    contrast = Contrast("captain-sentence", unit, value, value)
    reply = compose.answer_fact(ferry_casebook, "captain-sentence", "en", TODAY, contrasts=(contrast,))
    assert reply.paragraphs[0].text == f"The record gives another figure: {said}, not {said}."


@each_language
def test_every_standing_of_the_procedure_has_words_of_its_own(ferry_casebook, language):
    standings = ("alleged", "investigated", "charged", "testified", "found-by-court", "upheld")
    said = {
        compose.answer_fact(changed(ferry_casebook, "deaths-count", procedure=each), "deaths-count", language, TODAY)
        .paragraphs[-1].text
        for each in standings
    }  # fmt: skip
    assert len(said) == len(standings)


@pytest.mark.parametrize(
    ("original", "language", "said"),
    [
        ("en", "ru", "Этот текст может отставать от английского. Английский изменён: 10 марта 2022 года."),
        ("ru", "kk", "Орысша мәтін кейін өзгертілген (2022 жылғы 10 наурыз), мұнда ол өзгеріс әлі көрінбеуі мүмкін."),
        (
            "kk",
            "ky",
            "Казакча текст кийин өзгөртүлгөн (2022-жылдын 10-марты), бул жерде ал өзгөрүү азырынча көрүнбөшү мүмкүн.",
        ),
        ("ky", "en", "This text may lag behind the Kyrgyz one, changed on 10 March 2022."),
    ],
)
def test_a_text_whose_original_was_changed_later_says_so(ferry_casebook, original, language, said):
    texts = ferry_casebook.facts["deaths-count"].texts
    newer = texts.model_copy(update={original: texts[original].model_copy(update={"written": "2022-03-10"})})
    casebook = changed(ferry_casebook, "deaths-count", texts=newer)
    casebook = casebook.model_copy(update={"case": casebook.case.model_copy(update={"original": original})})
    notes = [p.text for p in compose.reply_to(answered("deaths-count", language), casebook, TODAY).paragraphs]
    assert said in notes
    assert said not in [
        p.text for p in compose.reply_to(answered("deaths-count", original), casebook, TODAY).paragraphs
    ]
    read = newer.model_copy(update={language: texts[language].model_copy(update={"reread": "2022-03-10"})})
    again = compose.reply_to(answered("deaths-count", language), changed(casebook, "deaths-count", texts=read), TODAY)
    assert said not in [p.text for p in again.paragraphs]


def test_an_answer_past_its_review_says_so_and_one_in_time_does_not(ferry_casebook):
    day = dt.date.fromisoformat(ferry_casebook.facts["deaths-count"].review_by)
    in_time = compose.answer_fact(ferry_casebook, "deaths-count", "en", day)
    late = compose.answer_fact(ferry_casebook, "deaths-count", "en", day + dt.timedelta(days=1))
    assert "Not re-checked since 20 February 2022: things may have changed." not in [p.text for p in in_time.paragraphs]
    assert late.paragraphs[-1].text == "Not re-checked since 20 February 2022: things may have changed."


def test_related_facts_are_buttons_but_not_those_already_told(ferry_casebook):
    reply = compose.reply_to(answered("deaths-count"), ferry_casebook, TODAY)
    opened = [action for action in actions(reply) if isinstance(action, Open)]
    assert opened == [Open(fact, "en") for fact in ("people-aboard", "captain-sentence")]
    reply = compose.reply_to(answered("deaths-count", also=("captain-sentence",)), ferry_casebook, TODAY)
    assert Open("captain-sentence", "en") not in actions(reply)


@each_language
def test_two_clear_questions_get_both_answers_with_citations_numbered_on(ferry_casebook, language):
    one = compose.answer_fact(ferry_casebook, "deaths-count", language, TODAY)
    other = compose.answer_fact(ferry_casebook, "operator-fine", language, TODAY)
    both = compose.reply_to(answered("deaths-count", language, also=("operator-fine",)), ferry_casebook, TODAY)
    assert both.facts == ("deaths-count", "operator-fine")
    assert [each.source for each in both.citations] == [each.source for each in (*one.citations, *other.citations)]
    assert [each.n for each in both.citations] == list(range(1, len(both.citations) + 1))
    marked = {int(n) for paragraph in both.paragraphs for n in re.findall(r"\[(\d+)\]", paragraph.text)}
    assert marked == {each.n for each in both.citations}


def test_what_fits_is_what_one_message_of_telegram_holds():
    assert answers.MESSAGE_LIMIT == MessageLimit.MAX_TEXT_LENGTH


def test_a_second_answer_that_does_not_fit_stays_a_button(ferry_casebook):
    long = "x" * 890
    texts = ferry_casebook.facts["operator-fine"].texts
    texts = texts.model_copy(update={"en": texts.en.model_copy(update={"answer": long, "accounts": (long,) * 4})})
    casebook = changed(ferry_casebook, "operator-fine", texts=texts)
    reply = compose.reply_to(answered("deaths-count", also=("operator-fine",)), casebook, TODAY)
    assert reply.facts == ("deaths-count",)
    assert actions(reply)[0] == Open("operator-fine", "en")


def test_who_is_who_names_everybody_once_and_leads_to_facts(ferry_casebook):
    people = list(ferry_casebook.people.values())
    pages = [compose.people_page(ferry_casebook, page, "en") for page in range(1 + len(people) // compose.PAGE_SIZE)]
    told = "\n".join(paragraph.text for page in pages for paragraph in page.paragraphs)
    assert all(told.count(f"{person.names.en} — ") == 1 for person in people)
    assert compose.people_page(ferry_casebook, 999, "en").paragraphs == pages[-1].paragraphs
    opened = [action.person for page in pages for action in actions(page) if isinstance(action, OpenPerson)]
    assert opened == list(ferry_casebook.people)


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_what_is_not_published_is_never_offered(ferry_casebook, state):
    hidden = changed(ferry_casebook, "people-aboard", state=state)
    pages = [
        compose.answer_fact(hidden, "deaths-count", "en", TODAY),
        compose.topic_page(hidden, "victims", 0, "en"),
        compose.reply_to(Finding("?", "en", "suggest", None, (Candidate("people-aboard", 0.4),)), hidden, TODAY),
    ]
    assert [action for page in pages for action in actions(page) if action == Open("people-aboard", "en")] == []


# -- sources -------------------------------------------------------------------------------------------------------


def line(casebook: Casebook, changes: dict) -> str:
    """The line of the first source of an answer, after that source is changed."""
    source = casebook.sources["court-2021-06"].model_copy(update=changes)
    edited = casebook.model_copy(update={"sources": {**casebook.sources, source.id: source}})
    return compose.answer_fact(edited, "deaths-count", "en", TODAY).citations[0].line


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({}, "Brenholm District Court · 12 June 2021 · English · court notice"),
        ({"date": None}, "Brenholm District Court · English · court notice"),
        ({"date": "2021"}, "Brenholm District Court · 2021 · English · court notice"),
        ({"reliability": "press"}, "Brenholm District Court · 12 June 2021 · English"),
        ({"reliability": "press", "paraphrase": True}, "… · English · a retelling, not the original text"),
        ({"reliability": "paraphrase", "paraphrase": True}, "… · English · a retelling, not the original text"),
        ({"reliability": "digest"}, "… · English · a digest, not the original text"),
        ({"reliability": "machine-translation"}, "… · English · a machine translation"),
        ({"reliability": "state-media"}, "… · English · state media"),
        ({"url": None}, "… · English · court notice · no address known"),
        ({"url": None, "read_at": "https://x.example.org/"}, "… · English · court notice · read in a copy"),
        ({"language": "kk"}, "Brenholm District Court · 12 June 2021 · Kazakh · court notice"),
    ],
)
def test_a_source_says_who_when_in_which_language_and_what_it_is(ferry_casebook, changes, shown):
    assert line(ferry_casebook, changes).endswith(shown.removeprefix("…"))


def test_a_reader_is_sent_to_the_original_else_to_where_it_was_read(ferry_casebook):
    reply = compose.answer_fact(ferry_casebook, "captain-sentence", "ru", TODAY)
    assert [citation.url for citation in reply.citations] == [
        "https://court.example.org/notices/aurelia",
        "https://herald.example.com/ru/2021/06/captain",
    ]


@each_language
def test_every_published_fact_of_the_record_can_be_told(included_casebook, language):
    for fact in included_casebook.published():
        reply = compose.answer_fact(included_casebook, fact.id, language, TODAY)
        marks = {int(n) for paragraph in reply.paragraphs for n in re.findall(r"\[(\d+)\]", paragraph.text)}
        assert reply.citations, fact.id
        assert marks <= {citation.n for citation in reply.citations}, fact.id


# -- not sure, and not known ---------------------------------------------------------------------------------------


@each_language
def test_an_offer_holds_at_most_three_choices_and_none_of_these(ferry_casebook, language):
    candidates = tuple(Candidate(fact, 0.3) for fact in ferry_casebook.facts)
    reply = compose.reply_to(Finding("?", language, "suggest", None, candidates), ferry_casebook, TODAY)
    assert reply.facts == tuple(ferry_casebook.facts)[:3]
    assert actions(reply) == [*(Open(fact, language, in_place=True) for fact in reply.facts), Dismiss(language)]
    assert [row[0].label for row in reply.buttons[:3]] == [
        ferry_casebook.asked(fact, language)[0] for fact in reply.facts
    ]


@each_language
def test_each_reason_for_silence_has_its_own_words_and_a_way_on(ferry_casebook, language):
    replies = [compose.reply_to(Finding("?", language, "none", reason), ferry_casebook, TODAY) for reason in REASONS]
    assert len({reply.paragraphs[0].text for reply in replies}) == len(REASONS)
    assert all(OpenTopic("", language) in actions(reply) for reply in replies)
    assert all(reply.as_of == "2022-03-01" and not reply.facts and not reply.citations for reply in replies)
    assert Choose(language) in actions(replies[-1])
    assert Open("appeal-status", language) in actions(replies[0])


@each_language
def test_dead_ends_lead_back_to_the_topics(ferry_casebook, language):
    for reply in (compose.dismissed(language), compose.withdrawn(ferry_casebook, "no-such-fact", language)):
        assert actions(reply) == [OpenTopic("", language)]
        assert reply.language == language


# -- pages ---------------------------------------------------------------------------------------------------------


def crowded(casebook: Casebook, number: int) -> Casebook:
    """The record with that many facts in one topic."""
    fact = casebook.facts["deaths-count"]
    facts = {f"fact-{n}": fact.model_copy(update={"id": f"fact-{n}", "topic": "trial"}) for n in range(number)}
    return casebook.model_copy(update={"facts": facts, "questions": {}})


@pytest.mark.parametrize("number", [1, compose.PAGE_SIZE, compose.PAGE_SIZE + 1, 3 * compose.PAGE_SIZE, 300])
def test_the_pages_of_a_topic_show_every_fact_once(ferry_casebook, number):
    casebook = crowded(ferry_casebook, number)
    page: OpenTopic | None = OpenTopic("trial", "en")
    seen: list[str] = []
    while page is not None:
        reply = compose.topic_page(casebook, page.topic, page.page, "en")
        assert len(actions(reply)) <= compose.PAGE_SIZE + 3
        seen += [action.fact for action in actions(reply) if isinstance(action, Open)]
        page = next((button.action for row in reply.buttons for button in row if button.label == "→"), None)
    assert seen == list(casebook.facts)


@pytest.mark.parametrize(("page", "shown"), [(-1, "1/2"), (0, "1/2"), (1, "2/2"), (2, "2/2"), (9999, "2/2")])
def test_a_page_that_is_no_more_shows_the_nearest(ferry_casebook, page, shown):
    reply = compose.topic_page(crowded(ferry_casebook, compose.PAGE_SIZE + 1), "trial", page, "en")
    assert reply.paragraphs[0].text == f"Trial and verdict ({shown})"


def test_topics_without_facts_and_unknown_topics_are_not_shown(ferry_casebook):
    casebook = crowded(ferry_casebook, 2)
    for topic in ("", "victims", "no-such-topic"):
        assert actions(compose.topic_page(casebook, topic, 0, "en")) == [OpenTopic("trial", "en")]


@each_language
def test_the_choice_of_a_language_is_said_in_all_four_and_marks_the_current_one(language):
    reply = compose.choose_language(language)
    assert len(set(reply.paragraphs[0].text.splitlines())) == len(LANGUAGES)
    labels = {button.action.language: button.label for row in reply.buttons for button in row}
    assert [each for each, label in labels.items() if label.startswith("✓")] == [language]
    assert labels.keys() == set(LANGUAGES)


@each_language
def test_the_first_message_says_what_this_is_shows_three_questions_and_offers_languages(ferry_casebook, language):
    reply = compose.start(ferry_casebook, language)
    whole = "\n".join(paragraph.text for paragraph in reply.paragraphs)
    assert ferry_casebook.case.title[language] in whole
    assert all(question in whole for question in ferry_casebook.case.examples[language])
    assert [action for action in actions(reply) if isinstance(action, Choose)] == [Choose(each) for each in LANGUAGES]


@each_language
def test_help_names_no_command_that_does_not_exist(ferry_casebook, language):
    services = services_over(ferry_casebook)
    handlers = [
        *pages.handlers(services),
        *pictures.handlers(services),
        *follow.handlers(services),
        *hear.handlers(services),
        *press.handlers(services),
        *ask.handlers(services),
    ]
    known = {command for handler in handlers for command in getattr(handler, "commands", ())}
    pages_shown = [
        compose.help_page(ferry_casebook, language),
        compose.privacy(language),
        compose.start(ferry_casebook, language),
    ]
    named = {
        command for page in pages_shown for p in page.paragraphs for command in re.findall(r"(?<!\w)/([a-z]+)", p.text)
    }
    assert {"topics", "privacy", "forget"} <= named <= known


@each_language
def test_about_counts_what_the_record_holds(ferry_casebook, language):
    whole = " ".join(paragraph.text for paragraph in compose.about(ferry_casebook, language).paragraphs)
    assert re.search(r"\b8\b", whole)
    assert re.search(r"\b7\b", whole)
    assert speech(language).date(ferry_casebook.case.as_of) in whole
