"""Which unit a word names (years, people, tenge …) in any of the four languages, in Cyrillic or Latin."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from knowledge.text.fold import CACHED_WORDS, skeleton_word

__all__ = ["SIGNS", "Unit", "unit_of"]

Unit: TypeAlias = Literal[
    "years", "months", "weeks", "days", "hours", "people", "officers",
    "tenge", "dollars", "euros", "roubles", "soms", "percent", "article",
]  # fmt: skip

SIGNS: Final[Mapping[str, Unit]] = {"$": "dollars", "€": "euros", "₸": "tenge", "₽": "roubles", "%": "percent"}

# Whole words and, with a hyphen, beginnings; spelt in any script and compared as skeletons. Short words that begin
# others (ай, день, лет) are given form by form. Kazakh and Kyrgyz endings make beginnings the rule.
_WORDS: Final[Mapping[Unit, str]] = {
    "years": """год года году годов годам годами годом годы годик лет летн- летие
        жыл жылы жылдык жылгы жылга жылдан жылды жылдын жылдай жылдар- жылдыгы жылдыкка жас жаста жастагы
        year years year's yr yrs""",
    "months": "месяц- мес ай айы айга айдан айда айлык айдын айды month months month's",
    "weeks": "недел- апта- жума жумага week weeks",
    "days": """день дня дней дням днями дни сутки суток сутка
        күн күні күнге күннен күндік күндүк күнү күнө күндө day days""",
    "hours": "час часа часов часам сагат сагаттык сагатка саат сааттык саатка hour hours hr hrs",
    "people": """человек- чел люд- адам адамга адамды адамнын адамдар- киши- кісі-
        person persons people individuals""",
    "officers": """полицейск- полицай- полицей- полиция- полисмен- милиционер- сотрудник- офицер- мент мента
        менты ментов кызметкер- кызматкер- officer officers policeman policemen police cop cops""",
    "tenge": "тенге- теңге- теньге- тнг тг tenge tenges kzt",
    "dollars": "доллар- бакс- dollar dollars usd bucks",
    "euros": "евро euro euros eur",
    "roubles": "рубл- руб rouble roubles ruble rubles rub",
    "soms": "сом сома сомов сому som soms kgs",
    "percent": "процент- проц пайыз- percent",
    "article": """стать- статей ст бап бабы бабын- бабым бапта баптын берене-
        article articles art section sections sec""",
}
_EXACT: Final[dict[str, Unit]] = {}
_BEGINNINGS: Final[dict[str, Unit]] = {}
for _unit, _spellings in _WORDS.items():
    for _spelling in _spellings.split():
        _table = _BEGINNINGS if _spelling.endswith("-") else _EXACT
        _table[skeleton_word(_spelling.rstrip("-"))] = _unit
_LENGTHS: Final = sorted({len(beginning) for beginning in _BEGINNINGS}, reverse=True)


@lru_cache(maxsize=CACHED_WORDS)
def unit_of(word: str) -> Unit | None:
    """Return the unit that one word or sign of a `clean` text names, None for any other word."""
    if word in SIGNS:
        return SIGNS[word]
    key = skeleton_word(word)
    if key in _EXACT:
        return _EXACT[key]
    return next((unit for n in _LENGTHS if (unit := _BEGINNINGS.get(key[:n])) is not None), None)
