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
from tests.cases import changed

TODAY = dt.date(2022, 3, 1)  # before any fact of either record is due for another review
REASONS = ("not-in-record", "other-case", "unclear", "other-language")

each_language = pytest.mark.parametrize("language", LANGUAGES)


def styles(reply: Reply) -> list[str]:
    return [paragraph.style for paragraph in reply.paragraphs]


def actions(reply: Reply) -> list:
    return [button.action for row in reply.buttons for button in row]


def answered(fact: str, language="en", **more) -> Finding:
    return Finding("?", language, "answer", None, (Candidate(fact, 1.0),), **more)


# -- answers -------------------------------------------------------------------------------------------------------


@each_language
def test_an_answer_tells_the_fact_its_sources_and_the_day_of_the_record(case, language):
    reply = compose.reply_to(answered(case.fact, language), case.casebook, TODAY)
    text = case.casebook.facts[case.fact].texts[language]
    cited = case.casebook.facts[case.fact].citations
    assert (reply.kind, reply.language, reply.facts, reply.as_of) == (
        "answer",
        language,
        (case.fact,),
        case.casebook.case.as_of,
    )
    assert [paragraph.text for paragraph in reply.paragraphs[:2]] == [text.headline, text.answer]
    assert [citation.source for citation in reply.citations] == [each.source for each in cited]
    assert [citation.n for citation in reply.citations] == list(range(1, len(cited) + 1))
    assert speech(language).date(case.casebook.case.as_of) in reply.closing


@each_language
def test_accounts_that_differ_stand_side_by_side_and_are_said_to_differ(case, language):
    reply = compose.answer_fact(case.casebook, case.differing, language, TODAY)
    assert styles(reply)[:2] == ["heading", "plain"]
    accounts = case.casebook.facts[case.differing].texts[language].accounts
    assert [each.text for each in reply.paragraphs if each.style == "bullet"] == list(accounts)
    assert speech(language)("The sources differ; the accounts stand side by side.") in [
        each.text for each in reply.paragraphs if each.style == "note"
    ]


def test_what_is_unknown_says_since_when_nothing_was_reported(ferry_casebook):
    reply = compose.answer_fact(ferry_casebook, "appeal-status", "en", TODAY)
    assert reply.paragraphs[-1].text == "Not known to the record. The last report that bears on it: September 2021."


@each_language
def test_a_false_figure_is_corrected_before_the_answer(case, language):
    contrast = Contrast(case.fact, "years", "13", "6")
    reply = compose.reply_to(answered(case.fact, language, contrasts=(contrast,)), case.casebook, TODAY)
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
def test_a_correction_says_each_kind_of_quantity_in_words(case, unit, value, said):
    contrast = Contrast(case.fact, unit, value, value)
    reply = compose.answer_fact(case.casebook, case.fact, "en", TODAY, contrasts=(contrast,))
    assert reply.paragraphs[0].text == f"The record gives another figure: {said}, not {said}."


@each_language
def test_every_standing_of_the_procedure_has_words_of_its_own(case, language):
    standings = ("alleged", "investigated", "charged", "testified", "found-by-court", "upheld")
    said = {
        compose.answer_fact(changed(case.casebook, case.fact, procedure=each), case.fact, language, TODAY)
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


def test_an_answer_past_its_review_says_so_and_one_in_time_does_not(case):
    day = dt.date.fromisoformat(case.casebook.facts[case.fact].review_by)
    fact = case.casebook.facts[case.fact]
    said = f"Not re-checked since {speech('en').date(fact.reviewed)}: things may have changed."
    in_time = compose.answer_fact(case.casebook, case.fact, "en", day)
    late = compose.answer_fact(case.casebook, case.fact, "en", day + dt.timedelta(days=1))
    assert said not in [p.text for p in in_time.paragraphs]
    assert late.paragraphs[-1].text == said


def test_related_facts_are_buttons_but_not_those_already_told(case):
    reply = compose.reply_to(answered(case.fact), case.casebook, TODAY)
    opened = [action for action in actions(reply) if isinstance(action, Open)]
    assert opened == [Open(fact, "en") for fact in case.related(case.fact)[: len(opened)]]
    assert len(opened) >= 2
    first = opened[0].fact
    reply = compose.reply_to(answered(case.fact, also=(first,)), case.casebook, TODAY)
    assert Open(first, "en") not in actions(reply)


@each_language
def test_two_clear_questions_get_both_answers_with_citations_numbered_on(case, language):
    one = compose.answer_fact(case.casebook, case.fact, language, TODAY)
    other = compose.answer_fact(case.casebook, case.other, language, TODAY)
    both = compose.reply_to(answered(case.fact, language, also=(case.other,)), case.casebook, TODAY)
    assert both.facts == (case.fact, case.other)
    assert [each.source for each in both.citations] == [each.source for each in (*one.citations, *other.citations)]
    assert [each.n for each in both.citations] == list(range(1, len(both.citations) + 1))
    marked = {int(n) for paragraph in both.paragraphs for n in re.findall(r"\[(\d+)\]", paragraph.text)}
    assert marked == {each.n for each in both.citations}


def test_what_fits_is_what_one_message_of_telegram_holds():
    assert answers.MESSAGE_LIMIT == MessageLimit.MAX_TEXT_LENGTH


def test_a_second_answer_that_does_not_fit_stays_a_button(case):
    long = "x" * 890
    texts = case.casebook.facts[case.other].texts
    texts = texts.model_copy(update={"en": texts.en.model_copy(update={"answer": long, "accounts": (long,) * 4})})
    casebook = changed(case.casebook, case.other, texts=texts)
    reply = compose.reply_to(answered(case.fact, also=(case.other,)), casebook, TODAY)
    assert reply.facts == (case.fact,)
    assert actions(reply)[0] == Open(case.other, "en")


def test_who_is_who_names_everybody_once_and_leads_to_facts(casebook):
    people = list(casebook.people.values())
    pages = [compose.people_page(casebook, page, "en") for page in range(1 + len(people) // compose.PAGE_SIZE)]
    told = "\n".join(paragraph.text for page in pages for paragraph in page.paragraphs)
    assert all(told.count(f"{person.names.en} — ") == 1 for person in people)
    assert compose.people_page(casebook, 999, "en").paragraphs == pages[-1].paragraphs
    opened = [action.person for page in pages for action in actions(page) if isinstance(action, OpenPerson)]
    told_of = {each for fact in casebook.published() for each in fact.mentions}
    assert opened == [each for each in casebook.people if each in told_of]


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_what_is_not_published_is_never_offered(case, state):
    first = case.related(case.fact)[0]
    topic = case.casebook.facts[first].topic
    assert Open(first, "en") in actions(compose.answer_fact(case.casebook, case.fact, "en", TODAY))
    hidden = changed(case.casebook, first, state=state)
    pages = [
        compose.answer_fact(hidden, case.fact, "en", TODAY),
        compose.topic_page(hidden, topic, 0, "en"),
        compose.reply_to(Finding("?", "en", "suggest", None, (Candidate(first, 0.4),)), hidden, TODAY),
    ]
    assert [action for page in pages for action in actions(page) if action == Open(first, "en")] == []


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
def test_every_published_fact_of_the_record_can_be_told(casebook, language):
    for fact in casebook.published():
        reply = compose.answer_fact(casebook, fact.id, language, TODAY)
        marks = {int(n) for paragraph in reply.paragraphs for n in re.findall(r"\[(\d+)\]", paragraph.text)}
        assert reply.citations, fact.id
        assert marks <= {citation.n for citation in reply.citations}, fact.id


# -- not sure, and not known ---------------------------------------------------------------------------------------


@each_language
def test_an_offer_holds_at_most_three_choices_and_none_of_these(case, language):
    likely = (case.fact, case.other, case.differing, case.unknown)
    candidates = tuple(Candidate(fact, 0.3) for fact in likely)
    reply = compose.reply_to(Finding("?", language, "suggest", None, candidates), case.casebook, TODAY)
    assert reply.facts == likely[:3]
    assert actions(reply) == [*(Open(fact, language, in_place=True) for fact in reply.facts), Dismiss(language)]
    assert [row[0].label for row in reply.buttons[:3]] == [
        case.casebook.asked(fact, language)[0] for fact in reply.facts
    ]


@each_language
def test_each_reason_for_silence_has_its_own_words_and_a_way_on(case, language):
    replies = [compose.reply_to(Finding("?", language, "none", reason), case.casebook, TODAY) for reason in REASONS]
    assert len({reply.paragraphs[0].text for reply in replies}) == len(REASONS)
    assert all(OpenTopic("", language) in actions(reply) for reply in replies)
    assert all(reply.as_of == case.casebook.case.as_of and not reply.facts and not reply.citations for reply in replies)
    assert Choose(language) in actions(replies[-1])
    assert Open(case.status, language) in actions(replies[0])


@each_language
def test_dead_ends_lead_back_to_the_topics(casebook, language):
    for reply in (compose.dismissed(language), compose.withdrawn(casebook, "no-such-fact", language)):
        assert actions(reply) == [OpenTopic("", language)]
        assert reply.language == language


# -- pages ---------------------------------------------------------------------------------------------------------


def crowded(casebook: Casebook, fact_id: str, number: int) -> Casebook:
    """The record with that many facts, all like one and in its topic."""
    fact = casebook.facts[fact_id]
    facts = {f"fact-{n}": fact.model_copy(update={"id": f"fact-{n}"}) for n in range(number)}
    return casebook.model_copy(update={"facts": facts, "questions": {}})


@pytest.mark.parametrize("number", [1, compose.PAGE_SIZE, compose.PAGE_SIZE + 1, 3 * compose.PAGE_SIZE, 300])
def test_the_pages_of_a_topic_show_every_fact_once(case, number):
    topic = case.casebook.facts[case.fact].topic
    casebook = crowded(case.casebook, case.fact, number)
    page: OpenTopic | None = OpenTopic(topic, "en")
    seen: list[str] = []
    while page is not None:
        reply = compose.topic_page(casebook, page.topic, page.page, "en")
        assert len(actions(reply)) <= compose.PAGE_SIZE + 3
        seen += [action.fact for action in actions(reply) if isinstance(action, Open)]
        page = next((button.action for row in reply.buttons for button in row if button.label == "→"), None)
    assert seen == list(casebook.facts)


@pytest.mark.parametrize(("page", "shown"), [(-1, "1/2"), (0, "1/2"), (1, "2/2"), (2, "2/2"), (9999, "2/2")])
def test_a_page_that_is_no_more_shows_the_nearest(case, page, shown):
    casebook = crowded(case.casebook, case.fact, compose.PAGE_SIZE + 1)
    reply = compose.topic_page(casebook, casebook.facts["fact-0"].topic, page, "en")
    assert reply.paragraphs[0].text == f"{case.topic(case.fact)} ({shown})"


def test_topics_without_facts_and_unknown_topics_are_not_shown(case):
    casebook = crowded(case.casebook, case.fact, 2)
    full, empty = (case.casebook.facts[each].topic for each in (case.fact, case.other))
    for topic in ("", empty, "no-such-topic"):
        assert actions(compose.topic_page(casebook, topic, 0, "en")) == [OpenTopic(full, "en")]


@each_language
def test_the_choice_of_a_language_is_said_in_all_four_and_marks_the_current_one(language):
    reply = compose.choose_language(language)
    assert len(set(reply.paragraphs[0].text.splitlines())) == len(LANGUAGES)
    labels = {button.action.language: button.label for row in reply.buttons for button in row}
    assert [each for each, label in labels.items() if label.startswith("✓")] == [language]
    assert labels.keys() == set(LANGUAGES)


@each_language
def test_the_first_message_says_what_this_is_shows_three_questions_and_offers_languages(casebook, language):
    reply = compose.start(casebook, language)
    whole = "\n".join(paragraph.text for paragraph in reply.paragraphs)
    assert casebook.case.title[language] in whole
    assert all(question in whole for question in casebook.case.examples[language])
    assert [action for action in actions(reply) if isinstance(action, Choose)] == [Choose(each) for each in LANGUAGES]


@each_language
def test_help_names_no_command_that_does_not_exist(casebook, language):
    services = services_over(casebook)
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
        compose.help_page(casebook, language),
        compose.privacy(language),
        compose.start(casebook, language),
    ]
    named = {
        command for page in pages_shown for p in page.paragraphs for command in re.findall(r"(?<!\w)/([a-z]+)", p.text)
    }
    assert {"topics", "privacy", "forget"} <= named <= known


@each_language
def test_about_counts_what_the_record_holds(casebook, language):
    whole = " ".join(paragraph.text for paragraph in compose.about(casebook, language).paragraphs)
    assert re.search(rf"\b{len(list(casebook.published()))}\b", whole)
    assert re.search(rf"\b{len(casebook.sources)}\b", whole)
    assert speech(language).date(casebook.case.as_of) in whole
