"""Mends words in which letters of the other script stand for their look-alikes (a Latin "c" in «cуд»)."""

import re
from typing import Final

from knowledge.text.letters import TO_CYRILLIC, TO_LATIN, script, scripts

# Words of both scripts or of other letters; those of one script, nearly all, are passed over without looking closer.
_MIXED: Final = re.compile(r"(?<![^\W\d_])(?!(?:[A-Za-z]+|[\u0400-\u04ff]+)(?![^\W\d_]))[^\W\d_]+")
# Words of one letter that may have to become Cyrillic.
_ONE_LETTER: Final = re.compile(rf"(?<![^\W\d_])[{''.join(TO_CYRILLIC)}](?![^\W\d_])")
_CYRILLIC: Final = str.maketrans(dict(TO_CYRILLIC))
_LATIN: Final = str.maketrans(dict(TO_LATIN))


def mend(text: str) -> str:
    """Return `text` with look-alike letters put into the script of their word; the length never changes.

    A word is mended only when every letter of the wrong script has a look-alike, so «Telegramда» (a Latin stem with
    a Cyrillic ending) stays. One-letter words follow the script of the rest of the text: the prepositions «c», «o».
    Case matters ("H" looks like «Н», "h" like «һ»), so this comes before folding of case.
    """
    if len(scripts(text)) < 2:
        return text
    text = _MIXED.sub(_mended, text)
    if _ONE_LETTER.search(text):
        each = list(map(script, text))
        if each.count("cyrillic") > each.count("latin"):
            text = _ONE_LETTER.sub(lambda match: TO_CYRILLIC[match[0]], text)
    return text


def _mended(match: re.Match[str]) -> str:
    word = match[0]
    letters = set(word)
    latin = {letter for letter in letters if script(letter) == "latin"}
    cyrillic = {letter for letter in letters if script(letter) == "cyrillic"}
    if latin and cyrillic:
        # Cyrillic first: a word of nothing but look-alikes is Cyrillic to most readers of these languages.
        if latin <= TO_CYRILLIC.keys():
            return word.translate(_CYRILLIC)
        if cyrillic <= TO_LATIN.keys():
            return word.translate(_LATIN)
    return word
