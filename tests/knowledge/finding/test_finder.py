"""Questions lead to their facts, over a record that the finder was not made for."""

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from knowledge.casebook import Casebook
from knowledge.compiled import Compiled
from knowledge.finding import Context, Contrast, Finding
from knowledge.finding.features import keys
from knowledge.finding.finder import Finder, _questions
from knowledge.model import LANGUAGES, Language
from tests.adversaries import hand_made
from tests.knowledge.finding.conftest import Made, asked_too

NO_CONTEXT = Context()

# What messages are made of that try what a program can bear.
HOSTILE = st.sampled_from(
    [
        *("\u200f", "\u202e", "\u2066", "\u200b", "\ufeff", "\x00", "\u2028", "\r\n", "\t", "\x85"),  # unseen
        *("\ud800", "\udfff", "\udc80", "\uffff", "\U0010ffff", "\ue000"),  # no characters at all
        *("e\u0301", "и\u0306", "\u0300" * 50, "🚢", "👨‍👩‍👧‍👦", "🇰🇿", "ﷺ", "ǆ", "İ", "ß", "½", "²", "٣", "Ⅻ", "𝟙𝟟"),
        *("0" * 30, "9" * 400, "1e999", "nan", "-0", "$", "%", "€5", "29 февраля", "31.02.2019", "2019-13-45"),
        *("?", "!", ".", "??", "\n", " ", "'", "’", "«", "паром?", "how many people died?", "=сот", "船", "قتل"),
        *("миллион миллиард миллион", "двадцать", "он бір", "146-1 бап", "он", "тысяч тысяч"),
    ]
)


def check(finding: Finding, question: str, facts: set[str]) -> None:
    """What holds for every finding."""
    assert finding.question == question
    assert finding.language in LANGUAGES
    assert finding.outcome in ("answer", "suggest", "none")
    assert finding.reason in (None, "not-in-record", "other-case", "unclear", "other-language")
    assert (finding.reason is None) == (finding.outcome != "none")
    assert finding.candidates or (finding.outcome, finding.reason) == ("none", "unclear")
    found = [candidate.fact for candidate in finding.candidates]
    assert len(set(found)) == len(found)
    assert {*found, *finding.also} <= facts
    assert not {*found[:1]} & {*finding.also}
    scores = [candidate.score for candidate in finding.candidates]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert all(candidate.language in LANGUAGES and candidate.question for candidate in finding.candidates)
    assert finding.outcome == "answer" or not (finding.contrasts or finding.also)
    assert {contrast.fact for contrast in finding.contrasts} <= {*found[:1]}


@pytest.fixture(scope="session")
def facts(ferry_compiled: Compiled) -> set[str]:
    return set(ferry_compiled.casebook.facts)


def missed(finder: Finder, casebook: Casebook, language: Language, but: str = "") -> list[str]:
    """The exact stored questions whose own fact does not come first."""
    return [
        question
        for fact in casebook.published()
        for question in casebook.asked(fact.id, language)
        if question != but and finder.find(question, Context(language)).candidates[0].fact != fact.id
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_stored_questions_find_their_own_fact(finder: Finder, ferry_casebook: Casebook, language: Language) -> None:
    assert missed(finder, ferry_casebook, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_stored_questions_are_answered_in_their_language(
    finder: Finder, ferry_casebook: Casebook, language: Language
) -> None:
    for fact in ferry_casebook.published():
        for question in ferry_casebook.asked(fact.id, language):
            finding = finder.find(question, Context(language))
            assert (finding.outcome, finding.language) == ("answer", language), question


@pytest.mark.parametrize(
    ("fact", "language", "question"),
    [
        ("operator-fine", "en", "How many people died because of Nordline and its captain?"),
        ("operator-fine", "ru", "Сколько лет или миллионов дали перевозчику?"),
        ("appeal-status", "kk", "Капитанға неше жыл беру керек деп шешті?"),
        ("people-aboard", "ky", "Паром качан чөктү, анда канча киши болгон?"),
    ],
)
def test_one_more_question_never_makes_another_facts_own_fail(
    finder_over: Made, ferry_casebook: Casebook, fact: str, language: Language, question: str
) -> None:
    casebook = asked_too(ferry_casebook, fact, language, question)
    finder = finder_over(casebook)
    assert [missed(finder, casebook, each) for each in LANGUAGES] == [[]] * len(LANGUAGES)


@settings(deadline=None, max_examples=12, derandomize=True)
@given(data=st.data())
def test_whatever_is_added_to_one_fact_the_others_keep_their_own(
    finder_over: Made, ferry_casebook: Casebook, data: st.DataObject
) -> None:
    """The question added is made of words of all facts; only one that another fact has already would be unfair."""
    stored = {
        tuple(sorted(keys(question)))
        for by_language in ferry_casebook.questions.values()
        for questions in by_language.values()
        for question in questions
    }
    language = data.draw(st.sampled_from(LANGUAGES))
    words = sorted(
        {word for fact in ferry_casebook.facts for q in ferry_casebook.asked(fact, language) for word in q.split()}
    )
    question = " ".join(data.draw(st.lists(st.sampled_from(words), min_size=3, max_size=8)))
    assume(tuple(sorted(keys(question))) not in stored)
    fact = data.draw(st.sampled_from([fact.id for fact in ferry_casebook.published()]))
    casebook = asked_too(ferry_casebook, fact, language, question)
    finder = finder_over(casebook)
    lost = [
        (other.id, question_of)
        for other in casebook.published()
        if other.id != fact
        for question_of in casebook.asked(other.id, language)
        if finder.find(question_of, Context(language)).candidates[0].fact != other.id
    ]
    assert lost == []


@pytest.mark.parametrize(
    ("question", "language", "fact"),
    [
        ("сколько лет тюрьмы дали капитану парома", "ru", "captain-sentence"),
        ("Капитан парома неше жылға сотталды?", "kk", "captain-sentence"),
        ("Паромдо канча адам каза болгон?", "ky", "deaths-count"),
        ("how many people died on that ferry?", "en", "deaths-count"),
        ("СКОЛЬКО ДЛИЛСЯ СУД???", "ru", "trial-length"),
        ("how much was the fine for nordline", "en", "operator-fine"),
        ("skolko let dali kapitanu", "ru", "captain-sentence"),
        ("crjkmrj xtkjdtr gjub,kj", "ru", "deaths-count"),
    ],
)
def test_other_words_find_the_fact_too(finder: Finder, question: str, language: Language, fact: str) -> None:
    finding = finder.find(question, NO_CONTEXT)
    assert finding.language == language
    assert fact in [candidate.fact for candidate in finding.candidates[:3]]


def test_a_slip_of_the_pen_is_forgiven(finder: Finder) -> None:
    for question in ("How many years did the captian get?", "Скокльо лет дали капитану?"):
        assert finder.find(question, NO_CONTEXT).candidates[0].fact == "captain-sentence"


def test_the_nearest_stored_question_is_shown(finder: Finder) -> None:
    first = finder.find("How many people drowned on the ferry Aurelia?", NO_CONTEXT).candidates[0]
    assert (first.question, first.language) == ("How many people drowned on the Aurelia?", "en")


@pytest.mark.parametrize("question", ["", " ", "???", "👍", "\n\n", "—", "\u200b", "\u202e", "\ud800", "\u0301" * 4096])
def test_what_has_no_words_is_unclear(finder: Finder, question: str) -> None:
    assert finder.find(question, Context("kk", "deaths-count")) == Finding(question, "kk", "none", "unclear")


@pytest.mark.parametrize(
    "question",
    ["Hello", "Thank you", "How are you?", "Привет", "Спасибо!", "Как дела?", "Сәлем", "Қалайсың?", "Салам", "Рахмат"],
)
def test_small_talk_is_unclear(finder: Finder, question: str) -> None:
    finding = finder.find(question, NO_CONTEXT)
    assert (finding.outcome, finding.reason) == ("none", "unclear")


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("What is the weather tomorrow?", "other-case"),
        ("Кто потопил «Титаник»?", "other-case"),
        ("«Титаник» қалай батты?", "other-case"),
        ("Поезд кырсыгы тууралуу айтып берчи", "other-case"),
        ("What colour was the ferry?", "not-in-record"),
        ("Есть ли у капитана дети?", "not-in-record"),
        ("Билет қанша тұрды?", "not-in-record"),
        ("Капитан кайда окуган?", "not-in-record"),
        ("Recommend me a lawyer", "not-in-record"),
        ("Посоветуйте адвоката", "not-in-record"),
    ],
)
def test_what_the_record_declines_is_not_answered(finder: Finder, question: str, reason: str) -> None:
    finding = finder.find(question, NO_CONTEXT)
    assert (finding.outcome, finding.reason) == ("none", reason)


@pytest.mark.parametrize("empty", ["advice", "not-in-record", "other-case", "small-talk"])
def test_a_record_may_decline_less(finder_over: Made, ferry_casebook: Casebook, empty: str) -> None:
    """A kind whose files are empty moves no other kind into its place."""
    finder = finder_over(ferry_casebook.model_copy(update={"declined": {**ferry_casebook.declined, empty: {}}}))
    said = {
        "advice": ("Recommend me a lawyer", "not-in-record"),
        "other-case": ("Who sank the Titanic?", "other-case"),
        "small-talk": ("Thank you", "unclear"),
    }
    for kind, (question, reason) in said.items():
        if kind != empty:
            assert finder.find(question, NO_CONTEXT).reason == reason
    assert finder.find("How many people died?", NO_CONTEXT).outcome == "answer"


def test_a_record_may_decline_nothing(finder_over: Made, ferry_casebook: Casebook, facts: set[str]) -> None:
    finder = finder_over(ferry_casebook.model_copy(update={"declined": {}}))
    assert finder.find("How many people died?", NO_CONTEXT).candidates[0].fact == "deaths-count"
    for question in ("qwxz zxwq", "Hello", "Who sank the Titanic?", ""):
        finding = finder.find(question, NO_CONTEXT)
        check(finding, question, facts)
        assert finding.reason != "other-case"


@pytest.mark.parametrize(
    "question",
    [
        "Wie lange dauert die Schulzeit in Bayern eigentlich?",
        "Wie viele Menschen sind auf der Fähre gestorben?",
        "Quel temps fait-il à Paris demain ?",
        "Combien de personnes sont mortes ?",
        "Паромда нечта одам ҳалок бўлди?",
        "Kapitan necha yil qamoq jazosini oldi?",
        "Скільки людей загинуло на поромі?",
        "船上有多少人死亡？",
        "كم عدد القتلى؟",
    ],
)
@pytest.mark.parametrize("chat", [None, "ky"])
def test_another_language_is_not_answered(finder: Finder, question: str, chat: Language | None) -> None:
    finding = finder.find(question, Context(chat))
    assert (finding.outcome, finding.reason) == ("none", "other-language")
    assert chat in (None, finding.language)


@pytest.mark.parametrize(
    "question", ["рецепт борща со сметаной", "best football team of the season", "курс валют на сегодня"]
)
def test_another_subject_is_not_answered(finder: Finder, question: str) -> None:
    assert finder.find(question, NO_CONTEXT).outcome != "answer"


@pytest.mark.parametrize(
    ("question", "spoken"),
    [
        ("How many people died on the ferry?", "en"),
        ("Сколько человек погибло на пароме?", "ru"),
        ("Паромда неше адам қаза тапты?", "kk"),
        ("Паромдо канча киши каза болду?", "ky"),
    ],
)
@pytest.mark.parametrize("chat", [None, *LANGUAGES])
def test_the_reply_is_in_the_language_of_the_question(
    finder: Finder, question: str, spoken: Language, chat: Language | None
) -> None:
    assert finder.find(question, Context(chat)).language == spoken


@pytest.mark.parametrize("chat", LANGUAGES)
@pytest.mark.parametrize("question", ["Halvorn", "2019", "...", "Нордлайн"])
def test_where_the_question_has_none_the_reply_is_in_the_language_of_the_chat(
    finder: Finder, question: str, chat: Language
) -> None:
    assert finder.find(question, Context(chat)).language == chat


@settings(deadline=None)
@given(st.text(alphabet="aя1_?!. \n-\u0301", max_size=40))
def test_questions_of_a_message_are_those_of_the_slow_way(message: str) -> None:
    slow = re.findall(r"[^?!.\n]*\w[^?!.\n]*\?", message)  # by the cube of the length
    assert _questions(message) == [question.strip() for question in slow]


@pytest.mark.parametrize(
    ("question", "also"),
    [
        ("How many people died? How much was Nordline fined?", ["deaths-count", "operator-fine"]),
        ("How much was Nordline fined? How many people died?", ["operator-fine", "deaths-count"]),
        ("Сколько человек погибло? Сколько длился суд?", ["deaths-count", "trial-length"]),
        ("Неше адам қаза тапты?? Капитанға неше жыл берді?", ["deaths-count", "captain-sentence"]),
        ("Канча киши каза болду?\nКапитанга канча жыл беришти?", ["deaths-count", "captain-sentence"]),
        ("Hello! How many people died? How long did the trial last?", ["deaths-count", "trial-length"]),
        (
            "How long did the trial last? How many people died? How much was Nordline fined?",
            ["trial-length", "deaths-count", "operator-fine"],
        ),
        ("How many people died? How long did the trial last? how many victims?", ["deaths-count", "trial-length"]),
    ],
)
def test_several_clear_questions_are_all_answered(finder: Finder, question: str, also: list[str]) -> None:
    finding = finder.find(question, NO_CONTEXT)
    assert finding.question == question
    assert finding.outcome == "answer"
    assert [finding.candidates[0].fact, *finding.also] == also


@pytest.mark.parametrize(
    "question",
    [
        "How many people died?",
        "How many people died? How many people died?",
        "How many people died? how many victims?",
        "How many people died? What is the weather tomorrow?",
        "How many people died? xyzzy?",
        "How many people died? ??? !?",
        "How many people died? " * 4 + "How long did the trial last?",
        "How many people died. How long did the trial last.",
    ],
)
def test_else_there_is_one_answer_at_most(finder: Finder, facts: set[str], question: str) -> None:
    finding = finder.find(question, NO_CONTEXT)
    assert finding.also == ()
    check(finding, question, facts)


def test_a_false_claim_is_answered_with_what_is_recorded(finder: Finder) -> None:
    finding = finder.find("Is it true that 25 people were killed?", NO_CONTEXT)
    assert (finding.outcome, finding.candidates[0].fact) == ("answer", "deaths-count")
    assert finding.contrasts == (Contrast("deaths-count", "people", "25", "17"),)
    assert finder.find("Is it true that 17 people were killed?", NO_CONTEXT).contrasts == ()


def test_a_false_claim_typed_in_the_wrong_layout_is_contradicted_too(finder: Finder) -> None:
    finding = finder.find("Rfgbnfye ghfdlf lfkb 10 ktn?", NO_CONTEXT)  # «Капитану правда дали 10 лет?»
    assert finding.contrasts == (Contrast("captain-sentence", "years", "10", "6"),)


def test_a_fact_not_published_is_never_found(finder_over: Made, ferry_casebook: Casebook) -> None:
    withdrawn = ferry_casebook.facts["deaths-count"].model_copy(update={"state": "withdrawn"})
    facts = {**ferry_casebook.facts, "deaths-count": withdrawn}
    finder = finder_over(ferry_casebook.model_copy(update={"facts": facts}))
    for told in (None, "deaths-count", "people-aboard"):
        finding = finder.find("How many people died?", Context("en", told))
        check(finding, "How many people died?", set(facts) - {"deaths-count"})


def test_the_same_question_always_finds_the_same(finder: Finder, ferry_compiled: Compiled) -> None:
    other = ferry_compiled.finder()
    for question in ("капитан", "паром", "when?", "неше жыл"):
        first = finder.find(question, NO_CONTEXT)
        finder.find("How long did the trial last?", Context("en", "captain-sentence"))
        assert first == finder.find(question, NO_CONTEXT) == other.find(question, NO_CONTEXT)


@settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=60) | st.text(alphabet="абвгдеёжзиклмнопрстуфәғқңөұүһі abcdefgh?!,.0123456789", max_size=300),
    st.sampled_from([None, *LANGUAGES]),
    st.sampled_from([None, "deaths-count", "no-such-fact"]),
)
def test_any_text_gets_a_decision(
    finder: Finder, facts: set[str], question: str, language: Language | None, fact: str | None
) -> None:
    check(finder.find(question, Context(language, fact)), question, facts)


@settings(max_examples=120, deadline=None)
@given(st.lists(HOSTILE | st.text(alphabet=st.characters(), max_size=5), max_size=12), st.sampled_from(["", " "]))
def test_hostile_text_gets_a_decision(finder: Finder, facts: set[str], parts: list[str], between: str) -> None:
    question = between.join(parts)
    check(finder.find(question, Context(None, "ferry-sinking")), question, facts)


@pytest.mark.parametrize(
    "unit",
    [
        *("капитан ", "а", "1", "🚢", "e\u0301", "паром" + "\u0301" * 4096, "?", "a?", "a ? ", " ", "\u202e", "\ud800"),
        *("captian ", "$1", "1.", "1 миллион ", "2019-", "'a", "\n", "=", "سلام ", "K\u0327"),
    ],
)
def test_a_very_long_text_gets_a_decision(finder: Finder, facts: set[str], unit: str) -> None:
    question = unit * (100_000 // len(unit))
    check(finder.find(question, NO_CONTEXT), question, facts)


def test_a_question_asked_as_it_is_stored_is_answered_whatever_was_told_before(
    finder: Finder, ferry_casebook: Casebook
) -> None:
    for fact in ferry_casebook.published():
        for language in LANGUAGES:
            for question in ferry_casebook.asked(fact.id, language):
                found = finder.find(question.upper(), Context(fact="captain-sentence"))
                assert (found.outcome, found.candidates[0].fact) == ("answer", fact.id), question
                weighed = finder.find_by_evidence(question, Context())
                assert weighed.candidates[0].score < found.candidates[0].score


@pytest.mark.parametrize("message", [text for name, text in hand_made().items() if ", words of " in name])
def test_letters_made_at_random_are_no_question(finder: Finder, message: str) -> None:
    assert finder.find(message, NO_CONTEXT).outcome == "none"


def test_what_stands_after_a_thousand_letters_is_not_read(finder: Finder) -> None:
    question = "How many people died? "
    finding = finder.find(question + " " * 1_000 + "How long did the trial last?", NO_CONTEXT)
    assert (finding.candidates[0].fact, finding.also) == ("deaths-count", ())
