"""What an asker takes for granted and the record gives otherwise, said in one line above the answer."""

from __future__ import annotations

from bot.compose.quantities import quantity
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
        recorded=quantity(contrast.unit, contrast.recorded, say),
        asserted=quantity(contrast.unit, contrast.asserted, say),
    )
