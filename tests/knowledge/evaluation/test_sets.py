"""Question sets are read strictly, and what is wrong is told with its line."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.evaluation.sets import Asked, SetError, read_set


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "set.jsonl"


def test_questions_are_read_in_order_and_empty_lines_skipped(path: Path) -> None:
    path.write_text(
        '{"q": "Сколько?", "lang": "ru", "kind": "plain", "expect": ["a", "b"]}\n\n'
        '{"q": "и?", "lang": "ru", "kind": "followup", "expect": ["a"], "after": "b"}\n'
        '{"q": "Wetter", "lang": "other", "kind": "oos"}\n',
        encoding="utf-8",
    )
    first, second, third = read_set(path)
    assert first == Asked(q="Сколько?", lang="ru", kind="plain", expect=("a", "b"))
    assert (second.after, third.expect) == ("b", ())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1) | st.sampled_from(["a\u2028b", "\x85", "a\x1cb"])
    )
)
def test_any_question_survives(path: Path, questions: list[str]) -> None:
    lines = [json.dumps({"q": question, "lang": "kk", "kind": "long"}, ensure_ascii=False) for question in questions]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert [asked.q for asked in read_set(path)] == questions


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not a question in one line"),
        ("[]", "object"),
        ('{"lang": "ru", "kind": "plain"}', "q Field required"),
        ('{"q": "", "lang": "ru", "kind": "plain"}', "q String should have at least 1"),
        ('{"q": "a", "lang": "de", "kind": "plain"}', "lang Input should be"),
        ('{"q": "a", "lang": "ru", "kind": "odd"}', "kind Input should be"),
        ('{"q": "a", "lang": "ru", "kind": "plain", "expects": []}', "expects Extra inputs"),
        ('{"q": "a", "lang": "ru", "kind": "plain", "expect": "a"}', "expect Input should be"),
    ],
)
def test_a_wrong_line_is_told_with_its_number(path: Path, line: str, reason: str) -> None:
    path.write_text('{"q": "a", "lang": "ru", "kind": "plain"}\n\n' + line + "\n")
    with pytest.raises(SetError, match=reason) as caught:
        read_set(path)
    assert "set.jsonl, line 3:" in str(caught.value)


def test_a_file_in_another_encoding_is_told(path: Path) -> None:
    path.write_bytes('{"q": "сколько", "lang": "ru", "kind": "plain"}'.encode("cp1251"))
    with pytest.raises(SetError, match="not UTF-8"):
        read_set(path)
