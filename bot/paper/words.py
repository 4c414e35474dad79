"""Short words for what a record notes in codes: who says a fact, how it stands, how sure a date is."""

from __future__ import annotations

from bot.compose.quantities import about_date
from bot.speech import Speech
from knowledge import edtf
from knowledge.model import Fact, Figure, Source

__all__ = ["amount", "dated", "kind", "said_by", "source_kind", "standing"]


def dated(text: str, say: Speech) -> str:
    """A date in words, with what its marks ``~`` and ``?`` say."""
    date = edtf.parse(text)
    if date.inferred and not date.approximate:
        return say("{date} (inferred)", date=say.date(text))
    return about_date(text, say)


def kind(fact: Fact, say: Speech) -> str:
    return {
        "reported": say("reported by sources"),
        "differs": say("the sources differ"),
        "unknown": say("not known to the record"),
    }[fact.kind]


def standing(fact: Fact, say: Speech) -> str:
    """How the fact stands in the proceedings; empty where that does not matter."""
    if fact.procedure is None:
        return ""
    return {
        "alleged": say("alleged, not established by a court"),
        "investigated": say("from an investigation, not established by a court"),
        "charged": say("a charge brought before the court"),
        "testified": say("testimony or a statement, not a finding of a court"),
        "found-by-court": say("found by the court of first instance"),
        "upheld": say("reported as upheld on appeal"),
    }[fact.procedure]


def said_by(fact: Fact, say: Speech) -> str:
    """Who says it, as a list."""
    names = {
        "court": say("the court"),
        "official": say("officials"),
        "victim": say("victims"),
        "lawyer": say("lawyers"),
        "ngo": say("human rights groups"),
        "press": say("the press"),
        "defence": say("the defence"),
        "witness": say("witnesses"),
        "relative": say("relatives"),
    }
    return say.listing([names[each] for each in fact.said_by])


def source_kind(source: Source, say: Speech) -> str:
    """What a reader should know of a source before trusting it; empty for ordinary texts."""
    kinds = {
        "court-notice": say("court notice"),
        "state-media": say("state media"),
        "paraphrase": say("a retelling, not the original text"),
        "digest": say("a digest, not the original text"),
        "machine-translation": say("a machine translation"),
    }
    return kinds.get(source.reliability, kinds["paraphrase"] if source.paraphrase else "")


def amount(figure: Figure, say: Speech) -> tuple[str, str]:
    """The number and, apart from it, its unit; the unit is empty where the words beside the number name it."""
    number, n = say.number(figure.value), int(figure.value)
    units = {
        "years": lambda: say.plural("{n} year", "{n} years", n),
        "months": lambda: say.plural("{n} month", "{n} months", n),
        "days": lambda: say.plural("{n} day", "{n} days", n),
        "tenge": lambda: say.plural("{n} tenge", "{n} tenge", n),
        "dollars": lambda: say.plural("{n} dollar", "{n} dollars", n),
    }
    if figure.unit not in units or n != figure.value:
        return number, ""
    return number, units[figure.unit]().replace(number, "").strip()
