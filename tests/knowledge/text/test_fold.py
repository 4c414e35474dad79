"""Spellings of one word share one key."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from knowledge.text import LIMIT, fold, skeleton, skeleton_word
from knowledge.text.letters import BASE, LATIN_VALUE, ROMAN, TO_CYRILLIC, TO_LATIN, base, script

ANY_TEXT = st.text(alphabet=st.characters(), max_size=200)
CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяёәғқңөұүһі"

# The first spelling of each line is the book's; the rest are how people type it.
SAME_KEY = [
    "қанша канша qansha kansha kanşa qanşa",
    "сколько skolko skol'ko skolʼko",
    "жыл zhyl jyl jil žyl",
    "өкүм окум okum ökum öküm",
    "үкім уким ukim ükim úkim",
    "азаптау azaptau azaptaý azaptaw",
    "миң мин miñ ming min",
    "что chto 4to",
    "статья statya stat'ya statia",
    "щит shchit schit",
    "приговор prigovor",
    "айыпталушы aiyptalushy ayyptalushy aıyptalýshy",
    "жауап jauap zhauap jawap",
    "канча kancha kança",
    "теңге тенге tenge teñge teńge",
    "хорошо horosho khorosho xorosho",
    "экспертиза expertiza ekspertiza",
    "тоо too to",
    "процесс process protsess processs",
]
NEAR_KEY = [
    "статья statja",
    "что shto",
    "Қазақстан Kazakhstan Kazahstan",
    "новые novye novyje novyie",
    "ещё eshe yeshche",
]


@given(ANY_TEXT)
def test_is_idempotent_and_bounded(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert len(folded) <= 2 * LIMIT
    key = skeleton(text)
    assert skeleton(key) == key
    assert len(key) <= 4 * LIMIT


@given(st.text(alphabet="tsdzhkcgnqxwy'46eaou1", max_size=14))
def test_skeleton_rules_reach_an_end(word: str) -> None:
    assert skeleton_word(skeleton_word(word)) == skeleton_word(word)


@given(st.text(alphabet=CYRILLIC, min_size=1, max_size=14))
def test_folding_does_not_change_the_skeleton_much(word: str) -> None:
    # Only ң loses something when it is typed н: its Latin «ng» is reduced to n as well, unless more follows.
    assert skeleton(word.replace("ң", "н")) == skeleton(fold(word.replace("ң", "н")))


@given(st.text(alphabet=CYRILLIC, max_size=30))
def test_decomposed_letters_are_the_same(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)


@given(st.text(alphabet=CYRILLIC + " ", max_size=30))
def test_fold_is_letter_by_letter(text: str) -> None:
    assert fold(text) == " ".join("".join(map(base, text)).split())


@pytest.mark.parametrize("spellings", SAME_KEY, ids=lambda line: line.split()[0])
def test_spellings_share_a_key(spellings: str) -> None:
    assert len({skeleton(word) for word in spellings.split()}) == 1


@pytest.mark.parametrize("spellings", NEAR_KEY, ids=lambda line: line.split()[0])
def test_spellings_have_near_keys(spellings: str) -> None:
    first, *others = (skeleton(word) for word in spellings.split())
    assert all(Levenshtein.distance(first, other) <= 1 for other in others)


def test_different_words_keep_different_keys() -> None:
    words = "суд сот сто приговор прокурор адвокат жалоба пытки срок сколько скоро қанша қашан неге кім кто как"
    assert len({skeleton(word) for word in words.split()}) == len(words.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Қанша жыл? Ёлка", "канша жыл елка"),
        ("été Şu", "ete su"),
        ("мій ўзбек", "мий узбек"),
        ("سوت", "سوت"),
        ("ÀЀ à суд", "ае а суд"),
    ],
)
def test_fold(text: str, expected: str) -> None:
    assert fold(text) == expected


def test_digits_stay() -> None:
    assert skeleton("100 000 4th x64") == "100 000 4th h64"


def test_tables_are_whole() -> None:
    assert {BASE.get(letter, letter) for letter in CYRILLIC} <= set(ROMAN)
    assert all(script(latin) == "latin" and script(other) == "cyrillic" for latin, other in TO_CYRILLIC.items())
    assert all(script(other) == "cyrillic" and script(latin) == "latin" for other, latin in TO_LATIN.items())
    assert all(script(letter) == "latin" for letter in LATIN_VALUE)
