"""A decision and its ``Reply`` as data: one JSON object a question, the form that other programs rely on."""

from __future__ import annotations

from typing import Any

from bot.reply import Reply
from bot.surfaces.plain import plain
from knowledge.finding import Finding

__all__ = ["as_data"]

# At most four facts: the answer or the three choices, and what came next.
_FACTS = 4


def as_data(finding: Finding, reply: Reply) -> dict[str, Any]:
    """The JSON object of a question and its reply."""
    most = len(reply.facts) if finding.outcome == "suggest" else _FACTS
    return {
        "question": finding.question,
        "language": finding.language,
        "outcome": finding.outcome,
        "reason": finding.reason,
        "facts": [{"id": each.fact, "score": round(each.score, 4)} for each in finding.candidates[:most]],
        "text": plain(reply),
        "citations": [
            {
                "n": citation.n,
                "source": citation.source,
                "publisher": citation.publisher,
                "title": citation.title,
                "date": citation.date,
                "url": citation.url,
                "language": citation.language,
            }
            for citation in reply.citations
        ],
        "as_of": reply.as_of,
        "corrections": [
            {"fact": each.fact, "unit": each.unit, "asserted": each.asserted, "recorded": each.recorded}
            for each in finding.contrasts
        ],
    }
