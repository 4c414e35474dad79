"""What a person most likely did where a file is not YAML: the parser's words turned into advice."""

from __future__ import annotations

__all__ = ["advice_on_slip"]

# Signs that mean something in YAML when a text begins with them.
_SIGNS = "@`%*&!|>?{}[]"
_QUOTE_IT = "put the whole text in single quotes, '…', or write it below its key, behind `>-`"
_INDENT = "a key stands as far to the right as its neighbours of the same group; use spaces"

_ADVICE = {
    "could not find expected ':'": "a key has no colon with a space behind it, or a text goes on in a new line: "
    "write `key: text`, and put a text of several lines below its key, behind `>-`",
    "did not find expected '-' indicator": "a list ends here: every entry of it begins with `- `, and a key of the "
    "group around it stands further to the left",
    "did not find expected ',' or ']'": "a bracket [ is not closed, or a comma is missing between two entries",
    "did not find expected ',' or '}'": "a brace { is not closed, or a comma is missing between two entries",
    "did not find expected node content": "a bracket is not closed, or nothing stands between two commas",
    "found unexpected end of stream": "the quotation mark that begins here is not closed",
    "block sequence entries are not allowed in this context": "a list begins on a line of its own, below its key",
    "did not find expected comment or line break": "the text begins in the line below `>-`, further to the right",
    "but found another document": "a line of three hyphens begins a second document: take it out",
    "found unknown escape character": "a backslash means something between double quotes: use single ones, '…'",
}


def advice_on_slip(text: str, problem: str, line: int | None, column: int | None) -> str:
    """What to look at in ``text``, and what to do, where the parser said ``problem``; its own words where it is rare.

    ``line`` counts from 1, ``column`` from 0: the place at which the parser stopped.
    """
    lines = text.split("\n")
    here = lines[line - 1] if line is not None and line <= len(lines) else ""
    at = here[column : column + 1] if column is not None else ""
    if "tab character" in problem or (problem == "found character that cannot start any token" and at == "\t"):
        return f"the line begins with a tab: {_INDENT}"
    if problem == "mapping values are not allowed in this context":
        if ": " in here[:column]:
            return f"the text has a colon in it: {_QUOTE_IT}"
        return f"the line stands too far to the right, or the one before it has no colon: {_INDENT}"
    if problem == "did not find expected key":
        if (column or 0) > len(here) - len(here.lstrip()):
            return f"the text goes on behind a closing quotation mark or bracket: {_QUOTE_IT}"
        return f"the line stands between two columns: {_INDENT}"
    if problem in _ADVICE:
        return _ADVICE[problem]
    if at and at in _SIGNS:
        return f"a text can't begin with {at}: {_QUOTE_IT}"
    return problem
