"""What a post that was passed on touches in the record: its sentences, each taken for a question."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.casebook import Casebook
from knowledge.finding.finding import Contrast, Finding

__all__ = ["sentences_of", "surest"]

# A post has a beginning that says what it is about; far down a long one, only a few more facts are touched.
_SENTENCES = 24
# Facts told about one post: more would not fit into one message.
_FACTS = 3
# Shorter sentences say nothing that could be true or false.
_WORDS = 3
# A sentence is no question: only what would be answered without a doubt is told, and nothing is offered.
_CLEAR = 0.8

# Possessive, and matching every sentence: a post of one long sentence is read once, not from each of its letters.
_SENTENCE = re.compile(r"(?:[^?!.\n]|\.(?=\S))++")


def sentences_of(post: str) -> list[str]:
    """The sentences of a post that may say something, at most 24, each to be asked as a question is."""
    sentences = [found for part in _SENTENCE.findall(post) if len((found := part.strip()).split()) >= _WORDS]
    return sentences[:_SENTENCES]


def surest(findings: Sequence[Finding], casebook: Casebook) -> tuple[Finding, ...]:
    """Of the findings on a post's sentences the clear ones, at most three, each of another fact, in their order."""
    clear = [
        each
        for each in findings
        if each.outcome == "answer"
        and each.candidates[0].score >= _CLEAR
        and not any(_is_recorded(contrast, casebook) for contrast in each.contrasts)
    ]
    best: dict[str, Finding] = {}
    for each in clear:
        fact = each.candidates[0].fact
        if fact not in best or best[fact].candidates[0].score < each.candidates[0].score:
            best[fact] = each
    told = sorted(best.values(), key=lambda each: -each.candidates[0].score)[:_FACTS]
    return tuple(each for each in clear if each in told)


def _is_recorded(contrast: Contrast, casebook: Casebook) -> bool:
    """Whether some fact gives the very figure that a sentence asserts: then it may be meant, and is not put right."""
    return any(
        (value.unit, str(value.value)) == (contrast.unit, contrast.asserted)
        for fact in casebook.published()
        for value in fact.values
    )
