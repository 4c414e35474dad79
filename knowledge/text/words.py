"""Splits a text into words, with their places."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from knowledge.text.normalise import clean, words_of_clean


class Token(NamedTuple):
    """One run of letters, one run of digits or one sign of a `clean` text: `text[start:end]`."""

    text: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Whether the token is made of letters."""
        return self.text[0].isalpha()

    @property
    def is_digits(self) -> bool:
        """Whether the token is made of decimal digits; the figures of Ethiopic and the like are none."""
        return self.text[0].isdecimal()


_TOKEN: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+|[^\w\s]|_")


def words(text: str) -> list[str]:
    """Return the normalised words of `text` in order: no punctuation, digits are words."""
    return words_of_clean(clean(text))


def tokens(text: str) -> Iterator[Token]:
    """Yield words, runs of digits and single signs of `clean(text)`, with spans into that cleaned text."""
    return tokens_of_clean(clean(text))


def tokens_of_clean(text: str) -> Iterator[Token]:
    """As `tokens`, for a text that `clean` has returned."""
    for match in _TOKEN.finditer(text):
        yield Token(match[0], match.start(), match.end())
