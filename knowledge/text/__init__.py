"""Pure functions on strings: one form, one spelling, numbers, dates and keyboard layouts of what people type."""

from knowledge.text.dates import Date, dates, dates_of_clean
from knowledge.text.fold import fold, fold_word, skeleton, skeleton_word, skeletons_of_clean
from knowledge.text.layouts import Reading, readings
from knowledge.text.normalise import LIMIT, clean, normalise
from knowledge.text.numbers import Number, may_tell_figures, numbers, numbers_of_clean
from knowledge.text.units import Unit, unit_of
from knowledge.text.words import Token, tokens, words

__all__ = [
    "LIMIT",
    "Date",
    "Number",
    "Reading",
    "Token",
    "Unit",
    "clean",
    "dates",
    "dates_of_clean",
    "fold",
    "fold_word",
    "may_tell_figures",
    "normalise",
    "numbers",
    "numbers_of_clean",
    "readings",
    "skeleton",
    "skeleton_word",
    "skeletons_of_clean",
    "tokens",
    "unit_of",
    "words",
]
