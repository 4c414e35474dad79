"""A line for those who write in a language near to the four: which it is, and a polite word in it.

The record is not written in these languages, so the bot can't answer in them; but a reader should at least be told so
in their own. Which one it is, is told by letters that none of the four has and by everyday words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["NEIGHBOURS", "Neighbour", "in_its_own_language"]


@dataclass(frozen=True)
class Neighbour:
    """A language in one of its scripts: letters and words by which it is known, and what its reader is told."""

    code: str
    letters: frozenset[str]
    words: frozenset[str]
    text: str


def _neighbour(code: str, letters: str, words: str, text: str) -> Neighbour:
    return Neighbour(code, frozenset(letters), frozenset(words.split()), text)


NEIGHBOURS = (
    _neighbour(
        "uk",
        "їєґ",
        "що як скільки чи хто коли де чому був була було були років вирок суд справа поліція помер їм йому не та це",
        "На жаль, українською я не відповідаю.",
    ),
    _neighbour(
        "tg",
        "ӣӯҷ",
        "чанд кай кӣ чӣ куҷо чаро буд шуд аст ҳаст суд ҳукм парванда сол нафар дар аз ва ба",
        "Мутаассифона, ман ба забони тоҷикӣ ҷавоб дода наметавонам.",
    ),
    _neighbour(
        "uz",
        "ʻ",
        "qancha necha nechta nima kim qachon qayerda nega yil sud hukm odam boʻldi qildi qamaldi uchun bilan va haqida",
        "Afsuski, men oʻzbek tilida javob bera olmayman.",
    ),
    _neighbour(
        "uz",
        "ў",
        "қанча неча нечта нима ким қачон қаерда нега йил ҳукм одам бўлди қилди қамалди учун билан ва ҳақида",
        "Афсуски, мен ўзбек тилида жавоб бера олмайман.",
    ),
    _neighbour(
        "ug",
        "җ",
        "қанчә немә ким қачан нәдә немишкә жил сот һөкүм адәм вә билән",
        "Кәчүрүң, мән уйғурчә җавап берәлмәймән.",
    ),
    _neighbour(
        "ug",
        "ۇۆۈېەڭۋى",
        "قانچە نېمە كىم قاچان نەدە نېمىشقا يىل سوت ھۆكۈم ئادەم ۋە بىلەن",
        "كەچۈرۈڭ، مەن ئۇيغۇرچە جاۋاب بېرەلمەيمەن.",
    ),
    _neighbour(
        "tr",
        "",
        "kaç ne kim nerede niçin neden yıl mahkeme karar dava kişi oldu polis için ile ve hakkında mi mı mu mü kadar "
        "var yok ölen öldü hapis ceza cezası aldı verildi nasıl",
        "Ne yazık ki Türkçe yanıt veremiyorum.",
    ),
)

_WORD = re.compile(r"[^\W\d_]+(?:['ʻʼ’‘`][^\W\d_]+)*")
_APOSTROPHES = str.maketrans(dict.fromkeys("ʼ’‘`ʻ", "'"))
# A letter of its own says more than a word, which a neighbour may share.
_LETTER = 2


def in_its_own_language(text: str) -> str | None:
    """A polite word in the language of a text, if it is one of the neighbours; the one that fits best by far.

    Only for a text that was found to be in none of the four languages: by itself a word or two may be any's.
    """
    low = text.casefold()
    words = {word.translate(_APOSTROPHES) for word in _WORD.findall(low)}
    letters = set(low)
    scores = [
        (
            len(words & {word.translate(_APOSTROPHES) for word in each.words}) + _LETTER * len(letters & each.letters),
            each,
        )
        for each in NEIGHBOURS
    ]
    scores.sort(key=lambda scored: scored[0], reverse=True)
    (best, neighbour), (second, _) = scores[:2]
    return neighbour.text if best > second else None
