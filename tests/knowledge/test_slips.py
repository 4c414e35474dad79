"""Whoever breaks a file of YAML is told what they most likely did, and in which line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.files import FileFault, parse_yaml


@pytest.mark.parametrize(
    ("text", "line", "advice"),
    [
        ("a: 1\ntexts:\n\tb: 2\n", 3, "begins with a tab"),
        ("a: 1\nb: Fire: the cause\n", 2, "the text has a colon in it"),
        ("t:\n  ru:\n    h: x\n   a: y\n", 4, "stands between two columns"),
        ("t:\n  ru:\n    h: x\n     a: y\n", 4, "too far to the right"),
        ('b: "Fire" broke out\nc: 1\n', 1, "goes on behind a closing quotation mark"),
        ("b: [1] says\n", 1, "goes on behind a closing quotation mark or bracket"),
        ("a: 1\nb: 'Fire\nc: 1\n", 2, "is not closed"),
        ("b: @user\n", 1, "can't begin with @"),
        ("b: *x\n", 1, "can't begin with *"),
        ("b: !now\n", 1, "can't begin with !"),
        ("b: [a, b\nc: 1\n", 1, "bracket [ is not closed"),
        ("b: {a: 1, b: 2\nc: 1\n", 1, "brace { is not closed"),
        ("a: 1\nb:2\nc: 3\n", 2, "no colon with a space behind it"),
        ("a: text\ngoes on\nb: 1\n", 2, "a text goes on in a new line"),
        ("a: - x\n", 1, "on a line of its own"),
        ("a:\n  - x\n  y: 1\n", 3, "begins with `- `"),
        ("a: >- text\nb: 1\n", 1, "in the line below `>-`"),
        ('b: "C:\\work"\n', 1, "backslash"),
    ],
)
def test_a_slip_is_told_with_its_line_and_what_to_do(text: str, line: int, advice: str) -> None:
    with pytest.raises(FileFault) as caught:
        parse_yaml(text)
    assert caught.value.line == line
    assert str(caught.value).startswith("not valid YAML: ")
    assert advice in str(caught.value)


@given(st.text(st.sampled_from("ab:-> \n\t'\"[]{}#&*!|%@`?,1\\"), max_size=40))
def test_no_text_is_told_in_the_words_of_a_parser(text: str) -> None:
    fault = None
    try:
        parse_yaml(text)
    except FileFault as told:
        fault = told
    if fault is not None:
        assert fault.line is None or 1 <= fault.line <= text.count("\n") + 1
        assert "in this context" not in str(fault)
