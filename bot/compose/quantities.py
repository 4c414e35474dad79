"""Figures and dates of the record in words."""

from __future__ import annotations

from bot.speech import Speech

__all__ = ["about_date", "quantity"]


def quantity(unit: str, value: str, say: Speech) -> str:
    """A figure with its unit, as text reads it: ``3 years``, ``article 146``."""
    if unit == "date":
        return say.date(value)
    if unit == "article":
        return say("article {number}", number=value)
    number = float(value)
    if number != int(number):
        return say.number(number)
    n = int(number)
    forms = {
        "years": lambda: say.plural("{n} year", "{n} years", n),
        "months": lambda: say.plural("{n} month", "{n} months", n),
        "days": lambda: say.plural("{n} day", "{n} days", n),
        "people": lambda: say.plural("{n} person", "{n} people", n),
        "officers": lambda: say.plural("{n} officer", "{n} officers", n),
        "tenge": lambda: say.plural("{n} tenge", "{n} tenge", n),
        "dollars": lambda: say.plural("{n} dollar", "{n} dollars", n),
    }
    return forms[unit]() if unit in forms else say.number(n)


def about_date(date: str, say: Speech) -> str:
    """A date in words, said to be approximate where the record has it so."""
    return say("{date} (approximately)", date=say.date(date)) if date.endswith(("~", "%")) else say.date(date)
