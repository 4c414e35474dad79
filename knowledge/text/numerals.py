"""What number a word stands for (три, трёх, үш, үч, three, uch), by its skeleton."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from knowledge.text.fold import skeleton_word

__all__ = ["PLURALS", "TURKIC", "WEAK", "YEAR_SUFFIXES", "Numeral", "numeral"]


class Numeral(NamedTuple):
    """A number word: its value, and whether it multiplies what came before (hundred, тысяча, млн)."""

    value: float
    multiplies: bool


def _keys(words: str) -> frozenset[str]:
    return frozenset(map(skeleton_word, words.split()))


# value: Russian forms / Kazakh / Kyrgyz / English. A Kazakh or Kyrgyz word also takes the endings below.
_RU: Final[Mapping[float, str]] = {
    1.5: "полтора полторы полутора", 0: "ноль нуль ноля нуля",
    1: "один одна одно одного одной одному одним одну",
    2: "два две двух двум двумя двое двоих",
    3: "три трех трем тремя трое троих", 4: "четыре четырех четырем четырьмя четверо четверых",
    5: "пять пяти пятью пятеро пятерых", 6: "шесть шести шестью шестеро шестерых", 7: "семь семи семью семеро",
    8: "восемь восьми восемью", 9: "девять девяти девятью", 10: "десять десяти десятью", 11: "одиннадцать одиннадцати",
    12: "двенадцать двенадцати", 13: "тринадцать тринадцати", 14: "четырнадцать четырнадцати",
    15: "пятнадцать пятнадцати", 16: "шестнадцать шестнадцати", 17: "семнадцать семнадцати",
    18: "восемнадцать восемнадцати", 19: "девятнадцать девятнадцати", 20: "двадцать двадцати", 30: "тридцать тридцати",
    40: "сорок сорока", 50: "пятьдесят пятидесяти", 60: "шестьдесят шестидесяти", 70: "семьдесят семидесяти",
    80: "восемьдесят восьмидесяти", 90: "девяносто девяноста", 100: "сто ста", 200: "двести двухсот двумстам",
    300: "триста трехсот", 400: "четыреста четырехсот", 500: "пятьсот пятисот", 600: "шестьсот шестисот",
    700: "семьсот семисот", 800: "восемьсот восьмисот", 900: "девятьсот девятисот",
}  # fmt: skip
_TURKIC: Final[Mapping[float, str]] = {
    0: "нөл", 1: "бір бир", 2: "екі эки екеу экөө", 3: "үш үч үшеу үчөө", 4: "төрт төртеу төртөө",
    5: "бес беш бесеу бешөө",
    6: "алты алтау алтоо", 7: "жеті жети жетеу жетөө", 8: "сегіз сегиз", 9: "тоғыз тогуз", 10: "он",
    20: "жиырма жыйырма", 30: "отыз отуз", 40: "қырық кырк", 50: "елу элүү", 60: "алпыс алтымыш", 70: "жетпіс жетимиш",
    80: "сексен", 90: "тоқсан токсон",
}  # fmt: skip
_EN: Final[Mapping[float, str]] = {
    0: "zero", 1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine",
    10: "ten", 11: "eleven", 12: "twelve", 13: "thirteen", 14: "fourteen", 15: "fifteen", 16: "sixteen",
    17: "seventeen", 18: "eighteen", 19: "nineteen", 20: "twenty", 30: "thirty", 40: "forty fourty", 50: "fifty",
    60: "sixty", 70: "seventy", 80: "eighty", 90: "ninety",
}  # fmt: skip
_MULTIPLIERS: Final[Mapping[int, str]] = {
    100: "жүз hundred",
    1_000: "тысяча тысячу тысячи тысяч тысячей тысячам тыс тыща тыщи тыщ мың миң мыңға миңге k thousand thousands",
    1_000_000: "миллион миллиона миллионов миллиону млн лям ляма лямов million millions mln mio",
    1_000_000_000: "миллиард миллиарда миллиардов млрд billion billions bn",
}
_ENDINGS: Final = "ге ке го ко га ка тен тан тон ден дан дон нен нан ди ды ду ни ны ну нин нын дин дын си"
_NOT_NUMERALS: Final = _keys("они оны ушка учка учту")
"""Words of other languages that a number word with an ending would swallow."""

WEAK: Final = _keys("один одна одно одного одной одному одним одну он бір бир one")
"""Words that are mostly something else (he, a, one of): numbers only beside another number or a unit."""


def _spellings() -> Iterator[tuple[str, Numeral]]:
    # Later entries do not replace earlier ones, so the bare words come before the words with endings.
    for table in (_RU, _TURKIC, _EN):
        for value, forms in table.items():
            for form in forms.split():
                yield form, Numeral(value, False)
    for value, forms in _MULTIPLIERS.items():
        for form in forms.split():
            yield form, Numeral(value, True)
    for value, forms in _TURKIC.items():
        for form in forms.split():
            yield from ((form + ending, Numeral(value, False)) for ending in _ENDINGS.split())


_NUMERALS: Final[dict[str, Numeral]] = {}
for _form, _numeral in _spellings():
    if skeleton_word(_form) not in _NOT_NUMERALS:
        _NUMERALS.setdefault(skeleton_word(_form), _numeral)

PLURALS: Final = _keys("тысячи тысяч тысячей тысячам тыщи тыщ миллионов миллиардов thousands millions billions")
"""Multipliers that alone say "many", not 1,000."""

TURKIC: Final = _keys(
    "бір бир екі эки үш үч төрт бес беш алты жеті жети сегіз сегиз тоғыз тогуз мың миң жүз жыл жылга жылы "
    "жылдык ай күн адам адамга кісі киши теңге тенге жас жаста"
)
"""What must follow «он» for it to be the Kazakh and Kyrgyz ten and not the Russian "he": «он жыл», «он үш»."""

YEAR_SUFFIXES: Final = ("letnei", "letnego", "letni", "letnii", "letnemu", "letnih", "letniaia")
"""Skeleton endings of «трёхлетний»: a number and «years» in one word."""


def numeral(word: str) -> Numeral | None:
    """Return what one word of a `clean` text stands for, None when it is no number word."""
    return _NUMERALS.get(skeleton_word(word))
