"""Numbers in figures and words, with what they count."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text import clean, dates, may_tell_figures, numbers

CASES: list[tuple[str, list[tuple[float, str | None]]]] = [
    ("5 млн тенге", [(5_000_000, "tenge")]),
    ("5 million tenge", [(5_000_000, "tenge")]),
    ("5,5 млн", [(5_500_000, None)]),
    ("20 тысяч", [(20_000, None)]),
    ("20 мың адам", [(20_000, "people")]),
    ("20 миң киши", [(20_000, "people")]),
    ("20к человек", [(20_000, "people")]),
    ("к людям", []),
    ("20,000 people", [(20_000, "people")]),
    ("90 000 долларов", [(90_000, "dollars")]),
    ("$90,000", [(90_000, "dollars")]),
    ("1.234.567 ₸", [(1_234_567, "tenge")]),
    ("три года", [(3, "years")]),
    ("трёх полицейских", [(3, "officers")]),
    ("үш жыл", [(3, "years")]),
    ("ush jyl", [(3, "years")]),
    ("үч жыл", [(3, "years")]),
    ("uch jyl", [(3, "years")]),
    ("уш жыл", [(3, "years")]),
    ("three years", [(3, "years")]),
    ("3-летний срок", [(3, "years")]),
    ("трёхлетний срок", [(3, "years")]),
    ("полтора года", [(1.5, "years")]),
    ("двенадцать лет", [(12, "years")]),
    ("к 5 годам", [(5, "years")]),
    ("25 жаста", [(25, "years")]),
    ("146-бап", [(146, "article")]),
    ("статья 146 часть 2", [(146, "article"), (2, None)]),
    ("ст. 146 УК", [(146, "article")]),
    ("article 146", [(146, "article")]),
    ("5 million and 200 thousand tenge", [(5_200_000, "tenge")]),
    ("two hundred thousand", [(200_000, None)]),
    ("сто двадцать пять тысяч", [(125_000, None)]),
    ("жүз мың теңге", [(100_000, "tenge")]),
    ("жыйырма беш", [(25, None)]),
    ("тысяча человек", [(1_000, "people")]),
    ("тысячи людей", []),
    ("2-3 года", [(2, None), (3, "years")]),
    ("6 офицеров, 4 года", [(6, "officers"), (4, "years")]),
    ("он жыл", [(10, "years")]),
    ("он үш жыл", [(13, "years")]),
    ("он три года сидел", [(3, "years")]),
    ("он получил 3 года", [(3, "years")]),
    ("они получили", []),
    ("one year", [(1, "years")]),
    ("the one who", []),
    ("один из офицеров", []),
    ("бір адам", [(1, "people")]),
    ("2025 жылы", []),
    ("17.01.2025", []),
    ("2000 человек", [(2000, "people")]),
    ("1234567890123456", []),
    ("፩ years", []),
    ("𐩀𐩁 лет", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0] for case in CASES])
def test_numbers(text: str, expected: list[tuple[float, str | None]]) -> None:
    assert [(number.value, number.unit) for number in numbers(text)] == expected


@given(st.integers(0, 10**9))
def test_grouped_figures_are_read_back(value: int) -> None:
    for typed in (f"сумма {value:,} тенге", f"сумма {value:,} тенге".replace(",", " ")):
        assert [(number.value, number.unit) for number in numbers(typed)] == [(value, "tenge")]


_ONES = " one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
_ENGLISH = f"{_ONES} eighteen nineteen".split(" ")
_TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_TURKIC_ONES = {
    "kk": (" бір екі үш төрт бес алты жеті сегіз тоғыз", " он жиырма отыз қырық елу алпыс жетпіс сексен тоқсан"),
    "ky": (" бир эки үч төрт беш алты жети сегиз тогуз", " он жыйырма отуз кырк элүү алтымыш жетимиш сексен токсон"),
}


def _in_english(value: int) -> str:
    """Spell 1–999,999 the slow, obvious way."""
    if value >= 1000:
        return f"{_in_english(value // 1000)} thousand {_in_english(value % 1000) if value % 1000 else ''}".strip()
    if value >= 100:
        return f"{_ENGLISH[value // 100]} hundred {_in_english(value % 100) if value % 100 else ''}".strip()
    return _ENGLISH[value] if value < 20 else f"{_TENS[value // 10]} {_ENGLISH[value % 10]}".strip()


def _in_turkic(value: int, language: str) -> str:
    ones, tens = (line.split(" ") for line in _TURKIC_ONES[language])
    thousand = {"kk": "мың", "ky": "миң"}[language]
    words = [_in_turkic(value // 1000, language), thousand] if value >= 1000 else []
    value %= 1000
    words += [ones[value // 100], "жүз"] if value >= 100 else []
    words += [tens[value % 100 // 10], ones[value % 10]]
    return " ".join(word for word in words if word)


@given(st.integers(1, 999_999))
def test_english_words_are_read_back(value: int) -> None:
    assert [number.value for number in numbers(f"{_in_english(value)} years")] == [value]


@given(st.integers(1, 999_999), st.sampled_from(["kk", "ky"]))
def test_turkic_words_are_read_back(value: int, language: str) -> None:
    assert [number.value for number in numbers(f"{_in_turkic(value, language)} жыл")] == [value]


_PERHAPS = "кто он три трёхлетний letnii марте мая may k тысячи — 17 2025 sept. бір жылы one's ٥ ፩"


@given(
    st.text(alphabet=st.characters(), max_size=60)
    | st.lists(st.sampled_from(_PERHAPS.split()), max_size=9).map(" ".join)
)
def test_a_text_that_can_have_no_figures_has_none(text: str) -> None:
    if not may_tell_figures(clean(text)):
        assert (numbers(text), dates(text)) == ([], [])


@pytest.mark.parametrize("text", ["", "кто это?", "who was beaten", "он"])
def test_most_questions_can_have_no_figures(text: str) -> None:
    assert may_tell_figures(clean(text)) == (text == "он")


@given(st.text(alphabet=st.characters(), max_size=200))
def test_never_fails_and_spans_are_in_order(text: str) -> None:
    _assert_spans(text, numbers(text))


@given(st.text(alphabet="0123456789 ,.-кk$один тысяч жыл", max_size=60))
def test_never_fails_on_digits(text: str) -> None:
    _assert_spans(text, numbers(text))


def _assert_spans(text: str, found: list[Any]) -> None:
    ends = [0]
    for item in found:
        assert ends[-1] <= item.start < item.end <= len(clean(text))
        ends.append(item.end)
