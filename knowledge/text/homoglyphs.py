"""Mends words in which letters of the other script stand for their look-alikes (a Latin "c" in «cуд»)."""

import re
from collections import Counter
from typing import Final

from knowledge.text.letters import TO_CYRILLIC, TO_LATIN, script

# Words of both scripts or of other letters; those of one script, nearly all, are passed over without looking closer.
_MIXED: Final = re.compile(r"(?<![^\W\d_])(?!(?:[A-Za-z]+|[\u0400-\u04ff]+)(?![^\W\d_]))[^\W\d_]+")
_ONE_LETTER: Final = re.compile(r"(?<![^\W\d_])[^\W\d_](?![^\W\d_])")


def mend(text: str) -> str:
    """Return `text` with look-alike letters put into the script of their word; the length never changes.

    A word is mended only when every letter of the wrong script has a look-alike, so «Telegramда» (a Latin stem with
    a Cyrillic ending) stays. One-letter words follow the script of the rest of the text: the prepositions «c», «o».
    Case matters ("H" looks like «Н», "h" like «һ»), so this comes before folding of case.
    """
    if {"cyrillic", "latin"} - set(map(script, set(text))):
        return text
    text = _MIXED.sub(_mended, text)
    scripts: Counter[str] = Counter()
    for letter, count in Counter(text).items():
        scripts[script(letter)] += count
    if scripts["cyrillic"] > scripts["latin"]:
        text = _ONE_LETTER.sub(lambda match: TO_CYRILLIC.get(match[0], match[0]), text)
    return text


def _mended(match: re.Match[str]) -> str:
    word = match[0]
    if not {"cyrillic", "latin"} <= {script(letter) for letter in word}:
        return word
    # Cyrillic first: a word of nothing but look-alikes is Cyrillic to most readers of these languages.
    return _one_script(word, "cyrillic") or _one_script(word, "latin") or word


def _one_script(word: str, wanted: str) -> str | None:
    """Return `word` in the wanted script alone, or None when some letter has no look-alike there."""
    alike = TO_CYRILLIC if wanted == "cyrillic" else TO_LATIN
    letters = [alike.get(letter) if script(letter) not in (wanted, "other") else letter for letter in word]
    return None if None in letters else "".join(letter for letter in letters if letter)
