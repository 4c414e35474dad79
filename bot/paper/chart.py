"""How much was asked, as data for the template of its picture: bars by day and by language, parted by outcome."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from bot.compose.desk import outcome_name
from bot.paper.themes import colours
from bot.speech import LANGUAGE_NAMES, speech
from knowledge.desk.handed import Daily
from knowledge.model import LANGUAGES, Language

__all__ = ["OUTCOMES", "data"]

#: In the order in which the parts of a bar are stacked.
OUTCOMES: Final = ("answer", "suggest", "none")

# Every so many days one is named, the last one among them.
_WEEK: Final = 7


def data(daily: Sequence[Daily], since: dt.date, until: dt.date, language: Language) -> dict[str, Any]:
    """Everything that the picture shows; counts of other days and languages are left out."""
    say = speech(language)
    days = [since + dt.timedelta(days=n) for n in range((until - since).days + 1)]

    def name(day: dt.date) -> str:
        return say.day_of_year(day) if (until - day).days % _WEEK == 0 else ""

    by_day = _parts((each.day, each) for each in daily)
    by_language = _parts((each.language, each) for each in daily if since <= each.day <= until)
    return {
        "lang": language,
        "colours": colours("light"),
        "title": say("Questions by day and language"),
        "period": f"{say.date(since.isoformat())} — {say.date(until.isoformat())}",
        "outcomes": [outcome_name(outcome, say) for outcome in OUTCOMES],
        "days": [{"name": name(day), "parts": by_day(day)} for day in days],
        "languages": [{"name": LANGUAGE_NAMES[each], "parts": by_language(each)} for each in LANGUAGES],
    }


def _parts(counted: Any) -> Any:
    """By a key, the numbers of the outcomes in their order."""
    total: Counter[tuple[Any, str]] = Counter()
    for key, each in counted:
        total[key, each.outcome] += each.n
    return lambda key: [total[key, outcome] for outcome in OUTCOMES]
