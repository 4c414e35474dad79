"""Question sets: what strangers typed, and which facts answer it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

__all__ = ["Asked", "SetError", "read_set"]


class Asked(BaseModel):
    """One question of a set.

    ``expect`` names every fact that is a right answer; it is empty when the record has none. ``after`` is the fact told
    just before, for a follow-up. ``lang`` is the asker's language, ``other`` if it is none of the four.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: Annotated[str, Field(min_length=1)]
    lang: Literal["ru", "kk", "ky", "en", "other"]
    kind: Literal["plain", "typo", "keyword", "long", "script", "mixed", "twin", "followup", "oos"]
    expect: tuple[str, ...] = ()
    after: str | None = None


class SetError(ValueError):
    """A question set that can't be used; the text names file and line, ``message`` only says what is wrong there."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        super().__init__(f"{path}, line {line}: {message}" if line else f"{path}: {message}")
        self.line = line
        self.message = message


def _told(failure: ValidationError) -> str:
    reason = failure.errors()[0]
    if reason["type"] == "json_invalid":
        return 'not a question in one line, such as {"q": "who did it?", "lang": "en", "kind": "plain", "expect": []}'
    return f"{'.'.join(map(str, reason['loc']))} {reason['msg']}"


def read_set(path: Path) -> list[Asked]:
    """The questions of a JSON Lines file.

    Raises:
        SetError: the file is not UTF-8, or a line is not a question of the form of ``Asked``.
    """
    try:
        # JSON holds line separators like U+2028 as they are, so only line feeds end a line.
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError:
        raise SetError(path, 0, "not UTF-8 text: save it as UTF-8") from None
    questions = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            questions.append(Asked.model_validate_json(line))
        except ValidationError as failure:
            raise SetError(path, number, _told(failure)) from None
    return questions
