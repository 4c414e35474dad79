"""What an asker takes for granted and the record gives otherwise, said in one line above the answer."""

from __future__ import annotations

from bot.speech import Speech
from knowledge.casebook import Casebook
from knowledge.finding import Contrast
from knowledge.model import NAMED, Entity

__all__ = ["correction"]


def correction(contrast: Contrast, casebook: Casebook, say: Speech) -> str:
    """The line for a figure, a date, a name or a state of things."""
    if contrast.unit in NAMED:
        entities: dict[str, Entity] = getattr(casebook, NAMED[contrast.unit])
        return say(
            "The record names another: {recorded}, not {asserted}.",
            recorded=entities[contrast.recorded].names[say.language],
            asserted=entities[contrast.asserted].names[say.language],
        )
    if contrast.unit in casebook.oppositions:
        names = {state.id: state.names[say.language] for state in casebook.oppositions[contrast.unit].states}
        return say(
            "The record says otherwise: {recorded}, not {asserted}.",
            recorded=names[contrast.recorded],
            asserted=names[contrast.asserted],
        )
    return say(
        "The record gives another figure: {recorded}, not {asserted}.",
        recorded=_quantity(contrast.unit, contrast.recorded, say),
        asserted=_quantity(contrast.unit, contrast.asserted, say),
    )


def _quantity(unit: str, value: str, say: Speech) -> str:
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
